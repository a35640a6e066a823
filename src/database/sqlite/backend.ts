import type { DatabaseInfo } from "../../protocol/engine";
import { QuerysetError } from "../../protocol/errors";
import type { Backend, Session, Transaction } from "../backend";
import { connectionError, needsRecovery, translateError } from "../errors";
import { Lock } from "../lock";
import type { DatabaseSchema } from "../schema";
import type { ChangeCapture } from "./capture";
import { introspectSqlite } from "./introspect";
import { type SqliteConnection, SqliteReadSession, SqliteTransaction } from "./session";
import { dataVersion, schemaVersion } from "./versions";

/** A connection that can be closed. */
export interface OpenConnection extends SqliteConnection {
  close(): Promise<void>;
}

/** A connection that may write, and sees what its writes change. */
export interface WritingConnection extends OpenConnection {
  readonly capture: ChangeCapture;
  /** Called around transactions, where the same connection reads at other times. */
  startWriting?(): void;
  stopWriting?(): void;
}

/** How one SQLite engine opens its connections. */
export interface SqliteEngine {
  readonly info: DatabaseInfo;
  /** Opens the connection that cannot write. */
  openReader(): Promise<OpenConnection>;
  /** Opens the connection for transactions; called at the first one. */
  openWriter(): Promise<WritingConnection>;
  /** What tells the opened file from another one of the same name; throws where there is none any more. */
  identity(): string;
  /** Lets SQLite roll back what a crashed writer left, as it does for any program that may write. */
  recover(): void;
  /** Clears away what our own connections left behind, once all are closed. */
  tidy(): Promise<void>;
  /** The whole database as the bytes of a file, where it is in memory. */
  contents?(): Promise<Uint8Array>;
  /** Why nothing may be committed, where that is so. */
  readonly refusal: QuerysetError | null;
}

/** The one backend for both SQLite engines. */
export class SqliteBackend implements Backend {
  readonly dialect = "sqlite";
  readonly info: DatabaseInfo;
  readonly #engine: SqliteEngine;
  readonly #lock = new Lock();
  #reader: OpenConnection;
  #identity: string;
  #writer: WritingConnection | null = null;
  #schema: { readonly version: bigint; readonly schema: DatabaseSchema } | null = null;
  /** How often somebody else was seen to have committed, and by what that is told. */
  #commits = 0;
  #seen: { readonly of: SqliteConnection | null; readonly version: bigint } = { of: null, version: 0n };
  /** The version of the schema that the writer's capture was made for. */
  #captured: bigint | null = null;

  private constructor(engine: SqliteEngine, reader: OpenConnection, identity: string) {
    this.#engine = engine;
    this.info = engine.info;
    this.#reader = reader;
    this.#identity = identity;
  }

  /** Connects for reading, and reads enough to know that it is a database. */
  static async open(engine: SqliteEngine): Promise<SqliteBackend> {
    try {
      const identity = engine.identity();
      return new SqliteBackend(engine, await connect(engine), identity);
    } catch (error) {
      throw connectionError(error, engine.info.name);
    }
  }

