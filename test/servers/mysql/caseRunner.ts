import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Backend } from "../../../src/database/backend";
import { readContentTypes } from "../../../src/database/contentTypes";
import { momentOf } from "../../../src/engine/clock";
import { readProject } from "../../../src/models/django/project";
import { mergeModels } from "../../../src/models/merge";
import { Registry } from "../../../src/orm/registry";
import { observeJson } from "../../../src/preview/observe";
import { rehearse } from "../../../src/preview/rehearsal";
import { toResult } from "../../../src/preview/report";
import type { ProjectInfo } from "../../../src/protocol/models";
import type { Case, Expectation } from "../../django/case";
import { faultsOf } from "../../django/compare";
import { type Opened, settingsText } from "../../django/open";
import { storedForm } from "./storedForm";

const cases = join(import.meta.dirname, "..", "..", "django");

/** The name of a case's app, and of the state of its tables: `music`, `base`. */
export function fixtureOf(one: Case): { readonly app: string; readonly state: string } {
  const app = one.models.split("/").at(-1) ?? "";
  const state = /([^/]+)\.\w+$/.exec(one.database)?.[1] ?? "";
  return { app, state };
}

/** The models of a case over an open database that holds its tables. The caller closes the backend. */
export async function hostOf(one: Case, backend: Backend): Promise<Opened> {
  const { app } = fixtureOf(one);
  const files: Readonly<Record<string, string>> = {
    "manage.py": "",
    "settings.py": settingsText(one.settings, app),
    [`${app}/__init__.py`]: "",
    [`${app}/models.py`]: readFileSync(join(cases, one.models, "models.py"), "utf8"),
  };
  const { databases: _databases, ...project } = await readProject(
    { name: app, list: async () => Object.keys(files), read: async (path) => files[path] ?? "" },
    "",
  );
  const schema = await backend.introspect();
  const contentTypes = await backend.read((session) => readContentTypes(session, schema));
  const merged: ProjectInfo = { ...project, models: mergeModels(project, schema, { contentTypes }) };
  return {
    backend,
    host: {
      project: merged,
      registry: new Registry(merged),
      dialect: backend.dialect,
      sources: (file) => files[file] ?? null,
    },
  };
}

/** Runs a case in a rehearsal and compares it with what Django answers, on this database where it answers otherwise. */
export async function answers(one: Case, { backend, host }: Opened, own?: readonly Expectation[]): Promise<void> {
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
  const wanted = own ?? one.expect;
  expect(results.length).toBe(wanted.length);
  const stored = storedForm(host.registry);
  const faults = wanted.flatMap((want, i) => {
    const got = results[i];
    return got === undefined ? ["no result"] : faultsOf(want, got, stored);
  });
  expect(faults).toEqual([]);
}
