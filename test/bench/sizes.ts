import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { findPython, pythonEnvironment } from "../django/random/django";
import { engineIn } from "./engineProcess";
import { median, ms, ratio } from "./reads/measure";
import { inWorkspace } from "./reads/project";
import { record } from "./record";
import { exponent } from "./sizes/growth";
import { filling, type Operation, reads, writes } from "./sizes/operations";
import { byDriver, byProgram, OurEngine } from "./sizes/sides";
import { SCHEMA } from "./writes/scenarios";
import { Django } from "./writes/sides";

const ROUNDS = Number(process.env.QUERYSET_BENCH_ROUNDS ?? 5);
const MEGABYTE = 1_000_000;
/** What a song takes of the file, its place in the index included; measured, and only used to get near the sizes. */
const BYTES_PER_SONG = 61;

/** Files of 10 MB, 100 MB and 1 GB: reading, writing a thousand rows, memory; and how the cost grows with the rows. */
export async function benchSizes(): Promise<void> {
  const largest = Number(process.env.QUERYSET_BENCH_MEGABYTES ?? 1000);
  const folder = mkdtempSync(join(tmpdir(), "queryset-engine-"));
  try {
    const entry = await engineIn(folder);
    console.log(`sizes: medians of ${ROUNDS} rounds in which each side has its turn. Of writes, the driver's and Django's
  statement without its commit; ours is what a person waits for: the preview, the apply with its journal, the undo`);
    for (const megabytes of [10, 100, 1000].filter((size) => size <= largest)) await size(entry, megabytes);
    await growth(entry, largest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fillWith(rows: number): (database: DatabaseSync) => void {
  return (database) => {
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
    database.exec(SCHEMA);
    for (const text of filling(rows)) database.exec(text);
    database.exec("PRAGMA journal_mode = DELETE");
  };
}

async function size(entry: string, megabytes: number): Promise<void> {
  const of = megabytes < 1000 ? `${megabytes} MB` : `${megabytes / 1000} GB`;
  const rows = Math.round((megabytes * MEGABYTE) / BYTES_PER_SONG);
  await inWorkspace(fillWith(rows), async ({ folder: workspace, database, storage }) => {
    const python = findPython();
    const django = python === null ? null : new Django(python, `${workspace}/.django`, pythonEnvironment());
    const engine = new OurEngine(entry);
    try {
      const opened = await engine.open({ workspace, storage });
      console.log(
        `${of}: ${rows.toLocaleString("en")} songs, ${Math.round(statSync(database).size / MEGABYTE)} MB; opened in ${ms(opened)}`,
      );
      record({ bench: "sizes", what: "open", of, by: "engine", milliseconds: opened });
      let browsed = false;
      const memory = (what: string, mebibytes: number | null): void => {
        if (mebibytes === null) return;
        record({ bench: "sizes", what: `peak memory, ${what}`, of, by: "engine", mebibytes });
        console.log(`  peak memory, ${what} ${mebibytes.toFixed(0)} MiB`);
      };
      const asked = (operation: Operation) => django?.time(scenarioOf(operation), database, true);
      for (const operation of reads(rows)) {
        // What a script holds in a list is its own; browsing holds pages.
        if (operation.page === undefined && !browsed) {
          browsed = true;
          memory("browsing", engine.peak);
        }
        const times = await rounds({
          engine: () => engine.read(operation),
          driver: () => byDriver(database, operation),
          sqlite3: () => byProgram(database, operation),
          Django: async () => (await asked(operation))?.statement ?? null,
        });
        keep(operation.name, of, times);
        console.log(
          `  ${operation.name.padEnd(34)} ours ${ms(times.engine ?? 0)}   ÷ driver ${ratio(times.engine ?? 0, times.driver ?? 0)}   ÷ sqlite3 ${ratio(times.engine ?? 0, times.sqlite3 ?? 0)}   ÷ Django ${ratio(times.engine ?? 0, times.Django ?? 0)}`,
        );
      }
      for (const operation of writes) {
        let last = { preview: 0, apply: 0, undo: 0 };
        const times = await rounds({
          preview: async () => {
            last = await engine.write(operation);
            return last.preview;
          },
          apply: () => last.apply,
          undo: () => last.undo,
          driver: () => byDriver(database, operation),
          Django: async () => (await asked(operation))?.whole ?? null,
        });
        keep(operation.name, of, times);
        const { preview = 0, apply = 0, undo = 0 } = times;
        console.log(
          `  ${operation.name.padEnd(34)} preview ${ms(preview)}  apply ${ms(apply)}  undo ${ms(undo)}   preview ÷ driver ${ratio(preview, times.driver ?? 0)}   Django ÷ (preview + apply) ${ratio(times.Django ?? 0, preview + apply)}`,
        );
      }
      memory("after everything", engine.peak);
    } finally {
      engine.close();
      django?.close();
    }
  });
}

function scenarioOf({ python }: Operation) {
  return { name: "", albums: 0, songs: 0, before: python.slice(0, -1), statement: python.at(-1) ?? "" };
}

/** Each side once a round, the first round only to warm up; the medians of those that could be measured. */
async function rounds(
  sides: Readonly<Record<string, () => number | null | Promise<number | null>>>,
): Promise<Partial<Record<string, number>>> {
  const times = new Map<string, number[]>();
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, side] of Object.entries(sides)) {
      const took = await side();
      if (round >= 0 && took !== null) times.set(name, [...(times.get(name) ?? []), took]);
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)]));
}

