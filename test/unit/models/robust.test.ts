import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readProject } from "../../../src/models/django/project";
import { memoryFiles } from "./memoryFiles";

const DJANGO = join(import.meta.dirname, "../../django/models");

/** Damage as editing does it: a piece taken out, and something else typed in its place. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 200 }),
  text: fc.constantFrom(
    "",
    "(",
    ")",
    "[",
    '"',
    "'''",
    "class ",
    "\n",
    ":",
    "=",
    "def x(",
    "models.",
    "🎸",
    "\0",
    "    ",
  ),
});

it.each(readdirSync(DJANGO))("reads %s whatever is done to its text", async (app) => {
  const text = readFileSync(join(DJANGO, app, "models.py"), "utf8");
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
      let broken = text;
      for (const { at, length, text: typed } of damages) {
        const from = Math.floor(at * broken.length);
        broken = broken.slice(0, from) + typed + broken.slice(from + length);
      }
      const files = memoryFiles({ [`${app}/models.py`]: broken, "settings.py": `INSTALLED_APPS = ["${app}"]` });
      const project = await readProject(files, "");
      for (const model of project.models) {
        expect(model.primaryKey).not.toBeNull();
        expect(model.fields.some((field) => field.primaryKey)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});
