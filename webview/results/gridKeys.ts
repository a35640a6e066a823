/** A cell by its place, both from 0; the headings are row -1. Columns are counted as they are shown. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that PageUp and PageDown move by. */
  readonly page: number;
}

interface Key {
  readonly key: string;
  readonly ctrl: boolean;
}

/** Where a key moves to from a cell, undefined for keys that do not move. Up from the first row are the headings. */
export function move({ row, column }: Place, { key, ctrl }: Key, { rows, columns, page }: Extent): Place | undefined {
  const isHeading = row < 0;
  const to = target();
  if (to === undefined) return undefined;
  const least = isHeading || (row === 0 && key === "ArrowUp" && !ctrl) ? -1 : 0;
  return { row: Math.max(least, Math.min(rows - 1, to.row)), column: Math.max(0, Math.min(columns - 1, to.column)) };

  function target(): Place | undefined {
    switch (key) {
      case "ArrowUp":
        return { row: ctrl ? Math.min(row, 0) : row - 1, column };
      case "ArrowDown":
        return { row: ctrl ? rows - 1 : row + 1, column };
      case "ArrowLeft":
        return { row, column: ctrl ? 0 : column - 1 };
      case "ArrowRight":
        return { row, column: ctrl ? columns - 1 : column + 1 };
      case "Home":
        return { row: ctrl ? 0 : row, column: 0 };
      case "End":
        return { row: ctrl ? rows - 1 : row, column: columns - 1 };
      case "PageUp":
        return { row: isHeading ? row : row - page, column };
      case "PageDown":
        return { row: row + page, column };
      default:
        return undefined;
    }
  }
}

/** The place of the cell that an event is about; undefined where it is about none. */
export function placeOf(target: EventTarget | null): Place | undefined {
  const cell = target instanceof Element ? target.closest('[role="gridcell"]') : null;
  const row = Number(cell?.parentElement?.getAttribute("aria-rowindex") ?? 0) - 2;
  const column = Number(cell?.getAttribute("aria-colindex") ?? 0) - 1;
  return row < 0 || column < 0 ? undefined : { row, column };
}