function keep(what: string, of: string, times: Partial<Record<string, number>>): void {
  for (const [by, milliseconds] of Object.entries(times))
    if (milliseconds !== undefined) record({ bench: "sizes", what, of, by, milliseconds });
}

/** Cost over the table's size for work on a few rows, and over the rows for work on many. */
async function growth(entry: string, largest: number): Promise<void> {
  const sizes = [1e3, 1e4, 1e5, 1e6, 1e7].filter((rows) => rows * BYTES_PER_SONG <= largest * MEGABYTE);
  const points = new Map<string, [number, number][]>();
  const add = (what: string, n: number, milliseconds: number): void => {
    points.set(what, [...(points.get(what) ?? []), [n, milliseconds]]);
    record({ bench: "growth", what, of: n.toLocaleString("en"), by: "engine", milliseconds });
  };
  for (const rows of sizes) {
    await inWorkspace(fillWith(rows), async ({ folder: workspace, storage }) => {
      const engine = new OurEngine(entry);
      try {
        await engine.open({ workspace, storage });
        const [first] = reads(rows);
        const one: Operation = {
          name: "update 1 row",
          python: ['n = Song.objects.filter(id=7).update(plays=F("plays") + 1)'],
          sql: [],
          writes: true,
        };
        let last = { preview: 0, apply: 0, undo: 0 };
        const few = await rounds({
          page: () => (first ? engine.read(first) : null),
          preview: async () => {
            last = await engine.write(one);
            return last.preview;
          },
          apply: () => last.apply,
        });
        add("first page, by the table's size", rows, few.page ?? 0);
        add("preview and apply 1 row, by the table's size", rows, (few.preview ?? 0) + (few.apply ?? 0));
        const all: Operation = {
          name: "update all",
          python: ['n = Song.objects.update(plays=F("plays") + 1)'],
          sql: [],
          writes: true,
        };
        // More rows than a script may take steps for are read in pages, and written by more than one statement.
        if (rows > 1e6) return;
        const many = await rounds({
          read: () =>
            engine.read({ ...all, python: ['n = sum(p for p in Song.objects.values_list("plays", flat=True))'] }),
          preview: async () => {
            last = await engine.write(all);
            return last.preview;
          },
          apply: () => last.apply,
          undo: () => last.undo,
        });
        for (const [what, took] of Object.entries(many)) add(`${what}, by the rows touched`, rows, took ?? 0);
      } finally {
        engine.close();
      }
    });
  }
  console.log("growth: k of milliseconds ≈ c · n^k, 0 where it does not depend on n, 1 where it is linear");
  for (const [what, list] of points) {
    const k = exponent(list);
    record({ bench: "growth", what, by: "engine", figure: k, unit: "exponent" });
    console.log(
      `  ${what.padEnd(46)} k = ${k.toFixed(2)}   ${list.map(([n, took]) => `${n.toExponential(0)}: ${ms(took)}`).join("   ")}`,
    );
  }
}
