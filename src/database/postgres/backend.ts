import type { DatabaseInfo } from "../../protocol/engine";
import { Cancelled, QuerysetError } from "../../protocol/errors";
import type { Backend, Session, SqlList, SqlValue, Transaction } from "../backend";
import { Lock } from "../lock";
import type { DatabaseSchema } from "../schema";
import { redactUrl } from "../url";
import { parseServerAddress, type ServerAddress } from "./address";
import { again } from "./again";
import { NO_WRITES, refuseWrites } from "./cockroach";
import { type PostgresConnection, PostgresPool } from "./connection";
import { connectionError, isLost } from "./errors";
import { introspectPostgres, type PostgresSchema, schemaVersion } from "./introspect";
import { PostgresReadSession } from "./session";
import { PostgresTransaction } from "./transaction";

/** Times that a connection is tried, and milliseconds between: all of it within five seconds. */
const TRIES = [0, 100, 300, 900];

/** A server's database, and the password where the address does not hold it. */
export interface ServerToOpen {
  readonly url: string;
  readonly password?: string;
  /** Milliseconds to wait for another program's lock. */
  readonly lockTimeout?: number;
}

/** Opens a database on a PostgreSQL server. Throws `ConnectionFailed`, within five seconds where nothing answers. */
export async function openPostgres({ url, password, lockTimeout }: ServerToOpen): Promise<Backend> {
  const place = redactUrl(url);
  try {
    const given = parseServerAddress(url);
    const address = password === undefined ? given : { ...given, password };
    const { pool, connection, encrypted } = await firstConnection(address, lockTimeout);
    try {
      const isCockroach = pool.product === "CockroachDB";
      const recovers = "pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean";
      const { rows } = await connection.query(`SELECT current_database(), ${isCockroach ? "true" : recovers}`);
      const name = `${String(rows[0]?.[0])} on ${address.host.startsWith("/") ? "this machine" : address.host}`;
      const readOnly = rows[0]?.[1] === "true";
      return new PostgresBackend(pool, {
        kind: "postgres",
        name,
        location: place,
        readOnly,
        scratch: false,
        encrypted,
        ...(isCockroach && { noWrites: NO_WRITES }),
      });
    } catch (error) {
      await connection.release(true);
      await pool.close().catch(() => undefined);
      throw error;
    } finally {
      await connection.release();
    }
  } catch (error) {
    throw connectionError(error, place);
  }
}

/** With TLS where the server has it and nothing else was asked for, as libpq does. */
async function firstConnection(
  address: ServerAddress,
  lockTimeout: number | undefined,
): Promise<{ pool: PostgresPool; connection: PostgresConnection; encrypted: boolean }> {
  const { sslmode } = address;
  const order =
    sslmode === "disable"
      ? [false]
      : sslmode === "prefer"
        ? [true, false]
        : sslmode === "allow"
          ? [false, true]
          : [true];
  let first: unknown;
  for (const encrypted of order) {
    const pool = new PostgresPool(address, encrypted, lockTimeout);
    try {
      return { pool, connection: await pool.connect(), encrypted };
    } catch (error) {
      first ??= error;
      await pool.close().catch(() => undefined);
      if (!/SSL|TLS/i.test(String(error)) && sslmode === "prefer") throw error;
    }
  }
  throw first;
}

/** A database on a PostgreSQL server: one transaction at a time, and reads beside it. */
export class PostgresBackend implements Backend {
  readonly dialect: Backend["dialect"];
  readonly #pool: PostgresPool;
  readonly #writing = new Lock();
  #schema: { readonly version: string; readonly schema: PostgresSchema } | null = null;
  /** Connections at work, by the server's number for them. */
  readonly #busy = new Set<PostgresConnection>();

  constructor(
    pool: PostgresPool,
    readonly info: DatabaseInfo,
  ) {
    this.#pool = pool;
    this.dialect = pool.product === "CockroachDB" ? "cockroachdb" : "postgres";
  }

