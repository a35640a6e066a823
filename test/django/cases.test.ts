import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../src/database/backend";
import { readContentTypes } from "../../src/database/contentTypes";
import { openDatabase } from "../../src/database/open";
import { momentOf } from "../../src/engine/clock";
import { readProject } from "../../src/models/django/project";
import { mergeModels } from "../../src/models/merge";
import { sqliteFunctions } from "../../src/orm/dialects/sqliteFunctions";
import { Registry } from "../../src/orm/registry";
import { observeJson } from "../../src/preview/observe";
import { rehearse } from "../../src/preview/rehearsal";
import { toResult } from "../../src/preview/report";
import type { ScriptHost } from "../../src/preview/script";
import type { ProjectInfo } from "../../src/protocol/models";
import { type Case, casesOf } from "./case";
import { faultsOf } from "./compare";

/** Cases whose feature is not there yet, with what is missing. They must fail: one that passes has to leave the list. */
const MISSING: ReadonlyMap<string, string> = new Map([
  ["inheritance.read-5db058de", "the refusal of an inherited model's union that is ordered"],
  ["shop.read-56b4786a", "FilteredRelation"],
  ["shop.read-b71b4fff", "FilteredRelation"],
]);

const here = import.meta.dirname;
const wasm = { path: join(here, "../../node_modules/sql.js/dist/sql-wasm.wasm") };
let folder = "";
const hosts = new Map<string, Promise<{ backend: Backend; host: ScriptHost }>>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "queryset-cases-"));
});

afterAll(async () => {
  for (const opened of hosts.values()) await (await opened).backend.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const backend of ["native", "sqljs"] as const) {
  for (const kind of ["read", "write"] as const) {
    describe(`${kind} cases on ${backend === "native" ? "node:sqlite" : "sql.js"}`, () => {
      for (const [group, cases] of casesOf(kind)) {
        describe(group, () => {
          for (const one of cases)
            (MISSING.has(one.id) ? it.fails : it)(`${one.id} ${one.statements.at(-1)}`, () => answers(one, backend));
        });
      }
    });
  }
}

async function answers(one: Case, kind: "native" | "sqljs"): Promise<void> {
  const { backend, host } = await open(one, kind);
  const script = {
    source: `${one.statements.join("\n")}\n`,
    now: momentOf(one.settings.NOW, host.project.settings),
    seed: 1,
    keepGoing: true,
  };
  const { statements } = await rehearse(
    { host, backend, signal: null, observe: observeJson },
    { kind: "script", script },
  );
  const results = statements.map((statement) => toResult(statement, host.registry));
  expect(results.length).toBe(one.expect.length);
  expect(one.expect.flatMap((want, i) => faultsOf(want, results[i] as (typeof results)[number]))).toEqual([]);
}

/** One open database for all cases with the same models, data and settings: a rehearsal leaves it as it was. */
function open(one: Case, kind: "native" | "sqljs"): Promise<{ backend: Backend; host: ScriptHost }> {
  const key = `${kind} ${one.database} ${JSON.stringify({ ...one.settings, NOW: "" })}`;
  const known = hosts.get(key) ?? make(one, kind, hosts.size);
  hosts.set(key, known);
  return known;
}

async function make(one: Case, kind: "native" | "sqljs", n: number): Promise<{ backend: Backend; host: ScriptHost }> {
  const app = one.models.split("/").at(-1) ?? "";
  const database = join(folder, `${n}.sqlite3`);
  cpSync(join(here, one.database.replace(/\.sql$/, ".sqlite3")), database);
  const files: Readonly<Record<string, string>> = {
    "manage.py": "",
    "settings.py": settingsOf(one, app),
    [`${app}/__init__.py`]: "",
    [`${app}/models.py`]: readFileSync(join(here, one.models, "models.py"), "utf8"),
  };
  const { databases: _databases, ...project } = await readProject(
    { name: app, list: async () => Object.keys(files), read: async (path) => files[path] ?? "" },
    "",
  );
  const backend = await openDatabase({
    url: database,
    workspace: folder,
    backend: kind,
    functions: sqliteFunctions(),
    wasm,
  });
  const schema = await backend.introspect();
  const contentTypes = await backend.read((session) => readContentTypes(session, schema));
  const merged: ProjectInfo = { ...project, models: mergeModels(project, schema, { contentTypes }) };
  return {
    backend,
    host: {
      project: merged,
      registry: new Registry(merged),
      dialect: "sqlite",
      sources: (file) => files[file] ?? null,
    },
  };
}

function settingsOf({ settings }: Case, app: string): string {
  return [
    `INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "${app}"]`,
    `USE_TZ = ${settings.USE_TZ ? "True" : "False"}`,
    `TIME_ZONE = "${settings.TIME_ZONE}"`,
    `DEFAULT_AUTO_FIELD = "django.db.models.${settings.DEFAULT_AUTO_FIELD}"`,
  ].join("\n");
}
