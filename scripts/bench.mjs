// `npm run bench -- models`: measures, and prints ratios side by side. Without a name, everything in test/bench.
// Each file there exports functions whose names begin with `bench`; every file gets a process of its own. What they record
// replaces those benches' part of test/bench/results.json, from which `npm run docs` makes the README's table and plot.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { must, nodeProgram, root } from "./run.mjs";

/** The repository's scripts know where they lie, and by that where everything else is: they stay where they are. */
const scriptsOutside = {
  name: "scripts outside",
  setup({ onResolve }) {
    onResolve({ filter: /\/scripts\/.*\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join(resolveDir, path)).href,
      external: true,
    }));
  },
};

const folder = join(root, "test", "bench");
const all = (await readdir(folder)).filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -3));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`No bench named ${unknown.join(", ")}: there are ${all.join(", ")}.`);

const work = await mkdtemp(join(tmpdir(), "queryset-bench-"));
try {
  const recorded = join(work, "recorded.ndjson");
  await writeFile(recorded, "");
  for (const name of wanted.length > 0 ? wanted : all) await run(name, recorded);
  await keep(recorded);
} finally {
  await rm(work, { recursive: true, force: true });
}

async function run(name, recorded) {
  const bundle = join(root, "dist", "bench", `${name}.mjs`);
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
    plugins: [scriptsOutside],
    logLevel: "error",
  });
  await must(nodeProgram(), [bundle], { env: { QUERYSET_BENCH_RECORD: recorded } });
}

/** Puts what was recorded into `results.json`, in place of what those benches recorded before. */
async function keep(recorded) {
  const lines = (await readFile(recorded, "utf8")).split("\n").filter((line) => line !== "");
  if (lines.length === 0 || process.env.QUERYSET_BENCH_KEEP === "no") return;
  const fresh = lines.map((line) => JSON.parse(line));
  const file = join(folder, "results.json");
  const before = await readFile(file, "utf8").then(JSON.parse, () => ({ measurements: [] }));
  const benches = new Set(fresh.map(({ bench }) => bench));
  const measurements = [...before.measurements.filter(({ bench }) => !benches.has(bench)), ...fresh];
  const machine = {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    gibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    date: new Date().toISOString().slice(0, 10),
  };
  await writeFile(file, `${JSON.stringify({ machine, measurements }, null, 2)}\n`);
}
