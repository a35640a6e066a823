import { DataSource } from "typeorm";
import type { DatabaseInfo } from "../../protocol/engine";
import type { Backend } from "../backend";
import type { SqlFunction } from "../functions";
import { SqliteBackend, type WritingConnection } from "../sqlite/backend";
import { PlainCapture } from "../sqlite/capture";
import { assertDatabaseFile } from "../sqlite/file";
import { SqljsDatabase } from "./database";
import { SqljsFile } from "./file";
import { loadSqljs, type SqljsModule, type SqljsWasm } from "./module";

export type { SqljsWasm } from "./module";

/** What opening a database in memory may be told. */
export interface SqljsOptions {
  readonly info?: Partial<DatabaseInfo>;
  readonly functions?: readonly SqlFunction[];
  readonly wasm?: SqljsWasm;
  /** Folder for the last state of a file before it is saved over; where it is absent, nothing is saved. */
  readonly backups?: string;
  /** What a database in memory begins with, as the bytes of a SQLite file. */
  readonly content?: Uint8Array;
}

/** A database that lives in memory only: to try things out, made of the workspace's models. */
export function openScratch(options: SqljsOptions = {}): Promise<Backend> {
  const scratch = { name: "scratch database", location: "in memory", readOnly: false, scratch: true };
  return open(options, { kind: "sqljs", ...scratch, ...options.info }, null);
}

/**
 * A SQLite file read whole into memory, and saved whole at each commit; see `SqljsFile` for when that is refused.
 * Without `backups` it can only be read.
 */
export async function openSqljsFile(path: string, options: SqljsOptions = {}): Promise<Backend> {
  const name = options.info?.name ?? path.split(/[/\\]/).at(-1) ?? path;
  const location = options.info?.location ?? path;
  await assertDatabaseFile(path, location);
  const file = new SqljsFile(path, location, options.backups ?? null);
  const info: DatabaseInfo = {
    kind: "sqljs",
    name,
    location,
    scratch: options.info?.scratch ?? false,
    // Another program may begin and end its work at any time.
    get readOnly() {
      return file.refusal() !== null;
    },
  };
  return open(options, info, file);
}

async function open(options: SqljsOptions, info: DatabaseInfo, file: SqljsFile | null): Promise<Backend> {
  const module = await loadSqljs(options.wasm);
  let connection: Promise<WritingConnection> | null = null;
  // There is only one connection to a database in memory, so reading and writing share it.
  const connect = (): Promise<WritingConnection> => {
    connection ??= openConnection(module, file, options).then((opened) => ({
      ...opened,
      close: async () => {
        connection = null;
        await opened.close();
      },
    }));
    return connection;
  };
  return SqliteBackend.open({
    info,
    get refusal() {
      return file?.refusal() ?? null;
    },
    openReader: connect,
    openWriter: connect,
    // Memory is never another file.
    identity: () => file?.identity() ?? "",
    recover: () => undefined,
    tidy: async () => undefined,
    contents: async () => {
      const { raw } = await connect();
      if (!(raw instanceof SqljsDatabase)) throw new Error("sql.js is not what the database is in");
      return raw.export();
    },
  });
}

async function openConnection(
  module: SqljsModule,
  file: SqljsFile | null,
  { functions = [], content }: SqljsOptions,
): Promise<WritingConnection> {
  const data = file?.read() ?? content;
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
    ...(file && { committed: async () => file.save(raw.export()) }),
    stopWriting: () => raw.exec("PRAGMA query_only = ON"),
    close: async () => {
      if (closed) return;
      closed = true;
      await source.destroy();
    },
  };
}
