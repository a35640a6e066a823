/** A cell by its place, both from 0. */
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

/** Where a key moves to from a cell, undefined for keys that do not move. */
export function move({ row, column }: Place, { key, ctrl }: Key, { rows, columns, page }: Extent): Place | undefined {
  const to = target();
  return to === undefined ? undefined : { row: clamp(to.row, rows), column: clamp(to.column, columns) };

  function target(): Place | undefined {
    switch (key) {
      case "ArrowUp":
        return { row: ctrl ? 0 : row - 1, column };
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
        return { row: row - page, column };
      case "PageDown":
        return { row: row + page, column };
      default:
        return undefined;
    }
  }
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}
