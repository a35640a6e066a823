import type { ChangedRows, RowWatch, SqlList, SqlValue, WriteKind } from "../backend";
import { WholeNumbers } from "../changes/wholeNumbers";
import type { TableSchema } from "../schema";
import { affinityOf, keepsAsGiven } from "./affinity";
import { type Found, foundIn, isSafe, ListedReader } from "./listedReader";
import type { RawSqlite } from "./raw";

/**
 * Sees updates of rows that a list of keys and new values names: they are read before, and what became of them is told by
 * the list itself. Where the list may not tell it (a value that the column converts, a key that is there twice or that no
 * row has), they are read once more.
 */
export function watchListed(
  raw: RawSqlite,
  lists: NonNullable<RawSqlite["lists"]>,
  table: TableSchema,
  key: string,
  kept: readonly string[],
): Pick<RowWatch, "read"> {
  const reader = new ListedReader(raw, lists, table, key, kept);
  const affinities = kept.map((name) => affinityOf(table.columns.find((column) => column.name === name)?.type ?? ""));
  const keepWhole = affinities.every((affinity) => keepsAsGiven(affinity, 0n));
  const width = kept.length;
  return {
    read: ({ keys: { values: keys } = { values: [] }, columns = [], values }) => {
      const given = values?.() ?? [];
      const places = kept.map((column) => columns.findIndex((name) => isSameName(name, column)));
      const givenAt = (at: number, column: number) => given[at * columns.length + (places[column] ?? -1)];
      const whole = keepWhole && given.length > 0 && given.every(isSafe) ? reader.whole(keys) : null;
      const before = whole ? foundIn(whole, keys) : reader.read(keys);
      const change: SqlValue[] = Array.from({ length: 1 + 2 * width }, () => null);
      /** Puts what the row at a place of the list was given behind what it had; false where this is not what is stored. */
      const tell = (at: number): boolean => {
        for (const [column, affinity] of affinities.entries()) {
          const value = givenAt(at, column);
          if (value === undefined || !keepsAsGiven(affinity, value)) return false;
          change[1 + width + column] = value;
        }
        return true;
      };
      const rows = function* (affected: number): Generator<SqlList> {
        // Of rows that a list names, some may not be meant: they are as they were.
        let after = affected < before.count ? byKey(reader.read(keys)) : null;
        for (let i = 0; i < before.count; i++) {
          change[0] = before.keyAt(i);
          const was = before.rowAt(i);
          for (let column = 0; column < width; column++) change[1 + column] = was[column] ?? null;
          if (after === null && !tell(before.placeAt(i))) after = byKey(reader.read(keys));
          const is = after?.get(change[0] ?? null);
          if (is) for (let column = 0; column < width; column++) change[1 + width + column] = is[column] ?? null;
          yield change;
        }
      };
      return (affected): [ChangedRows] => {
        if (affected > before.count)
          throw new Error(`${table.name}: ${affected} rows changed, but ${before.count} have the keys listed`);
        const told = whole && affected === before.count ? joinedWith(whole, width, givenAt) : rows(affected);
        return [{ action: "update", table: table.name, key: [key], columns: kept, rows: told }];
      };
    },
  };
}

/** Whether `watchListed` can tell what an update does: its list is of the table's whole key. */
export function isListed({ action, keys }: WriteKind, table: TableSchema): boolean {
  return action === "update" && table.primaryKey.length === 1 && isSameName(table.primaryKey[0], keys?.column);
}

/** Behind each row's key and values what it was given, whole numbers all of them. */
function joinedWith(
  before: WholeNumbers,
  width: number,
  givenAt: (at: number, column: number) => SqlValue | undefined,
): WholeNumbers {
  const count = before.values.length / before.width;
  const values = new Float64Array(count * (1 + 2 * width));
  let at = 0;
  for (let row = 0; row < count; row++) {
    for (let i = 0; i <= width; i++) values[at++] = before.values[row * before.width + i] ?? 0;
    for (let column = 0; column < width; column++) values[at++] = Number(givenAt(row, column) ?? 0);
  }
  return new WholeNumbers(values, 1 + 2 * width);
}

function byKey(found: Found): ReadonlyMap<SqlValue, SqlList> {
  return new Map(Array.from({ length: found.count }, (_, i) => [found.keyAt(i), found.rowAt(i)]));
}

function isSameName(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}
