import { QuerysetError } from "../../protocol/errors";
import type { SqlRow, SqlValue, WriteKind, WriteResult } from "../backend";
import type { MysqlConnection } from "./connection";
import { changesOf, followForeignKeys, type Touched } from "./effects";
import { imageColumns, keyText, lockedRows, quoted, within } from "./images";
import { insertRows } from "./inserts";
import { deleteMany, insertMany, updateMany } from "./many";
import { keyOf, type MysqlSchema, type MysqlTable, referencesTo, tableOf } from "./schema";
import type { Server } from "./server";
import { changesBetween, readWhole, tablesBehind } from "./triggered";
import { type Part, readWrite, type Write } from "./writes";

/** What a write needs to know beside itself. */
export interface WriteContext {
  readonly connection: MysqlConnection;
  readonly schema: MysqlSchema;
  readonly server: Server;
}

/**
 * Runs a write and tells every row that it changed, foreign keys' actions and triggers included: rows are locked and read
 * before it, and read again after it. Throws `Unsupported` for what ROLLBACK could not take back, and for rows that nothing names.
 */
export async function captured(
  context: WriteContext,
  sql: string,
  parameters: readonly SqlValue[],
  kind: WriteKind | undefined,
): Promise<WriteResult> {
  const write = readWrite(sql, parameters);
  const table = writable(context.schema, write);
  const behind = tablesBehind(context.schema, table, write);
  if (behind.length === 0) return written(context, table, write, { sql, parameters }, kind);
  const before = await readWhole(context.connection, behind);
  const result = await written(context, table, write, { sql, parameters }, kind);
  const names = new Set(behind.map((each) => each.name));
  const own = result.changes.filter((change) => !names.has(change.table));
  return { ...result, changes: [...own, ...changesBetween(before, await readWhole(context.connection, behind))] };
}

async function written(
  context: WriteContext,
  table: MysqlTable,
  write: Write,
  whole: Part,
  kind: WriteKind | undefined,
): Promise<WriteResult> {
  switch (write.kind) {
    case "insert":
      return (
        (write.conflict === "none" ? await insertMany(context, table, whole, kind) : null) ??
        insertRows(context, table, write, whole, kind?.returning)
      );
    case "update":
      return updateRows(context, table, write, whole);
    case "delete":
      return deleteRows(context, table, write, whole);
  }
}

/** The table, where what is written to it can be rolled back and named. */
function writable(schema: MysqlSchema, write: Write): MysqlTable {
  const table = tableOf(schema, write.table);
  const refuse = (reason: string, hint: string): QuerysetError =>
    new QuerysetError("Unsupported", `${write.table} cannot be written from here: ${reason}.`, { hint });
  if (table === undefined) {
    throw new QuerysetError("ProgrammingError", `(1146, "Table '${write.table}' doesn't exist")`, {
      hint: "The database has no such table; has it been migrated?",
    });
  }
  if (table.kind !== "table") throw refuse("it is a view", "Write the tables that it reads.");
  if (!table.transactional) {
    throw refuse(
      `its engine, ${table.engine}, has no transactions, so that a preview of a write would be the write itself`,
      `ALTER TABLE ${table.name} ENGINE = InnoDB makes it safe.`,
    );
  }
  if (keyOf(table).length === 0) {
    throw refuse("it has no primary key, so that nothing names its rows", "Give the table a primary key.");
  }
  const lasting = tablesBehind(schema, table, write).find((other) => !other.transactional);
  if (lasting !== undefined) {
    throw refuse(
      `one of its triggers may write to ${lasting.name}, whose engine, ${lasting.engine}, has no transactions`,
      "A preview could not take that back. Give that table an engine with transactions.",
    );
  }
  return table;
}

