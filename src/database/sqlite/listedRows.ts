import type { ChangedRows, RowWatch, SqlList, SqlValue, WriteKind } from "../backend";
import { quoteName } from "../quote";
import type { TableSchema } from "../schema";
import { affinityOf, keepsAsGiven } from "./affinity";
import type { RawSqlite } from "./raw";

type Lists = NonNullable<RawSqlite["lists"]>;

/**
 * Sees updates of rows that a list of keys and new values names: they are read before, and what became of them is told by
 * the list itself. Where the list may not tell it (a value that the column converts, a key that is there twice or that no
 * row has), they are read once more.
 */
export function watchListed(
  lists: Lists,
  table: TableSchema,
  key: string,
  kept: readonly string[],
): Pick<RowWatch, "read"> {
  const read = readerOf(lists, table, key, kept);
  const affinities = kept.map((name) => affinityOf(table.columns.find((column) => column.name === name)?.type ?? ""));
  const width = kept.length;
  return {
    read: ({ keys, columns = [], values }) => {
      if (keys === undefined) throw new Error(`${table.name}: an update of listed rows names no keys`);
      const before = read(keys.values);
      const given = values?.() ?? [];
      const places = kept.map((column) => columns.findIndex((name) => isSameName(name, column)));
      const change: SqlValue[] = Array.from({ length: 1 + 2 * width }, () => null);
      /** Puts what the row at a place of the list was given behind what it had; false where this is not what is stored. */
      const tell = (at: number): boolean => {
        for (const [i, affinity] of affinities.entries()) {
          const value = given[at * columns.length + (places[i] ?? 0)];
          if (value === undefined || !keepsAsGiven(affinity, value)) return false;
          change[1 + width + i] = value;
        }
        return true;
      };
      const rows = function* (affected: number): Generator<SqlList> {
        // Of rows that a list names, some may not be meant: they are as they were.
        let after = affected < before.rows.length ? byKey(read(keys.values)) : null;
        for (const [i, row] of before.rows.entries()) {
          change[0] = before.keyAt(i);
          for (let column = 0; column < width; column++) change[1 + column] = row[column] ?? null;
          if (after === null && !tell(before.placeAt(i))) after = byKey(read(keys.values));
          const is = after?.get(change[0]);
          if (is) for (let column = 0; column < width; column++) change[1 + width + column] = is[column] ?? null;
          yield change;
        }
      };
      return (affected) => {
        if (affected > before.rows.length)
          throw new Error(`${table.name}: ${affected} rows changed, but ${before.rows.length} have the keys listed`);
        const seen: ChangedRows = {
          action: "update",
          table: table.name,
          key: [key],
          columns: kept,
          rows: rows(affected),
        };
        return [seen];
      };
    },
  };
}

/** Whether `watchListed` can tell what an update does: its list is of the table's whole key. */
export function isListed({ action, keys }: WriteKind, table: TableSchema): boolean {
  return action === "update" && table.primaryKey.length === 1 && isSameName(table.primaryKey[0], keys?.column);
}

/** `?, ?, ?`; mostly for as many as the last time. */
export function marks(count: number): string {
  if (last.count !== count) last = { count, text: Array.from({ length: count }, () => "?").join(", ") };
  return last.text;
}

let last = { count: -1, text: "" };

/** Some columns of the rows that a list of keys names. */
interface Found {
  readonly rows: readonly SqlList[];
  keyAt(row: number): SqlValue;
  /** Where in the list a row's key is; -1 where it is there twice. */
  placeAt(row: number): number;
}

function readerOf(
  lists: Lists,
  table: TableSchema,
  key: string,
  kept: readonly string[],
): (keys: readonly SqlValue[]) => Found {
  const [quoted, columns] = [quoteName(key), kept.map((name) => quoteName(name)).join(", ")];
  const from = `FROM main.${quoteName(table.name)} WHERE ${quoted}`;
  const isRowid = table.columns.some((column) => column.name === key && column.auto);
  return (keys) => {
    if (isRowid && areConsecutive(keys)) {
      const range = [keys[0] ?? null, keys.at(-1) ?? null];
      const rows = lists(`SELECT ${columns} ${from} BETWEEN ? AND ? ORDER BY ${quoted}`, range);
      if (rows.length === keys.length) return { rows, keyAt: (row) => keys[row] ?? null, placeAt: (row) => row };
    }
    const rows = lists(`SELECT ${columns}, ${quoted} ${from} IN (${marks(keys.length)})`, keys);
    const keyAt = (row: number): SqlValue => rows[row]?.[kept.length] ?? null;
    const places = new Map(keys.map((value, i) => [value, i]));
    const isSure = places.size === keys.length;
    return { rows, keyAt, placeAt: (row) => (isSure ? (places.get(keyAt(row)) ?? -1) : -1) };
  };
}

function byKey({ rows, keyAt }: Found): ReadonlyMap<SqlValue, SqlList> {
  return new Map(rows.map((row, i) => [keyAt(i), row]));
}

/** Whether they are whole numbers, each by one more than the one before. */
function areConsecutive(keys: readonly SqlValue[]): boolean {
  let before: bigint | null = null;
  for (const key of keys) {
    if (typeof key !== "bigint" || (before !== null && key <= before)) return false;
    before = key;
  }
  const [first] = keys;
  return typeof first === "bigint" && before !== null && before - first === BigInt(keys.length - 1);
}

function isSameName(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}
