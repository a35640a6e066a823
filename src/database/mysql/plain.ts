import type { SqlList, SqlValue } from "../backend";
import { WholeNumbers } from "../changes/wholeNumbers";
import { quoted } from "./images";
import { keyOf, type MysqlTable } from "./schema";

/**
 * Types whose values the driver reads exactly by itself, without a call of ours for each: whole numbers of 64 bits as text.
 * Not among them: floating point, which it rounds, and what it takes apart.
 */
const PLAIN =
  /^(?:(?:tiny|small|medium|big)?int\b|year\b|decimal\b|numeric\b|(?:var)?char\b|(?:tiny|medium|long)?(?:text|blob)\b|(?:var)?binary\b|enum\b|set\b|json\b|date|time)/i;
const INTEGER = /^(?:(?:tiny|small|medium|big)?int\b|year\b)/i;

/** A row's columns as they are read without a call for each value: the key's first. */
export interface PlainColumns {
  readonly key: readonly string[];
  /** Those beside the key. */
  readonly columns: readonly string[];
  /** Which of all of them hold whole numbers. */
  readonly integers: readonly boolean[];
}

/** The key and some columns of a table; null where one of them needs a reading of its own. */
export function plainColumns(table: MysqlTable, names?: readonly string[]): PlainColumns | null {
  const key = keyOf(table);
  const columns = (names ?? table.columns.map(({ name }) => name)).filter((name) => !key.includes(name));
  const types = [...key, ...columns].map((name) => table.columns.find((column) => column.name === name)?.type ?? "");
  if (!types.every((type) => PLAIN.test(type))) return null;
  return { key, columns, integers: types.map((type) => INTEGER.test(type)) };
}

/** The columns as a SELECT lists them. */
export function listOf({ key, columns }: PlainColumns, prefix = ""): string {
  return [...key, ...columns].map((name) => `${prefix}${quoted(name)}`).join(", ");
}

/** Rows as the driver gave them, with their whole numbers as `bigint`, in place. */
export function exactRows(rows: readonly SqlList[], { integers }: PlainColumns): readonly SqlList[] {
  const places = integers.flatMap((is, place) => (is ? [place] : []));
  for (const row of rows as readonly SqlValue[][])
    for (const place of places) {
      const value = row[place];
      if (typeof value === "number" || typeof value === "string") row[place] = BigInt(value);
    }
  return rows;
}

/** Rows in the order of their keys, each of them one whole number. */
export function byKey(rows: readonly SqlList[]): readonly SqlList[] {
  const keys = Float64Array.from(rows, (row) => Number(row[0]));
  let isSorted = true;
  for (let i = 1; i < keys.length && isSorted; i++) isSorted = (keys[i - 1] ?? 0) < (keys[i] ?? 0);
  if (isSorted) return rows;
  const exact = (row: SqlList): bigint => BigInt(String(row[0]));
  return [...rows].sort((a, b) => (exact(a) < exact(b) ? -1 : 1));
}

/**
 * Each row's key, its values before and its values after, of rows before and after an update in the order of their keys;
 * among those after it there may be others. Null where one of them is gone.
 */
export function paired(
  before: readonly SqlList[],
  after: readonly SqlList[],
  columns: PlainColumns,
): readonly SqlList[] | WholeNumbers | null {
  const places = new Uint32Array(before.length);
  let at = 0;
  for (const [i, row] of before.entries()) {
    while (at < after.length && after[at]?.[0] !== row[0]) at++;
    if (at === after.length) return null;
    places[i] = at++;
  }
  const whole = wholePairs(before, after, places, columns);
  if (whole !== null) return whole;
  exactRows(after, columns);
  return exactRows(before, columns).map((row, i) => row.concat(after[places[i] ?? 0]?.slice(1) ?? []));
}

/** The same where all of them are whole numbers that a number holds. */
function wholePairs(
  before: readonly SqlList[],
  after: readonly SqlList[],
  places: Uint32Array,
  { columns, integers }: PlainColumns,
): WholeNumbers | null {
  if (!integers.every((is) => is)) return null;
  const width = 1 + 2 * columns.length;
  const values = new Float64Array(before.length * width);
  let to = 0;
  for (const [i, row] of before.entries()) {
    const now = after[places[i] ?? 0] ?? [];
    for (let place = 0; place < width; place++) {
      const value = place < row.length ? row[place] : now[place - columns.length];
      const number = typeof value === "string" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isSafeInteger(number)) return null;
      values[to++] = number;
    }
  }
  return new WholeNumbers(values, width);
}
