// `npm run docs`: fills the generated tables of the documentation from the code and the manifest.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./run.mjs";

const { outputFiles } = await build({
  entryPoints: [join(root, "scripts", "docs", "sections.ts")],
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  keepNames: true,
  external: ["typeorm"],
});
const code = outputFiles[0]?.text ?? "";
const { documents, filled, growthPlot, sections } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
const json = async (file) => JSON.parse(await readFile(join(root, file), "utf8"));
const results = await json("test/bench/results.json").catch(() => null);
const parts = sections(await json("package.json"), await json("package.nls.json"), results);
for (const file of documents) {
  const path = join(root, file);
  await writeFile(path, filled(await readFile(path, "utf8"), parts));
}
const plot = results && growthPlot(results);
if (plot) await writeFile(join(root, "media", "performance.svg"), plot);
console.log(`Filled ${documents.join(" and ")}.`);
