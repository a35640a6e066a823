import type { RowChange, Session, SqlRow } from "../database/backend";
import { QuerysetError } from "../protocol/errors";
import { type Connection, type Trace, WriteAttempted } from "./context";
import { fromDatabase } from "./errors";
import { readable, type Sql, withPlaceholders } from "./sql";

/** A fresh record for one statement. */
export function emptyTrace(): Trace {
  return { changes: [], signals: [], notRun: [], sql: [] };
}

/** The ORM's line to one session of a backend. */
export class OrmConnection implements Connection {
  trace: Trace = emptyTrace();
  cause = "statement";
  /** How many `atomic` blocks are open. */
  #depth = 0;

  constructor(
    readonly session: Session,
    readonly canWrite: boolean,
    readonly dialect: "sqlite" | "postgres" | "mysql",
  ) {}

  async read(sql: Sql): Promise<readonly SqlRow[]> {
    return this.#send(sql, (text) => this.session.all(text, sql.params));
  }

  /** Outside `atomic` a write stands alone, as in Django's autocommit: what COMMIT would complain of, it complains of. */
  async write(sql: Sql): Promise<{ affected: number; rows: readonly SqlRow[] }> {
    if (!this.canWrite) throw new WriteAttempted();
    return this.#depth === 0 ? this.atomic(() => this.#write(sql)) : this.#write(sql);
  }

  async #write(sql: Sql): Promise<{ affected: number; rows: readonly SqlRow[] }> {
    const result = await this.#send(sql, (text) => this.session.write(text, sql.params));
    const target = targetOf(sql.text);
    for (const change of result.changes)
      this.trace.changes.push({ change, cause: this.#causeOf(change, target, sql.text) });
    return result;
  }

  /** Rows of other tables than the statement's were changed by the database itself. */
  #causeOf(change: RowChange, target: string | null, text: string): string {
    if (target === null || target === change.table.toLowerCase()) return this.cause;
    return change.action === "delete" && /^DELETE/i.test(text) ? "cascade" : "trigger";
  }

  async #send<T>(sql: Sql, run: (text: string) => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await run(withPlaceholders(sql.text, this.dialect));
    } catch (error) {
      throw fromDatabase(error);
    } finally {
      this.trace.sql.push({ sql: readable(sql), milliseconds: performance.now() - started });
    }
  }

  async atomic<T>(work: () => Promise<T>): Promise<T> {
    if (!this.canWrite) return work();
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
      await savepoint.rollback();
      // What was rolled back did not happen.
      this.trace.changes.length = kept;
      throw error;
    } finally {
      this.#depth--;
    }
  }
}

/** Whether a deferred foreign key would fail at COMMIT after the changes from `from` on; the error to raise where it would. */
async function checkDeferred(connection: Connection, from = 0): Promise<unknown> {
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
