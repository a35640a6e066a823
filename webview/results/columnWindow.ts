import type { Placed } from "./arrange";

/** Columns beside those in sight that are there as well, so that they are when they come into sight. */
const overscan = 2;

/** Positions of the first and the last column that are laid out, the pinned ones not among them. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

export function pinnedWidth(placed: readonly Placed[]): number {
  return placed.reduce((sum, { pinned, width }) => sum + (pinned ? width : 0), 0);
}

/** The columns that are in sight where the grid is scrolled to, and a few beside them. */
export function columnsInSight(placed: readonly Placed[], scrolled: number, width: number): Stretch {
  const fixed = placed.filter(({ pinned }) => pinned).length;
  const from = scrolled + pinnedWidth(placed);
  const to = scrolled + width;
  const first = placed.findIndex((column, at) => at >= fixed && column.left + column.width > from);
  const beyond = placed.findIndex((column, at) => at >= fixed && column.left >= to);
  const last = beyond < 0 ? placed.length - 1 : beyond - 1;
  return {
    first: Math.max(fixed, (first < 0 ? placed.length - 1 : first) - overscan),
    last: Math.min(placed.length - 1, last + overscan),
  };
}

/** What stands in a row from left to right: cells by their position, and gaps for columns that are not laid out. */
export type Slot = { readonly position: number } | { readonly gap: number };

/** The slots of a row. `kept` is the position of a cell that is laid out in any case: the one with the focus. */
export function slotsOf(placed: readonly Placed[], { first, last }: Stretch, kept = -1): readonly Slot[] {
  const positions = placed.flatMap(({ pinned }, at) =>
    pinned || (at >= first && at <= last) || at === kept ? [at] : [],
  );
  const slots: Slot[] = [];
  let right = 0;
  for (const position of positions) {
    const column = placed[position];
    if (column === undefined) continue;
    if (column.left > right) slots.push({ gap: column.left - right });
    slots.push({ position });
    right = column.left + column.width;
  }
  return slots;
}

/** What tells a slot from the others of its row, wherever they stand; a gap is that in front of the next slot. */
export function slotKey(placed: readonly Placed[], slot: Slot, next: Slot | undefined): string {
  if ("position" in slot) return `column ${placed[slot.position]?.key ?? ""}`;
  return `gap before ${next !== undefined && "position" in next ? next.position : "nothing"}`;
}

/** How far a grid is to be scrolled for a column to be in sight whole; a pinned one always is. */
export function scrolledTo(placed: readonly Placed[], position: number, scrolled: number, width: number): number {
  const column = placed[position];
  if (column === undefined || column.pinned) return scrolled;
  const most = column.left + column.width - width;
  const least = column.left - pinnedWidth(placed);
  return scrolled > least ? least : scrolled < most ? Math.min(most, least) : scrolled;
}

interface Pointer {
  /** Pixels from the grid's left edge. */
  readonly x: number;
  readonly scrolled: number;
}

/**
 * The position that a dragged column takes, where it takes another: over a wider one only once the pointer would stay
 * on the dragged column, so that two never change places back and forth.
 */
export function droppedAt(placed: readonly Placed[], key: string, { x, scrolled }: Pointer): number | undefined {
  const from = placed.findIndex((column) => column.key === key);
  const dragged = placed[from];
  if (dragged === undefined) return undefined;
  const at = x < pinnedWidth(placed) ? x : x + scrolled;
  const over = placed.findIndex(({ left, width }) => at >= left && at < left + width);
  const target = placed[over];
  if (target === undefined || over === from) return undefined;
  if (over > from) return at >= target.left + target.width - dragged.width ? over : undefined;
  return at <= target.left + dragged.width ? over : undefined;
}
