import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { momentOf } from "../../../src/engine/clock";
import { observeJson } from "../../../src/preview/observe";
import { rehearse } from "../../../src/preview/rehearsal";
import { toResult } from "../../../src/preview/report";
import { faultsOf } from "../compare";
import { openApp } from "../open";
import { Chance } from "./chance";
import { askDjango, findPython } from "./django";
import { modelsText } from "./models";
import { type RandomStatement, statement } from "./querysets";
import { setupStatements } from "./rows";
import { World } from "./world";

const PROJECTS = Number(process.env.QUERYSET_EXPLORER_PROJECTS ?? 20);
const STATEMENTS = 100;
const NOW = "2024-06-01T09:30:00";
const seed = Number(process.env.QUERYSET_EXPLORER_SEED ?? Math.floor(Math.random() * 2 ** 31));
const python = findPython();
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "queryset-random-"));
  console.log(`Random querysets against Django: QUERYSET_EXPLORER_SEED=${seed}`);
});

afterAll(() => {
  // A project that shows a difference can be kept and looked at.
  if (process.env.QUERYSET_EXPLORER_KEEP) console.log(`Kept in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
});

/** A project, its rows, and statements that read them. */
interface Sample {
  readonly useTz: boolean;
  readonly models: string;
  readonly setup: readonly string[];
  readonly statements: readonly RandomStatement[];
}

const sample = fc.gen().map((draw): Sample => {
  const chance = new Chance(draw);
  const useTz = chance.oneIn(2);
  const world = new World(chance, useTz);
  const setup = setupStatements(world);
  const statements = chance.times(STATEMENTS, () => statement(world));
  return { useTz, models: modelsText(world.models), setup, statements };
});

describe(`random querysets, seed ${seed}`, () => {
  const samples = fc.sample(sample, { seed, numRuns: PROJECTS });
  for (const [i, one] of samples.entries()) {
    it.skipIf(python === null)(`project ${i + 1}: ${STATEMENTS} querysets answer as Django's`, async () => {
      expect(await faultsIn(one, i)).toEqual([]);
    });
  }
});

async function faultsIn(one: Sample, n: number): Promise<string[]> {
  const place = join(folder, String(n));
  mkdirSync(join(place, "app"), { recursive: true });
  writeFileSync(join(place, "app", "__init__.py"), "");
  writeFileSync(join(place, "app", "models.py"), one.models);
  const timeZone = one.useTz ? "Europe/Berlin" : "UTC";
  const { django, scripts } = askDjango(python ?? "", place, {
    useTz: one.useTz,
    timeZone,
    now: NOW,
    setup: one.setup,
    scripts: one.statements.map(({ source }) => [source]),
  });
  const settings = { USE_TZ: one.useTz, TIME_ZONE: timeZone, DEFAULT_AUTO_FIELD: "AutoField" };
  const database = join(place, "start.sqlite3");
  const { backend, host } = await openApp({
    app: "app",
    models: one.models,
    settings,
    database,
    backend: n % 2 === 0 ? "native" : "sqljs",
  });
  const source = `${one.statements.map((each) => each.source).join("\n")}\n`;
  const script = { source, now: momentOf(NOW, host.project.settings), seed: 1, keepGoing: true };
  try {
    const run = await rehearse({ host, backend, signal: null, observe: observeJson }, { kind: "script", script });
    return run.statements.flatMap((each, i) => {
      const { source: text, ordered } = one.statements[i] as RandomStatement;
      const [answer] = scripts[i]?.answers ?? [];
      const { error, ...rest } = answer ?? {};
      const got = toResult(each, host.registry);
      const want = error ? { error } : rest;
      const faults = faultsOf({ statement: text, ordered, ...want }, got);
      return faults.map(
        (fault) => `Django ${django}: ${text}\n   ${error ? `${error.class}: ${error.message}\n   ` : ""}${fault}`,
      );
    });
  } finally {
    await backend.close();
  }
}
