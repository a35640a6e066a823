import type {
  Changed,
  ForeignKeyViolation,
  InsertWatch,
  Risk,
  RowChange,
  RowWatch,
  Seen,
  Session,
  SqlList,
  SqlRow,
  SqlValue,
  WriteResult,
} from "../database/backend";
import type { Cause } from "../database/changes/kinds";
import { ChangeLog } from "../database/changes/log";
import type { Origin } from "../protocol/results";
import type { PyRaise } from "../python/exceptions";
import { type Connection, type SavedRow, type Trace, WriteAttempted, type Written } from "./context";
import { withPlaceholders } from "./dialects/byName";
import type { DialectName } from "./dialects/dialect";
import { fail, fromDatabase, IntegrityError, TransactionManagementError } from "./errors";
import { readable, type Sql } from "./sql";

/** A fresh record for one statement, whose changes go into a log from its present end on. */
export function emptyTrace(log: ChangeLog): Trace {
  return { changes: { log, from: log.end, to: Number.POSITIVE_INFINITY }, signals: [], notRun: [], sql: [] };
}

/** Changes that are still being gathered, all of one cause and of statements of one kind on one table. */
interface Watch {
  readonly cause: Cause;
  readonly target: string | null;
  readonly action: string;
  /** All of them insert rows with automatic keys. */
  readonly inserts: InsertWatch | null;
  /** All of them update (the same columns) or delete rows that are looked at before and after. */
  readonly rows: { readonly watch: RowWatch; readonly columns: string } | null;
  readonly stop: () => Seen;
}

/** Says more about a refused write, or about a row that points at nothing. */
export interface Explainer {
  write(error: unknown, kind: SavedRow | undefined): Promise<unknown>;
  violation(error: PyRaise, violation: ForeignKeyViolation, isWritten: boolean): Promise<PyRaise>;
}

/** What writes of an `atomic` block could do to foreign keys: nothing, what the open watch of inserts knows, or anything. */
type BlockRisk = "none" | "inserts" | "any";

/** The ORM's line to one session of a backend. */
export class OrmConnection implements Connection {
  trace: Trace;
  cause = "statement";
  origin: Origin | null = null;
  /** Whether statements are kept to be shown, with all their values. */
  tellsSql = true;
  /** Who can put a refusal of the database in plain words: the ORM of this connection. */
  explainer: Explainer | null = null;
  /** How many `atomic` blocks are open; those that write, in `#depth`. */
  #blocks = 0;
  #depth = 0;
  #watch: Watch | null = null;
  #risk: BlockRisk = "none";

  constructor(
    /** The session in use: another one when a result is read on after its script has ended. */
    public session: Session,
    readonly canWrite: boolean,
    readonly dialect: DialectName,
    /** Where all changes go. */
    readonly log = new ChangeLog(),
  ) {
    this.trace = emptyTrace(log);
  }

  async read(sql: Sql): Promise<readonly SqlRow[]> {
    return this.#send(sql, (text) => this.session.all(text, sql.params));
  }

