import type { CellKind } from "./results";

/** What a cell is to hold. A `value`'s text is what was typed; an empty one of a text field is an empty text. */
export type EditedValue = { readonly kind: "null" } | { readonly kind: "value"; readonly text: string };

/** A row's primary key as its cell shows it. */
export interface RowKey {
  readonly kind: CellKind;
  readonly text: string;
}

/** Values by the names of their columns. */
export type EditedValues = { readonly [column: string]: EditedValue };

/** Everything that is pending in a grid. Nothing of it is written before it is previewed and applied. */
export interface RowEdits {
  readonly changed: readonly { readonly key: RowKey; readonly values: EditedValues }[];
  readonly inserted: readonly EditedValues[];
  readonly deleted: readonly RowKey[];
}

/** A file's bytes that were chosen for a cell. */
export interface PickedBytes {
  readonly name: string;
  readonly base64: string;
  readonly size: number;
}

/** The statements that pending edits come to. */
export interface ComposedEdits {
  readonly source: string;
  /** What keeps them from being run, each about a column where it is about one. */
  readonly faults: readonly { readonly message: string; readonly column?: string }[];
  /** Which signals the statements send. */
  readonly signals: string;
}
