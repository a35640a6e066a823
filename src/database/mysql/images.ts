import type { SqlRow, SqlValue } from "../backend";
import type { TableSchema } from "../schema";
import type { MysqlConnection } from "./connection";
import { literal } from "./literals";
import { keyOf } from "./schema";
import type { Part } from "./writes";

/** Keys asked for in one statement. */
const BATCH = 2000;

export const quoted = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** A table's columns as they are read for an image: FLOAT is written with six digits, so it is read as the DOUBLE it is. */
export function imageColumns(table: TableSchema, prefix = ""): string {
  return table.columns
    .map((column) => {
      const name = `${prefix}${quoted(column.name)}`;
      return /^float/i.test(column.type) ? `(${name} + 0e0) AS ${quoted(column.name)}` : name;
    })
    .join(", ");
}

/** The rows that a condition (`WHERE …`) selects, locked until the transaction ends. */
export async function lockedRows(
  connection: MysqlConnection,
  table: TableSchema,
  alias: string | null,
  rest: Part,
): Promise<readonly SqlRow[]> {
  const name = alias === null ? quoted(table.name) : `${quoted(table.name)} AS ${quoted(alias)}`;
  const columns = imageColumns(table, `${quoted(alias ?? table.name)}.`);
  return connection.all(`SELECT ${columns} FROM ${name} ${rest.sql} FOR UPDATE`, rest.parameters, true);
}

/** The rows whose columns hold one of the lists of values, as they are now. */
export async function rowsBy(
  connection: MysqlConnection,
  table: TableSchema,
  columns: readonly string[],
  values: readonly (readonly SqlValue[])[],
  lock = false,
): Promise<SqlRow[]> {
  const found: SqlRow[] = [];
  for (let at = 0; at < values.length; at += BATCH) {
    const where = within(columns, values.slice(at, at + BATCH));
    const sql = `SELECT ${imageColumns(table)} FROM ${quoted(table.name)} WHERE ${where}${lock ? " FOR UPDATE" : ""}`;
    for (const row of await connection.all(sql, [], true)) found.push(row);
  }
  return found;
}

/** `a IN (1, 2)`, or `(a, b) IN ((1, 2), …)`. */
export function within(columns: readonly string[], values: readonly (readonly SqlValue[])[]): string {
  const [only] = columns;
  if (columns.length === 1 && only !== undefined)
    return `${quoted(only)} IN (${values.map((row) => literal(row[0] ?? null)).join(", ")})`;
  const lists = values.map((row) => `(${row.map((value) => literal(value)).join(", ")})`);
  return `(${columns.map(quoted).join(", ")}) IN (${lists.join(", ")})`;
}

/** A row's key, in the order of the key's columns. */
export function keyIn(table: TableSchema, row: SqlRow): SqlRow {
  const [only] = table.primaryKey;
  if (table.primaryKey.length === 1 && only !== undefined) return { [only]: row[only] ?? null };
  return Object.fromEntries(keyOf(table).map((column) => [column, row[column] ?? null]));
}

/** Text that is the same for equal keys. */
export function keyText(table: TableSchema, row: SqlRow): string {
  const key = keyOf(table);
  const [only] = key;
  if (key.length === 1 && only !== undefined) return textOf(row[only] ?? null);
  return key.map((column) => textOf(row[column] ?? null)).join("\0");
}

export function textOf(value: SqlValue): string {
  return value instanceof Uint8Array ? `b${Buffer.from(value).toString("hex")}` : `${typeof value} ${value}`;
}
