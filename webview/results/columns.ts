import type { Cell, CellKind, ColumnInfo } from "../../src/protocol/results";

const least = 5;
const most = 44;
const numeric = new Set<CellKind>(["int", "float", "decimal"]);

/** A cell that stands at the right. */
export function isNumber(cell: Cell | undefined): boolean {
  return cell !== undefined && numeric.has(cell.kind);
}

/** Widths in characters: the heading with its marks and the first rows fit, up to a limit. */
export function columnWidths(columns: readonly ColumnInfo[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({ name, field }, index) => {
    const longest = rows.reduce((width, row) => Math.max(width, lengthOf(row[index], field)), name.length + 2);
    return Math.min(most, Math.max(least, longest));
  });
}

function lengthOf(cell: Cell | undefined, field: ColumnInfo["field"]): number {
  if (cell === undefined) return 0;
  const label = field?.choices?.find(({ value }) => String(value) === cell.text)?.label;
  return label?.length ?? (cell.kind === "null" ? 4 : cell.text.length);
}

/** The column that takes the free width: the last one of text, or the last one where all are numbers. */
export function growingColumn(numbers: readonly boolean[]): number {
  const text = numbers.lastIndexOf(false);
  return text < 0 ? numbers.length - 1 : text;
}

/** Which columns hold numbers, and stand at the right. */
export function numberColumns(columns: readonly ColumnInfo[], rows: readonly (readonly Cell[])[]): boolean[] {
  return columns.map(({ field }, index) => field?.related === undefined && rows.some((row) => isNumber(row[index])));
}
