import type { Cell, ColumnInfo } from "./results";

/** The type of a cell's output that our renderer shows: a result's first rows. */
export const rowsMime = "application/vnd.queryset-explorer.rows+json";

/** The first rows of a result, with the words around them, as a notebook's output holds them. */
export interface RowsOutput {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly (readonly Cell[])[];
  /** `music.Album · 303 rows · 2.0 ms`. */
  readonly caption: string;
  /** Where not all rows are here: how many there are beyond them. */
  readonly more?: string;
  /** The address of the cell, for what is asked of it. */
  readonly cell: string;
  readonly labels: { readonly open: string; readonly rows: string };
}

/** What a page of outputs asks the extension. */
export interface RowsMessage {
  readonly open: string;
}
