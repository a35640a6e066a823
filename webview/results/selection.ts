import type { Block } from "./range";

/** Rows that are chosen in a grid, by their numbers from 0; a stretch goes on from the anchor. */
export interface Selection {
  readonly rows: ReadonlySet<number>;
  readonly anchor: number;
}

/** Rows that are chosen at once, at most: what is done with them names each by its key. */
export const mostSelected = 1000;

export const nothingSelected: Selection = { rows: new Set(), anchor: 0 };

/** With one more row, or one less. */
export function toggled({ rows }: Selection, row: number): Selection {
  const next = new Set(rows);
  if (!next.delete(row) && next.size < mostSelected) next.add(row);
  return { rows: next, anchor: row };
}

/** From the anchor to a row, both among them. */
export function extended({ anchor }: Selection, to: number): Selection {
  const length = Math.min(Math.abs(to - anchor) + 1, mostSelected);
  const step = to < anchor ? -1 : 1;
  return { rows: new Set(Array.from({ length }, (_, index) => anchor + index * step)), anchor };
}

/** What a command on a row is about: the chosen rows or the block of cells that it is part of, else the row alone. */
export function rowsFor({ rows }: Selection, row: number, block?: Block): readonly number[] {
  if (rows.has(row)) return [...rows].sort((a, b) => a - b);
  if (block === undefined || row < block.top || row > block.bottom) return [row];
  return Array.from({ length: Math.min(block.bottom - block.top + 1, mostSelected) }, (_, index) => block.top + index);
}
