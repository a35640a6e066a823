import type { RowChange, SqlRow, SqlValue } from "../backend";
import type { MysqlConnection } from "./connection";
import { keyIn, keyText, rowsBy, textOf } from "./images";
import { keyOf, type MysqlSchema, type MysqlTable, referencesTo } from "./schema";

/** Rows that a statement is about to change, as they are before it. */
export interface Touched {
  readonly table: MysqlTable;
  /** Delete: they will be gone. Update: read again afterwards, by the key they have then. */
  readonly action: "update" | "delete";
  readonly rows: readonly SqlRow[];
  /** The key of a row afterwards, where the statement may change it. */
  readonly keyAfter: ((row: SqlRow) => readonly SqlValue[]) | null;
}

/** Rows whose deletion, or whose change of the named columns, foreign keys pass on to other rows. */
interface Origin {
  readonly table: MysqlTable;
  readonly rows: readonly SqlRow[];
  /** The columns that change, with a row's values afterwards; null for a deletion. */
  readonly changed: { readonly columns: ReadonlySet<string>; readonly after: (row: SqlRow) => SqlRow } | null;
}

/**
 * The rows that foreign keys' actions will change along with `origin`, locked and as they are now: the server tells
 * nothing of what its CASCADE and SET NULL did.
 */
export async function followForeignKeys(
  connection: MysqlConnection,
  schema: MysqlSchema,
  origin: Origin,
): Promise<Touched[]> {
  const touched: Touched[] = [];
  const seen = new Map<string, Touched["action"]>();
  for (const row of origin.rows) seen.set(rowId(origin.table, row), "delete");
  const open: Origin[] = [origin];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { table, rows, changed } = next;
    for (const { child, foreignKey } of referencesTo(schema, table)) {
      const action = (changed === null ? foreignKey.onDelete : foreignKey.onUpdate).toUpperCase();
      if (action !== "CASCADE" && action !== "SET NULL") continue;
      if (changed !== null && !foreignKey.references.some((column) => changed.columns.has(column))) continue;
      const values = rows
        .map((row) => foreignKey.references.map((column) => row[column] ?? null))
        .filter((list) => !list.includes(null));
      const isDeleted = changed === null && action === "CASCADE";
      const found = (await rowsBy(connection, child, foreignKey.columns, values, true)).filter((row) => {
        const id = rowId(child, row);
        const before = seen.get(id);
        // A row that loses one reference may be deleted for another one's sake.
        if (before === "delete" || (before === "update" && !isDeleted)) return false;
        seen.set(id, isDeleted ? "delete" : "update");
        return true;
      });
      if (found.length === 0) continue;
      if (isDeleted) {
        touched.push({ table: child, action: "delete", rows: found, keyAfter: null });
        open.push({ table: child, rows: found, changed: null });
        continue;
      }
      const parents = new Map(rows.map((row) => [listText(foreignKey.references, row), row]));
      const after = (row: SqlRow): SqlRow => {
        const parent = parents.get(listText(foreignKey.columns, row));
        const then = changed !== null && parent !== undefined ? changed.after(parent) : {};
        const set = foreignKey.columns.map((column, i): [string, SqlValue] => [
          column,
          action === "SET NULL" ? null : (then[foreignKey.references[i] ?? ""] ?? null),
        ]);
        return { ...row, ...Object.fromEntries(set) };
      };
      const columns = new Set(foreignKey.columns);
      const key = keyOf(child);
      const keyAfter = key.some((column) => columns.has(column))
        ? (row: SqlRow) => key.map((column) => after(row)[column] ?? null)
        : null;
      touched.push({ table: child, action: "update", rows: found, keyAfter });
      open.push({ table: child, rows: found, changed: { columns, after } });
    }
  }
  return touched;
}

function rowId(table: MysqlTable, row: SqlRow): string {
  return `${table.name}\0${keyText(table, row)}`;
}

function listText(columns: readonly string[], row: SqlRow): string {
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) return textOf(row[only] ?? null);
  return columns.map((column) => textOf(row[column] ?? null)).join("\0");
}

/** What became of rows that were read before a statement, now that it has run. */
export async function changesOf(connection: MysqlConnection, touched: readonly Touched[]): Promise<RowChange[]> {
  const changes: RowChange[] = [];
  const deleted = new Set(
    touched.flatMap(({ table, action, rows }) => (action === "delete" ? rows.map((row) => rowId(table, row)) : [])),
  );
  for (const { table, action, rows: all, keyAfter } of touched) {
    const rows = action === "delete" ? all : all.filter((row) => !deleted.has(rowId(table, row)));
    if (action === "delete") {
      for (const row of rows)
        changes.push({ action, table: table.name, key: keyIn(table, row), before: row, after: null });
      continue;
    }
    const key = keyOf(table);
    const keys = rows.map(keyAfter ?? ((row) => key.map((column) => row[column] ?? null)));
    const after = new Map<string, SqlRow>();
    for (const row of await rowsBy(connection, table, key, keys)) after.set(listText(key, row), row);
    // A key that a collation takes for the same is found all the same, and stands alone.
    const only = rows.length === 1 && after.size === 1 ? [...after.values()][0] : undefined;
    rows.forEach((row, i) => {
      const now = after.get((keys[i] ?? []).map(textOf).join("\0")) ?? only;
      changes.push(...difference(table, row, now));
    });
  }
  return changes;
}

/** One row's change; a new key makes another row of it. */
export function difference(table: MysqlTable, before: SqlRow, after: SqlRow | undefined): RowChange[] {
  const { name } = table;
  if (after === undefined) return [{ action: "delete", table: name, key: keyIn(table, before), before, after: null }];
  if (keyText(table, before) !== keyText(table, after)) {
    return [
      { action: "delete", table: name, key: keyIn(table, before), before, after: null },
      { action: "insert", table: name, key: keyIn(table, after), before: null, after },
    ];
  }
  const changed = Object.keys(after).filter(
    (column) => before[column] !== after[column] && textOf(before[column] ?? null) !== textOf(after[column] ?? null),
  );
  if (changed.length === 0) return [];
  const key = keyIn(table, after);
  const image = (row: SqlRow): SqlRow => ({
    ...key,
    ...Object.fromEntries(changed.map((column) => [column, row[column] ?? null])),
  });
  return [{ action: "update", table: name, key, before: image(before), after: image(after) }];
}

/** New rows as changes. */
export function inserted(table: MysqlTable, rows: readonly SqlRow[]): RowChange[] {
  return rows.map((row) => ({ action: "insert", table: table.name, key: keyIn(table, row), before: null, after: row }));
}
