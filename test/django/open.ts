import { join } from "node:path";
import type { Backend } from "../../src/database/backend";
import { readContentTypes } from "../../src/database/contentTypes";
import { type OpenDatabaseOptions, openDatabase } from "../../src/database/open";
import { CONTRIB_FILES } from "../../src/models/contrib/files";
import { readProject } from "../../src/models/django/project";
import { mergeModels } from "../../src/models/merge";
import { sqliteFunctions } from "../../src/orm/dialects/sqliteFunctions";
import { Registry } from "../../src/orm/registry";
import type { ScriptHost } from "../../src/preview/script";
import type { ProjectInfo } from "../../src/protocol/models";

/** A project of one app, and the SQLite file that goes with it. */
export interface AppToOpen {
  readonly app: string;
  /** Text of its `models.py`. */
  readonly models: string;
  readonly settings: { readonly USE_TZ: boolean; readonly TIME_ZONE: string; readonly DEFAULT_AUTO_FIELD: string };
  readonly database: string;
  readonly backend: "native" | "sqljs";
}

/** The same with a database on a server. */
export type ServerAppToOpen = Omit<AppToOpen, "database" | "backend"> & { readonly url: string };

/** Models over an open database, as the engine holds them. */
export interface Opened {
  readonly backend: Backend;
  readonly host: ScriptHost;
}

const wasm = { path: join(import.meta.dirname, "../../node_modules/sql.js/dist/sql-wasm.wasm") };

/** Reads the models and opens the database. The caller closes the backend. */
export async function openApp({ database, backend, ...app }: AppToOpen): Promise<Opened> {
  return open(app, {
    url: database,
    workspace: join(database, ".."),
    backend,
    functions: sqliteFunctions(),
    wasm,
  });
}

/** The same for a database on a server. */
export async function openModels({ url, ...app }: ServerAppToOpen): Promise<Opened> {
  return open(app, { url, workspace: import.meta.dirname });
}

async function open(
  { app, models, settings }: Pick<AppToOpen, "app" | "models" | "settings">,
  options: OpenDatabaseOptions,
): Promise<Opened> {
  const files: Readonly<Record<string, string>> = {
    "manage.py": "",
    "settings.py": settingsText(settings, app),
    [`${app}/__init__.py`]: "",
    [`${app}/models.py`]: models,
  };
  const { databases: _databases, ...project } = await readProject(
    { name: app, list: async () => Object.keys(files), read: async (path) => files[path] ?? "" },
    "",
  );
  const backend = await openDatabase(options);
  const schema = await backend.introspect();
  const contentTypes = await backend.read((session) => readContentTypes(session, schema));
  const merged: ProjectInfo = { ...project, models: mergeModels(project, schema, { contentTypes }) };
  const registry = new Registry(merged);
  return {
    backend,
    host: {
      project: merged,
      registry,
      dialect: backend.dialect,
      sources: (file) => files[file] ?? CONTRIB_FILES[file] ?? null,
    },
  };
}

/** `settings.py` of a project of one app. */
export function settingsText(settings: AppToOpen["settings"], app: string): string {
  return [
    `INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "${app}"]`,
    `USE_TZ = ${settings.USE_TZ ? "True" : "False"}`,
    `TIME_ZONE = "${settings.TIME_ZONE}"`,
    `DEFAULT_AUTO_FIELD = "django.db.models.${settings.DEFAULT_AUTO_FIELD}"`,
  ].join("\n");
}
