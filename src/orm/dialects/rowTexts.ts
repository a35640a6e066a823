import type { SqlValue } from "../../database/backend";

/** How a database is asked for what some columns hold in many rows, as one text `t`: the same as long as they hold the same. */
export interface RowTextForm {
  /** Rows that one text is made of. */
  readonly rows: number;
  /** The ways there are, the first that works to be taken; `key` is a column of whole numbers, `columns` are those told. */
  ways(table: string, key: string, columns: readonly string[]): readonly RowTextWay[];
  /** Whether an error says no more than that another way is to be taken. */
  isOfWay(error: unknown): boolean;
}

export interface RowTextWay {
  /** The rows whose keys are from one number to another, both of them parameters. */
  readonly range: string;
  /** The rows of these keys, in ascending order. */
  list(keys: BigInt64Array): { readonly sql: string; readonly parameters: readonly SqlValue[] };
}
