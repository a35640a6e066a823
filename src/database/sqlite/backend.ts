import type { DatabaseInfo } from "../../protocol/engine";
import type { QuerysetError } from "../../protocol/errors";
import type { Backend, Session, Transaction } from "../backend";
import { connectionError, needsRecovery, translateError } from "../errors";
import { Lock } from "../lock";
import type { DatabaseSchema } from "../schema";
import type { ChangeCapture } from "./capture";
import { introspectSqlite } from "./introspect";
import { type SqliteConnection, SqliteReadSession, SqliteTransaction } from "./session";

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
  /** Lets SQLite roll back what a crashed writer left, as it does for any program that may write. */
  recover(): void;
  /** Clears away what our own connections left behind, once all are closed. */
  tidy(): Promise<void>;
  /** Why nothing may be committed, where that is so. */
  readonly refusal: QuerysetError | null;
}

/** The one backend for both SQLite engines. */
export class SqliteBackend implements Backend {
  readonly dialect = "sqlite";
  readonly info: DatabaseInfo;
  readonly #engine: SqliteEngine;
  readonly #lock = new Lock();
  readonly #reader: OpenConnection;
  #writer: WritingConnection | null = null;
  #schema: { readonly version: bigint; readonly schema: DatabaseSchema } | null = null;
  /** The version of the schema that the writer's capture was made for. */
  #captured: bigint | null = null;

  private constructor(engine: SqliteEngine, reader: OpenConnection) {
    this.#engine = engine;
    this.info = engine.info;
    this.#reader = reader;
  }

  /** Connects for reading, and reads enough to know that it is a database. */
  static async open(engine: SqliteEngine): Promise<SqliteBackend> {
    let reader: OpenConnection | null = null;
    try {
      reader = await engine.openReader();
      readable(reader, engine);
      reader.raw.exact("SELECT count(*) AS n FROM main.sqlite_schema");
      return new SqliteBackend(engine, reader);
    } catch (error) {
      await reader?.close().catch(() => undefined);
      throw connectionError(error, engine.info.name);
    }
  }

  introspect(): Promise<DatabaseSchema> {
    return this.#lock.run(async () => {
      this.#ensureReadable();
      return this.#schemaOn(this.#reader);
    });
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#lock.run(async () => {
      this.#ensureReadable();
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
        }
      } finally {
        this.#writer?.stopWriting?.();
      }
    });
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
    try {
      this.#writer ??= await this.#engine.openWriter();
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

  #ensureReadable(): void {
    try {
      readable(this.#reader, this.#engine);
    } catch (error) {
      throw translateError(error);
    }
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

function schemaVersion(connection: SqliteConnection): bigint {
  return BigInt(String(connection.raw.exact("PRAGMA main.schema_version")[0]?.schema_version ?? 0));
}
