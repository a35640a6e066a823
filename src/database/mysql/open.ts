import type { Connection } from "mysql2";
import mysql from "mysql2";
import { DataSource } from "typeorm";
import type { Backend } from "../backend";
import { type MysqlAddress, readAddress, tlsOptions } from "./address";
import { MysqlBackend } from "./backend";
import { MysqlConnection } from "./connection";
import { mysqlConnectionError } from "./diagnose";
import { readServer, type Server } from "./server";

/** What opening a server's database may be told; times in milliseconds. */
export interface MysqlOptions {
  readonly url: string;
  /** Where the address does not hold it. */
  readonly password?: string;
  /** How the address calls the server, for messages. */
  readonly product: "MySQL" | "MariaDB";
  /** How long a server may take to answer before it counts as gone. */
  readonly connectTimeout?: number;
  /** How long to wait for a row that another program holds. */
  readonly lockTimeout?: number;
  /** How long one statement may run; 0 for ever. */
  readonly statementTimeout?: number;
}

/** Connections of one open database: one reads, one writes, one asks beside them, one ends what takes too long. */
const POOL = 4;
const CONNECT_TIMEOUT = 4_500;
const LOCK_TIMEOUT = 5_000;
const STATEMENT_TIMEOUT = 600_000;
/** An idle connection is closed after so long. */
const IDLE = 300_000;

/**
 * Opens a database of a MySQL or MariaDB server; encrypted where the server can, unless the address says otherwise.
 * Throws `ConnectionFailed` with the reason.
 */
export async function openMysql(options: MysqlOptions): Promise<Backend> {
  const address = readAddress(options.url, options.password ?? null);
  try {
    if (address.tls !== "preferred") return await open(address, options);
    // What goes through a socket leaves no machine.
    if (address.socketPath !== null) return await open({ ...address, tls: "off" }, options);
    try {
      return await open({ ...address, tls: "required" }, options);
    } catch (error) {
      if (!hasNoTls(error)) throw error;
      return await open({ ...address, tls: "off" }, options);
    }
  } catch (error) {
    throw mysqlConnectionError(error, address, options.product);
  }
}

async function open(address: MysqlAddress, options: MysqlOptions): Promise<Backend> {
  const pool = new MysqlPool(address, options);
  try {
    return await MysqlBackend.open(pool, address, options.product);
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** The server has no TLS, or none that we speak. */
function hasNoTls(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "HANDSHAKE_NO_SSL_SUPPORT" || code === "HANDSHAKE_SSL_ERROR" || code === "EPROTO";
}

/** TypeORM's pool of connections, each brought into the same state before it is used. */
export class MysqlPool {
  readonly #address: MysqlAddress;
  readonly #options: MysqlOptions;
  readonly #ready = new WeakSet<Connection>();
  #source: Promise<DataSource> | null = null;
  #server: Server | null = null;

  constructor(address: MysqlAddress, options: MysqlOptions) {
    this.#address = address;
    this.#options = options;
  }

  /** Which server it is; known after the first connection. */
  get server(): Server {
    if (this.#server === null) throw new Error("no connection was made yet");
    return this.#server;
  }

  /** A connection of one's own until `release`. Throws what the driver throws. */
  async take(): Promise<MysqlConnection> {
    this.#source ??= this.#connect();
    let source: DataSource;
    try {
      source = await this.#source;
    } catch (error) {
      this.#source = null;
      throw driverError(error);
    }
    const runner = source.createQueryRunner();
    try {
      const connection = (await runner.connect()) as Connection;
      const taken = new MysqlConnection(runner, connection, connection.threadId ?? 0);
      if (!this.#ready.has(connection)) {
        await this.#prepare(taken);
        this.#ready.add(connection);
      }
      return taken;
    } catch (error) {
      await runner.release();
      throw driverError(error);
    }
  }

  /** Gives a connection back; one that is lost, or was interrupted, is closed. */
  async release(connection: MysqlConnection, isGood: boolean): Promise<void> {
    if (!isGood || connection.cancelled) connection.destroy();
    await connection.runner.release();
  }

  async close(): Promise<void> {
    const source = await this.#source?.catch(() => null);
    this.#source = null;
    await source?.destroy().catch(() => undefined);
  }

  async #connect(): Promise<DataSource> {
    const { host, port, socketPath, user, password, database } = this.#address;
    const ssl = tlsOptions(this.#address);
    const source = new DataSource({
      type: this.#options.product === "MariaDB" ? "mariadb" : "mysql",
      driver: mysql,
      host,
      port,
      ...(socketPath !== null && { socketPath }),
      username: user,
      password: password ?? "",
      database,
      charset: "utf8mb4",
      timezone: "Z",
      dateStrings: true,
      connectTimeout: this.#options.connectTimeout ?? CONNECT_TIMEOUT,
      poolSize: POOL,
      logging: false,
      ...(ssl !== undefined && { ssl }),
      extra: { idleTimeout: IDLE, maxIdle: 2, enableKeepAlive: true, jsonStrings: true },
    });
    return source.initialize();
  }

  /**
   * The state every session is in. Time zone: Django keeps naive UTC. Mode: the server's own, strict in any case, and
   * without what gives quotes and backslashes another meaning. Isolation: Django's default. GROUP_CONCAT has room for the
   * digests of many rows, which MySQL's own 1024 bytes would cut off.
   */
  async #prepare(connection: MysqlConnection): Promise<void> {
    this.#server ??= await readServer(connection);
    const [row] = await connection.all("SELECT @@sql_mode AS mode, @@group_concat_max_len AS room");
    const modes = new Set(
      String(row?.mode ?? "")
        .split(",")
        .filter((mode) => mode !== "" && !OTHER_MEANING.has(mode)),
    );
    if (!modes.has("STRICT_ALL_TABLES")) modes.add("STRICT_TRANS_TABLES");
    const wait = Math.max(1, Math.round((this.#options.lockTimeout ?? LOCK_TIMEOUT) / 1000));
    const limit = this.#options.statementTimeout ?? STATEMENT_TIMEOUT;
    const timeLimit =
      this.#server.product === "MariaDB" ? `max_statement_time = ${limit / 1000}` : `max_execution_time = ${limit}`;
    await connection.run("SET NAMES utf8mb4");
    await connection.run(
      `SET time_zone = '+00:00', sql_mode = '${[...modes].join(",")}', sql_auto_is_null = 0, autocommit = 1, innodb_lock_wait_timeout = ${wait}, group_concat_max_len = ${Math.max(Number(row?.room ?? 0), 1_048_576)}, ${timeLimit}`,
    );
    await connection.run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  }
}

const OTHER_MEANING = new Set([
  "ANSI",
  "ANSI_QUOTES",
  "NO_BACKSLASH_ESCAPES",
  "PIPES_AS_CONCAT",
  "IGNORE_SPACE",
  "ORACLE",
  "MSSQL",
  "DB2",
  "POSTGRESQL",
  "MAXDB",
  "PAD_CHAR_TO_FULL_LENGTH",
]);

/** The driver's own error inside TypeORM's. */
function driverError(error: unknown): unknown {
  const inner = error instanceof Error ? (error as { driverError?: unknown }).driverError : undefined;
  return inner instanceof Error ? inner : error;
}
