// `npm run bench -- models`: measures, and prints ratios side by side. Without a name, everything in test/bench.
// Each file there exports functions whose names begin with `bench`; every file gets a process of its own.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { must, nodeProgram, root } from "./run.mjs";

const folder = join(root, "test", "bench");
const all = (await readdir(folder)).filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -3));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`No bench named ${unknown.join(", ")}: there are ${all.join(", ")}.`);

for (const name of wanted.length > 0 ? wanted : all) {
  const bundle = join(root, "node_modules", ".cache", "bench", `${name}.mjs`);
  await build({
    stdin: {
      contents: `import * as all from ${JSON.stringify(join(folder, `${name}.ts`))};
for (const [name, run] of Object.entries(all)) if (name.startsWith("bench")) await run();`,
      resolveDir: folder,
      loader: "ts",
    },
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  await must(nodeProgram(), [bundle]);
}
