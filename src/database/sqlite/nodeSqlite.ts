import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { SqlList, SqlRow, SqlValue } from "../backend";
import type { SqlFunction } from "../functions";
import type { Ran, RawSqlite } from "./raw";

export type NodeSqliteModule = typeof import("node:sqlite");

/** What TypeORM's `better-sqlite3` driver passes to the database class it was given. */
interface DriverOptions {
  readonly readonly?: boolean;
  readonly timeout?: number;
}

/**
 * Makes the class that TypeORM's `better-sqlite3` driver works with, on Node's own SQLite. It covers the part of
 * better-sqlite3 that TypeORM calls, and hands out `raw` for the rest.
 */
export function nodeSqliteDriver(sqlite: NodeSqliteModule) {
  return class extends NodeSqliteDatabase {
    constructor(file: string, options: DriverOptions = {}) {
      super(new sqlite.DatabaseSync(file, { readOnly: options.readonly === true }), options.timeout ?? 0);
    }
  };
}

/** One open file. */
export class NodeSqliteDatabase implements RawSqlite {
  readonly #database: DatabaseSync;
  readonly #exact = new Map<string, StatementSync>();
  readonly #prepared = new Map<string, NodeSqliteStatement>();
  readonly #lists = new Map<string, StatementSync>();
  #ran: Ran | null = null;

  constructor(database: DatabaseSync, timeout: number) {
    this.#database = database;
    // Not left to the constructor: Node before 22.16 ignores its `timeout`, and would never wait.
    database.exec(`PRAGMA busy_timeout = ${timeout}`);
  }

