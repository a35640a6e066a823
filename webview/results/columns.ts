import type { Cell, ColumnInfo } from "../../src/protocol/results";
import { isNumber } from "./cell";

const least = 5;
const most = 44;
const padding = 3;

/** Widths in characters: the heading and the first rows fit, up to a limit. */
export function columnWidths(columns: readonly ColumnInfo[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({ name }, index) => {
    const longest = rows.reduce((width, row) => Math.max(width, row[index]?.text.length ?? 0), name.length);
    return Math.min(most, Math.max(least, longest)) + padding;
  });
}

/** The grid's column template; the last column takes what is left. */
export function columnTemplate(widths: readonly number[]): string {
  return widths
    .map((width, index) => (index === widths.length - 1 ? `minmax(${width}ch, 1fr)` : `${width}ch`))
    .join(" ");
}

/** Which columns hold numbers, and stand at the right. */
export function numberColumns(columns: readonly ColumnInfo[], rows: readonly (readonly Cell[])[]): boolean[] {
  return columns.map((_, index) => rows.some((row) => isNumber(row[index])));
}
