import type { RowChange, SqlRow, SqlValue, Transaction } from "../../../src/database/backend";

type Rows = ReadonlyMap<string, ReadonlyMap<string, SqlRow>>;

/** Every row of some tables, by table and key; `keys` names the columns of each table's key. */
export async function snapshot(
  transaction: Transaction,
  keys: Readonly<Record<string, readonly string[]>>,
): Promise<Rows> {
  const tables = new Map<string, Map<string, SqlRow>>();
  for (const [table, key] of Object.entries(keys)) {
    const rows = await transaction.all(`SELECT * FROM \`${table}\``);
    tables.set(table, new Map(rows.map((row) => [key.map((column) => text(row[column] ?? null)).join("|"), row])));
  }
  return tables;
}

/** What the difference of two snapshots says that happened, in the order of tables and keys. */
export function difference(before: Rows, after: Rows): string[] {
  const lines: string[] = [];
  for (const [table, rows] of after) {
    const old = before.get(table) ?? new Map<string, SqlRow>();
    for (const [key, row] of rows) {
      const was = old.get(key);
      if (was === undefined) lines.push(`insert ${table} ${key} ${image(row)}`);
      else {
        const changed = Object.keys(row).filter((column) => text(row[column] ?? null) !== text(was[column] ?? null));
        if (changed.length > 0)
          lines.push(`update ${table} ${key} ${image(pick(was, changed))} ${image(pick(row, changed))}`);
      }
    }
    for (const [key, row] of old) if (!rows.has(key)) lines.push(`delete ${table} ${key} ${image(row)}`);
  }
  return lines.sort();
}

/** The changes that a write told, in the same words. */
export function told(changes: readonly RowChange[]): string[] {
  return changes
    .map(({ action, table, key, before, after }) => {
      const name = Object.values(key).map(text).join("|");
      if (action === "insert") return `insert ${table} ${name} ${image(after ?? {})}`;
      if (action === "delete") return `delete ${table} ${name} ${image(before ?? {})}`;
      const changed = Object.keys(after ?? {}).filter((column) => !(column in key));
      return `update ${table} ${name} ${image(pick(before ?? {}, changed))} ${image(pick(after ?? {}, changed))}`;
    })
    .sort();
}

function pick(row: SqlRow, columns: readonly string[]): SqlRow {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}

function image(row: SqlRow): string {
  const entries = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([column, value]) => `${column}: ${text(value)}`).join(", ")}}`;
}

/** Numbers alike whether small or big: plain reads give the small ones as `number`. */
function text(value: SqlValue): string {
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString("hex")}`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