  async lists(sql: Sql): Promise<readonly SqlList[]> {
    const { session } = this;
    return this.#send(sql, async (text) => {
      if (session.lists) return session.lists(text, sql.params);
      return (await session.all(text, sql.params)).map(Object.values<SqlValue>);
    });
  }

  /** Outside `atomic` a write stands alone, as in Django's autocommit: what COMMIT would complain of, it complains of. */
  write(sql: Sql, kind?: SavedRow): Promise<Written> {
    if (!this.canWrite) return Promise.reject(new WriteAttempted());
    if (this.#depth === 0) return this.#alone(sql, kind);
    return this.#write(sql, kind, kind && this.session.risk ? this.session.risk(kind) : "unknown");
  }

  async #alone(sql: Sql, kind: SavedRow | undefined): Promise<Written> {
    const risk = kind && this.session.risk ? this.session.risk(kind) : "unknown";
    if (risk === "none") return this.#write(sql, kind, risk);
    if (risk === "own" && kind?.automatic === 1 && this.#leads(kind, sql.params)) return this.#write(sql, kind, "none");
    if (risk === "unknown" || kind?.key === undefined || !this.session.dangles)
      return this.atomic(() => this.#write(sql, kind, risk));
    // A row's own keys are looked up; only where one leads nowhere is it asked whether that is the write's fault.
    const savepoint = await this.session.savepoint();
    const mark = this.log.end;
    try {
      const result = await this.#write(sql, kind, "none");
      if (!this.session.dangles(kind.table, kind.key)) {
        await savepoint.release();
        return result;
      }
    } catch (error) {
      await savepoint.rollback();
      this.log.truncate(mark);
      throw error;
    }
    await savepoint.rollback();
    this.log.truncate(mark);
    return this.atomic(() => this.#write(sql, kind, risk));
  }

  /** Whether the open watch of inserts knows that a new row of its table points only at rows that are there. */
  #leads({ table, columns = [] }: SavedRow, values: readonly SqlValue[]): boolean {
    const watch = this.#watch;
    return watch?.target === table.toLowerCase() && watch.inserts?.leads(columns, values) === true;
  }

  async #write(sql: Sql, kind?: SavedRow, risk: Risk = "unknown"): Promise<Written> {
    const target = targetOf(sql.text);
    const condition = kind?.where && {
      sql: withPlaceholders(kind.where, this.dialect),
      parameters: kind.where.params,
    };
    const told = kind && condition ? { ...kind, condition } : kind;
    this.#watchFor(target, sql.text.slice(0, 6).toUpperCase(), told);
    if (risk !== "none" && this.#risk !== "any")
      this.#risk = this.#watch?.inserts && risk === "own" ? "inserts" : "any";
    const changed = told && this.#watch?.rows?.watch.read(told);
    let result: WriteResult;
    try {
      result = await this.#send(sql, (text) => this.session.write(text, sql.params, told));
    } catch (error) {
      throw this.explainer ? await this.explainer.write(error, kind) : error;
    }
    const watch = this.#watch;
    if (!watch) {
      this.#keep(result.changes, this.#cause, target, sql.text.slice(0, 6));
      for (const rows of result.many ?? []) this.log.addRows(rows, this.#cause);
    }
    if (watch && changed) this.#keep(changed(result.affected), watch.cause, target, watch.action);
    if (!watch?.inserts || kind?.automatic === undefined) return result;
    return { ...result, firstKey: watch.inserts.noted(kind.automatic, kind.columns ?? [], sql.params) };
  }

  knowsKeys(table: string): boolean {
    if (!this.canWrite || !this.session.watchInserts) return false;
    this.#watchFor(table.toLowerCase(), "INSERT", { action: "insert", table, automatic: 0 });
    return this.#watch?.inserts !== null && this.#watch?.inserts !== undefined;
  }

  /** One watch serves all writes that explain their changes alike: a loop of saves, the batches of a bulk insert. */
  #watchFor(target: string | null, action: string, kind: SavedRow | undefined): void {
    if (!this.session.watch) return;
    const cause = this.#cause;
    const open = this.#watch;
    const serves = open && isSameCause(open.cause, cause) && open.target === target && open.action === action;
    const isAutomatic = kind?.automatic !== undefined;
    // Rows of a list are looked at in another way than those of a condition.
    const columns =
      target !== null && kind && isOfRows(kind)
        ? [kind.keys ? "list" : "condition", ...(kind.columns ?? [])].join("\0")
        : null;
    // Each list of inserted rows is looked at for keys of its own.
    const isSameRows = !open?.rows || (open.rows.columns === columns && action !== "INSERT");
    if (serves && (!open.inserts || isAutomatic) && isSameRows) return;
    this.settle();
    const inserts = isAutomatic && target !== null ? (this.session.watchInserts?.(target) ?? null) : null;
    const watch = columns !== null && kind ? (this.session.watchRows?.(kind) ?? null) : null;
    const rows = watch && { watch, columns: columns ?? "" };
    const nothing = (): Seen => {
      watch?.stop();
      return [];
    };
    this.#watch = {
      cause,
      target,
      action,
      inserts,
      rows,
      stop: watch ? nothing : (inserts?.stop ?? this.session.watch()),
    };
  }

  get #cause(): Cause {
    const { cause, origin } = this;
    return origin && cause !== "statement" && !cause.startsWith("signal") ? { cause, origin } : { cause };
  }

  settle(): void {
    const watch = this.#watch;
    if (!watch) return;
    this.#watch = null;
    if (this.#risk === "inserts") this.#risk = "any";
    this.#keep(watch.stop(), watch.cause, watch.target, watch.action);
  }

  /** Whether what an outermost block wrote could break a foreign key, which only a look at its changes can tell. */
  #mayViolate(): boolean {
    if (this.#risk === "inserts" && this.#watch?.inserts) return this.#watch.inserts.dangles();
    return this.#risk !== "none";
  }

  #keep(seen: Seen, cause: Cause, target: string | null, action: string): void {
    const { log } = this;
    for (const change of seen)
      if ("rows" in change) log.addRows(change, cause);
      else log.add(change, causeOf(change, cause, target, action));
  }

  async #send<T>(sql: Sql, run: (text: string) => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await run(withPlaceholders(sql, this.dialect));
    } catch (error) {
      throw fromDatabase(error);
    } finally {
      if (this.tellsSql) this.trace.sql.push(sent(sql, performance.now() - started));
    }
  }

  /** Throws where a row's lock would not outlive the query that takes it. */
  assertLocks(): void {
    if (this.#blocks === 0)
      throw fail(TransactionManagementError, "select_for_update cannot be used outside of a transaction.");
    if (!this.canWrite) throw new WriteAttempted();
  }

  async atomic<T>(work: () => Promise<T>): Promise<T> {
    this.#blocks++;
    try {
      return this.canWrite ? await this.#atomic(work) : await work();
    } finally {
      this.#blocks--;
    }
  }

  async #atomic<T>(work: () => Promise<T>): Promise<T> {
    // What was changed before the block stays, whatever becomes of it.
    this.settle();
    const savepoint = await this.session.savepoint();
    const kept = this.log.end;
    if (this.#depth === 0) this.#risk = "none";
    this.#depth++;
    try {
      const result = await work();
      const violation =
        this.#depth === 1 && this.#mayViolate() ? await checkDeferred(this, kept, this.explainer) : null;
      if (violation) throw violation;
      await savepoint.release();
      return result;
    } catch (error) {
      this.settle();
      await savepoint.rollback();
      // What was rolled back did not happen.
      this.log.truncate(kept);
      throw error;
    } finally {
      this.#depth--;
    }
  }
}

