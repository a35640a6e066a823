import type { RowChange, SqlRow, SqlValue } from "../backend";
import { quoteName, quoteText } from "../quote";
import type { TableSchema } from "../schema";
import type { RawSqlite } from "./raw";

/** Names of our own in the connection's TEMP schema; nothing of it ever reaches the file. */
const PREFIX = "queryset_capture_";

/** A table whose changes are logged by TEMP triggers, and which of its rows. */
export interface Captured {
  readonly table: TableSchema;
  /** The columns that name a row: the primary key, or the rowid's alias. */
  readonly key: readonly string[];
  /** Only rows for which one of these columns is NULL, or none of them; absent: all rows. */
  readonly onlyNull?: readonly string[];
  readonly noneNull?: readonly string[];
}

interface Log extends Captured {
  readonly name: string;
  readonly columns: readonly string[];
}

/**
 * Logs row changes with TEMP triggers, for engines and tables the session extension does not serve. Actions of foreign
 * keys and the tables' own triggers are seen as well; the log keeps values in the very form the row has them.
 */
export class TriggerCapture {
  readonly #raw: RawSqlite;
  #logs: Log[] = [];

  constructor(raw: RawSqlite) {
    this.#raw = raw;
  }

  /** Makes the triggers anew. Those made inside a transaction go with its rollback. */
  install(tables: readonly Captured[]): void {
    this.remove();
    this.#logs = tables.map((captured, index) => ({
      ...captured,
      name: `${PREFIX}${index}`,
      columns: captured.table.columns.map((column) => column.name),
    }));
    for (const log of this.#logs) {
      for (const sql of createLog(log)) this.#raw.exec(sql);
    }
  }

  remove(): void {
    // Asked of the database, as a rollback may have brought older ones back.
    const made = this.#raw.exact(
      `SELECT type, name FROM temp.sqlite_schema WHERE name LIKE '${PREFIX.replaceAll("_", "\\_")}%' ESCAPE '\\' ORDER BY type DESC`,
    );
    for (const { type, name } of made) this.#raw.exec(`DROP ${String(type)} IF EXISTS temp.${quoteName(String(name))}`);
    this.#logs = [];
  }

  /** Everything logged since the last call, one change per row: several changes of one row become one. */
  take(): RowChange[] {
    if (this.#logs.length === 0) return [];
    return this.#filled().flatMap((log) => {
      const rows = this.#raw.exact(`SELECT * FROM temp.${log.name} ORDER BY seq`);
      this.#raw.exec(`DELETE FROM temp.${log.name}`);
      return merge(log, rows);
    });
  }

  #filled(): Log[] {
    const filled: Log[] = [];
    for (let start = 0; start < this.#logs.length; start += COMPOUND_LIMIT) {
      const asked = this.#logs.slice(start, start + COMPOUND_LIMIT);
      const sql = asked.map(({ name }, index) => `SELECT ${index} AS log WHERE EXISTS (SELECT 1 FROM temp.${name})`);
      const rows = this.#raw.exact(sql.join(" UNION ALL "));
      filled.push(...rows.flatMap((row) => asked[Number(row.log)] ?? []));
    }
    return filled;
  }
}

/** SQLite takes 500 parts in one compound SELECT. */
const COMPOUND_LIMIT = 400;

const ACTIONS = ["insert", "update", "delete"] as const;

function createLog(log: Log): string[] {
  const { table, name, columns, key } = log;
  // Columns without a type keep each value's storage class.
  const slots = [...key.map((_, i) => `ko${i}, kn${i}`), ...columns.map((_, i) => `o${i}, n${i}`)];
  const made = [`CREATE TEMP TABLE ${name} (seq INTEGER PRIMARY KEY, action, ${slots.join(", ")})`];
  for (const action of ACTIONS) {
    const old = (column: string) => (action === "insert" ? "NULL" : `OLD.${quoteName(column)}`);
    const fresh = (column: string) => (action === "delete" ? "NULL" : `NEW.${quoteName(column)}`);
    const values = [...key, ...columns].map((column) => `${old(column)}, ${fresh(column)}`);
    const sides = action === "insert" ? ["NEW"] : action === "delete" ? ["OLD"] : ["OLD", "NEW"];
    const condition = conditionOf(log, sides);
    made.push(
      `CREATE TEMP TRIGGER ${name}_${action} AFTER ${action.toUpperCase()} ON main.${quoteName(table.name)} FOR EACH ROW
       ${condition === "" ? "" : `WHEN ${condition}`}
       BEGIN INSERT INTO ${name} VALUES (NULL, ${quoteText(action)}, ${values.join(", ")}); END`,
    );
  }
  return made;
}

