import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as sqlite from "node:sqlite";
import type { DataSource, DataSourceOptions, EntitySchema, NamingStrategyInterface } from "typeorm";
import { nodeSqliteDriver } from "../../../../src/database/sqlite/nodeSqlite";
import { temporaryFolder } from "../../database/temporary";

const REPOSITORY = join(import.meta.dirname, "../../../..");
const require = createRequire(join(REPOSITORY, "package.json"));

/** TypeORM itself, the one copy that compiled entities load too. */
export const typeorm = require("typeorm") as typeof import("typeorm");

/** A class, as TypeORM takes it for an entity. */
export type EntityClass = new (...args: never[]) => object;

/** What one project's sources give when they are really run. */
export interface RealProject {
  readonly folder: string;
  /** Every exported value of a source file, by name; a name in two files has the file's path before it. */
  readonly exports: ReadonlyMap<string, unknown>;
  /** Classes and schemas: what a data source takes as its entities. */
  readonly entities: readonly (EntityClass | EntitySchema)[];
}

const OPTIONS =
  "--target es2021 --module commonjs --moduleResolution bundler --experimentalDecorators --emitDecoratorMetadata --skipLibCheck " +
  "--esModuleInterop --allowJs --strict false --noCheck --types node --outDir out --rootDir . --ignoreConfig";

/**
 * Writes sources down, has TypeScript compile them with decorator metadata, and loads what they export. Node knows no
 * path aliases: `aliases` are those of the project, with the folders they stand for.
 */
export function compile(
  files: Readonly<Record<string, string>>,
  aliases: Readonly<Record<string, string>> = {},
): RealProject {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
  const sources = Object.keys(files).filter((path) => /\.[mc]?[jt]s$/.test(path));
  const compiler = join(REPOSITORY, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, ...OPTIONS.split(" "), ...sources], { cwd: folder, stdio: "pipe" });
  const out = join(folder, "out");
  for (const path of filesBelow(out)) {
    const text = readFileSync(path, "utf8");
    const plain = Object.entries(aliases).reduce(
      (sofar, [alias, inside]) => sofar.replaceAll(`require("${alias}`, `require("${join(out, inside)}/`),
      text,
    );
    if (plain !== text) writeFileSync(path, plain);
  }
  require("reflect-metadata");
  const load = createRequire(join(out, "index.js"));
  const found = new Map<string, unknown>();
  for (const path of filesBelow(out)) {
    for (const [name, value] of Object.entries(load(path) as Record<string, unknown>)) {
      // A file may pass on what another exports, or have a class of the same name.
      if (found.has(name) && found.get(name) !== value) found.set(`${path}:${name}`, value);
      else found.set(name, value);
    }
  }
  const entities = [...new Set(found.values())].filter(
    (value): value is EntityClass | EntitySchema =>
      typeof value === "function" || value instanceof typeorm.EntitySchema,
  );
  return { folder, exports: found, entities };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return /\.[mc]?js$/.test(name) ? [path] : [];
  });
}

/** A data source over a project's entities, initialised: its metadata is what TypeORM makes of the sources. */
export async function openReal(
  project: RealProject,
  options: {
    readonly database?: string;
    readonly naming?: NamingStrategyInterface;
    readonly entityPrefix?: string;
  } = {},
): Promise<DataSource> {
  const storage = typeorm.getMetadataArgsStorage();
  const declared = new Set<unknown>(storage.tables.map((table) => table.target));
  const source = new typeorm.DataSource({
    type: "better-sqlite3",
    driver: nodeSqliteDriver(sqlite),
    database: options.database ?? ":memory:",
    entities: project.entities.filter((entity) => entity instanceof typeorm.EntitySchema || declared.has(entity)),
    ...(options.naming === undefined ? {} : { namingStrategy: options.naming }),
    ...(options.entityPrefix === undefined ? {} : { entityPrefix: options.entityPrefix }),
  } as DataSourceOptions);
  return source.initialize();
}
