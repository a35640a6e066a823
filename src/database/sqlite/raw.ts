import type { SqlList, SqlRow, SqlValue } from "../backend";

/**
 * The way past TypeORM to one open SQLite connection, for what TypeORM has no words for: our own bookkeeping, and reads
 * in which every INTEGER stays a `bigint`.
 */
export interface RawSqlite {
  exec(sql: string): void;
  exact(sql: string, parameters?: readonly SqlValue[]): SqlRow[];
  /** Runs a statement as TypeORM would, safe integers as numbers, but keeps it prepared for the next time. */
  run?(sql: string, parameters: readonly SqlValue[]): SqlRow[];
  /** Rows of a SELECT as lists, every INTEGER as a `bigint`. */
  lists?(sql: string, parameters: readonly SqlValue[]): SqlList[];
}
