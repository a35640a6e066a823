import { existsSync, readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import type { Backend } from "../database/backend";
import { readContentTypes } from "../database/contentTypes";
import { readMigrations } from "../database/migrations";
import { openDatabase } from "../database/open";
import type { DatabaseSchema } from "../database/schema";
import { parseAddress } from "../database/url";
import { CONTRIB_FILES } from "../models/contrib/files";
import { mergeModels } from "../models/merge";
import { compareMigrations } from "../models/migrations";
import { DEFAULTS } from "../models/typeorm/fields";
import { DatabaseNames } from "../orm/databaseNames";
import { sqliteFunctions } from "../orm/dialects/sqliteFunctions";
import { Registry } from "../orm/registry";
import type { ScriptHost } from "../preview/script";
import type { DatabaseCandidate } from "../protocol/engine";
import { QuerysetError } from "../protocol/errors";
import type { ModelInfo, ProjectInfo } from "../protocol/models";
import { splitPassword } from "../protocol/password";
import type { ScratchOptions } from "../protocol/scratch";
import { ProjectReader, type ReadProject } from "./projectReader";
import { openScratchFor, type ScratchPlace } from "./scratch/keep";

/** What to open: see `OpenRequest`. `wasm` is where sql.js finds its WebAssembly. */
export interface WorkspaceOptions {
  readonly folder: string;
  readonly project?: string;
  readonly database?: string;
  /** A server's password, as the person gave it. */
  readonly password?: string;
  /** Fail where only a guess would say which database is meant, as there is a person to ask. */
  readonly ask?: boolean;
  readonly backend?: "auto" | "native" | "sqljs";
  readonly wasm: string;
  /** Milliseconds to wait for another program's lock. */
  readonly lockWait?: number;
  /** Folder outside the workspace, for what must outlive it; where it is absent, sql.js saves to no file. */
  readonly storage?: string;
  readonly scratch?: ScratchOptions;
}

/** A workspace's models over its open database. */
export interface Workspace {
  readonly folder: string;
  /** The address that was opened, without a password. */
  readonly url: string;
  readonly project: ProjectInfo;
  readonly candidates: readonly DatabaseCandidate[];
  readonly backend: Backend;
  readonly host: ScriptHost;
  readonly reader: ProjectReader;
  /** What the models were made from; the same objects as long as nothing changed. */
  readonly read: ReadProject;
  readonly schema: DatabaseSchema;
  /** Where the scratch database is, where that is what is open. */
  readonly scratch: ScratchPlace | null;
}

/** Reads the models and opens the database: the one asked for, else the workspace's own, else a scratch one. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const reader = await ProjectReader.open(options.folder, options.project);
  const read = await reader.read();
  if (options.ask === true && options.database === undefined) assertKnown(read);
  const url =
    options.database ??
    chosen(read.candidates) ??
    (read.project.models.some(({ origin }) => origin === "django" || origin === "typeorm") ? "scratch" : null);
  if (url === null) {
    throw new QuerysetError("ConnectionFailed", `There is neither a database nor a model in ${options.folder}.`, {
      hint: "Name a database, or open a folder with a Django project, TypeORM entities or a SQLite file.",
    });
  }
  const chance = { next: Math.random };
  const functions = sqliteFunctions(() => chance.next());
  const isScratch = parseAddress(url, options.folder).kind === "scratch";
  const { storage } = options;
  const keeps = options.scratch?.keep === true && storage !== undefined;
  const place = { wasm: { path: options.wasm }, functions, root: reader.root, ...(keeps && { storage }) };
  const backend = isScratch
    ? await openScratchFor(place, [...read.project.models, ...(options.scratch?.models ?? [])])
    : await openDatabase({
        url,
        workspace: options.folder,
        functions,
        wasm: place.wasm,
        ...(options.backend && { backend: options.backend }),
        ...passwordFor(url, options.password, read.passwords),
        ...(storage !== undefined && { storage }),
        ...(options.lockWait !== undefined && { busyTimeout: options.lockWait }),
      });
  try {
    const shown = isScratch ? "scratch" : splitPassword(url).url;
    return await assemble({ url: shown, reader, read, backend, chance, scratch: isScratch ? place : null });
  } catch (error) {
    await backend.close();
    throw error;
  }
}

/**
 * Reads again over the same open database what changed, see `EngineApi.refresh`; the same workspace where nothing of
 * it makes a difference.
 */
export async function refreshWorkspace(workspace: Workspace, changed?: readonly string[]): Promise<Workspace> {
  const { folder, backend, host } = workspace;
  const reader = changed === undefined ? await ProjectReader.open(folder, workspace.reader.root) : workspace.reader;
  if (changed !== undefined && changed.length > 0) await reader.changed(changed);
  const read = changed?.length === 0 ? workspace.read : await reader.read();
  if (read === workspace.read && (await backend.introspect()) === workspace.schema) return workspace;
  const { url, scratch } = workspace;
  return assemble({ url, reader, read, backend, chance: host.chance, scratch });
}

/** The same workspace over another scratch database; the one before is left open. */
export function withBackend(workspace: Workspace, backend: Backend): Promise<Workspace> {
  const { url, reader, read, host, scratch } = workspace;
  return assemble({ url, reader, read, backend, chance: host.chance, scratch });
}

/** The password of an address: the person's own, else the one that the workspace's files give for it. */
export function passwordFor(
  url: string,
  given: string | undefined,
  known: ReadonlyMap<string, string>,
): { readonly password?: string } {
  const password = given ?? known.get(splitPassword(url).url);
  return password === undefined ? {} : { password };
}

/** Throws where the settings do not say which database is meant, and nothing else does. */
function assertKnown({ project, candidates }: ReadProject): void {
  if (candidates.some(({ origin }) => origin !== FOUND)) return;
  const unknown = project.settings.unknown.find(({ name }) => /^DATABASES(\["default"\])?$/.test(name));
  const hint = "Choose the database; the choice is remembered for this project.";
  if (unknown !== undefined) {
    const file = unknown.place?.file ?? project.settings.file ?? "settings.py";
    const message = `${file} does not say which database to open: ${unknown.name} could not be read, as ${unknown.reason}.`;
    throw new QuerysetError("ImproperlyConfigured", message, { hint });
  }
  if (candidates.length > 1) {
    const labels = candidates.map(({ label }) => label).join(", ");
    const message = `Nothing says which of ${candidates.length} databases to open: ${labels}.`;
    throw new QuerysetError("ImproperlyConfigured", message, { hint });
  }
}

/** How discovery says that a file was found by itself. */
const FOUND = "found in the workspace";

/** The first database that is there; one that settings name but that does not exist yet is passed over. */
function chosen(candidates: readonly DatabaseCandidate[]): string | null {
  return candidates.find((candidate) => !candidate.origin.includes("there is no such file"))?.url ?? null;
}

async function assemble({
  url,
  reader,
  read,
  backend,
  chance,
  scratch,
}: Pick<Workspace, "url" | "reader" | "read" | "backend" | "scratch"> & {
  readonly chance: ScriptHost["chance"];
}): Promise<Workspace> {
  const { folder } = reader;
  const { project, candidates } = read;
  const schema = await backend.introspect();
  const contentTypes = await backend.read((session) => readContentTypes(session, schema));
  const applied = await backend.read((session) => readMigrations(session, schema));
  const own = mergeModels(relevant(project.models, schema), schema, { contentTypes });
  const { models, notes } = compareMigrations(own, read.migrations, applied);
  const merged: ProjectInfo = { ...project, models, problems: [...project.problems, ...notes] };
  const registry = new Registry(merged, schema);
  const sources = (file: string): string | null => sourceText(folder, file);
  return {
    folder,
    url,
    project: merged,
    candidates,
    backend,
    reader,
    read,
    schema,
    scratch,
    host: {
      project: merged,
      registry,
      dialect: backend.dialect,
      sources,
      databases: namesOf(candidates, url, folder),
      ...(chance && { chance }),
    },
  };
}

/** The settings' names of the database that is open, and of the others. */
function namesOf(candidates: readonly DatabaseCandidate[], url: string, folder: string): DatabaseNames {
  const placeOf = (given: string): string => {
    const address = parseAddress(given, folder);
    return address.kind === "file" ? address.path : given;
  };
  const own = placeOf(url);
  const names = (isOpen: boolean): readonly string[] =>
    candidates.filter((each) => (placeOf(each.url) === own) === isOpen).flatMap(({ aliases = [] }) => aliases);
  return new DatabaseNames(names(true), names(false));
}

/**
 * The models that are about this database. Where none of the project's own has a table in it, it is another database
 * (or one without Django), and what the code says does not apply. An empty database is one that waits for its tables.
 */
function relevant(models: readonly ModelInfo[], schema: DatabaseSchema): { models: readonly ModelInfo[] } {
  const tables = new Set(schema.tables.map((table) => table.name.toLowerCase()));
  const hasTable = (model: ModelInfo): boolean => tables.has(model.table.toLowerCase());
  const isMeant = (origin: ModelInfo["origin"]): boolean => {
    const own = models.filter((model) => model.origin === origin && !model.proxy);
    return own.length > 0 && (tables.size === 0 || own.some(hasTable));
  };
  const django = isMeant("django");
  const typeorm = isMeant("typeorm");
  return { models: models.filter((model) => (model.origin === "typeorm" ? typeorm : django) || hasTable(model)) };
}

/** A workspace file's text, never from outside the workspace. */
function sourceText(folder: string, file: string): string | null {
  if (file === DEFAULTS.file) return DEFAULTS.text;
  if (Object.hasOwn(CONTRIB_FILES, file)) return CONTRIB_FILES[file] ?? null;
  const path = resolve(folder, file);
  if (!path.startsWith(resolve(folder) + sep)) return null;
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** The WebAssembly of sql.js: beside the bundle, or in the package where the sources run. */
export function wasmPath(directory: string): string {
  const beside = join(directory, "sql-wasm.wasm");
  return existsSync(beside) ? beside : join(directory, "..", "..", "node_modules", "sql.js", "dist", "sql-wasm.wasm");
}
