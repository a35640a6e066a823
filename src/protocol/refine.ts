import type { EditorKind } from "./form";

/** One name that rows are sorted by; `column` is null for an expression. */
export interface OrderTerm {
  readonly column: string | null;
  readonly descending: boolean;
  /** As it is written: `"-title"`, `F("title").desc()`. */
  readonly python: string;
}

/** One condition at a statement's end. */
export interface Condition {
  /** The column it is about; null for a `Q`, or where it follows a relation. */
  readonly column: string | null;
  /** `exact`, `icontains` … */
  readonly lookup: string;
  /** The value as it is written; the whole argument where `column` is null. */
  readonly python: string;
  readonly exclude: boolean;
}

/**
 * Why a statement cannot be sorted or filtered any further: a slice chose its rows, it was combined (`union()`), it is
 * raw SQL, it is no queryset, its rows were read before, its order was turned round, or it is more than an expression.
 */
export type Blocked = "sliced" | "combined" | "raw" | "list" | "read" | "reversed" | "statement" | "unnamed";

/** What a statement's text says of its rows' order and conditions, and whether more can be said. */
export interface Refinement {
  readonly order: readonly OrderTerm[];
  readonly conditions: readonly Condition[];
  readonly noOrder?: Blocked;
  readonly noFilter?: Blocked;
}

/** A change to a statement's order or conditions; a condition is an argument in Python, `title__icontains="abbey"`. */
export type Refining =
  | {
      readonly kind: "order";
      readonly column: string;
      /** Null takes the column out of the order. */
      readonly direction: "asc" | "desc" | null;
      /** Beside the columns that are there, not instead of them. */
      readonly add: boolean;
    }
  | { readonly kind: "add"; readonly argument: string; readonly exclude: boolean }
  | { readonly kind: "remove"; readonly at: number }
  | { readonly kind: "clear" };

/** What a person chooses in the grid; the host makes a `Refining` of it. */
export type GridRefining =
  | Exclude<Refining, { readonly kind: "add" }>
  | {
      readonly kind: "filter";
      /** The column's number. */
      readonly column: number;
      /** How the values were entered. */
      readonly editor: EditorKind;
      readonly lookup: string;
      /** As typed: one for most lookups, two for `range`, any number for `in`, none for `isnull`. */
      readonly values: readonly string[];
      /** The rows for which it does not hold. */
      readonly exclude: boolean;
    };

/** How a person arranged the columns of a grid, by their names. */
export interface ColumnLayout {
  readonly order: readonly string[];
  readonly hidden: readonly string[];
  readonly pinned: readonly string[];
  /** Pixels. */
  readonly widths: { readonly [column: string]: number };
}

/** Names that tell columns apart: a second column of the same name has its number behind it. */
export function keysOf(columns: readonly { readonly name: string }[]): readonly string[] {
  return columns.map(({ name }, index) =>
    columns.findIndex((other) => other.name === name) === index ? name : `${name} ${index + 1}`,
  );
}

/** What a layout is remembered by: rows of a model have the same columns in any query, others are told by their names. */
export function layoutKey(rows: {
  readonly model?: string;
  readonly columns: readonly { readonly name: string }[];
}): string {
  return rows.model ?? keysOf(rows.columns).join(",").slice(0, 400);
}
