import type { Effect } from "./results";

/** A result's rows as they were when they were held. */
export interface HeldResult {
  readonly id: string;
  readonly rows: number;
}

/** How one result's rows differ from another's. */
export interface ComparisonView {
  readonly id: string;
  /** Rows that are only in the second (`insert`), only in the first (`delete`), and in both otherwise (`update`): all three. */
  readonly effects: readonly Effect[];
  /** Rows that are the same in both. */
  readonly equal: number;
  /** Columns that only one of them has: they were not compared. */
  readonly uncompared: readonly string[];
  /** False where a column of the primary key is missing: rows are then compared as a whole, and none is `update`. */
  readonly keyed: boolean;
}

/** What can be asked about results beside each other. */
export interface CompareApi {
  /** Keeps a result's rows as they are now, until they are released; null where there are more `rows` or `bytes`. */
  hold(request: { readonly id: string; readonly rows: number; readonly bytes: number }): HeldResult | null;
  /** Lets go of rows that were held, or of a comparison. */
  release(request: { readonly id: string }): void;
  /** Begins to compare two results. Fails with `ValueError` where they have no column in common. */
  compareStart(request: { readonly before: string; readonly after: string }): { readonly job: string };
  /** Reads on for a while; with the last rows the comparison is there, and kept until it is released. */
  compareStep(request: { readonly job: string }): { readonly rows: number; readonly view?: ComparisonView };
}
