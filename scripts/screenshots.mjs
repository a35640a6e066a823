// `npm run screenshots`: takes the README's pictures from what the end-to-end tests saw last.
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./run.mjs";

/** The picture's name, and the test at whose end it was taken. */
const pictures = {
  results: "fills the grid with what a queryset finds",
  preview: "previews an update row by row and changes nothing",
  cascade: "shows what a delete takes along",
};

const target = join(root, "media", "screenshots");
await mkdir(target, { recursive: true });
for (const [name, test] of Object.entries(pictures)) {
  await copyFile(join(root, "test-results", "screenshots", `${test}.png`), join(target, `${name}.png`));
}
console.log(`Copied ${Object.keys(pictures).length} screenshots to media/screenshots.`);
