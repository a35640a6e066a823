import type { SqlList, SqlRow, SqlValue } from "../backend";
import type { SqlFunction } from "../functions";
import type { RawSqlite } from "../sqlite/raw";
import { exactBinding } from "./bind";
import { FunctionRegistrar } from "./functions";
import type { InnerDatabase, InnerStatement, SqljsModule } from "./module";

const MAX = 9223372036854775807n;

/** An error of SQLite, with the result code that sql.js itself leaves out. */
class SqljsError extends Error {
  constructor(
    message: string,
    readonly errcode: number,
  ) {
    super(message);
  }
}

/** One database in memory: what TypeORM's `sqljs` driver works with, and the way past it. Integers are exact both ways. */
export class SqljsDatabase implements RawSqlite {
  readonly #inner: InnerDatabase;
  readonly #functions: FunctionRegistrar;

  constructor(module: SqljsModule, data?: Uint8Array) {
    class Coded extends module.Database {
      override handleError(code: number): null {
        try {
          return super.handleError(code);
        } catch (error) {
          throw new SqljsError(error instanceof Error ? error.message : String(error), code);
        }
      }
    }
    this.#inner = data === undefined ? new Coded() : new Coded(data);
    this.#functions = new FunctionRegistrar(module, this.#inner.db);
  }

  prepare(sql: string): SqljsStatement {
    return new SqljsStatement(this.#inner, sql === "BEGIN TRANSACTION" ? "BEGIN IMMEDIATE" : sql, this.#functions);
  }

  exec(sql: string): void {
    this.#inner.exec(sql);
  }

  exact(sql: string, parameters: readonly SqlValue[] = []): SqlRow[] {
    const statement = this.prepare(sql);
    try {
      statement.bind(parameters);
      const rows: SqlRow[] = [];
      while (statement.step()) rows.push(statement.row());
      return rows;
    } finally {
      statement.free();
    }
  }

  lists(sql: string, parameters: readonly SqlValue[]): SqlList[] {
    const statement = this.prepare(sql);
    try {
      statement.bind(parameters);
      const rows: SqlList[] = [];
      while (statement.step()) rows.push(statement.list());
      return rows;
    } finally {
      statement.free();
    }
  }

  register(functions: readonly SqlFunction[]): void {
    for (const sqlFunction of functions) this.#functions.register(sqlFunction);
  }

  getRowsModified(): number {
    return this.#inner.getRowsModified();
  }

  /** The whole database as the bytes of a file; throws inside a transaction. */
  export(): Uint8Array {
    return this.#inner.export();
  }

  close(): void {
    this.#inner.close();
  }
}

/** A statement as TypeORM steps through it. It is prepared when its values are known, as they decide its text. */
export class SqljsStatement {
  readonly #database: InnerDatabase;
  readonly #sql: string;
  readonly #functions: FunctionRegistrar;
  #statement: InnerStatement | null = null;
  #names: readonly string[] | null = null;

  constructor(database: InnerDatabase, sql: string, functions: FunctionRegistrar) {
    this.#database = database;
    this.#sql = sql;
    this.#functions = functions;
  }

  bind(values: readonly unknown[]): void {
    const parameters = values.map((value) => (typeof value === "boolean" ? BigInt(value) : value)) as SqlValue[];
    if (parameters.some((value) => typeof value === "bigint" && (value > MAX || value < -MAX - 1n))) {
      throw new SqljsError("BigInt value is too large to bind", 25);
    }
    const exact = exactBinding(this.#sql, parameters);
    this.free();
    this.#statement = this.#database.prepare(exact.sql);
    if (exact.parameters.length > 0) this.#statement.bind(exact.parameters);
  }

  step(): boolean {
    if (this.#statement === null) this.bind([]);
    this.#functions.failure = null;
    try {
      return this.#statement?.step() ?? false;
    } catch (error) {
      // A function's own error says more than the message SQLite carries of it.
      throw this.#functions.failure ?? error;
    }
  }

  /** The row with every INTEGER as a `bigint`. */
  row(): SqlRow {
    const statement = this.#statement;
    if (statement === null) return {};
    this.#names ??= statement.getColumnNames();
    const values = statement.get(null, { useBigInt: true }) as SqlValue[];
    const row: Record<string, SqlValue> = {};
    for (const [index, name] of this.#names.entries()) row[name] = values[index] ?? null;
    return row;
  }

  /** The row's values alone, in the order of its columns. */
  list(): SqlList {
    return (this.#statement?.get(null, { useBigInt: true }) as SqlValue[] | undefined) ?? [];
  }

  /** The row with safe integers as numbers, which is what TypeORM and plain reads take. */
  getAsObject(): SqlRow {
    const row = this.row() as Record<string, SqlValue>;
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) row[name] = Number(value);
    }
    return row;
  }

  free(): void {
    this.#statement?.free();
    this.#statement = null;
  }
}
