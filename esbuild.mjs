// Builds every bundle of the extension. `--watch` rebuilds on change, `--production` minifies.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import * as esbuild from "esbuild";
import { bundles, release } from "./scripts/bundles.mjs";

const watch = process.argv.includes("--watch");
const way = process.argv.includes("--production") ? release : { sourcemap: "linked" };

await mkdir("dist", { recursive: true });
await copyFile("node_modules/sql.js/dist/sql-wasm.wasm", "dist/sql-wasm.wasm");
// The diagram's layout: the file as its makers ship it, with its licence, run in a worker when a diagram is opened.
await copyFile("node_modules/elkjs/lib/elk-worker.min.js", "dist/elk-worker.js");
await copyFile("node_modules/elkjs/LICENSE.md", "dist/elk-worker.LICENSE.md");
await copyFile("node_modules/chart.js/LICENSE.md", "dist/chart.LICENSE.md");

if (watch) {
  const contexts = await Promise.all(bundles.map((options) => esbuild.context({ ...options, ...way })));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const results = await Promise.all(bundles.map((options) => esbuild.build({ ...options, ...way })));
  const outputs = Object.assign({}, ...results.map((result) => result.metafile.outputs));
  await writeFile("dist/meta.json", JSON.stringify(outputs));
}
