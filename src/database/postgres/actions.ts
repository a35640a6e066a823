import type { RowChange, SqlList, SqlValue } from "../backend";
import { quoteName } from "../quote";
import type { DatabaseSchema, ForeignKeySchema, TableSchema } from "../schema";
import type { PostgresConnection } from "./connection";
import { changesBetween, type Images, imagesOf, keyText, keyValues, type RowShape, shapeOf } from "./images";
import { among } from "./text";

/** Rows asked for at once. */
const BATCH = 5000;

/** A foreign key by which the server itself changes rows of `child` when rows of its target go or get other keys. */
interface Action {
  readonly child: TableSchema;
  readonly key: ForeignKeySchema;
}

const known = new WeakMap<DatabaseSchema, ReadonlyMap<string, readonly Action[]>>();

/** Foreign keys with an action of their own, by the table they point at. */
function actionsOn(schema: DatabaseSchema, table: string): readonly Action[] {
  const before = known.get(schema);
  if (before) return before.get(table) ?? [];
  const actions = new Map<string, Action[]>();
  for (const child of schema.tables) {
    for (const key of child.foreignKeys) {
      if (!isAction(key.onDelete) && !isAction(key.onUpdate)) continue;
      actions.set(key.table, [...(actions.get(key.table) ?? []), { child, key }]);
    }
  }
  known.set(schema, actions);
  return actions.get(table) ?? [];
}

const isAction = (name: string): boolean => name !== "NO ACTION" && name !== "RESTRICT";

/** Whether a write to a table makes the server change rows of others by foreign keys. */
export function hasActions(schema: DatabaseSchema, table: string, written: readonly string[] | null): boolean {
  return actionsOn(schema, table).some(({ key }) =>
    written === null
      ? isAction(key.onDelete)
      : isAction(key.onUpdate) && key.references.some((name) => written.includes(name)),
  );
}

/** Tables that a foreign key's action can reach from one, itself included. */
export function reachable(schema: DatabaseSchema, table: string): ReadonlySet<string> {
  const seen = new Set([table]);
  for (const name of seen) for (const { child } of actionsOn(schema, name)) seen.add(child.name);
  return seen;
}

/** Rows of other tables, as they were before a write whose foreign keys may change them. */
export interface Watched {
  readonly shape: RowShape;
  readonly before: Map<string, SqlList>;
}

/**
 * Reads and locks the rows that foreign keys will change when `rows` of a table are deleted or get other keys, and the
 * rows that point at those in turn. Throws `Unsupported` where such a row has no key of its own.
 */
export async function watchActions(
  connection: PostgresConnection,
  schema: DatabaseSchema,
  table: TableSchema,
  rows: readonly SqlList[],
  unnamed: (table: TableSchema) => Error,
): Promise<readonly Watched[]> {
  const watched = new Map<string, Watched>();
  const queue: { readonly table: TableSchema; readonly rows: readonly SqlList[] }[] = [{ table, rows }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const { child, key } of actionsOn(schema, next.table.name)) {
      const found = await pointing(connection, child, key, next.table, next.rows);
      if (found.length === 0) continue;
      const shape = shapeOf(child);
      if (!shape) throw unnamed(child);
      const known_ = watched.get(child.name) ?? { shape, before: new Map<string, SqlList>() };
      watched.set(child.name, known_);
      const fresh = found.filter((row) => !known_.before.has(keyText(shape, row)));
      for (const row of fresh) known_.before.set(keyText(shape, row), row);
      if (fresh.length > 0) queue.push({ table: child, rows: fresh });
    }
  }
  return [...watched.values()];
}

/** What became of rows that were watched. */
export async function actionChanges(
  connection: PostgresConnection,
  watched: readonly Watched[],
): Promise<readonly RowChange[]> {
  const changes: RowChange[] = [];
  for (const { shape, before } of watched)
    changes.push(...changesBetween(shape, before, await rowsNow(connection, shape, before)));
  return changes;
}

/** Rows as they are now, by their keys. */
export async function rowsNow(connection: PostgresConnection, shape: RowShape, wanted: Images): Promise<Images> {
  const rows: SqlList[] = [];
  const all = [...wanted.values()];
  for (let at = 0; at < all.length; at += BATCH) {
    const condition = among(
      shape.key.map(quoteName),
      all.slice(at, at + BATCH).map((row) => keyValues(shape, row)),
    );
    const sql = `SELECT ${columnList(shape.columns)} FROM ${quoteName(shape.table.name)} WHERE ${condition.sql}`;
    rows.push(...(await connection.query(sql, condition.parameters)).rows);
  }
  return imagesOf(shape, rows);
}

async function pointing(
  connection: PostgresConnection,
  child: TableSchema,
  key: ForeignKeySchema,
  target: TableSchema,
  rows: readonly SqlList[],
): Promise<SqlList[]> {
  const places = key.references.map((name) => target.columns.findIndex((column) => column.name === name));
  const values = rows
    .map((row) => places.map((place): SqlValue => row[place] ?? null))
    .filter((list) => list.every((value) => value !== null));
  const found: SqlList[] = [];
  const columns = columnList(child.columns.map(({ name }) => name));
  for (let at = 0; at < values.length; at += BATCH) {
    const condition = among(key.columns.map(quoteName), values.slice(at, at + BATCH));
    const sql = `SELECT ${columns} FROM ${quoteName(child.name)} WHERE ${condition.sql} FOR UPDATE`;
    found.push(...(await connection.query(sql, condition.parameters)).rows);
  }
  return found;
}

/** Quoted columns of a table, qualified by a name where one is given. */
export function columnList(columns: readonly string[], of?: string): string {
  return columns.map((name) => (of === undefined ? quoteName(name) : `${quoteName(of)}.${quoteName(name)}`)).join(", ");
}