function conditionOf(log: Log, sides: readonly string[]): string {
  const nulls = (columns: readonly string[]) =>
    sides.flatMap((side) => columns.map((column) => `${side}.${quoteName(column)} IS NULL`)).join(" OR ");
  if (log.onlyNull !== undefined) return nulls(log.onlyNull);
  return log.noneNull === undefined ? "" : `NOT (${nulls(log.noneNull)})`;
}

interface Net {
  key: SqlRow;
  before: SqlRow | null;
  after: SqlRow | null;
}

/** Follows each row through its changes, by its key, from its first state to its last. */
function merge(log: Log, rows: readonly SqlRow[]): RowChange[] {
  const open = new Map<string, Net>();
  const gone = new Map<string, Net>();
  const nets: Net[] = [];
  for (const row of rows) {
    const before = row.action === "insert" ? null : state(log, row, "o");
    const after = row.action === "delete" ? null : state(log, row, "n");
    const oldKey = before === null ? null : keyOf(log, row, "ko");
    const newKey = after === null ? null : keyOf(log, row, "kn");
    let net = oldKey === null ? undefined : open.get(identity(oldKey));
    if (oldKey !== null) open.delete(identity(oldKey));
    if (net === undefined && newKey !== null && oldKey === null) {
      // A row deleted and inserted again within one statement is the same row changed.
      net = gone.get(identity(newKey));
      gone.delete(identity(newKey));
    }
    if (net === undefined) {
      net = { key: oldKey ?? newKey ?? {}, before, after };
      nets.push(net);
    } else net.after = after;
    if (after === null && net.before !== null) gone.set(identity(net.key), net);
    if (newKey !== null) {
      if (oldKey !== null && identity(oldKey) !== identity(newKey) && net.before !== null) {
        // A new key is a new row, as the session extension reports it too.
        net.after = null;
        gone.set(identity(net.key), net);
        net = { key: newKey, before: null, after };
        nets.push(net);
      }
      if (net.before === null) net.key = newKey;
      open.set(identity(newKey), net);
    }
  }
  return nets.flatMap((net) => change(log, net));
}

function change(log: Log, net: Net): RowChange[] {
  const { key, before, after } = net;
  const table = log.table.name;
  if (before === null && after === null) return [];
  if (before === null || after === null) {
    return [{ action: before === null ? "insert" : "delete", table, key, before, after }];
  }
  const changed = log.columns.filter((name) => !same(before[name] ?? null, after[name] ?? null));
  if (changed.length === 0) return [];
  const only = (row: SqlRow): SqlRow => ({
    ...key,
    ...Object.fromEntries(changed.map((name) => [name, row[name] ?? null])),
  });
  return [{ action: "update", table, key, before: only(before), after: only(after) }];
}

function state(log: Log, row: SqlRow, side: "o" | "n"): SqlRow {
  return collect(log.columns, row, side);
}

function keyOf(log: Log, row: SqlRow, side: "ko" | "kn"): SqlRow {
  return collect(log.key, row, side);
}

function collect(names: readonly string[], row: SqlRow, side: string): SqlRow {
  const values: Record<string, SqlValue> = {};
  for (const [index, name] of names.entries()) values[name] = row[side + index] ?? null;
  return values;
}

/** A text that two equal keys share, storage classes kept apart. */
function identity(key: SqlRow): string {
  return Object.values(key)
    .map((value) => {
      if (value instanceof Uint8Array) return `blob:${value.join(",")}`;
      return `${typeof value}:${String(value)}`;
    })
    .join("\u0000");
}

function same(a: SqlValue, b: SqlValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, index) => byte === b[index]);
  }
  return Object.is(a, b);
}
