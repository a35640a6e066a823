import { QuerysetError } from "../../protocol/errors";
import type { RowChange, SqlRow, SqlValue, WriteKind, WriteResult } from "../backend";
import type { WriteContext } from "./capture";
import { difference, inserted } from "./effects";
import { imageColumns, keyText, quoted, rowsBy, textOf } from "./images";
import { keyOf, type MysqlTable } from "./schema";
import type { Part, Write } from "./writes";

type Insert = Write & { kind: "insert" };

/** Runs an INSERT, and tells the rows that it made and, where it is an upsert, those that it changed. */
export async function insertRows(
  context: WriteContext,
  table: MysqlTable,
  write: Insert,
  whole: Part,
  asked: WriteKind["returning"],
): Promise<WriteResult> {
  const { affected, before, after } = context.server.returning
    ? await returned(context, table, write, whole)
    : await found(context, table, write, whole);
  return { affected, rows: asked === undefined ? [] : given(asked, after), changes: changesFrom(table, before, after) };
}

/** Rows of a table as an INSERT found them, and as it left them. */
interface Images {
  readonly affected: number;
  readonly before: readonly SqlRow[];
  readonly after: readonly SqlRow[];
}

/** MariaDB tells the rows itself. */
async function returned(
  { connection }: WriteContext,
  table: MysqlTable,
  write: Insert,
  { sql, parameters }: Part,
): Promise<Images> {
  const before = write.conflict === "update" ? (await rowsInTheWay({ connection }, table, write)).rows : [];
  const after = await connection.all(`${sql} RETURNING ${imageColumns(table)}`, parameters, true);
  return { affected: after.length, before, after };
}

/** Elsewhere the new rows are found by their keys: those that were given, or those that AUTO_INCREMENT made. */
async function found(
  { connection, server }: WriteContext,
  table: MysqlTable,
  write: Insert,
  { sql, parameters }: Part,
): Promise<Images> {
  if (write.rows === null) throw unfindable(table, "it inserts what a SELECT gives");
  const key = keyOf(table);
  const known = await valuesOf(connection, table, write, key);
  const way = write.conflict === "none" ? null : await rowsInTheWay({ connection }, table, write);
  if (way?.named === "some") throw unfindable(table, "no unique index has a value in each of its rows");
  const { affected, insertId } = await connection.run(sql, parameters);
  let after: readonly SqlRow[];
  let before: readonly SqlRow[] = [];
  if (way?.named === "all") {
    before = way.rows;
    const met = (await rowsInTheWay({ connection }, table, write)).rows;
    const old = new Set(before.map((row) => keyText(table, row)));
    after = write.conflict === "update" ? met : met.filter((row) => !old.has(keyText(table, row)));
  } else if (known !== null) {
    const rows = new Map((await rowsBy(connection, table, key, known)).map((row) => [keyText(table, row), row]));
    after = known.flatMap((values) => {
      const row = rows.get(values.map(textOf).join("\0"));
      return row === undefined ? [] : [row];
    });
    if (after.length < known.length) after = [...rows.values()];
  } else {
    const keys = write.rows.map((_, i) => [insertId + BigInt(i) * server.keyStep]);
    after = [...(await rowsBy(connection, table, key, keys))].sort((a, b) => order(a[key[0] ?? ""], b[key[0] ?? ""]));
    if (after.length !== write.rows.length) throw unfindable(table, "the keys of the new rows are not in a row");
  }
  return { affected, before, after };
}

/** Rows that an INSERT with a conflict clause would meet, and whether a unique index names each of its rows. */
interface InTheWay {
  readonly rows: readonly SqlRow[];
  readonly named: "all" | "some" | "none";
}

