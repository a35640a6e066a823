import type { RowChange, Session, SqlRow, SqlValue } from "../database/backend";
import { isSame } from "../database/changes/log";
import { quoteName, withPlaceholders } from "../orm/dialects/byName";
import type { DialectName } from "../orm/dialects/dialect";
import { joined, param, raw, type Sql, sql } from "../orm/sql";
import { keyText } from "./stored";

/** Rows that are asked for at once. */
export const ROWS_AT_ONCE = 500;

/** Columns with values, one row of them for each of some keys. */
interface Read {
  readonly columns: readonly string[];
  /** By the text of the key. */
  readonly rows: ReadonlyMap<string, SqlRow>;
}

/** Which rows: those of these keys. */
export function keyed(keys: readonly SqlRow[], dialect: DialectName): Sql {
  const shapes = byShape(keys, (key) => key);
  if (shapes.length > 1) {
    return joined(
      shapes.map((own) => sql`(${keyed(own, dialect)})`),
      " OR ",
    );
  }
  const columns = Object.keys(keys[0] ?? {});
  const [only] = columns;
  const q = (name: string): string => quoteName(name, dialect);
  if (columns.length === 1 && only !== undefined) {
    const values = keys.map((key) => param(key[only] ?? null));
    return sql`${q(only)} IN (${joined(values, ", ")})`;
  }
  const rows = keys.map(
    (key) =>
      sql`(${joined(
        columns.map((column) => sql`${q(column)} = ${param(key[column] ?? null)}`),
        " AND ",
      )})`,
  );
  return joined(rows, " OR ");
}

/** What has keys of the same columns, together: a row whose key holds a NULL is known by its rowid, the others are not. */
function byShape<T>(items: readonly T[], keyOf: (item: T) => SqlRow): T[][] {
  const shapes = new Map<string, T[]>();
  for (const item of items) {
    const shape = Object.keys(keyOf(item)).join("\0");
    const own = shapes.get(shape);
    if (own) own.push(item);
    else shapes.set(shape, [item]);
  }
  return [...shapes.values()];
}

/** The rows of those keys as they are stored now, in the given columns. All keys are of one table. */
async function storedRows(
  session: Session,
  dialect: DialectName,
  table: string,
  keys: readonly SqlRow[],
  columns: readonly string[],
): Promise<Read> {
  const names = Object.keys(keys[0] ?? {});
  const all = [...names, ...columns.filter((column) => !names.includes(column))];
  const q = (name: string): string => quoteName(name, dialect);
  const selected = raw(all.map((column, i) => `${q(column)} AS ${q(`c${i}`)}`).join(", "));
  const statement = sql`SELECT ${selected} FROM ${q(table)} WHERE ${keyed(keys, dialect)}`;
  const text = withPlaceholders(statement, dialect);
  const rows = new Map<string, SqlRow>();
  const found = session.lists
    ? await session.lists(text, statement.params)
    : (await session.all(text, statement.params)).map((row) => all.map((_, i) => row[`c${i}`] ?? null));
  for (const values of found) {
    const row: Record<string, SqlValue> = {};
    const key: Record<string, SqlValue> = {};
    for (const [i, column] of all.entries()) {
      row[column] = values[i] ?? null;
      if (i < names.length) key[column] = whole(values[i] ?? null);
    }
    rows.set(keyText(key), row);
  }
  return { columns: all, rows };
}

/** Plain reads give small integers as numbers, images as bigint. */
function whole(value: SqlValue): SqlValue {
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
}

/** How a row stands to what a change made of it. */
export interface Standing {
  readonly change: RowChange;
  /** `after`: as the change left it. `before`: as it found it. `other`: neither. */
  readonly is: "after" | "before" | "other";
  /** The row's present values in the columns of both images; null where there is none. */
  readonly current: SqlRow | null;
}

/** Looks at the rows that some changes of one table were about; answers in their order. */
export async function standings(
  session: Session,
  dialect: DialectName,
  changes: readonly RowChange[],
): Promise<readonly Standing[]> {
  const [first] = changes;
  if (!first) return [];
  const shapes = byShape(changes, ({ key }) => key);
  if (shapes.length > 1) {
    const found = new Map<RowChange, Standing>();
    for (const own of shapes)
      for (const standing of await standings(session, dialect, own)) found.set(standing.change, standing);
    return changes.flatMap((change) => found.get(change) ?? []);
  }
  const columns = new Set<string>();
  for (const { before, after } of changes) {
    for (const column in before) columns.add(column);
    for (const column in after) columns.add(column);
  }
  const isExact = session.lists !== undefined;
  const keys = changes.map(({ key }) => key);
  const read = await storedRows(session, dialect, first.table, keys, [...columns]);
  return changes.map((change) => {
    const current = read.rows.get(keyText(wholeKey(change.key))) ?? null;
    const is = isAs(current, change.after, isExact)
      ? "after"
      : isAs(current, change.before, isExact)
        ? "before"
        : "other";
    return { change, is, current };
  });
}

function wholeKey(key: SqlRow): SqlRow {
  const values: Record<string, SqlValue> = {};
  for (const column in key) values[column] = whole(key[column] ?? null);
  return values;
}

function isAs(row: SqlRow | null, image: SqlRow | null, isExact: boolean): boolean {
  if (!row || !image) return row === null && image === null;
  for (const column in image) {
    const [a, b] = [row[column] ?? null, image[column] ?? null];
    if (!(isExact ? isSame(a, b) : isSame(whole(a), whole(b)))) return false;
  }
  return true;
}

/** Cuts a stream into lists of so many. */
export function* inLists<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let list: T[] = [];
  for (const item of items) {
    list.push(item);
    if (list.length < size) continue;
    yield list;
    list = [];
  }
  if (list.length > 0) yield list;
}
