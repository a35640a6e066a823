import type { Place } from "./gridKeys";

/** A block of cells, from where it was begun to where it ends; either may be above or left of the other. */
export interface CellRange {
  readonly from: Place;
  readonly to: Place;
}

/** The block's edges, all of them part of it. */
export interface Block {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function blockOf({ from, to }: CellRange): Block {
  return {
    top: Math.min(from.row, to.row),
    bottom: Math.max(from.row, to.row),
    left: Math.min(from.column, to.column),
    right: Math.max(from.column, to.column),
  };
}

export function isIn({ row, column }: Place, { top, bottom, left, right }: Block): boolean {
  return row >= top && row <= bottom && column >= left && column <= right;
}

/** The block of a range that holds more than one cell. */
export function severalOf(range: CellRange | undefined): Block | undefined {
  if (range === undefined || (range.from.row === range.to.row && range.from.column === range.to.column))
    return undefined;
  return blockOf(range);
}