/** The rows that share the values of a unique index with the rows of an INSERT. */
async function rowsInTheWay(
  { connection }: Pick<WriteContext, "connection">,
  table: MysqlTable,
  write: Insert,
): Promise<InTheWay> {
  if (write.rows === null) throw unfindable(table, "it inserts what a SELECT gives");
  const unique = [
    ...(table.primaryKey.length > 0 ? [table.primaryKey] : []),
    ...table.indexes.filter((index) => index.unique).map((index) => index.columns),
  ];
  const rows = new Map<string, SqlRow>();
  let named: InTheWay["named"] = "none";
  for (const columns of unique) {
    const names = columns.flatMap((name) => name ?? []);
    if (names.length < columns.length) continue;
    const values = await valuesOf(connection, table, write, names);
    if (values === null) continue;
    const whole = values.filter((list) => !list.includes(null));
    if (whole.length === write.rows.length) named = "all";
    else if (whole.length > 0 && named === "none") named = "some";
    for (const row of await rowsBy(connection, table, names, whole, true)) rows.set(keyText(table, row), row);
  }
  return { rows: [...rows.values()], named };
}

/** The values that some columns get, row by row, as the server computes them; null where they are left to it. */
async function valuesOf(
  connection: WriteContext["connection"],
  table: MysqlTable,
  write: Insert,
  columns: readonly string[],
): Promise<readonly (readonly SqlValue[])[] | null> {
  const names = write.columns.length > 0 ? write.columns : table.columns.map((column) => column.name);
  const places = columns.map((name) => names.findIndex((each) => each.toLowerCase() === name.toLowerCase()));
  if (places.includes(-1) || write.rows === null) return null;
  const picked = write.rows.map((row) => places.map((place): Part => row[place] ?? { sql: "NULL", parameters: [] }));
  if (picked.flat().some(({ sql }) => /^default$/i.test(sql))) return null;
  const values = await computed(connection, picked);
  const auto = table.columns.find((column) => column.auto);
  const at = auto === undefined ? -1 : columns.indexOf(auto.name);
  const isMade = values.map((list) => at >= 0 && (list[at] === null || list[at] === 0n));
  if (isMade.every((made) => made) && values.length > 0) return null;
  if (isMade.some((made) => made)) throw unfindable(table, "some of its rows have a key and some do not");
  return values;
}

/** Plain parameters are their own values; expressions are computed by the server. */
async function computed(
  connection: WriteContext["connection"],
  rows: readonly (readonly Part[])[],
): Promise<readonly (readonly SqlValue[])[]> {
  if (rows.flat().every(({ sql }) => sql === "?"))
    return rows.map((row) => row.map((part) => part.parameters[0] ?? null));
  const values: (readonly SqlValue[])[] = [];
  for (const row of rows) {
    const list = row.map(({ sql }) => sql).join(", ");
    const { rows: one } = await connection.rows(
      `SELECT ${list}`,
      row.flatMap(({ parameters }) => parameters),
    );
    values.push(one[0] ?? []);
  }
  return values;
}

function changesFrom(table: MysqlTable, before: readonly SqlRow[], after: readonly SqlRow[]): RowChange[] {
  const known = new Map(before.map((row) => [keyText(table, row), row]));
  return after.flatMap((row) => {
    const old = known.get(keyText(table, row));
    return old === undefined ? inserted(table, [row]) : difference(table, old, row);
  });
}

/** By size, which is the order of the rows that were inserted. */
function order(a: SqlValue | undefined, b: SqlValue | undefined): number {
  return BigInt(String(a)) < BigInt(String(b)) ? -1 : 1;
}

/** The columns that are asked for, under their names, of rows that were read. */
function given(asked: NonNullable<WriteKind["returning"]>, rows: readonly SqlRow[]): readonly SqlRow[] {
  return rows.map((row) => Object.fromEntries(asked.map(({ column, as }) => [as, narrowed(row[column] ?? null)])));
}

function narrowed(value: SqlValue): SqlValue {
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function unfindable(table: MysqlTable, reason: string): QuerysetError {
  return new QuerysetError(
    "Unsupported",
    `The rows that this statement writes to ${table.name} cannot be told beforehand: ${reason}.`,
    { hint: `Name the rows by a key: ${keyOf(table).map(quoted).join(", ")}.` },
  );
}
