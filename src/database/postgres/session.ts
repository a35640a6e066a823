import type { ObjectLiteral, SelectQueryBuilder } from "typeorm";
import { QuerysetError } from "../../protocol/errors";
import type {
  ForeignKeyViolation,
  RowChange,
  Savepoint,
  Session,
  SqlList,
  SqlRow,
  SqlValue,
  WriteResult,
} from "../backend";
import { assertReads, keywordOf } from "../statement";
import { again } from "./again";
import type { Answer, PostgresConnection } from "./connection";
import { onlyReads } from "./plainReads";

type SqlListener = (sql: string, parameters: readonly SqlValue[], milliseconds: number) => void;

/** A session whose every statement is a read-only transaction of its own, until a savepoint begins one for all of them. */
export class PostgresReadSession implements Session {
  protected readonly connection: PostgresConnection;
  readonly #listeners: SqlListener[] = [];
  #savepoints = 0;
  #began = false;
  #closed: string | null = null;

  constructor(connection: PostgresConnection) {
    this.connection = connection;
  }

  builder(): SelectQueryBuilder<ObjectLiteral> {
    return this.connection.runner.manager.createQueryBuilder();
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    const { names, rows } = await this.#read(sql, parameters);
    return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])));
  }

  async lists(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlList[]> {
    return (await this.#read(sql, parameters)).rows;
  }

  async #read(sql: string, parameters: readonly SqlValue[]): Promise<Answer> {
    assertReads(sql);
    if (this.isAlone) return again(() => this.send(sql, parameters));
    const isPlain = keywordOf(sql) === "select" && (onlyReads(sql) || /\bFOR (NO KEY )?UPDATE\b/.test(sql));
    return isPlain ? this.send(sql, parameters) : this.unwriting(() => this.send(sql, parameters));
  }

  /** No transaction is open: each statement is one of its own. */
  protected get isAlone(): boolean {
    return !this.#began;
  }

  /** Runs a statement that could hide a write (`WITH … DELETE`, a function) where the server refuses that. */
  protected unwriting(work: () => Promise<Answer>): Promise<Answer> {
    return work();
  }

  write(sql: string, _parameters: readonly SqlValue[] = []): Promise<WriteResult> {
    const message = `This statement writes, and nothing may be written here: ${sql.slice(0, 80)}`;
    return Promise.reject(new QuerysetError("ReadOnly", message, { hint: "Preview it first." }));
  }

  async savepoint(): Promise<Savepoint> {
    if (!this.#began) {
      await this.begin();
      this.#began = true;
    }
    const name = `queryset_${this.#savepoints++}`;
    await this.command(`SAVEPOINT ${name}`);
    return {
      release: async () => {
        this.#savepoints--;
        await this.command(`RELEASE SAVEPOINT ${name}`);
      },
      rollback: async () => {
        this.#savepoints--;
        await this.command(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`);
      },
    };
  }

  async violations(_changes: readonly RowChange[]): Promise<readonly ForeignKeyViolation[]> {
    return [];
  }

  onSql(listener: SqlListener): void {
    this.#listeners.push(listener);
  }

  /** Ends a read session, and with it the transaction that a savepoint began. */
  async close(): Promise<void> {
    this.end("This session has ended.");
    if (this.#began) await this.connection.command("ROLLBACK");
  }

  /** One moment of the database for everything that is read from now on. */
  protected async begin(): Promise<void> {
    await this.connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  protected async command(sql: string): Promise<void> {
    this.assertOpen();
    await this.connection.command(sql);
  }

  protected async send(sql: string, parameters: readonly SqlValue[]): Promise<Answer> {
    this.assertOpen();
    const start = performance.now();
    try {
      return await this.connection.query(sql, parameters);
    } finally {
      const milliseconds = performance.now() - start;
      for (const listener of this.#listeners) listener(sql, parameters, milliseconds);
    }
  }

  /** Ends the session: what is asked of it from now on fails with `reason`. */
  protected end(reason: string): void {
    this.#closed ??= reason;
  }

  protected assertOpen(): void {
    if (this.#closed !== null) throw new QuerysetError("TransactionManagementError", this.#closed);
  }
}
