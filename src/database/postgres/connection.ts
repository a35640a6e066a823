import pg from "pg";
import { DataSource, type QueryRunner } from "typeorm";
import type { PlacedSql, SqlList, SqlValue } from "../backend";
import type { ServerAddress } from "./address";
import { isUnknownSetting, type Product, productOf } from "./cockroach";
import { translateError } from "./errors";
import { withoutUnused } from "./text";
import { parsers, sent } from "./values";

/** Connections that may be open at once: one that writes, the others read, or tell one of them to stop. */
export const MOST_CONNECTIONS = 4;
/** Milliseconds after which a connection that nothing uses is closed. */
const IDLE = 60_000;
/** Milliseconds to wait for another program's lock. */
const LOCK_PATIENCE = 5_000;
/** Milliseconds that one statement may take. */
const STATEMENT_PATIENCE = 10 * 60_000;

/**
 * What the text of values, and with it everything that is shown and compared, must not depend on: the server's or the
 * role's own settings.
 */
const SETTINGS = [
  "SET client_encoding = 'UTF8'",
  "SET standard_conforming_strings = on",
  "SET DateStyle = 'ISO, YMD'",
  "SET IntervalStyle = 'postgres'",
  "SET TimeZone = 'UTC'",
  "SET extra_float_digits = 1",
  "SET bytea_output = 'hex'",
  "SET xmloption = 'content'",
  `SET statement_timeout = ${STATEMENT_PATIENCE}`,
  "SET idle_in_transaction_session_timeout = 120000",
];

/** Rows of an answer as lists, and how many rows the statement touched. */
export interface Answer {
  readonly names: readonly string[];
  readonly rows: readonly SqlList[];
  readonly affected: number;
}

/** A pool of connections to one database, through TypeORM. */
export class PostgresPool {
  readonly #source: DataSource;
  readonly #settings: readonly string[];
  readonly #ready = new WeakSet<object>();
  #opening: Promise<DataSource> | null = null;
  #product: Product | null = null;

  constructor(address: ServerAddress, encrypted: boolean, lockTimeout = LOCK_PATIENCE) {
    // 0 would wait for ever.
    this.#settings = [...SETTINGS, `SET lock_timeout = ${Math.max(1, Math.round(lockTimeout))}`];
    this.#source = new DataSource({
      type: "postgres",
      driver: pg,
      host: address.host,
      port: address.port,
      ...(address.user !== undefined && { username: address.user }),
      ...(address.password !== undefined && { password: address.password }),
      ...(address.database !== undefined && { database: address.database }),
      ssl: encrypted ? address.tls : false,
      applicationName: "Queryset Explorer",
      connectTimeoutMS: address.patience,
      poolSize: MOST_CONNECTIONS,
      installExtensions: false,
      logging: false,
      // An idle connection that the server closed leaves the pool; the next statement opens another.
      poolErrorHandler: () => undefined,
      extra: { idleTimeoutMillis: IDLE, allowExitOnIdle: true, keepAlive: true },
    });
  }

  /** A connection of one's own until it is released. */
  async connect(): Promise<PostgresConnection> {
    this.#opening ??= this.#source.initialize();
    try {
      await this.#opening;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
    const runner = this.#source.createQueryRunner();
    const client = (await runner.connect()) as pg.PoolClient;
    const connection = new PostgresConnection(runner, client);
    if (!this.#ready.has(client)) {
      await this.#prepare(client);
      this.#ready.add(client);
    }
    return connection;
  }

  /** Which server answers; known after the first connection. */
  get product(): Product {
    return this.#product ?? "PostgreSQL";
  }

  async #prepare(client: pg.PoolClient): Promise<void> {
    this.#product ??= productOf(String((await client.query("SELECT version() AS v")).rows[0]?.v));
    if (this.#product === "CockroachDB") {
      for (const setting of this.#settings) {
        await client.query(setting).catch((error: unknown) => {
          if (!isUnknownSetting(error)) throw error;
        });
      }
      return;
    }
    await client.query(this.#settings.join("; "));
    // The server gives up on a statement whose client is gone; known since PostgreSQL 14, and not on every system.
    await client.query("SET client_connection_check_interval = 200").catch(() => undefined);
  }

  async close(): Promise<void> {
    if (this.#source.isInitialized) await this.#source.destroy();
  }
}

/** One connection while it is taken from the pool. */
export class PostgresConnection {
  constructor(
    readonly runner: QueryRunner,
    readonly client: pg.PoolClient,
  ) {}

  /** The number by which another connection can cancel this one's statement. */
  get process(): number {
    return (this.client as unknown as { processID: number }).processID;
  }

  /** One statement; never more, as the server takes only one in this form. Throws `QuerysetError`. */
  async query(sql: string, parameters: readonly SqlValue[] = []): Promise<Answer> {
    const statement = withoutUnused({ sql, parameters });
    try {
      const { rows, fields, rowCount } = await this.client.query<SqlValue[]>({
        text: statement.sql,
        values: statement.parameters.map(sent),
        rowMode: "array",
        types: parsers as unknown as pg.CustomTypesConfig,
        queryMode: "extended",
      } as pg.QueryArrayConfig);
      return { rows, names: fields.map(({ name }) => name), affected: rowCount ?? 0 };
    } catch (error) {
      throw translateError(error);
    }
  }

  /** The same for a condition and the like that was made elsewhere. */
  placed({ sql, parameters }: PlacedSql): Promise<Answer> {
    return this.query(sql, parameters);
  }

  /** Statements of our own that take no parameters, one after another in one go. */
  async command(sql: string): Promise<void> {
    try {
      await this.client.query(sql);
    } catch (error) {
      throw translateError(error);
    }
  }

  /** Gives the connection back; with `lost`, it is closed. */
  async release(lost = false): Promise<void> {
    // The pool lets go of a client that is ending.
    if (lost) void (this.client as unknown as pg.Client).end().catch(() => undefined);
    await this.runner.release().catch(() => undefined);
  }
}