  introspect(): Promise<DatabaseSchema> {
    return this.#with(async (connection) => {
      await connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      try {
        return await this.#schemaOn(connection);
      } finally {
        await connection.command("ROLLBACK");
      }
    });
  }

  /** A read that the server gave up on for another program's sake (40001) is done again. */
  read<T>(work: (session: Session) => Promise<T>, signal: AbortSignal | null = null): Promise<T> {
    return again(() => this.#read(work, signal));
  }

  #read<T>(work: (session: Session) => Promise<T>, signal: AbortSignal | null): Promise<T> {
    return this.#with(async (connection) => {
      await connection.command("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
      const session = new PostgresReadSession(connection);
      try {
        return await work(session);
      } finally {
        await session.close().catch(() => undefined);
      }
    }, signal);
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>, signal: AbortSignal | null = null): Promise<T> {
    if (this.#pool.product === "CockroachDB") return Promise.reject(refuseWrites(this.info.name));
    return this.#writing.run(() =>
      this.#with(async (connection, lost) => {
        await connection.command("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
        await connection.runner.startTransaction("REPEATABLE READ");
        const schema = await this.#schemaOn(connection);
        const transaction = new PostgresTransaction(connection, {
          schema,
          committed: (sql, parameters) => this.#committed(sql, parameters),
          outcome: (id) => this.#outcomeOf(id),
          lost,
        });
        try {
          return await work(transaction);
        } finally {
          await transaction.rollback();
        }
      }, signal),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#busy].map((connection) => this.#interrupt(connection)));
    await this.#pool.close();
  }

  /** Does a piece of work on a connection of its own. */
  async #with<T>(
    work: (connection: PostgresConnection, lost: () => void) => Promise<T>,
    signal: AbortSignal | null = null,
  ): Promise<T> {
    signal?.throwIfAborted();
    const connection = await this.#connect();
    this.#busy.add(connection);
    let gone = false;
    let cancelled = false;
    const cancel = (): void => {
      cancelled = true;
      void this.#interrupt(connection);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await work(connection, () => {
        gone = true;
      });
    } catch (error) {
      gone ||= isLost(error);
      // What an interruption cut off is no error of the statement's.
      throw cancelled ? new Cancelled() : error;
    } finally {
      signal?.removeEventListener("abort", cancel);
      this.#busy.delete(connection);
      // A cancel that comes late would hit whatever the connection does next.
      await connection.release(gone || cancelled);
    }
  }

  /** Stops what a connection is doing, from another one. */
  async #interrupt(connection: PostgresConnection): Promise<void> {
    // CockroachDB cannot be asked in that way, and ends what a connection was doing with it.
    if (this.#pool.product === "CockroachDB") return connection.release(true);
    try {
      const other = await this.#pool.connect();
      await other.query("SELECT pg_cancel_backend($1::integer)", [BigInt(connection.process)]).catch(() => undefined);
      await other.release();
    } catch {
      // Without a second connection the first is closed: the server notices that its client is gone.
      await connection.release(true);
    }
  }

  /** A connection that answers. One that the server closed while it was idle is replaced, and a server that starts is waited for. */
  async #connect(): Promise<PostgresConnection> {
    let last: unknown;
    for (const wait of TRIES) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      try {
        const connection = await this.#pool.connect();
        try {
          await connection.command("SELECT 1");
          return connection;
        } catch (error) {
          await connection.release(true);
          throw error;
        }
      } catch (error) {
        last = error;
        if (!isLost(error)) break;
      }
    }
    throw connectionError(last, this.info.location);
  }

  async #schemaOn(connection: PostgresConnection): Promise<PostgresSchema> {
    const ask = (sql: string, parameters: readonly SqlValue[] = []) => connection.query(sql, parameters);
    if (this.#pool.product === "CockroachDB") return introspectPostgres(ask, "CockroachDB");
    const version = await schemaVersion(ask);
    if (this.#schema?.version !== version) this.#schema = { version, schema: await introspectPostgres(ask) };
    return this.#schema.schema;
  }

  #committed(sql: string, parameters: readonly SqlValue[]): Promise<readonly SqlList[]> {
    return this.#with(async (connection) => (await connection.query(sql, parameters)).rows);
  }

  /** Asks the server for the fate of a transaction; one still in progress is waited for. */
  async #outcomeOf(id: string): Promise<"committed" | "aborted" | "unknown"> {
    try {
      for (let i = 0; i < 40; i++) {
        const rows = await this.#committed("SELECT txid_status($1::bigint)", [id]);
        const status = rows[0]?.[0];
        if (status === "committed" || status === "aborted") return status;
        if (status !== "in progress") return "unknown";
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    } catch (error) {
      if (!(error instanceof QuerysetError)) throw error;
    }
    return "unknown";
  }
}
