// `npm run screenshots`: takes the README's pictures from what the end-to-end tests saw last.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { animation } from "./animation.mjs";
import { root } from "./run.mjs";

const themes = ["dark", "light", "high-contrast"];
const pictures = ["results", "preview", "cascade", ...themes.flatMap((theme) => [`grid-${theme}`, `preview-${theme}`])];
/** The README's steps, each with the seconds it is shown. */
const steps = [2, 3, 4, 3, 4];

const seen = (name) => join(root, "test-results", "screenshots", `readme ${name}.png`);
const target = join(root, "media", "screenshots");
await mkdir(target, { recursive: true });
for (const name of pictures) await copyFile(seen(name), join(target, `${name}.png`));
const frames = await Promise.all(
  steps.map(async (seconds, index) => ({ png: await readFile(seen(`step ${index + 1}`)), seconds })),
);
await writeFile(join(target, "tour.png"), animation(frames));
console.log(`Took ${pictures.length} pictures and an animation of ${frames.length} steps to media/screenshots.`);