/** Functions that give something else each time: the rows they choose are written by their keys. */
const CHANCE = /\b(?:rand|uuid|uuid_short|sysdate|sleep|nextval)\s*\(/i;

async function updateRows(
  context: WriteContext,
  table: MysqlTable,
  write: Write & { kind: "update" },
  whole: Part,
): Promise<WriteResult> {
  const { connection, schema } = context;
  const key = keyOf(table);
  const set = new Map(write.set.map(({ column, value }) => [spelled(table, column), value]));
  // Columns that the world outside this row sees: its key, and what foreign keys point at.
  const passed = referencesTo(schema, table).flatMap(({ foreignKey }) => foreignKey.references);
  const watched = [...new Set([...key, ...passed])].filter((column) => set.has(column));
  if (watched.length === 0 && !CHANCE.test(write.rest.sql)) {
    const many = await updateMany(context, table, write, [...set.keys()], (expected) =>
      reached(connection, whole, expected),
    );
    if (many !== null) return many;
  }
  const rows = await lockedRows(connection, table, write.alias, write.rest);
  if (rows.length === 0) return finish(connection, whole, 0, []);
  const after = watched.length === 0 ? null : await valuesAfter(connection, table, write, set, watched, rows);
  const touched: Touched[] = [
    {
      table,
      action: "update",
      rows,
      keyAfter: after && ((row) => key.map((column) => (after.get(keyText(table, row)) ?? row)[column] ?? null)),
    },
  ];
  if (after !== null) {
    const changed = { columns: new Set(watched), after: (row: SqlRow) => after.get(keyText(table, row)) ?? row };
    touched.push(...(await followForeignKeys(connection, schema, { table, rows, changed })));
  }
  const run = CHANCE.test(write.rest.sql) ? byKeys(table, write, whole, rows) : whole;
  return finish(connection, run, rows.length, touched);
}

/** The values that some columns of each row will have, by the row's key now. */
async function valuesAfter(
  connection: MysqlConnection,
  table: MysqlTable,
  { alias }: Write & { kind: "update" },
  set: ReadonlyMap<string, Part>,
  columns: readonly string[],
  rows: readonly SqlRow[],
): Promise<ReadonlyMap<string, SqlRow>> {
  const key = keyOf(table);
  const parts = columns.map((column): Part => set.get(column) ?? { sql: quoted(column), parameters: [] });
  const values = parts.map(({ sql }, i) => `${sql} AS ${quoted(`after_${i}`)}`).join(", ");
  const keys = rows.map((row) => key.map((column) => row[column] ?? null));
  const found = await connection.all(
    `SELECT ${imageColumns(table)}, ${values} FROM ${quoted(table.name)}${alias === null ? "" : ` AS ${quoted(alias)}`} WHERE ${within(key, keys)}`,
    parts.flatMap(({ parameters }) => parameters),
    true,
  );
  return new Map(
    found.map((row) => [
      keyText(table, row),
      { ...row, ...Object.fromEntries(columns.map((column, i) => [column, asColumn(row, column, i)])) },
    ]),
  );
}

/** A number that an expression gave, as the column it goes to keeps it. */
function asColumn(row: SqlRow, column: string, i: number): SqlValue {
  const value = row[`after_${i}`] ?? null;
  if (typeof row[column] !== "bigint" || typeof value === "bigint" || value === null) return value;
  return /^-?\d+$/.test(String(value)) ? BigInt(String(value)) : value;
}

/** A column as the table spells it. */
function spelled(table: MysqlTable, name: string): string {
  return table.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.name ?? name;
}

/** The statement with the keys of its rows in place of its own condition. */
function byKeys(
  table: MysqlTable,
  write: Write & { kind: "update" | "delete" },
  whole: Part,
  rows: readonly SqlRow[],
): Part {
  const key = keyOf(table);
  const where = within(
    key,
    rows.map((row) => key.map((column) => row[column] ?? null)),
  );
  const { rest } = write;
  return {
    sql: `${whole.sql.slice(0, whole.sql.length - rest.sql.length)} WHERE ${where}`,
    parameters: whole.parameters.slice(0, whole.parameters.length - rest.parameters.length),
  };
}

async function deleteRows(
  context: WriteContext,
  table: MysqlTable,
  write: Write & { kind: "delete" },
  whole: Part,
): Promise<WriteResult> {
  const { connection, schema } = context;
  if (!CHANCE.test(write.rest.sql)) {
    const many = await deleteMany(context, table, write, (expected) => reached(connection, whole, expected));
    if (many !== null) return many;
  }
  const rows = await lockedRows(connection, table, write.alias, write.rest);
  if (rows.length === 0) return finish(connection, whole, 0, []);
  const touched: Touched[] = [
    { table, action: "delete", rows, keyAfter: null },
    ...(await followForeignKeys(connection, schema, { table, rows, changed: null })),
  ];
  const run = CHANCE.test(write.rest.sql) ? byKeys(table, write, whole, rows) : whole;
  return finish(connection, run, rows.length, touched);
}

/** Runs the statement, and tells what became of the rows that were read before it. */
async function finish(
  connection: MysqlConnection,
  whole: Part,
  expected: number,
  touched: readonly Touched[],
): Promise<WriteResult> {
  const affected = await reached(connection, whole, expected);
  return { affected, rows: [], changes: await changesOf(connection, touched) };
}

/** Runs the statement, and takes it back where it reached other rows than those that were read before it. */
async function reached(connection: MysqlConnection, { sql, parameters }: Part, expected: number): Promise<number> {
  const { affected } = await connection.run(sql, parameters);
  if (affected === expected) return affected;
  throw new QuerysetError(
    "OperationalError",
    "Another program wrote rows that this statement is about, while it ran.",
    { hint: "Run it again." },
  );
}
