import { existsSync } from "node:fs";
import { DataSource, type QueryRunner } from "typeorm";
import type { DatabaseInfo } from "../../protocol/engine";
import { QuerysetError } from "../../protocol/errors";
import type { Backend } from "../backend";
import type { SqlFunction } from "../functions";
import { type OpenConnection, SqliteBackend, type WritingConnection } from "./backend";
import { SessionCapture } from "./capture";
import { assertDatabaseFile, fileIdentity, isWritable } from "./file";
import { type NodeSqliteDatabase, type NodeSqliteModule, nodeSqliteDriver } from "./nodeSqlite";
import { probeNodeSqlite } from "./probe";

/** What opening a SQLite file may be told. */
export interface SqliteOptions {
  /** How people know the file; its base name where it is absent. */
  readonly info?: Partial<DatabaseInfo>;
  /** Functions that SQL text may call. */
  readonly functions?: readonly SqlFunction[];
  /** Milliseconds to wait for another program's lock. */
  readonly busyTimeout?: number;
  /** Node's SQLite, where the caller has probed for it already. */
  readonly sqlite?: NodeSqliteModule;
}

/** Opens an existing SQLite file with Node's own SQLite: real locks, WAL, any size. Never makes a file. */
export async function openSqlite(path: string, options: SqliteOptions = {}): Promise<Backend> {
  const sqlite = options.sqlite ?? probeNodeSqlite();
  if (typeof sqlite === "string") {
    throw new QuerysetError("ConnectionFailed", `Could not open ${path}: ${sqlite}.`, {
      hint: "Set querysetExplorer.sqlite.backend to auto or sqljs.",
    });
  }
  const name = options.info?.name ?? path.split(/[/\\]/).at(-1) ?? path;
  await assertDatabaseFile(path, options.info?.location ?? name);
  const readOnly = !(await isWritable(path));
  const info: DatabaseInfo = { kind: "sqlite", name, location: path, readOnly, scratch: false, ...options.info };
  const hadWal = existsSync(`${path}-wal`);
  const connect = (readonly: boolean) => openConnection(sqlite, path, readonly, options);
  const identity = (): string => fileIdentity(path, options.info?.location ?? name);
  return SqliteBackend.open({
    info,
    refusal: null,
    openReader: () => connect(true),
    openWriter: async () => {
      const opened = identity();
      const connection = await connect(false);
      // A rehearsal larger than the page cache would otherwise be written to the file, and rolled back from there.
      connection.raw.exec("PRAGMA cache_spill = OFF; PRAGMA temp_store = FILE");
      const committing = (): void => {
        // What is committed to a file that has no name any more, nobody sees.
        if (identity() !== opened) throw replaced(options.info?.location ?? name);
      };
      return { ...connection, committing };
    },
    identity,
    recover: () => closeAsWriter(sqlite, path),
    tidy: async () => {
      if (!hadWal && existsSync(`${path}-wal`)) closeAsWriter(sqlite, path);
    },
  });
}

function replaced(name: string): QuerysetError {
  const message = `Nothing was written: another file has taken the place of ${name} meanwhile.`;
  return new QuerysetError("Conflict", message, {
    hint: "Preview the statement again: it is run on the file that is there now.",
  });
}

/**
 * Opens the file once as a program that may write, and closes it: SQLite then rolls back what a crashed writer left.
 * A WAL database read through a connection that cannot write keeps its `-wal` and `-shm` files. SQLite removes them when
 * the last connection that may write closes; where another program still uses them, it leaves them alone.
 */
function closeAsWriter(sqlite: NodeSqliteModule, path: string): void {
  try {
    const database = new sqlite.DatabaseSync(path);
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    database.close();
  } catch {
    // They do no harm: the next program that writes removes them.
  }
}

async function openConnection(
  sqlite: NodeSqliteModule,
  path: string,
  readonly: boolean,
  options: SqliteOptions,
): Promise<OpenConnection & WritingConnection> {
  let database: NodeSqliteDatabase | null = null;
  const source = new DataSource({
    type: "better-sqlite3",
    driver: nodeSqliteDriver(sqlite),
    database: path,
    readonly,
    fileMustExist: true,
    timeout: options.busyTimeout ?? 5000,
    logging: false,
    prepareDatabase: (opened: NodeSqliteDatabase) => {
      database = opened;
      opened.register(options.functions ?? []);
    },
  });
  await source.initialize();
  if (database === null) throw new Error("TypeORM did not open the database");
  const raw: NodeSqliteDatabase = database;
  if (raw.exact("PRAGMA foreign_keys")[0]?.foreign_keys !== 1n) throw new Error("foreign keys are not enforced");
  const runner: QueryRunner = source.createQueryRunner();
  const close = async (): Promise<void> => {
    // Closed once already where the file was made anew and could not be opened again.
    if (source.isInitialized) await source.destroy();
  };
  return { runner, raw, capture: new SessionCapture(raw), close };
}
