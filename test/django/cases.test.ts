import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Case, casesOf } from "./case";
import { faultsOf } from "./compare";
import { type Opened, openApp } from "./open";
import { resultsOf } from "./rehearsed";

const here = import.meta.dirname;
let folder = "";
const hosts = new Map<string, Promise<Opened>>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "queryset-cases-"));
});

afterAll(async () => {
  for (const opened of hosts.values()) await (await opened).backend.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const backend of ["native", "sqljs"] as const) {
  for (const kind of ["read", "write", "tour"] as const) {
    describe(`${kind} cases on ${backend === "native" ? "node:sqlite" : "sql.js"}`, () => {
      for (const [group, cases] of casesOf(kind)) {
        describe(group, () => {
          for (const one of cases) it(`${one.id} ${one.statements.at(-1)}`, () => answers(one, backend));
        });
      }
    });
  }
}

async function answers(one: Case, kind: "native" | "sqljs"): Promise<void> {
  const opened = await open(one, kind);
  const results = await resultsOf(one, opened);
  expect(results.length).toBe(one.expect.length);
  expect(one.expect.flatMap((want, i) => faultsOf(want, results[i] as (typeof results)[number]))).toEqual([]);
}

/** One open database for all cases with the same models, data and settings: a rehearsal leaves it as it was. */
function open(one: Case, kind: "native" | "sqljs"): Promise<Opened> {
  const key = `${kind} ${one.database} ${JSON.stringify({ ...one.settings, NOW: "" })}`;
  const known = hosts.get(key) ?? make(one, kind, hosts.size);
  hosts.set(key, known);
  return known;
}

async function make(one: Case, backend: "native" | "sqljs", n: number): Promise<Opened> {
  const app = one.models.split("/").at(-1) ?? "";
  const database = join(folder, `${n}.sqlite3`);
  cpSync(join(here, one.database.replace(/\.sql$/, ".sqlite3")), database);
  const models = readFileSync(join(here, one.models, "models.py"), "utf8");
  return openApp({ app, models, settings: one.settings, database, backend });
}
