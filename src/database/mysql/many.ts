import type { ChangedRows, SqlList, SqlRow, SqlValue, WriteKind, WriteResult } from "../backend";
import type { WriteContext } from "./capture";
import { quoted } from "./images";
import { byKey, exactRows, listOf, type PlainColumns, paired, plainColumns } from "./plain";
import { type MysqlTable, referencesTo } from "./schema";
import type { Part, Write } from "./writes";

/** Keys asked for in one statement. */
const BATCH = 10_000;

/** Runs a statement and gives how many rows it reached; throws where these are others than were read before it. */
export type Run = (expected: number) => Promise<number>;

/**
 * An UPDATE that concerns nothing but the columns that it sets, and those that the server computes: only these are read
 * before and after it, in the order of a key of one whole number. Null where it is none.
 */
export async function updateMany(
  { connection }: WriteContext,
  table: MysqlTable,
  write: Write & { kind: "update" },
  set: readonly string[],
  run: Run,
): Promise<WriteResult | null> {
  if (table.triggerTexts.some(({ event }) => /update/i.test(event))) return null;
  const columns = plainColumns(table, [...new Set([...set, ...table.computed])]);
  if (columns === null || columns.key.length !== 1 || columns.integers[0] !== true) return null;
  const name = quoted(write.alias ?? table.name);
  const from = write.alias === null ? name : `${quoted(table.name)} AS ${name}`;
  const { sql, parameters } = write.rest;
  const selected = `SELECT ${listOf(columns, `${name}.`)} FROM ${from} ${sql} FOR UPDATE`;
  const before = byKey(await connection.plain(selected, parameters));
  const affected = await run(before.length);
  const rows = paired(before, await again(connection, table, columns, before), columns);
  if (rows === null) throw new Error("a row that was updated is gone");
  return told("update", table, columns, affected, rows);
}

/** Rows as they are now, in the order of their keys; with others between them, where that is quicker. */
async function again(
  connection: WriteContext["connection"],
  table: MysqlTable,
  columns: PlainColumns,
  rows: readonly SqlList[],
): Promise<readonly SqlList[]> {
  const key = quoted(columns.key[0] ?? "");
  const read = (condition: string): Promise<readonly SqlList[]> =>
    connection.plain(`SELECT ${listOf(columns)} FROM ${quoted(table.name)} WHERE ${key} ${condition} ORDER BY ${key}`);
  const [least, most] = [rows[0]?.[0] ?? 0, rows.at(-1)?.[0] ?? 0];
  if (rows.length === 0) return [];
  if (Number(most) - Number(least) < 2 * rows.length) return read(`BETWEEN ${least} AND ${most}`);
  const found: SqlList[] = [];
  for (let at = 0; at < rows.length; at += BATCH) {
    const keys = rows.slice(at, at + BATCH).map((row) => row[0]);
    for (const row of await read(`IN (${keys.join(", ")})`)) found.push(row);
  }
  return found;
}

/** A DELETE of rows that no foreign key points at. Null where one does. */
export async function deleteMany(
  { connection, schema }: WriteContext,
  table: MysqlTable,
  write: Write & { kind: "delete" },
  run: Run,
): Promise<WriteResult | null> {
  const columns = plainColumns(table);
  if (columns === null || referencesTo(schema, table).length > 0) return null;
  const name = quoted(write.alias ?? table.name);
  const from = write.alias === null ? name : `${quoted(table.name)} AS ${name}`;
  const { sql, parameters } = write.rest;
  const rows = await connection.plain(
    `SELECT ${listOf(columns, `${name}.`)} FROM ${from} ${sql} FOR UPDATE`,
    parameters,
  );
  return told("delete", table, columns, await run(rows.length), exactRows(rows, columns));
}

/**
 * An INSERT of new rows: MariaDB gives them back itself; elsewhere AUTO_INCREMENT made keys in a row for them. Null where
 * neither is so.
 */
export async function insertMany(
  { connection, server }: WriteContext,
  table: MysqlTable,
  { sql, parameters }: Part,
  kind: WriteKind | undefined,
): Promise<WriteResult | null> {
  const columns = plainColumns(table);
  if (columns === null) return null;
  const asked = kind?.returning ?? [];
  if (server.returning) {
    const rows = exactRows(await connection.plain(sql, parameters, ` RETURNING ${listOf(columns)}`), columns);
    return { ...told("insert", table, columns, rows.length, rows), rows: given(asked, columns, rows) };
  }
  const [key = ""] = columns.key;
  const isMade = columns.key.length === 1 && table.columns.some(({ name, auto }) => auto && name === key);
  const names = kind?.columns;
  if (!isMade || server.keyStep !== 1n || !names || names.length === 0 || names.includes(key)) return null;
  const count = (kind?.values?.().length ?? 0) / names.length;
  if (count === 0) return null;
  const { insertId } = await connection.run(sql, parameters);
  const range = `BETWEEN ${insertId} AND ${insertId + BigInt(count - 1)}`;
  const found = await connection.plain(
    `SELECT ${listOf(columns)} FROM ${quoted(table.name)} WHERE ${quoted(key)} ${range} ORDER BY ${quoted(key)}`,
  );
  if (found.length !== count) throw new Error("the keys of new rows are not in a row");
  const rows = exactRows(found, columns);
  return { ...told("insert", table, columns, count, rows), rows: given(asked, columns, rows) };
}

function told(
  action: ChangedRows["action"],
  { name }: MysqlTable,
  { key, columns }: PlainColumns,
  affected: number,
  rows: ChangedRows["rows"],
): WriteResult {
  return { affected, rows: [], changes: [], many: [{ action, table: name, key, columns, rows }] };
}

/** The columns that are asked for, under their names; whole numbers that are no more than that as `number`. */
function given(
  asked: NonNullable<WriteKind["returning"]>,
  { key, columns }: PlainColumns,
  rows: readonly SqlList[],
): readonly SqlRow[] {
  if (asked.length === 0) return [];
  const all = [...key, ...columns];
  const places = asked.map(({ column }) => all.indexOf(column));
  return rows.map((row) => {
    const object: Record<string, SqlValue> = {};
    for (const [i, { as }] of asked.entries()) {
      const value = row[places[i] ?? -1] ?? null;
      object[as] = typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }
    return object;
  });
}
