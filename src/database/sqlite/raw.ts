import type { SqlList, SqlRow, SqlValue } from "../backend";

/** What a statement came to, as SQLite's `changes()` and `last_insert_rowid()` tell it. */
export interface Ran {
  readonly changes: number | bigint;
  readonly lastInsertRowid: number | bigint;
}

/** How many rows the last statement changed. */
export function lastChanges(raw: RawSqlite): number {
  return Number(raw.ran?.changes ?? raw.exact("SELECT changes() AS n")[0]?.n ?? 0);
}

/** The key of the row that was inserted last. */
export function lastKey(raw: RawSqlite): bigint {
  const told = raw.ran?.lastInsertRowid;
  // Past 2^53 it is rounded.
  if (typeof told === "number" && Number.isSafeInteger(told)) return BigInt(told);
  return BigInt(String(raw.exact("SELECT last_insert_rowid() AS n")[0]?.n ?? 0));
}

/**
 * The way past TypeORM to one open SQLite connection, for what TypeORM has no words for: our own bookkeeping, and reads
 * in which every INTEGER stays a `bigint`.
 */
export interface RawSqlite {
  exec(sql: string): void;
  exact(sql: string, parameters?: readonly SqlValue[]): SqlRow[];
  /** Runs a statement as TypeORM would, safe integers as numbers, but keeps it prepared for the next time. */
  run?(sql: string, parameters: readonly SqlValue[]): SqlRow[];
  /** What the statement that `run` sent last came to, where it gives no rows. */
  readonly ran?: Ran | null;
  /** Rows of a SELECT as lists, every INTEGER as a `bigint`. */
  lists?(sql: string, parameters: readonly SqlValue[]): SqlList[];
}
