import type { RowChange, SqlList, SqlRow, SqlValue } from "../backend";
import type { TableSchema } from "../schema";

/** Rows of one table as they stand, by the text of their keys. */
export type Images = ReadonlyMap<string, SqlList>;

/** A table with what is needed to name its rows and to compare them. */
export interface RowShape {
  readonly table: TableSchema;
  readonly columns: readonly string[];
  /** Columns that name a row, and their places among all. */
  readonly key: readonly string[];
  readonly places: readonly number[];
}

const shapes = new WeakMap<TableSchema, RowShape | null>();

/** Null for a table whose rows nothing names: no primary key, and no unique index without NULLs. */
export function shapeOf(table: TableSchema): RowShape | null {
  const known = shapes.get(table);
  if (known !== undefined) return known;
  const columns = table.columns.map(({ name }) => name);
  const required = new Set(table.columns.filter(({ notNull }) => notNull).map(({ name }) => name));
  const unique = table.indexes.find(
    (index) =>
      index.unique && !index.partial && index.columns.every((column) => column !== null && required.has(column)),
  );
  const key = table.primaryKey.length > 0 ? table.primaryKey : ((unique?.columns ?? []) as readonly string[]);
  const shape = key.length === 0 ? null : { table, columns, key, places: key.map((name) => columns.indexOf(name)) };
  shapes.set(table, shape);
  return shape;
}

export function keyText({ places }: RowShape, row: SqlList): string {
  return places.map((place) => valueText(row[place] ?? null)).join("\0");
}

export function keyValues({ places }: RowShape, row: SqlList): SqlValue[] {
  return places.map((place) => row[place] ?? null);
}

export function imagesOf(shape: RowShape, rows: readonly SqlList[]): Images {
  return new Map(rows.map((row) => [keyText(shape, row), row]));
}

/** What became of rows: changed where both images are there, new or gone where one is missing. */
export function changesBetween(shape: RowShape, before: Images, after: Images): RowChange[] {
  const changes: RowChange[] = [];
  for (const [key, old] of before) {
    const now = after.get(key);
    const change = now ? updateOf(shape, old, now) : deleteOf(shape, old);
    if (change) changes.push(change);
  }
  for (const [key, now] of after) if (!before.has(key)) changes.push(insertOf(shape, now));
  return changes;
}

export function insertOf(shape: RowShape, row: SqlList): RowChange {
  return { action: "insert", table: shape.table.name, key: keyRow(shape, row), before: null, after: rowOf(shape, row) };
}

function deleteOf(shape: RowShape, row: SqlList): RowChange {
  return { action: "delete", table: shape.table.name, key: keyRow(shape, row), before: rowOf(shape, row), after: null };
}

/** Null where nothing changed. */
function updateOf(shape: RowShape, old: SqlList, now: SqlList): RowChange | null {
  const key = keyRow(shape, now);
  const before: Record<string, SqlValue> = { ...key };
  const after: Record<string, SqlValue> = { ...key };
  let differs = false;
  for (const [i, name] of shape.columns.entries()) {
    const [a, b] = [old[i] ?? null, now[i] ?? null];
    if (isSame(a, b)) continue;
    differs = true;
    before[name] = a;
    after[name] = b;
  }
  return differs ? { action: "update", table: shape.table.name, key, before, after } : null;
}

function keyRow({ key, places }: RowShape, row: SqlList): SqlRow {
  return Object.fromEntries(key.map((name, i) => [name, row[places[i] as number] ?? null]));
}

function rowOf({ columns }: RowShape, row: SqlList): SqlRow {
  return Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]));
}

function isSame(a: SqlValue, b: SqlValue): boolean {
  return a === b || (typeof a === typeof b && valueText(a) === valueText(b));
}

function valueText(value: SqlValue): string {
  if (value === null) return "n";
  return value instanceof Uint8Array ? `b${Buffer.from(value).toString("hex")}` : `${typeof value}:${value}`;
}
