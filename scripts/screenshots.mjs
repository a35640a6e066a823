// `npm run screenshots`: takes the README's pictures from what the end-to-end tests saw last.
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./run.mjs";

const pictures = ["results", "preview", "cascade"];

const target = join(root, "media", "screenshots");
await mkdir(target, { recursive: true });
for (const name of pictures) {
  await copyFile(join(root, "test-results", "screenshots", `readme ${name}.png`), join(target, `${name}.png`));
}
console.log(`Copied ${pictures.length} screenshots to media/screenshots.`);
