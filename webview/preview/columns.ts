import type { Json } from "../../src/protocol/json";
import type { Effect, RowEffect } from "../../src/protocol/results";
import { isChanged, keyText, shownColumns, storedText } from "./changes";

const least = 4;
/** The widest a column of a long table is, in characters. */
export const most = 60;
const padding = 3;

/** How an effect's rows are laid out, as far as they have been seen. */
export interface Layout {
  readonly columns: readonly string[];
  /** Columns of numbers, which stand at the right. */
  readonly numbers: ReadonlySet<string>;
  /** The key is no column of its own. */
  readonly keyed: boolean;
  /** Rows have a text for people that none of the columns has. */
  readonly labelled: boolean;
  /** Widths in characters of what goes before the columns (key, label), and of the columns. */
  readonly widths: ReadonlyMap<string, number>;
}

export const noLayout: Layout = {
  columns: [],
  numbers: new Set(),
  keyed: false,
  labelled: false,
  widths: new Map(),
};

/** A layout that has room for more rows too. What has been shown once stays where it is. */
export function withRows(before: Layout, action: Effect["action"], rows: readonly RowEffect[]): Layout {
  const columns = [...new Set([...before.columns, ...shownColumns({ action, rows })])];
  const hasColumn = (row: RowEffect, text: string): boolean =>
    columns.some((column) => keyText(anyValue(row, column)) === text);
  const isFirst = before.columns.length === 0;
  const numbers = columns.filter((column) =>
    before.columns.includes(column)
      ? before.numbers.has(column)
      : rows.some((row) => typeof anyValue(row, column) === "number"),
  );
  return {
    columns,
    numbers: new Set(numbers),
    // A key that is a column of its own needs no second one.
    keyed: before.keyed || !rows.every((row) => hasColumn(row, keyText(row.pk))),
    // A label that only repeats a cell tells nothing more.
    labelled: before.labelled || rows.some((row) => row.label !== undefined && !hasColumn(row, row.label)),
    widths: isFirst ? widthsOf(columns, rows) : before.widths,
  };
}

/** A row's value after the change, or before it where it has none. */
export function anyValue({ before, after }: RowEffect, column: string): Json {
  return after?.[column] ?? before?.[column] ?? null;
}

function widthsOf(columns: readonly string[], rows: readonly RowEffect[]): ReadonlyMap<string, number> {
  const fitting = (name: string, text: (row: RowEffect) => number): readonly [string, number] => [
    name,
    Math.min(
      most,
      rows.reduce((width, row) => Math.max(width, text(row)), Math.max(least, name.length)),
    ) + padding,
  ];
  return new Map([
    fitting("", (row) => keyText(row.pk).length),
    ...columns.map((column) => fitting(column, (row) => textLength(row, column))),
  ]);
}

function textLength(row: RowEffect, column: string): number {
  const old = row.before?.[column];
  const next = row.after?.[column];
  const length = (value: Json | undefined): number => (value === undefined ? 0 : storedText(value).length + 1);
  return isChanged(row, column) ? length(old) + length(next) : length(next ?? old);
}