/** Rows of other tables than the statement's were changed by the database itself. */
function causeOf(change: RowChange, cause: Cause, target: string | null, action: string): Cause {
  if (target === null || target === change.table.toLowerCase()) return cause;
  return change.action === "delete" && /^DELETE/i.test(action) ? CASCADE : TRIGGER;
}

const CASCADE: Cause = { cause: "cascade" };
const TRIGGER: Cause = { cause: "trigger" };

function isSameCause(a: Cause, b: Cause): boolean {
  return a.cause === b.cause && a.origin?.model === b.origin?.model && a.origin?.via === b.origin?.via;
}

/** Whether what a write changes can be told from its condition, or its keys, before it is sent. */
function isOfRows({ action, condition, key, keys, columns, values, conflict, automatic }: SavedRow): boolean {
  if (key !== undefined) return false;
  if (action === "insert") return !conflict && automatic === undefined && columns !== undefined && values !== undefined;
  if (keys !== undefined) return true;
  // Asked before, chance and the clock would name other rows.
  if (condition !== undefined) return !/random|current_/i.test(condition.sql);
  return action === "update";
}

/** A statement as the log has it; its text for people is only made when somebody looks. */
function sent(statement: Sql, milliseconds: number): Trace["sql"][number] {
  return {
    get sql() {
      return readable(statement);
    },
    milliseconds,
  };
}

/** Whether a deferred foreign key would fail at COMMIT after the changes from `from` on; the error to raise where it would. */
async function checkDeferred(
  connection: Connection,
  from: number,
  explainer: Explainer | null,
): Promise<PyRaise | null> {
  connection.settle();
  const { log } = connection;
  if (log.end === from) return null;
  const changes: Changed = {
    counts: log.counts(from),
    *[Symbol.iterator]() {
      for (const { change } of log.changes(from)) yield change;
    },
  };
  let violations: readonly ForeignKeyViolation[];
  try {
    violations = await connection.session.violations(changes);
  } catch (error) {
    // Some databases check by themselves, and say what is wrong.
    const raised = fromDatabase(error);
    throw explainer ? await explainer.write(raised, undefined) : raised;
  }
  const [first] = violations;
  if (!first) return null;
  const plain = fail(IntegrityError, "FOREIGN KEY constraint failed");
  let isWritten = false;
  for (const { action, table, key } of changes)
    if (action !== "delete" && table === first.table && sameKey(key, first.key)) isWritten = true;
  const told = explainer ? await explainer.violation(plain, first, isWritten) : plain;
  if (told.hint !== undefined) return told;
  return fail(IntegrityError, "FOREIGN KEY constraint failed", {
    hint: `A row of ${first.table} would point at a row of ${first.references} that does not exist.`,
  });
}

function sameKey(a: SqlRow, b: SqlRow): boolean {
  return Object.keys(a).every((column) => a[column] === b[column]);
}

const TARGET =
  /^(?:(?:INSERT|REPLACE)(?: OR \w+)?(?: IGNORE)? INTO|UPDATE(?: OR \w+)?|DELETE FROM)\s+(?:"((?:[^"]|"")+)"|`((?:[^`]|``)+)`)/i;

/** The table a statement writes to, in lower case; null where its text does not begin with it. */
function targetOf(text: string): string | null {
  const match = TARGET.exec(text);
  const name = match?.[1]?.replaceAll('""', '"') ?? match?.[2]?.replaceAll("``", "`");
  return name?.toLowerCase() ?? null;
}