  prepare(sql: string): NodeSqliteStatement {
    // TypeORM begins deferred; an upgrade from reading to writing can then fail at once, whatever the timeout.
    return new NodeSqliteStatement(this.#database.prepare(sql === "BEGIN TRANSACTION" ? "BEGIN IMMEDIATE" : sql));
  }

  pragma(text: string): unknown {
    return this.#database.prepare(`PRAGMA ${text}`).all();
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  exact(sql: string, parameters: readonly SqlValue[] = []): SqlRow[] {
    let statement = this.#exact.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      if (this.#exact.size >= CACHED_STATEMENTS) this.#exact.clear();
      this.#exact.set(sql, statement);
    }
    return statement.all(...parameters) as SqlRow[];
  }

  lists(sql: string, parameters: readonly SqlValue[]): SqlList[] {
    let statement = this.#lists.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      // Node before 22.16 knows rows as objects only.
      if (typeof statement.setReturnArrays !== "function")
        return this.exact(sql, parameters).map(Object.values<SqlValue>);
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
      if (this.#lists.size >= CACHED_STATEMENTS) this.#lists.clear();
      this.#lists.set(sql, statement);
    }
    return statement.all(...bindables(parameters)) as unknown as SqlList[];
  }

  get ran(): Ran | null {
    return this.#ran;
  }

  run(sql: string, parameters: readonly SqlValue[]): SqlRow[] {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.prepare(sql);
      if (this.#prepared.size >= CACHED_STATEMENTS) this.#prepared.clear();
      this.#prepared.set(sql, statement);
    }
    this.#ran = null;
    if (statement.reader) return statement.all(...parameters);
    this.#ran = statement.run(...parameters);
    return [];
  }

  /** Starts recording row changes; the function returned ends it and gives them as a changeset. */
  record(): () => Uint8Array {
    const session = this.#database.createSession();
    return () => {
      const changeset = session.changeset();
      session.close();
      return changeset;
    };
  }

  register(functions: readonly SqlFunction[]): void {
    for (const sqlFunction of functions) registerFunction(this.#database, sqlFunction);
  }

  close(): void {
    this.#exact.clear();
    this.#prepared.clear();
    this.#lists.clear();
    this.#database.close();
  }
}

const CACHED_STATEMENTS = 200;

/** A prepared statement, as TypeORM sees it: `all` where it gives rows, else `run`. */
export class NodeSqliteStatement {
  readonly reader: boolean;
  readonly #statement: StatementSync;
  readonly #repeatable: boolean;

  constructor(statement: StatementSync) {
    this.#statement = statement;
    const sql = statement.sourceSQL;
    this.reader = typeof statement.columns === "function" ? statement.columns().length > 0 : looksLikeReader(sql);
    this.#repeatable = /^\s*(select|values|explain)\b/i.test(sql);
    if (this.reader && !this.#repeatable) statement.setReadBigInts(true);
  }

  all(...parameters: unknown[]): SqlRow[] {
    const bound = bindables(parameters);
    if (!this.#repeatable) return narrow(this.#statement.all(...bound));
    try {
      const rows = this.#statement.all(...bound) as SqlRow[];
      return holdsLeast(rows) ? this.#reread(bound) : rows;
    } catch (error) {
      // Node refuses a whole result for one integer past 2^53. Reading again with bigints is dearer, so it is the exception.
      if (!(error instanceof Error) || (error as { code?: unknown }).code !== "ERR_OUT_OF_RANGE") throw error;
      return this.#reread(bound);
    }
  }

  #reread(bound: readonly SQLInputValue[]): SqlRow[] {
    this.#statement.setReadBigInts(true);
    try {
      return narrow(this.#statement.all(...bound));
    } finally {
      this.#statement.setReadBigInts(false);
    }
  }

  run(...parameters: unknown[]): Ran {
    return this.#statement.run(...bindables(parameters));
  }
}

/** The least integer there is: the one past 2^53 that Node does not refuse, but rounds. */
const LEAST = -(2 ** 63);

function holdsLeast(rows: readonly SqlRow[]): boolean {
  const names = rows[0] === undefined ? [] : Object.keys(rows[0]);
  for (const row of rows) for (const name of names) if (row[name] === LEAST) return true;
  return false;
}

/** For Node before 22.16, which cannot say whether a statement gives rows. */
function looksLikeReader(sql: string): boolean {
  if (/^\s*(select|pragma|explain|values)\b|\breturning\b/i.test(sql)) return true;
  return /^\s*with\b/i.test(sql) && !/\b(insert|update|delete)\b/i.test(sql);
}

/** Node binds a `number` as REAL and a `bigint` as INTEGER, which is the contract of `SqlValue`. */
function bindable(value: unknown): SQLInputValue {
  if (value === undefined) return null;
  if (typeof value === "boolean") return value ? 1n : 0n;
  return value as SQLInputValue;
}

/** The same for a statement's values, which seldom need a change. */
function bindables(values: readonly unknown[]): SQLInputValue[] {
  for (const value of values) if (value === undefined || typeof value === "boolean") return values.map(bindable);
  return values as SQLInputValue[];
}

/** Safe integers become numbers; the rest stays exact. */
function narrow(rows: readonly object[]): SqlRow[] {
  const names = rows[0] === undefined ? [] : Object.keys(rows[0]);
  for (const row of rows as Record<string, SqlValue>[]) {
    for (const name of names) {
      const value = row[name];
      if (typeof value !== "bigint") continue;
      const number = Number(value);
      if (Number.isSafeInteger(number)) row[name] = number;
    }
  }
  return rows as SqlRow[];
}

function registerFunction(database: DatabaseSync, sqlFunction: SqlFunction): void {
  const { name, arity } = sqlFunction;
  const options = { useBigIntArguments: true, deterministic: sqlFunction.deterministic, varargs: arity === undefined };
  if (sqlFunction.kind === "scalar") {
    const { call } = sqlFunction;
    database.function(
      name,
      options,
      withLength((...args) => call(...(args as SqlValue[])), arity ?? 0),
    );
    return;
  }
  // Node before 22.16 has no aggregates: SQL that names one fails there, and says so.
  if (typeof database.aggregate !== "function") return;
  const { create } = sqlFunction;
  const step = (state: unknown, ...args: unknown[]) => {
    const accumulator = state as ReturnType<typeof create>;
    accumulator.step(...(args as SqlValue[]));
    return accumulator;
  };
  database.aggregate(name, {
    ...options,
    start: () => create() as never,
    step: withLength(step, (arity ?? 0) + 1) as never,
    result: ((state: unknown) => (state as ReturnType<typeof create>).result()) as never,
  });
}

/** Node counts a function's declared parameters to know how many arguments its SQL twin takes. */
function withLength<A extends unknown[], R>(call: (...args: A) => R, length: number): (...args: A) => R {
  return Object.defineProperty(call, "length", { value: length });
}
