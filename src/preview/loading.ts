import type { SqlRow, SqlValue } from "../database/backend";
import { isSame } from "../database/changes/log";
import type { OrmConnection } from "../orm/connection";
import { quoteName } from "../orm/dialects/byName";
import { joined, param, type Sql, sql } from "../orm/sql";
import { storedText } from "./stored";

/** Rows for one table, in the database's storage form; a list of values a row, in the order of `columns`. */
export interface TableRows {
  readonly table: string;
  /** Columns that tell the table's rows apart; a row whose key is there already is updated. Empty: rows are only added. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/**
 * Rows that go into the database as they are, table by table: samples, imports, copies. Neither `save()` nor signal
 * receivers are called for them, as with Django's `loaddata` for plain models.
 */
export interface RowLoad {
  /** What is shown and remembered as the statement: comment lines. */
  readonly source: string;
  readonly tables: readonly TableRows[];
  /** Sentences about what was left out or is not done. */
  readonly notes: readonly string[];
}

/** Parameters of one statement; every database we know takes as many. */
const MOST_PARAMETERS = 900;

/** Writes a load's rows: those whose key is there are updated where they differ, the others inserted. */
export async function writeLoad(connection: OrmConnection, load: RowLoad): Promise<void> {
  for (const table of load.tables) {
    const size = Math.max(1, Math.min(500, Math.floor(MOST_PARAMETERS / Math.max(1, table.columns.length))));
    for (let at = 0; at < table.rows.length; at += size) {
      await writeBatch(connection, table, table.rows.slice(at, at + size));
    }
  }
}

async function writeBatch(connection: OrmConnection, into: TableRows, rows: TableRows["rows"]): Promise<void> {
  const present = await presentRows(connection, into, rows);
  const places = into.key.map((column) => into.columns.indexOf(column));
  const isNew = (row: readonly SqlValue[]): boolean => !present.has(keyText(row, places));
  const added = rows.filter(isNew);
  if (added.length > 0) await insert(connection, into, added);
  for (const row of rows) {
    const before = present.get(keyText(row, places));
    if (before !== undefined) await update(connection, into, row, before);
  }
}

/** The rows whose keys are there already, by the text of their keys. */
async function presentRows(
  connection: OrmConnection,
  { table, key, columns }: TableRows,
  rows: TableRows["rows"],
): Promise<ReadonlyMap<string, SqlRow>> {
  const places = key.map((column) => columns.indexOf(column));
  if (key.length === 0 || places.some((place) => place < 0)) return new Map();
  const q = (name: string): string => quoteName(name, connection.dialect);
  const conditions = rows.map((row) => {
    const parts = places.map((place, i) => sql`${q(key[i] ?? "")} = ${param(row[place] ?? null)}`);
    return parts.length === 1 ? (parts[0] as Sql) : sql`(${joined(parts, " AND ")})`;
  });
  const named = columns.map((column, i) => `${q(column)} AS ${q(`c${i}`)}`).join(", ");
  const found = await connection.read(sql`SELECT ${named} FROM ${q(table)} WHERE ${joined(conditions, " OR ")}`);
  return new Map(
    found.map((row) => [
      keyText(
        columns.map((_, i) => row[`c${i}`] ?? null),
        places,
      ),
      row,
    ]),
  );
}

function keyText(row: readonly SqlValue[], places: readonly number[]): string {
  return places.map((place) => comparable(row[place] ?? null)).join("\0");
}

/** A key as text: reading gives safe integers as numbers, writing takes them as `bigint`. */
function comparable(value: SqlValue): string {
  return storedText(typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value);
}

async function insert(
  connection: OrmConnection,
  { table, columns }: TableRows,
  rows: TableRows["rows"],
): Promise<void> {
  const q = (name: string): string => quoteName(name, connection.dialect);
  const values = rows.map((row) => sql`(${joined(row.map(param), ", ")})`);
  const names = columns.map(q).join(", ");
  await connection.write(sql`INSERT INTO ${q(table)} (${names}) VALUES ${joined(values, ", ")}`, {
    action: "insert",
    table,
    columns,
    values: () => rows.flat(),
  });
}

async function update(
  connection: OrmConnection,
  { table, key, columns }: TableRows,
  row: readonly SqlValue[],
  before: SqlRow,
): Promise<void> {
  const changed = columns.flatMap((column, i) => {
    const [old, now] = [before[`c${i}`] ?? null, row[i] ?? null];
    return key.includes(column) || comparable(old) === comparable(now) || isSame(old, now) ? [] : [{ column, now }];
  });
  if (changed.length === 0) return;
  const q = (name: string): string => quoteName(name, connection.dialect);
  const set = changed.map(({ column, now }) => sql`${q(column)} = ${param(now)}`);
  const where = joined(
    key.map((column) => sql`${q(column)} = ${param(row[columns.indexOf(column)] ?? null)}`),
    " AND ",
  );
  await connection.write(sql`UPDATE ${q(table)} SET ${joined(set, ", ")} WHERE ${where}`, {
    action: "update",
    table,
    where,
    columns: changed.map(({ column }) => column),
  });
}
