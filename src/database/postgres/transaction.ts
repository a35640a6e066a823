import { QuerysetError } from "../../protocol/errors";
import type {
  ForeignKeyViolation,
  PlacedSql,
  RowChange,
  SqlList,
  SqlValue,
  Transaction,
  WriteKind,
  WriteResult,
} from "../backend";
import { OutcomeUnknown } from "../outcome";
import { quoteName } from "../quote";
import type { TableSchema } from "../schema";
import { actionChanges, columnList, hasActions, reachable, type Watched, watchActions } from "./actions";
import type { Answer, PostgresConnection } from "./connection";
import { isLost } from "./errors";
import { HiddenChanges } from "./hidden";
import { changesBetween, type Images, imagesOf, keyText, type RowShape, shapeOf } from "./images";
import type { PostgresSchema } from "./introspect";
import { type Returned, returnedRows, returnedUpdate } from "./returned";
import { PostgresReadSession } from "./session";
import { among } from "./text";

/** What a transaction needs of the backend around it. */
export interface Surroundings {
  readonly schema: PostgresSchema;
  /** Reads what is committed, on another connection. */
  committed(sql: string, parameters: readonly SqlValue[]): Promise<readonly SqlList[]>;
  /** What became of a transaction whose COMMIT was not answered. */
  outcome(transactionId: string): Promise<"committed" | "aborted" | "unknown">;
  /** The connection cannot be used again. */
  lost(): void;
}

/**
 * A session inside one transaction. It is REPEATABLE READ: every statement of a script sees the database as it was at the
 * first one, so a rehearsal shows one moment, the pre-images read before a write are those of the rows it changes, and a
 * row that another program changed meanwhile stops the write instead of being overwritten.
 */
export class PostgresTransaction extends PostgresReadSession implements Transaction {
  readonly #around: Surroundings;
  readonly #hidden: HiddenChanges;
  #open = true;

  constructor(connection: PostgresConnection, around: Surroundings) {
    super(connection);
    this.#around = around;
    this.#hidden = new HiddenChanges(connection, around.schema, around.committed);
  }

  protected override get isAlone(): boolean {
    return false;
  }

  /** Savepoints stand inside the transaction that is open already. */
  protected override async begin(): Promise<void> {}

  protected override async unwriting(work: () => Promise<Answer>): Promise<Answer> {
    await this.command("SAVEPOINT queryset_read; SET LOCAL transaction_read_only = on");
    try {
      return await work();
    } finally {
      await this.command("ROLLBACK TO SAVEPOINT queryset_read; RELEASE SAVEPOINT queryset_read");
    }
  }

  override async write(sql: string, parameters: readonly SqlValue[] = [], kind?: WriteKind): Promise<WriteResult> {
    if (!kind) throw new Error("a write to a server must say what it does");
    const { schema } = this.#around;
    const table = schema.tables.find(({ name }) => name === kind.table);
    // Without such a table the server says so best.
    if (!table) return { ...(await this.#plain(sql, parameters)), changes: [] };
    const shape = shapeOf(table);
    if (!shape || table.kind !== "table") throw unnamed(table);
    const watchesTriggers = this.#mayHide(table);
    const returned = watchesTriggers ? null : this.#returned({ sql, parameters }, kind, shape);
    if (returned) return returned.read(await this.send(returned.sql, returned.parameters));
    const counted = watchesTriggers ? await this.#hidden.counts() : null;
    const result = await this.#written(sql, parameters, kind, shape);
    if (counted === null) return result;
    return { ...result, changes: await this.#hidden.found(counted, result.changes) };
  }

  #mayHide(table: TableSchema): boolean {
    const { tables } = this.#around.schema;
    const names = reachable(this.#around.schema, table.name);
    return tables.some(({ name, triggers }) => triggers.length > 0 && names.has(name));
  }

  /** The write with its changes, where nothing else has a part in them. */
  #returned(statement: PlacedSql, kind: WriteKind, shape: RowShape): Returned | null {
    const { table, key } = shape;
    if (kind.action === "insert") return kind.conflict ? null : returnedRows(statement, kind, shape);
    const set = kind.action === "update" ? (kind.columns ?? null) : [];
    if (set === null || hasActions(this.#around.schema, table.name, kind.action === "update" ? set : null)) return null;
    if (kind.action === "delete") return returnedRows(statement, kind, shape);
    if (set.some((name) => key.includes(name))) return null;
    const computed = table.columns.flatMap(({ name, generated }) => (generated === null ? [] : [name]));
    return returnedUpdate(statement, kind, shape, [...new Set([...set, ...computed])]);
  }

  async #plain(sql: string, parameters: readonly SqlValue[]): Promise<Pick<WriteResult, "affected" | "rows">> {
    const { affected } = await this.send(sql, parameters);
    return { affected, rows: [] };
  }

  async #written(sql: string, parameters: readonly SqlValue[], kind: WriteKind, shape: RowShape): Promise<WriteResult> {
    const { schema } = this.#around;
    const { table, columns } = shape;
    const set = kind.action === "update" ? (kind.columns ?? columns) : null;
    const acts = kind.action !== "insert" && hasActions(schema, table.name, set);
    const before = kind.action === "update" || acts ? await this.#locked(kind, shape) : null;
    const replaced = kind.conflict && !kind.conflict.ignore ? await this.#conflicting(kind, shape) : new Map();
    const watched: readonly Watched[] =
      acts && before ? await watchActions(this.connection, schema, table, [...before.values()], unnamed) : [];
    // The text ends in a RETURNING of its own where one was asked for.
    const asked = kind.returning?.length ?? 0;
    const named = kind.action === "insert" ? table.name : (kind.alias ?? table.name);
    const whole = `${sql}${asked > 0 ? ", " : " RETURNING "}${columnList(columns, named)}`;
    const { rows, affected } = await this.send(whole, parameters);
    const images = imagesOf(
      shape,
      rows.map((row) => row.slice(asked)),
    );
    const own =
      kind.action === "delete"
        ? changesBetween(shape, images, new Map())
        : changesBetween(shape, before ? touched(before, images, kind, shape) : (replaced as Images), images);
    const others = watched.length > 0 ? await actionChanges(this.connection, watched) : [];
    return {
      affected,
      rows: rows.map((row) => Object.fromEntries((kind.returning ?? []).map(({ as }, i) => [as, row[i] ?? null]))),
      changes: [...own, ...others.filter((change) => change.table !== table.name || !isIn(own, change))],
    };
  }

  /** The rows that an update or a delete is about to change, locked. */
  async #locked(kind: WriteKind, { table, columns }: RowShape): Promise<Images> {
    const named = kind.alias ?? table.name;
    const from = named === table.name ? quoteName(named) : `${quoteName(table.name)} AS ${quoteName(named)}`;
    const shape = shapeOf(table) as RowShape;
    const rows: SqlList[] = [];
    const conditions = kind.keys
      ? batches(kind.keys.values).map((values) =>
          among(
            [`${quoteName(named)}.${quoteName(kind.keys?.column ?? "")}`],
            values.map((value) => [value]),
          ),
        )
      : [kind.condition ?? null];
    for (const condition of conditions) {
      const where = condition ? ` WHERE ${condition.sql}` : "";
      const sql = `SELECT ${columnList(columns, named)} FROM ${from}${where} FOR UPDATE OF ${quoteName(named)}`;
      rows.push(...(await this.connection.query(sql, condition?.parameters ?? [])).rows);
    }
    return imagesOf(shape, rows);
  }

  /** The rows that an upsert will meet. */
  async #conflicting(kind: WriteKind, shape: RowShape): Promise<Map<string, SqlList>> {
    const unique = kind.conflict?.unique ?? [];
    const columns = kind.columns ?? [];
    const values = kind.values?.() ?? [];
    const places = unique.map((name) => columns.indexOf(name));
    const wanted: SqlValue[][] = [];
    for (let at = 0; at < values.length; at += columns.length) {
      const row = places.map((place) => values[at + place]);
      if (row.every((value): value is Exclude<SqlValue, null> => value !== undefined && value !== null))
        wanted.push(row);
    }
    const found = new Map<string, SqlList>();
    for (const batch of batches(wanted)) {
      const condition = among(unique.map(quoteName), batch);
      const sql = `SELECT ${columnList(shape.columns)} FROM ${quoteName(shape.table.name)} WHERE ${condition.sql} FOR UPDATE`;
      for (const row of (await this.connection.query(sql, condition.parameters)).rows)
        found.set(keyText(shape, row), row);
    }
    return found;
  }

