import type { RowChange, Session, SqlRow } from "../database/backend";
import { QuerysetError } from "../protocol/errors";
import { type Connection, type SavedRow, type Trace, WriteAttempted, type Written } from "./context";
import { fromDatabase } from "./errors";
import { readable, type Sql, withPlaceholders } from "./sql";

/** A fresh record for one statement. */
export function emptyTrace(): Trace {
  return { changes: [], signals: [], notRun: [], sql: [] };
}

/** Changes that are still being gathered, all of one cause and of statements of one kind on one table. */
interface Watch {
  readonly cause: string;
  readonly target: string | null;
  readonly action: string;
  readonly stop: () => readonly RowChange[];
}

/** The ORM's line to one session of a backend. */
export class OrmConnection implements Connection {
  trace: Trace = emptyTrace();
  cause = "statement";
  /** How many `atomic` blocks are open. */
  #depth = 0;
  #watch: Watch | null = null;

  constructor(
    readonly session: Session,
    readonly canWrite: boolean,
    readonly dialect: "sqlite" | "postgres" | "mysql",
  ) {}

  async read(sql: Sql): Promise<readonly SqlRow[]> {
    return this.#send(sql, (text) => this.session.all(text, sql.params));
  }

  /** Outside `atomic` a write stands alone, as in Django's autocommit: what COMMIT would complain of, it complains of. */
  write(sql: Sql, kind?: SavedRow): Promise<Written> {
    if (!this.canWrite) return Promise.reject(new WriteAttempted());
    return this.#depth === 0 ? this.#alone(sql, kind) : this.#write(sql);
  }

  async #alone(sql: Sql, kind: SavedRow | undefined): Promise<Written> {
    const risk = kind && this.session.risk ? this.session.risk(kind) : "unknown";
    if (risk === "none") return this.#write(sql);
    if (risk === "unknown" || kind?.key === undefined || !this.session.dangles)
      return this.atomic(() => this.#write(sql));
    // A row's own keys are looked up; only where one leads nowhere is it asked whether that is the write's fault.
    const savepoint = await this.session.savepoint();
    try {
      const result = await this.#write(sql);
      if (!this.session.dangles(kind.table, kind.key)) {
        await savepoint.release();
        return result;
      }
    } catch (error) {
      await savepoint.rollback();
      throw error;
    }
    await savepoint.rollback();
    return this.atomic(() => this.#write(sql));
  }

  async #write(sql: Sql): Promise<Written> {
    const target = targetOf(sql.text);
    this.#watchFor(target, sql.text.slice(0, 6).toUpperCase());
    const result = await this.#send(sql, (text) => this.session.write(text, sql.params));
    if (!this.#watch) this.#keep(result.changes, { cause: this.cause, target, action: sql.text.slice(0, 6) });
    return result;
  }

  /** One watch serves all writes that explain their changes alike: a loop of saves, the batches of a bulk insert. */
  #watchFor(target: string | null, action: string): void {
    if (!this.session.watch) return;
    const { cause } = this;
    const open = this.#watch;
    if (open && open.cause === cause && open.target === target && open.action === action) return;
    this.settle();
    this.#watch = { cause, target, action, stop: this.session.watch() };
  }

  settle(): void {
    const watch = this.#watch;
    if (!watch) return;
    this.#watch = null;
    this.#keep(watch.stop(), watch);
  }

  #keep(changes: readonly RowChange[], { cause, target, action }: Omit<Watch, "stop">): void {
    for (const change of changes) this.trace.changes.push({ change, cause: causeOf(change, cause, target, action) });
  }

  async #send<T>(sql: Sql, run: (text: string) => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await run(withPlaceholders(sql.text, this.dialect));
    } catch (error) {
      throw fromDatabase(error);
    } finally {
      this.trace.sql.push(sent(sql, performance.now() - started));
    }
  }

  async atomic<T>(work: () => Promise<T>): Promise<T> {
    if (!this.canWrite) return work();
    // What was changed before the block stays, whatever becomes of it.
    this.settle();
    const savepoint = await this.session.savepoint();
    const kept = this.trace.changes.length;
    this.#depth++;
    try {
      const result = await work();
      const violation = this.#depth === 1 ? await checkDeferred(this, kept) : null;
      if (violation) throw violation;
      await savepoint.release();
      return result;
    } catch (error) {
      this.settle();
      await savepoint.rollback();
      // What was rolled back did not happen.
      this.trace.changes.length = kept;
      throw error;
    } finally {
      this.#depth--;
    }
  }
}

/** Rows of other tables than the statement's were changed by the database itself. */
function causeOf(change: RowChange, cause: string, target: string | null, action: string): string {
  if (target === null || target === change.table.toLowerCase()) return cause;
  return change.action === "delete" && /^DELETE/i.test(action) ? "cascade" : "trigger";
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
async function checkDeferred(connection: Connection, from = 0): Promise<unknown> {
  connection.settle();
  const changes = connection.trace.changes.slice(from).map(({ change }) => change);
  if (changes.length === 0) return null;
  const violations = await connection.session.violations(changes);
  if (violations.length === 0) return null;
  return fromDatabase(
    new QuerysetError("IntegrityError", "FOREIGN KEY constraint failed", {
      hint: `A row of ${violations[0]?.table} would point at a row of ${violations[0]?.references} that does not exist.`,
    }),
  );
}

const TARGET =
  /^(?:(?:INSERT|REPLACE)(?: OR \w+)?(?: IGNORE)? INTO|UPDATE(?: OR \w+)?|DELETE FROM)\s+(?:"((?:[^"]|"")+)"|`((?:[^`]|``)+)`)/i;

/** The table a statement writes to, in lower case; null where its text does not begin with it. */
function targetOf(text: string): string | null {
  const match = TARGET.exec(text);
  const name = match?.[1]?.replaceAll('""', '"') ?? match?.[2]?.replaceAll("``", "`");
  return name?.toLowerCase() ?? null;
}
