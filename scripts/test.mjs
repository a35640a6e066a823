// `npm test`: every test there is. Ends with one line that counts them all.
// What the machine lacks is installed where that is possible, and otherwise its tests are counted as skipped, by name.
// Arguments name the runners to use (`npm test -- unit e2e`); without any, all run.
import { appendFile, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { root, run } from "./run.mjs";
import { countTests, tally } from "./test/count.mjs";
import { missingFor, provide } from "./test/needs.mjs";

const runners = ["unit", "django", "servers", "e2e"];
const inCi = Boolean(process.env.CI);
const results = join(root, "test-results");

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !runners.includes(name));
if (unknown.length > 0) {
  console.error(`There are no tests named ${unknown.join(", ")}; there are ${runners.join(", ")}.`);
  process.exit(2);
}
const chosen = wanted.length > 0 ? wanted : runners;

await mkdir(results, { recursive: true });
await provide(chosen);

const total = { passed: 0, failed: 0, skipped: 0 };
const notes = [];
for (const name of chosen) {
  const counts = await runOne(name);
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (counts.failed + counts.skipped > 0) notes.push(`${name}: ${describe(counts)}`);
}

for (const note of notes) console.log(note);
if (inCi && total.skipped > 0) console.log("In continuous integration nothing may be skipped.");
if (process.env.GITHUB_STEP_SUMMARY) await appendFile(process.env.GITHUB_STEP_SUMMARY, `${describe(total)}\n`);
process.exitCode = total.failed > 0 || total.passed === 0 || (inCi && total.skipped > 0) ? 1 : 0;
console.log(describe(total));

async function runOne(name) {
  const missing = missingFor(name);
  if (missing.length > 0) {
    const skipped = await countTests(name);
    console.log(`\n── ${name}: skipped ${skipped} tests, because ${missing.join(" and ")} is missing ──`);
    return { passed: 0, failed: 0, skipped };
  }
  console.log(`\n── ${name} ──`);
  const report = join(results, `${name}.json`);
  await rm(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run("vitest", ["run", "--project", name, ...reporters]);
  const text = await readFile(report, "utf8").catch(() => undefined);
  return tally(text, code);
}

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
