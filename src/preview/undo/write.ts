import type { SqlRow, SqlValue } from "../../database/backend";
import { ownColumns, type RecordKind } from "../../database/changes/kinds";
import type { Connection } from "../../orm/context";
import { dialectOf, quoteName } from "../../orm/dialects/byName";
import type { DialectName } from "../../orm/dialects/dialect";
import type { Model } from "../../orm/meta";
import { joined, param, raw, type Sql, sql } from "../../orm/sql";
import { placesFor } from "../../orm/writes/plainRows";
import { keyed, ROWS_AT_ONCE } from "../rows";

/** Parameters of one statement, below every database's limit. */
const PARAMETERS = 5000;

/** Rows of one kind of record, each as its values in their order. */
export interface KindRows {
  readonly kind: RecordKind;
  readonly rows: readonly (readonly SqlValue[])[];
}

/** What writing needs to know beside the rows. */
export interface Target {
  readonly connection: Connection;
  readonly dialect: DialectName;
  /** The model of the table, where there is one. */
  readonly model: Model | undefined;
}

/** Writes the inverse of changes of one kind. */
export async function writeInverse(target: Target, { kind, rows }: KindRows): Promise<void> {
  if (kind.action === "insert") await deleteRows(target, { kind, rows });
  else if (kind.action === "update") await updateRows(target, { kind, rows });
  else await insertRows(target, { kind, rows });
}

/** The keys of rows. */
export function keysOf({ kind, rows }: KindRows): SqlRow[] {
  return rows.map((values) => Object.fromEntries(kind.key.map((column, i) => [column, values[i] ?? null])));
}

/** Takes back new rows. */
async function deleteRows({ connection, dialect }: Target, { kind, rows }: KindRows): Promise<void> {
  const { table } = kind;
  const where = keyed(keysOf({ kind, rows }), dialect);
  const statement = sql`DELETE FROM ${quoteName(table, dialect)} WHERE ${where}`;
  await connection.write(statement, { action: "delete", table, where });
}

/** Puts deleted rows back as they were, several in one statement. */
async function insertRows({ connection, dialect }: Target, { kind, rows }: KindRows): Promise<void> {
  const { table, before, key } = kind;
  const columns = before?.columns ?? [];
  let own = key.length;
  const places = columns.map((_, i) => {
    const at = before?.inKey[i] ?? -1;
    return at < 0 ? own++ : at;
  });
  const size = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(PARAMETERS / Math.max(1, columns.length))));
  const names = columns.map((column) => quoteName(column, dialect)).join(", ");
  for (let at = 0; at < rows.length; at += size) {
    const some = rows.slice(at, at + size);
    const params: SqlValue[] = [];
    for (const values of some) for (const place of places) params.push(values[place] ?? null);
    const text = `INSERT INTO ${quoteName(table, dialect)} (${names})${dialectOf(dialect).overriding} VALUES ${placesFor(some.length, columns.length)}`;
    await connection.write({ text, params }, { action: "insert", table, columns, values: () => params });
  }
}

/** Gives rows the values they had before: by one statement a few hundred, where their keys are of one column. */
export async function updateRows(target: Target, { kind, rows }: KindRows): Promise<void> {
  const { connection, dialect, model } = target;
  const { table, key } = kind;
  const set = ownColumns(kind.before);
  if (set.length === 0) return;
  const typed = model && typesOf(model, key, set);
  if (!typed) {
    for (const values of rows) await connection.write(...updateOne(kind, values, set, dialect));
    return;
  }
  const size = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(PARAMETERS / (set.length + 1))));
  for (let at = 0; at < rows.length; at += size) {
    const some = rows.slice(at, at + size);
    const params: SqlValue[] = [];
    // The key's one value, and those of the image before, follow each other.
    for (const values of some) for (let i = 0; i <= set.length; i++) params.push(values[i] ?? null);
    const values: Sql = { text: placesFor(some.length, set.length + 1), params };
    const statement = dialectOf(dialect).updateFrom({ ...typed, table, values, rows: some.length, restrict: raw("") });
    await connection.write(statement, {
      action: "update",
      table,
      columns: set,
      values: () => some.flatMap((row) => row.slice(1, 1 + set.length)),
      keys: { column: typed.key.column, values: some.map(([first]) => first ?? null) },
    });
  }
}

/** The types of the columns, where the model knows them all and one column is the key. */
function typesOf(model: Model, keys: readonly string[], set: readonly string[]) {
  const field = (column: string) => model.localFields.find((own) => own.column === column);
  const key = keys.length === 1 ? field(keys[0] ?? "") : undefined;
  if (!key) return null;
  const columns = set.flatMap((column) => {
    const found = field(column);
    return found ? [{ column, type: found.valueType }] : [];
  });
  return columns.length === set.length ? { key: { column: key.column, type: key.valueType }, columns } : null;
}

function updateOne(
  { table, key }: RecordKind,
  values: readonly SqlValue[],
  set: readonly string[],
  dialect: DialectName,
): Parameters<Connection["write"]> {
  const q = (name: string): string => quoteName(name, dialect);
  const assigned = set.map((column, i) => sql`${q(column)} = ${param(values[key.length + i] ?? null)}`);
  const where = joined(
    key.map((column, i) => sql`${q(column)} = ${param(values[i] ?? null)}`),
    " AND ",
  );
  const row = Object.fromEntries(key.map((column, i) => [column, values[i] ?? null]));
  const statement = sql`UPDATE ${q(table)} SET ${joined(assigned, ", ")} WHERE ${where}`;
  return [statement, { action: "update", table, columns: set, where, key: row }];
}