  /** Checks now what COMMIT would check, and throws what it would throw. */
  override async violations(): Promise<readonly ForeignKeyViolation[]> {
    const { deferred } = this.#around.schema;
    if (deferred.length > 0) {
      await this.command(`SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ${deferred.join(", ")} DEFERRED`);
    }
    return [];
  }

  async commit(): Promise<void> {
    this.assertOpen();
    const id = String((await this.connection.query("SELECT txid_current_if_assigned()::text")).rows[0]?.[0] ?? "");
    this.#open = false;
    this.end("This transaction was committed.");
    try {
      await this.connection.runner.commitTransaction();
    } catch (error) {
      if (!isLost(error)) throw error;
      this.#around.lost();
      const outcome = id === "" ? "aborted" : await this.#around.outcome(id);
      if (outcome === "committed") return;
      if (outcome === "aborted") {
        const hint = "The server says that the transaction was not committed. Run it again.";
        throw new QuerysetError("OperationalError", "The connection was lost, and nothing was written.", {
          hint,
          cause: error,
        });
      }
      throw new OutcomeUnknown(error);
    }
  }

  async rollback(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.end("This transaction was rolled back.");
    try {
      await this.connection.runner.rollbackTransaction();
    } catch (error) {
      // Without a connection there is no transaction: the server rolls back by itself.
      if (!isLost(error)) throw error;
      this.#around.lost();
    }
  }
}

/**
 * The locked rows that were updated: a trigger may have kept some as they were, and a condition that is not told locks
 * more. Where the update set the key itself, a row's old key tells nothing of its new one.
 */
function touched(before: Images, after: Images, { columns }: WriteKind, { key }: RowShape): Images {
  if (columns === undefined || columns.some((column) => key.includes(column))) return before;
  return new Map([...before].filter(([text]) => after.has(text)));
}

function unnamed(table: TableSchema): QuerysetError {
  const reason = table.kind === "table" ? "has no primary key, so its rows cannot be told apart" : "is a view";
  return new QuerysetError("Unsupported", `Nothing can be written to ${table.name}: it ${reason}.`, {
    hint: table.kind === "table" ? "Give the table a primary key." : "Write to the tables behind it.",
  });
}

function isIn(changes: readonly RowChange[], { key }: RowChange): boolean {
  const text = Object.values(key).map(String).join("\0");
  return changes.some((change) => Object.values(change.key).map(String).join("\0") === text);
}

const BATCH = 5000;

function batches<T>(values: readonly T[]): T[][] {
  const all: T[][] = [];
  for (let at = 0; at < values.length; at += BATCH) all.push(values.slice(at, at + BATCH));
  return all;
}
