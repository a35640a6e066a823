import type { ObjectLiteral, QueryRunner, SelectQueryBuilder } from "typeorm";
import { QuerysetError } from "../../protocol/errors";
import type {
  Changed,
  ForeignKeyViolation,
  InsertWatch,
  Risk,
  RowChange,
  RowWatch,
  Savepoint,
  Seen,
  Session,
  SqlList,
  SqlRow,
  SqlValue,
  Transaction,
  WriteKind,
  WriteResult,
} from "../backend";
import { translateDriverError, translateError } from "../errors";
import type { DatabaseSchema } from "../schema";
import { assertReads, assertWrites, countsChanges, definesSchema, keywordOf } from "../statement";
import type { ChangeCapture } from "./capture";
import { watchInserts } from "./inserts";
import { introspectSqlite } from "./introspect";
import { lastChanges, type RawSqlite } from "./raw";
import { isDangling, riskOf } from "./risk";
import { watchRows } from "./rowWatch";
import { commits, momentOf } from "./versions";
import { findViolations } from "./violations";

type SqlListener = (sql: string, parameters: readonly SqlValue[], milliseconds: number) => void;

/** One open connection as a session uses it: TypeORM's way in, and the way past it. */
export interface SqliteConnection {
  readonly runner: QueryRunner;
  readonly raw: RawSqlite;
  /** Called before each COMMIT, which is not sent where this throws. */
  committing?(): void;
  /** Called after each COMMIT, which only counts when this has returned. */
  committed?(): Promise<void>;
}

/** A session that only reads, on a connection that can do nothing else. */
export class SqliteReadSession implements Session {
  protected readonly runner: QueryRunner;
  protected readonly raw: RawSqlite;
  readonly #listeners: SqlListener[] = [];
  #savepoints = 0;
  #usedSavepoint = false;
  #closed: string | null = null;

  constructor(connection: SqliteConnection) {
    this.runner = connection.runner;
    this.raw = connection.raw;
  }

  builder(): SelectQueryBuilder<ObjectLiteral> {
    return this.runner.manager.createQueryBuilder();
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    assertReads(sql);
    return (await this.send(sql, parameters)).rows;
  }

