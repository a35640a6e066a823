import type { SqlList, SqlValue } from "../backend";
import type { WholeNumbers } from "../changes/wholeNumbers";
import { quoteName } from "../quote";
import type { TableSchema } from "../schema";
import type { RawSqlite } from "./raw";
import { wholeRows } from "./wholeRows";

/** Some columns of the rows that a list of keys names, without their keys. */
export interface Found {
  readonly count: number;
  rowAt(row: number): SqlList;
  keyAt(row: number): SqlValue;
  /** Where in the list a row's key is; -1 where it is there twice. */
  placeAt(row: number): number;
}

/** Reads some columns of rows by a list of their keys: by a range where these follow one another. */
export class ListedReader {
  readonly #raw: RawSqlite;
  readonly #lists: NonNullable<RawSqlite["lists"]>;
  readonly #key: string;
  readonly #kept: readonly string[];
  readonly #table: string;
  /** Whether a range of whole numbers holds no other keys. */
  readonly #isRowid: boolean;
  #areWhole = true;

  constructor(
    raw: RawSqlite,
    lists: NonNullable<RawSqlite["lists"]>,
    table: TableSchema,
    key: string,
    kept: readonly string[],
  ) {
    this.#raw = raw;
    this.#lists = lists;
    this.#key = quoteName(key);
    this.#kept = kept.map((name) => quoteName(name));
    this.#table = `main.${quoteName(table.name)}`;
    this.#isRowid = table.columns.some((column) => column.name === key && column.auto);
  }

  read(keys: readonly SqlValue[]): Found {
    const [kept, key] = [this.#kept, this.#key];
    if (this.#isRowid && areConsecutive(keys)) {
      const rows = this.#lists(`SELECT ${kept.join(", ")} ${this.#range()}`, ends(keys));
      if (rows.length === keys.length)
        return { count: rows.length, rowAt: (row) => rows[row] ?? [], keyAt: (row) => keys[row] ?? null, placeAt };
    }
    const rows = this.#lists(`SELECT ${[...kept, key].join(", ")} ${this.#among(keys.length)}`, keys);
    const keyAt = (row: number): SqlValue => rows[row]?.[kept.length] ?? null;
    const places = new Map(keys.map((value, i) => [value, i]));
    const isSure = places.size === keys.length;
    return {
      count: rows.length,
      rowAt: (row) => rows[row] ?? [],
      keyAt,
      placeAt: (row) => (isSure ? (places.get(keyAt(row)) ?? -1) : -1),
    };
  }

  /** The rows of all keys, in the list's order and each behind its key, where they are but whole numbers; else null. */
  whole(keys: readonly SqlValue[]): WholeNumbers | null {
    if (!this.#areWhole || !this.#isRowid || !areConsecutive(keys) || !keys.every(isSafe)) return null;
    const [from, columns] = [`FROM (SELECT * ${this.#range()})`, [this.#key, ...this.#kept]];
    const found = wholeRows(this.#raw, { columns, from }, ends(keys), keys.length);
    this.#areWhole = found !== null;
    return found;
  }

  #range(): string {
    return `FROM ${this.#table} WHERE ${this.#key} BETWEEN ? AND ? ORDER BY ${this.#key}`;
  }

  #among(count: number): string {
    return `FROM ${this.#table} WHERE ${this.#key} IN (${marks(count)})`;
  }
}

/** Rows that `ListedReader.whole` found. */
export function foundIn({ values, width }: WholeNumbers, keys: readonly SqlValue[]): Found {
  const rowAt = (row: number): SqlList => Array.from(values.subarray(row * width + 1, (row + 1) * width), BigInt);
  return { count: values.length / width, rowAt, keyAt: (row) => keys[row] ?? null, placeAt };
}

/** Whether a value is an integer that a number holds exactly. */
export function isSafe(value: SqlValue | undefined): boolean {
  return typeof value === "bigint" && Number.isSafeInteger(Number(value));
}

/** `?, ?, ?`; mostly for as many as the last time. */
export function marks(count: number): string {
  if (last.count !== count) last = { count, text: Array.from({ length: count }, () => "?").join(", ") };
  return last.text;
}

let last = { count: -1, text: "" };

function placeAt(row: number): number {
  return row;
}

function ends(keys: readonly SqlValue[]): SqlList {
  return [keys[0] ?? null, keys.at(-1) ?? null];
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
