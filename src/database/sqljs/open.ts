import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { DataSource } from "typeorm";
import type { DatabaseInfo } from "../../protocol/engine";
import { QuerysetError } from "../../protocol/errors";
import type { Backend } from "../backend";
import type { SqlFunction } from "../functions";
import { SqliteBackend, type WritingConnection } from "../sqlite/backend";
import { PlainCapture } from "../sqlite/capture";
import { assertDatabaseFile } from "../sqlite/file";
import { SqljsDatabase } from "./database";
import { loadSqljs, type SqljsModule, type SqljsWasm } from "./module";

export type { SqljsWasm } from "./module";

/** What opening a database in memory may be told. */
export interface SqljsOptions {
  readonly info?: Partial<DatabaseInfo>;
  readonly functions?: readonly SqlFunction[];
  readonly wasm?: SqljsWasm;
}

/** Bytes a file may have to be read into memory whole. */
const LIMIT = 100_000_000;

/** A database that lives in memory only: to try things out, made of the workspace's models. */
export function openScratch(options: SqljsOptions = {}): Promise<Backend> {
  const info = { name: "scratch database", location: "in memory", readOnly: false, scratch: true, ...options.info };
  return open({ ...options, info }, undefined, null);
}

/** A copy of a SQLite file in memory: for looking at, never saved over the file. */
export async function openSqljsFile(path: string, options: SqljsOptions = {}): Promise<Backend> {
  const name = options.info?.name ?? path.split(/[/\\]/).at(-1) ?? path;
  const location = options.info?.location ?? path;
  await assertDatabaseFile(path, location);
  const data = await readWhole(path, location);
  const refusal = new QuerysetError(
    "ReadOnly",
    `${location} is open as a copy in memory, which is never saved over the file.`,
    {
      hint: "A VS Code with SQLite of its own (1.103 or newer) can write to it.",
    },
  );
  return open({ ...options, info: { name, location, readOnly: true, scratch: false } }, data, refusal);
}

async function open(
  options: SqljsOptions,
  data: Uint8Array | undefined,
  refusal: QuerysetError | null,
): Promise<Backend> {
  const module = await loadSqljs(options.wasm);
  const info = { kind: "sqljs", name: "", location: "", readOnly: false, scratch: false, ...options.info } as const;
  let connection: WritingConnection | null = null;
  // There is only one connection to a database in memory, so reading and writing share it.
  const connect = async () => {
    connection ??= await openConnection(module, data, options.functions ?? []);
    return connection;
  };
  return SqliteBackend.open({
    info,
    refusal,
    openReader: connect,
    openWriter: connect,
    // Memory is never another file.
    identity: () => "",
    recover: () => undefined,
    tidy: async () => undefined,
  });
}

async function openConnection(
  module: SqljsModule,
  data: Uint8Array | undefined,
  functions: readonly SqlFunction[],
): Promise<WritingConnection> {
  let database: SqljsDatabase | null = null;
  class Opened extends SqljsDatabase {
    constructor(content?: Uint8Array) {
      super(module, content);
      database = this;
    }
  }
  const source = new DataSource({
    type: "sqljs",
    driver: async () => ({ Database: Opened }),
    logging: false,
    ...(data === undefined || data.length === 0 ? {} : { database: data }),
  });
  await source.initialize();
  if (database === null) throw new Error("TypeORM did not open the database");
  const raw: SqljsDatabase = database;
  raw.register(functions);
  raw.exec("PRAGMA temp_store = MEMORY; PRAGMA query_only = ON");
  let closed = false;
  return {
    runner: source.createQueryRunner(),
    raw,
    capture: new PlainCapture(raw),
    startWriting: () => raw.exec("PRAGMA query_only = OFF"),
    stopWriting: () => raw.exec("PRAGMA query_only = ON"),
    close: async () => {
      if (closed) return;
      closed = true;
      await source.destroy();
    },
  };
}

async function readWhole(path: string, name: string): Promise<Uint8Array> {
  const fail = (reason: string, hint: string) =>
    new QuerysetError("ConnectionFailed", `Could not open ${name}: ${reason}.`, { hint });
  for (const suffix of ["-wal", "-journal"]) {
    if (!existsSync(path + suffix) || statSync(path + suffix).size === 0) continue;
    throw fail(
      `it has changes in ${name}${suffix} that a copy in memory would miss`,
      "Close the program that is using it, or use a VS Code with SQLite of its own.",
    );
  }
  const before = statSync(path);
  if (before.size > LIMIT) {
    throw fail(
      `it has ${Math.round(before.size / 1e6)} MB, too much to be read into memory`,
      "Use a VS Code with SQLite of its own (1.103 or newer).",
    );
  }
  const data = new Uint8Array(await readFile(path));
  const after = statSync(path);
  if (after.mtimeMs !== before.mtimeMs || after.size !== before.size) {
    throw fail("it changed while it was being read", "Try again when the other program has finished writing.");
  }
  // A database in memory has no WAL; the copy must not ask for one.
  if (data[18] === 2) data[18] = 1;
  if (data[19] === 2) data[19] = 1;
  return data;
}