  async lists(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlList[]> {
    assertReads(sql);
    const { raw } = this;
    // WITH can end in a write, against which `all` takes care.
    if (!raw.lists || keywordOf(sql) === "with") return (await this.all(sql, parameters)).map(Object.values<SqlValue>);
    this.assertOpen();
    const start = performance.now();
    try {
      return guarded(() => raw.lists?.(sql, parameters) ?? []);
    } catch (error) {
      throw translateError(error);
    } finally {
      this.#tell(sql, parameters, performance.now() - start);
    }
  }

  write(sql: string, _parameters: readonly SqlValue[] = []): Promise<WriteResult> {
    const message = `This statement writes, and nothing may be written here: ${sql.slice(0, 80)}`;
    return Promise.reject(new QuerysetError("ReadOnly", message, { hint: "Preview it first." }));
  }

  async savepoint(): Promise<Savepoint> {
    // Named by depth, so that the same few statements serve a loop of them.
    const name = `queryset_${this.#savepoints++}`;
    this.#usedSavepoint = true;
    await this.query(`SAVEPOINT ${name}`);
    const release = async () => {
      this.#savepoints--;
      await this.query(`RELEASE SAVEPOINT ${name}`);
    };
    return {
      release,
      rollback: async () => {
        await this.query(`ROLLBACK TO SAVEPOINT ${name}`);
        await release();
      },
    };
  }

  async violations(_changes: Changed): Promise<readonly ForeignKeyViolation[]> {
    return [];
  }

  onSql(listener: SqlListener): void {
    this.#listeners.push(listener);
  }

  /** Ends a read session, and with it the transaction that a savepoint left open began. */
  close(): void {
    this.end("This session has ended.");
    if (!this.#usedSavepoint) return;
    try {
      this.raw.exec("ROLLBACK");
    } catch {
      // Every savepoint was ended in its turn: the usual case.
    }
  }

  /** Ends the session: what is asked of it from now on fails with `reason`. */
  protected end(reason: string): void {
    this.#closed ??= reason;
  }

  protected assertOpen(): void {
    if (this.#closed !== null) throw new QuerysetError("TransactionManagementError", this.#closed);
  }

  protected async send(sql: string, parameters: readonly SqlValue[]): Promise<{ rows: readonly SqlRow[] }> {
    const start = performance.now();
    try {
      return { rows: await this.query(sql, parameters) };
    } finally {
      this.#tell(sql, parameters, performance.now() - start);
    }
  }

  #tell(sql: string, parameters: readonly SqlValue[], milliseconds: number): void {
    for (const listener of this.#listeners) listener(sql, parameters, milliseconds);
  }

  protected async query(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    this.assertOpen();
    try {
      const { raw } = this;
      if (raw.run) return guarded(() => raw.run?.(sql, parameters) ?? []);
      const result = (await this.runner.query(sql, [...parameters], true)) as { readonly records?: readonly SqlRow[] };
      return result.records ?? [];
    } catch (error) {
      throw translateError(error);
    }
  }
}

/** The driver's own errors in words of ours. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error && !(error instanceof QuerysetError) ? translateDriverError(error) : error;
  }
}

/** SQLite's own size of its page cache, in KiB, and the size for transactions that change many rows. */
const CACHE = { usual: 2000, large: 32_768, from: 1000 } as const;

/** A session inside a transaction that holds the write lock. */
export class SqliteTransaction extends SqliteReadSession implements Transaction {
  readonly #capture: ChangeCapture;
  readonly #connection: SqliteConnection;
  #schema: DatabaseSchema;
  #changedSchema = false;
  /** The capture and the schema are those from before a definition in this transaction. */
  #stale = false;
  /** Why COMMIT is not allowed, where it is not. */
  readonly #refusal: QuerysetError | null;
  #open = true;
  #watching = false;
  #changed = 0;

  constructor(
    connection: SqliteConnection,
    capture: ChangeCapture,
    schema: DatabaseSchema,
    refusal: QuerysetError | null,
  ) {
    super(connection);
    this.#connection = connection;
    this.#capture = capture;
    this.#schema = schema;
    this.#refusal = refusal;
  }

  override async all(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    assertReads(sql);
    if (keywordOf(sql) !== "with") return (await this.send(sql, parameters)).rows;
    // WITH can end in a DELETE. Here that must fail, not pass unseen.
    this.raw.exec("PRAGMA query_only = ON");
    try {
      return (await this.send(sql, parameters)).rows;
    } finally {
      this.raw.exec("PRAGMA query_only = OFF");
    }
  }

  override async write(sql: string, parameters: readonly SqlValue[] = []): Promise<WriteResult> {
    assertWrites(sql);
    if (this.#stale && !definesSchema(sql)) this.#refresh();
    if (this.#watching && definesSchema(sql)) throw new Error("a definition cannot be watched");
    const stop: () => Iterable<RowChange> = this.#watching ? () => [] : this.#capture.start();
    let rows: readonly SqlRow[];
    let affected = 0;
    try {
      rows = (await this.send(sql, parameters)).rows;
      // Asked for before our own statements overwrite it.
      if (countsChanges(sql)) affected = lastChanges(this.raw);
      this.#makeRoom(affected);
    } catch (error) {
      stop();
      this.#checkAlive();
      throw error;
    }
    const changes = [...stop()];
    if (definesSchema(sql)) {
      this.#changedSchema = true;
      this.#stale = true;
    }
    return { affected, rows, changes };
  }

  /**
   * Changed pages stay in the cache to the end. Once they fill it, every other page is read anew whenever it is needed:
   * for each row, those of the tables it points at.
   */
  #makeRoom(changed: number): void {
    const before = this.#changed;
    this.#changed += changed;
    if (before < CACHE.from && this.#changed >= CACHE.from) this.raw.exec(`PRAGMA cache_size = -${CACHE.large}`);
  }

  /** What the transaction took is given back, whatever became of it. */
  #leaveRoom(): void {
    if (this.#changed >= CACHE.from) this.raw.exec(`PRAGMA cache_size = -${CACHE.usual}`);
  }

  /** What is written to a table made just now must be seen as well. */
  #refresh(): void {
    this.#schema = introspectSqlite(this.raw);
    this.#capture.install(this.#schema);
    this.#stale = false;
  }

  /** Tables were made, changed or dropped in this transaction. */
  get changedSchema(): boolean {
    return this.#changedSchema;
  }

  watch(): () => Seen {
    if (this.#stale) this.#refresh();
    const stop = this.#capture.start();
    this.#watching = true;
    return () => {
      this.#watching = false;
      return stop();
    };
  }

  watchInserts(table: string): InsertWatch | null {
    if (this.#stale) this.#refresh();
    if (this.#capture.logsAll) return null;
    const watch = watchInserts(this.raw, this.#schema, table);
    return watch === null ? null : this.#opened(watch);
  }

  watchRows(kind: WriteKind): RowWatch | null {
    if (this.#stale) this.#refresh();
    if (this.#capture.logsAll) return null;
    const watch = watchRows(this.raw, this.#schema, kind);
    if (watch === null) return null;
    this.#watching = true;
    return {
      ...watch,
      stop: () => {
        this.#watching = false;
      },
    };
  }

  /** Until it is stopped, nothing else records what is written. */
  #opened(watch: InsertWatch): InsertWatch {
    this.#watching = true;
    return {
      ...watch,
      stop: () => {
        this.#watching = false;
        return watch.stop();
      },
    };
  }

  risk(write: WriteKind): Risk {
    return this.#stale ? "unknown" : riskOf(this.#schema, write);
  }

  dangles(table: string, key: SqlRow | null): boolean {
    return isDangling(this.raw, this.#schema, table, key);
  }

  override async violations(changes: Changed): Promise<readonly ForeignKeyViolation[]> {
    if (this.#stale) this.#refresh();
    return findViolations(this.raw, this.#schema, changes);
  }

  async deferChecks(): Promise<void> {
    this.raw.exec("PRAGMA defer_foreign_keys = ON");
  }

  async moment(): Promise<string> {
    return momentOf(this.#connection);
  }

  async commit(): Promise<void> {
    if (this.#refusal !== null) throw this.#refusal;
    this.assertOpen();
    this.#connection.committing?.();
    commits(this.#connection);
    try {
      await this.runner.commitTransaction();
    } catch (error) {
      throw translateError(error);
    }
    this.#open = false;
    this.#leaveRoom();
    this.end("This transaction was committed.");
    await this.#connection.committed?.();
  }

  async rollback(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.end("This transaction was rolled back.");
    try {
      await this.runner.rollbackTransaction();
    } catch (error) {
      if (!/no transaction is active/.test(String(error))) throw translateError(error);
      await this.#forgetTransaction();
    }
    this.#leaveRoom();
  }

  /**
   * Some errors (a full disk, `RAISE(ROLLBACK)`) end the whole transaction. What came after would then be written at
   * once and for good, so the session ends with it.
   */
  #checkAlive(): void {
    try {
      this.raw.exec("BEGIN");
    } catch {
      return;
    }
    this.raw.exec("ROLLBACK");
    this.end("The database ended the transaction after an error; nothing of it was kept.");
  }

  /** TypeORM believes in a transaction that SQLite has already ended: give it one to end. */
  async #forgetTransaction(): Promise<void> {
    this.raw.exec("BEGIN");
    await this.runner.rollbackTransaction();
  }
}
