import type { Cell, CellKind, ColumnInfo } from "../../src/protocol/results";

const least = 5;
const most = 44;
const padding = 3;
const numeric = new Set<CellKind>(["int", "float", "decimal"]);

/** A cell that stands at the right. */
export function isNumber(cell: Cell | undefined): boolean {
  return cell !== undefined && numeric.has(cell.kind);
}

/** Widths in characters: the heading and the first rows fit, up to a limit. */
export function columnWidths(columns: readonly ColumnInfo[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({ name }, index) => {
    const longest = rows.reduce((width, row) => Math.max(width, row[index]?.text.length ?? 0), name.length);
    return Math.min(most, Math.max(least, longest)) + padding;
  });
}

/** The grid's column template; the last column of text takes what is left, or the last one where all are numbers. */
export function columnTemplate(widths: readonly number[], numbers: readonly boolean[]): string {
  const text = widths.findLastIndex((_, index) => numbers[index] !== true);
  const wide = text < 0 ? widths.length - 1 : text;
  return widths.map((width, index) => (index === wide ? `minmax(${width}ch, 1fr)` : `${width}ch`)).join(" ");
}

/** Which columns hold numbers, and stand at the right. */
export function numberColumns(columns: readonly ColumnInfo[], rows: readonly (readonly Cell[])[]): boolean[] {
  return columns.map((_, index) => rows.some((row) => isNumber(row[index])));
}
