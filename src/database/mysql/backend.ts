import type { DatabaseInfo } from "../../protocol/engine";
import { Cancelled, QuerysetError } from "../../protocol/errors";
import type { Backend, Session, Transaction } from "../backend";
import { Lock } from "../lock";
import { OutcomeUnknown } from "../outcome";
import type { DatabaseSchema } from "../schema";
import type { MysqlAddress } from "./address";
import type { MysqlConnection } from "./connection";
import { mysqlConnectionError } from "./diagnose";
import { isLost } from "./errors";
import { introspectMysql } from "./introspect";
import type { MysqlPool } from "./open";
import type { MysqlSchema } from "./schema";
import { MysqlReadSession, MysqlTransaction } from "./session";

/** Milliseconds before each further try to reach a server that is gone; within five seconds with what the tries take. */
const BACK_OFF = [100, 300, 700, 1300, 2000];
/** How long the server may take over the first word of a session before the connection counts as dead. */
const PING_TIMEOUT = 4_500;
/** How long a connection that was lost in its COMMIT is given to come to its end on the server. */
const ENDING = 5_000;

/** One database of a MySQL or MariaDB server. Reads go beside each other; writes wait for each other. */
export class MysqlBackend implements Backend {
  readonly dialect: "mysql" | "mariadb";
  readonly info: DatabaseInfo;
  readonly #pool: MysqlPool;
  readonly #address: MysqlAddress;
  readonly #product: string;
  readonly #writes = new Lock();
  readonly #active = new Set<MysqlConnection>();
  #schema: {
    readonly version: string;
    readonly schema: MysqlSchema;
    readonly checked: number;
    readonly cost: number;
  } | null = null;
  /** Connections that were lost in the middle of their COMMIT. */
  #ending: number[] = [];
  #closed = false;

  private constructor(pool: MysqlPool, address: MysqlAddress, product: string) {
    this.#pool = pool;
    this.#address = address;
    this.#product = product;
    const place = address.socketPath ?? `${address.host}:${address.port}`;
    this.dialect = pool.server.product === "MariaDB" ? "mariadb" : "mysql";
    this.info = {
      kind: "mysql",
      name: address.database,
      location: `mysql://${address.user === "" ? "" : `${address.user}@`}${place}/${address.database}`,
      readOnly: pool.server.readOnly,
      scratch: false,
      encrypted: address.tls !== "off",
    };
  }

  /** Connects, and learns which server it is. */
  static async open(pool: MysqlPool, address: MysqlAddress, product: string): Promise<MysqlBackend> {
    if (address.database === "") {
      throw new QuerysetError("ConnectionFailed", "The address names no database.", {
        hint: "It ends with the database's name: mysql://user@host:3306/name.",
      });
    }
    await pool.release(await pool.take(), true);
    return new MysqlBackend(pool, address, product);
  }

  introspect(): Promise<DatabaseSchema> {
    return this.#with("START TRANSACTION READ ONLY", async (connection) => this.#schemaOn(connection));
  }

  read<T>(work: (session: Session) => Promise<T>, signal: AbortSignal | null = null): Promise<T> {
    // One moment of the database for the whole session.
    const begin = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
    return this.#with(
      begin,
      async (connection) => {
        const session = new MysqlReadSession(connection);
        try {
          return await work(session);
        } finally {
          session.end("This session has ended.");
        }
      },
      signal,
      "REPEATABLE READ",
    );
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>, signal: AbortSignal | null = null): Promise<T> {
    return this.#writes.run(() =>
      this.#with(
        "START TRANSACTION READ WRITE",
        async (connection) => {
          const schema = await this.#schemaOn(connection);
          const transaction = new MysqlTransaction({ connection, schema, server: this.#pool.server });
          try {
            return await work(transaction);
          } catch (error) {
            if (error instanceof OutcomeUnknown) this.#ending.push(connection.threadId);
            throw error;
          } finally {
            await transaction.rollback();
          }
        },
        signal,
      ),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#active].map((connection) => this.#interrupt(connection)));
    await this.#pool.close();
  }

  /** Does a piece of work on a connection of its own, in a transaction that is over afterwards. */
  async #with<T>(
    begin: string,
    work: (connection: MysqlConnection) => Promise<T>,
    signal: AbortSignal | null = null,
    isolation: string | null = null,
  ): Promise<T> {
    signal?.throwIfAborted();
    const connection = await this.#begin(begin, isolation);
    const cancel = () => void this.#interrupt(connection);
    signal?.addEventListener("abort", cancel, { once: true });
    this.#active.add(connection);
    let isGood = false;
    try {
      const result = await work(connection);
      isGood = true;
      return result;
    } catch (error) {
      // What an interruption cut off is not an error of the statement's.
      if (connection.cancelled) throw new Cancelled();
      isGood = !(error instanceof Error && isLost(error.cause));
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
      this.#active.delete(connection);
      if (isGood && !connection.cancelled) isGood = await ended(connection);
      await this.#pool.release(connection, isGood);
    }
  }

  /** A connection in a new transaction. Those that died while nobody looked are replaced, and a server that restarts is waited for. */
  async #begin(begin: string, isolation: string | null): Promise<MysqlConnection> {
    for (let attempt = 0; ; attempt++) {
      let connection: MysqlConnection | null = null;
      try {
        connection = await this.#pool.take();
        if (this.#ending.length > 0) await this.#awaitEnding(connection);
        if (isolation !== null) await connection.run(`SET TRANSACTION ISOLATION LEVEL ${isolation}`, [], PING_TIMEOUT);
        await connection.run(begin, [], PING_TIMEOUT);
        return connection;
      } catch (error) {
        if (connection !== null) await this.#pool.release(connection, false);
        const wait = BACK_OFF[attempt];
        const cause = error instanceof QuerysetError ? error.cause : error;
        if (this.#closed || wait === undefined || !isLost(cause))
          throw mysqlConnectionError(cause, this.#address, this.#product);
        // A connection of the pool that died alone is replaced at once.
        if (attempt > 0 || connection === null) await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** Waits until the server is done with connections that were lost in their COMMIT: before that, rows say nothing. */
  async #awaitEnding(connection: MysqlConnection): Promise<void> {
    const until = performance.now() + ENDING;
    for (;;) {
      const list = this.#ending.filter((id) => id !== connection.threadId);
      const rows =
        list.length === 0
          ? []
          : await connection.all(
              `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE ID IN (${list.join(", ")})`,
            );
      if (rows.length === 0) break;
      if (performance.now() > until) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.#ending = [];
  }

  /** Ends what a connection is doing, from another one: its query stops with an error. */
  async #interrupt(connection: MysqlConnection): Promise<void> {
    connection.cancelled = true;
    const other = await this.#pool.take().catch(() => null);
    if (other === null) {
      connection.destroy();
      return;
    }
    const killed = await other.run(`KILL QUERY ${connection.threadId}`).catch(() => null);
    await this.#pool.release(other, killed !== null);
  }

  /** The schema, read again where a look at the catalogue says that it changed; that look is not taken all the time where it is dear. */
  async #schemaOn(connection: MysqlConnection): Promise<MysqlSchema> {
    const now = performance.now();
    const known = this.#schema;
    if (known !== null && now - known.checked < 20 * known.cost) return known.schema;
    const version = await versionOf(connection);
    const cost = performance.now() - now;
    const schema =
      known !== null && known.version === version ? known.schema : await introspectMysql(connection, this.#pool.server);
    this.#schema = { version, schema, checked: performance.now(), cost };
    return schema;
  }
}

/** Text that changes when tables, columns, keys or triggers do. */
async function versionOf(connection: MysqlConnection): Promise<string> {
  const [row] = await connection.all(VERSION);
  return JSON.stringify(Object.values(row ?? {}).map(String));
}

const VERSION = `SELECT
  (SELECT CONCAT(COUNT(*), ':', COALESCE(SUM(CRC32(CONCAT_WS('|', TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE,
    COLUMN_DEFAULT, EXTRA, COLUMN_KEY, ORDINAL_POSITION))), 0))
    FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()) AS columns_,
  (SELECT CONCAT(COUNT(*), ':', COALESCE(SUM(CRC32(CONCAT_WS('|', TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_STATEMENT))), 0))
    FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()) AS triggers_,
  (SELECT CONCAT(COUNT(*), ':', COALESCE(SUM(CRC32(CONCAT_WS('|', TABLE_NAME, CONSTRAINT_NAME, CONSTRAINT_TYPE))), 0))
    FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = DATABASE()) AS constraints_,
  (SELECT CONCAT(COUNT(*), ':', COALESCE(SUM(CRC32(CONCAT_WS('|', TABLE_NAME, ENGINE, TABLE_TYPE))), 0))
    FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()) AS tables_`;

/** Ends whatever transaction a connection is in; false where the connection is no use any more. */
async function ended(connection: MysqlConnection): Promise<boolean> {
  try {
    await connection.run("ROLLBACK", [], PING_TIMEOUT);
    return true;
  } catch {
    return false;
  }
}
