// Builds every bundle of the extension. `--watch` rebuilds on change, `--production` minifies.
import { copyFile, mkdir } from "node:fs/promises";
import * as esbuild from "esbuild";

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  logLevel: "warning",
  legalComments: "none",
  metafile: true,
};

const node = {
  ...common,
  platform: "node",
  format: "cjs",
  target: "node20",
  // The drivers' optional native parts are never used; `vscode` is the editor's own.
  external: ["vscode", "pg-native", "cloudflare:sockets", "./drivers/*"],
};

const bundles = [
  { ...node, entryPoints: { extension: "src/extension.ts" }, outdir: "dist" },
  // The language client is large and only needed with the first script, so it is loaded then.
  { ...node, entryPoints: { client: "src/host/language/client.ts" }, outdir: "dist" },
  // TypeORM, and people who read errors, go by the names of classes.
  { ...node, entryPoints: { engine: "src/engine/main.ts" }, outdir: "dist", keepNames: true },
  // Other editors start it by itself.
  {
    ...node,
    entryPoints: { server: "src/server/main.ts" },
    outdir: "dist",
    banner: { js: "#!/usr/bin/env node" },
  },
  // The same for a browser's worker.
  {
    ...common,
    entryPoints: { "server.web": "src/server/main.web.ts" },
    outdir: "dist",
    platform: "browser",
    format: "iife",
    target: "es2022",
  },
  {
    ...node,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: "dist",
    keepNames: true,
    banner: { js: "#!/usr/bin/env node" },
  },
  {
    ...common,
    entryPoints: { webview: "webview/main.ts", diagram: "webview/diagram/main.ts", form: "webview/form/main.ts" },
    outdir: "dist",
    platform: "browser",
    format: "iife",
    target: "es2022",
    loader: { ".css": "text" },
  },
];

await mkdir("dist", { recursive: true });
await copyFile("node_modules/sql.js/dist/sql-wasm.wasm", "dist/sql-wasm.wasm");
// The diagram's layout: the file as its makers ship it, with its licence, run in a worker when a diagram is opened.
await copyFile("node_modules/elkjs/lib/elk-worker.min.js", "dist/elk-worker.js");
await copyFile("node_modules/elkjs/LICENSE.md", "dist/elk-worker.LICENSE.md");

if (watch) {
  const contexts = await Promise.all(bundles.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const results = await Promise.all(bundles.map((options) => esbuild.build(options)));
  const { writeFile } = await import("node:fs/promises");
  const outputs = Object.assign({}, ...results.map((result) => result.metafile.outputs));
  await writeFile("dist/meta.json", JSON.stringify(outputs));
}