  introspect(): Promise<DatabaseSchema> {
    return this.#lock.run(async () => {
      await this.#ensureReadable();
      return this.#schemaOn(this.#reader);
    });
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#lock.run(async () => {
      await this.#ensureReadable();
      const session = new SqliteReadSession(this.#reader);
      try {
        return await work(session);
      } finally {
        session.close();
      }
    });
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#lock.run(async () => {
      try {
        const transaction = await this.#begin();
        try {
          return await work(transaction);
        } finally {
          await transaction.rollback();
          if (transaction.changedSchema) this.#captured = null;
        }
      } finally {
        this.#writer?.stopWriting?.();
      }
    });
  }

  contents(): Promise<Uint8Array> {
    return this.#lock.run(async () => {
      if (this.#engine.contents === undefined)
        throw new QuerysetError("Unsupported", `${this.info.name} is a file already.`);
      return this.#engine.contents();
    });
  }

  /** `PRAGMA data_version` of the connection that commits for us does not count its own commits. */
  foreignCommits(): Promise<number> {
    return this.#lock.run(async () => {
      await this.#ensureSameFile();
      try {
        this.#countCommits();
      } catch (error) {
        throw translateError(error);
      }
      return this.#commits;
    });
  }

  #countCommits(): void {
    const connection: SqliteConnection = this.#writer ?? this.#reader;
    const version = dataVersion(connection);
    const { of, version: before } = this.#seen;
    if (of === connection && version !== before) this.#commits++;
    this.#seen = { of: connection, version };
  }

  close(): Promise<void> {
    return this.#lock.run(async () => {
      // The last to close clears away a WAL's files, which a connection that only reads cannot do.
      await this.#reader.close();
      await this.#writer?.close();
      this.#writer = null;
      await this.#engine.tidy();
    });
  }

  async #begin(): Promise<SqliteTransaction> {
    await this.#ensureSameFile();
    try {
      if (!this.#writer) {
        this.#writer = await this.#engine.openWriter();
        this.#watchWriter(this.#writer);
      }
      const writer = this.#writer;
      writer.startWriting?.();
      for (;;) {
        // The capture's triggers must be made outside the transaction and for the schema inside it: another program
        // may change the schema in between, and then it starts over.
        const { version, schema } = this.#read(writer);
        if (this.#captured !== version) writer.capture.install(schema);
        this.#captured = version;
        await writer.runner.startTransaction();
        if (schemaVersion(writer) === version)
          return new SqliteTransaction(writer, writer.capture, schema, this.#engine.refusal);
        await writer.runner.rollbackTransaction();
      }
    } catch (error) {
      throw translateError(error);
    }
  }

  /** From now on the writer's count tells; what the reader would have told until then is not lost. */
  #watchWriter(writer: SqliteConnection): void {
    const version = dataVersion(writer);
    const { of, version: before } = this.#seen;
    if (of === this.#reader && dataVersion(this.#reader) !== before) this.#commits++;
    this.#seen = { of: writer, version };
  }

  async #ensureReadable(): Promise<void> {
    await this.#ensureSameFile();
    try {
      readable(this.#reader, this.#engine);
    } catch (error) {
      throw translateError(error);
    }
  }

  /** A file that was deleted and made anew is another file: what is open still is the old one, which nobody sees. */
  async #ensureSameFile(): Promise<void> {
    const identity = this.#engine.identity();
    if (identity === this.#identity) return;
    await this.#reader.close();
    await this.#writer?.close();
    this.#writer = null;
    this.#commits++;
    this.#seen = { of: null, version: 0n };
    this.#schema = null;
    this.#captured = null;
    try {
      this.#reader = await connect(this.#engine);
    } catch (error) {
      throw connectionError(error, this.info.name);
    }
    this.#identity = identity;
  }

  #schemaOn(connection: SqliteConnection): DatabaseSchema {
    try {
      return this.#read(connection).schema;
    } catch (error) {
      throw translateError(error);
    }
  }

  #read(connection: SqliteConnection): { readonly version: bigint; readonly schema: DatabaseSchema } {
    const version = schemaVersion(connection);
    if (this.#schema?.version !== version) this.#schema = { version, schema: introspectSqlite(connection.raw) };
    return this.#schema;
  }
}

async function connect(engine: SqliteEngine): Promise<OpenConnection> {
  const reader = await engine.openReader();
  try {
    readable(reader, engine);
    reader.raw.exact("SELECT count(*) AS n FROM main.sqlite_schema");
    return reader;
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** The cheapest read there is; where it meets a crashed writer's journal, that is rolled back and it is tried again. */
function readable(reader: OpenConnection, engine: SqliteEngine): void {
  try {
    schemaVersion(reader);
  } catch (error) {
    if (!needsRecovery(error)) throw error;
    engine.recover();
    schemaVersion(reader);
  }
}
