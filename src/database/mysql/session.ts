import type { ObjectLiteral, SelectQueryBuilder } from "typeorm";
import { QuerysetError } from "../../protocol/errors";
import type {
  ForeignKeyViolation,
  Risk,
  RowChange,
  Savepoint,
  Session,
  SqlList,
  SqlRow,
  SqlValue,
  Transaction,
  WriteKind,
  WriteResult,
} from "../backend";
import { OutcomeUnknown } from "../outcome";
import { assertReads, keywordOf } from "../statement";
import { captured, type WriteContext } from "./capture";
import type { MysqlConnection } from "./connection";
import { endsTransaction, isLost } from "./errors";

type SqlListener = (sql: string, parameters: readonly SqlValue[], milliseconds: number) => void;

/** A session in a READ ONLY transaction, in which the server itself refuses every write. */
export class MysqlReadSession implements Session {
  protected readonly connection: MysqlConnection;
  readonly #listeners: SqlListener[] = [];
  #savepoints = 0;
  #closed: string | null = null;

  constructor(connection: MysqlConnection) {
    this.connection = connection;
  }

  builder(): SelectQueryBuilder<ObjectLiteral> {
    return this.connection.runner.manager.createQueryBuilder();
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    assertReads(sql);
    return this.told(sql, parameters, () => this.connection.all(sql, parameters));
  }

  async lists(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlList[]> {
    assertReads(sql);
    return this.told(sql, parameters, async () => (await this.connection.rows(sql, parameters)).rows);
  }

  write(sql: string, _parameters: readonly SqlValue[] = []): Promise<WriteResult> {
    const message = `This statement writes, and nothing may be written here: ${sql.slice(0, 80)}`;
    return Promise.reject(new QuerysetError("ReadOnly", message, { hint: "Preview it first." }));
  }

  async savepoint(): Promise<Savepoint> {
    const name = `queryset_${this.#savepoints++}`;
    await this.guarded(() => this.connection.run(`SAVEPOINT ${name}`));
    const release = async () => {
      this.#savepoints--;
      await this.guarded(() => this.connection.run(`RELEASE SAVEPOINT ${name}`));
    };
    return {
      release,
      rollback: async () => {
        // An error that ended the whole transaction took the savepoint along.
        if (this.#closed !== null) return;
        await this.guarded(() => this.connection.run(`ROLLBACK TO SAVEPOINT ${name}`));
        await release();
      },
    };
  }

  /** Foreign keys are checked with each row: COMMIT has nothing to complain of. */
  async violations(_changes: readonly RowChange[]): Promise<readonly ForeignKeyViolation[]> {
    return [];
  }

  risk(): Risk {
    return "none";
  }

  onSql(listener: SqlListener): void {
    this.#listeners.push(listener);
  }

  /** Ends the session: what is asked of it from now on fails with `reason`. */
  end(reason: string): void {
    this.#closed ??= reason;
  }

  protected assertOpen(): void {
    if (this.#closed !== null) throw new QuerysetError("TransactionManagementError", this.#closed);
  }

  protected async told<T>(sql: string, parameters: readonly SqlValue[], work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await this.guarded(work);
    } finally {
      const milliseconds = performance.now() - start;
      for (const listener of this.#listeners) listener(sql, parameters, milliseconds);
    }
  }

  /** Some errors end the whole transaction. What came after would then be written at once and for good, so the session ends with it. */
  protected async guarded<T>(work: () => Promise<T>): Promise<T> {
    this.assertOpen();
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (endsTransaction(cause))
        this.end("The database ended the transaction after an error; nothing of it was kept.");
      throw error;
    }
  }
}

/** A session in a transaction that may write. */
export class MysqlTransaction extends MysqlReadSession implements Transaction {
  readonly #context: WriteContext;
  #open = true;

  constructor(context: WriteContext) {
    super(context.connection);
    this.#context = context;
  }

  override async write(sql: string, parameters: readonly SqlValue[] = [], kind?: WriteKind): Promise<WriteResult> {
    // A definition of a table would end the transaction with a COMMIT of its own.
    if (!["insert", "update", "delete"].includes(keywordOf(sql))) {
      throw new QuerysetError("Unsupported", `Not a statement that writes rows: ${sql.trim().slice(0, 80)}`, {
        hint: "MySQL commits at once what changes tables, which no preview could take back. Use a migration.",
      });
    }
    return this.told(sql, parameters, () => captured(this.#context, sql, parameters, kind));
  }

  async commit(): Promise<void> {
    this.assertOpen();
    this.#open = false;
    try {
      await this.connection.run("COMMIT");
    } catch (error) {
      this.end("This transaction has ended.");
      if (error instanceof Error && isLost(error.cause)) throw new OutcomeUnknown(error.cause);
      throw error;
    }
    this.end("This transaction was committed.");
  }

  async rollback(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.end("This transaction was rolled back.");
    try {
      await this.connection.run("ROLLBACK");
    } catch (error) {
      // A connection that is gone has rolled back by itself.
      if (!(error instanceof Error && isLost(error.cause))) throw error;
    }
  }
}
