import type { RowSpan } from "../../src/protocol/rows";
import { rows as rowsText, t } from "../text";
import type { Place } from "./gridKeys";
import type { Block } from "./range";
import type { Selection } from "./selection";

/** Cells that something is done with: rows of the result, and positions of the columns that are shown. */
export interface Chosen {
  readonly rows: readonly RowSpan[];
  readonly first: number;
  readonly last: number;
}

/** The chosen rows, else the block of cells, else the one cell. */
export function chosenCells({ rows }: Selection, block: Block | undefined, active: Place, columns: number): Chosen {
  if (rows.size > 0) return { rows: spansOf([...rows]), first: 0, last: columns - 1 };
  if (block === undefined)
    return { rows: [{ start: Math.max(0, active.row), count: 1 }], first: active.column, last: active.column };
  return {
    rows: [{ start: block.top, count: block.bottom - block.top + 1 }],
    first: block.left,
    last: block.right,
  };
}

/** `3 rows, title`, `1 row, 5 columns`. */
export function chosenText({ rows, first, last }: Chosen, nameAt: (position: number) => string): string {
  const count = rows.reduce((sum, span) => sum + span.count, 0);
  return `${rowsText(count)}, ${first === last ? nameAt(first) : t("{0} columns", last - first + 1)}`;
}

/** Rows as stretches of rows that follow each other. */
export function spansOf(rows: readonly number[]): readonly RowSpan[] {
  const spans: RowSpan[] = [];
  for (const row of rows.toSorted((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last !== undefined && last.start + last.count === row) {
      spans[spans.length - 1] = { start: last.start, count: last.count + 1 };
    } else spans.push({ start: row, count: 1 });
  }
  return spans;
}
