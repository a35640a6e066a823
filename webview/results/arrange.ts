import type { ColumnLayout } from "../../src/protocol/refine";

/** A column that is shown: its number in the result, and its place in pixels from the left of all columns. */
export interface Placed {
  readonly index: number;
  readonly key: string;
  readonly left: number;
  readonly width: number;
  readonly pinned: boolean;
}

/** Columns as the result has them. */
export const plainLayout: ColumnLayout = { order: [], hidden: [], pinned: [], widths: {} };

export const narrowest = 36;
const widest = 2000;

/** The columns that are shown, by number: pinned ones first, then as the person put them. */
export function shownColumns(keys: readonly string[], { order, hidden, pinned }: ColumnLayout): readonly number[] {
  const shown = ordered(keys, order).filter((key) => !hidden.includes(key));
  // There is nothing to do in a grid without columns.
  const all = shown.length === 0 ? keys : shown;
  const isPinned = (key: string): boolean => pinned.includes(key);
  return [...all.filter(isPinned), ...all.filter((key) => !isPinned(key))].map((key) => keys.indexOf(key));
}

function ordered(keys: readonly string[], order: readonly string[]): readonly string[] {
  if (order.length === 0) return keys;
  const known = order.filter((key) => keys.includes(key));
  // A column that came later stands where the result has it, behind the one in front of it.
  return keys.reduce<readonly string[]>((all, key, at) => {
    if (all.includes(key)) return all;
    const before = all.indexOf(keys[at - 1] ?? "");
    return [...all.slice(0, before + 1), key, ...all.slice(before + 1)];
  }, known);
}

/**
 * The shown columns with their places. `widths` are those that fit, by number; `growing` names the column that takes
 * the free width, unless the person gave it a width.
 */
export function placeColumns(
  keys: readonly string[],
  layout: ColumnLayout,
  widths: readonly number[],
  available: number,
  growing: number,
): readonly Placed[] {
  const shown = shownColumns(keys, layout);
  const own = (index: number): number => layout.widths[keys[index] ?? ""] ?? widths[index] ?? narrowest;
  const free = available - shown.reduce((sum, index) => sum + own(index), 0);
  let left = 0;
  return shown.map((index) => {
    const key = keys[index] ?? "";
    const grows = index === growing && layout.widths[key] === undefined;
    const width = own(index) + (grows ? Math.max(0, free) : 0);
    const placed = { index, key, left, width, pinned: layout.pinned.includes(key) };
    left += width;
    return placed;
  });
}

/** Where a column goes that is moved by so many places; a pinned one stays among the pinned. */
export function moved(layout: ColumnLayout, keys: readonly string[], key: string, to: number): ColumnLayout {
  const shown = shownColumns(keys, layout).map((index) => keys[index] ?? "");
  const from = shown.indexOf(key);
  if (from < 0) return layout;
  const target = Math.max(0, Math.min(shown.length - 1, to));
  const isPinned = layout.pinned.includes(key);
  if (layout.pinned.includes(shown[target] ?? "") !== isPinned) return layout;
  const rest = shown.filter((other) => other !== key);
  const order = [...rest.slice(0, target), key, ...rest.slice(target)];
  return { ...layout, order: [...order, ...keys.filter((other) => !order.includes(other))] };
}

export function resized(layout: ColumnLayout, key: string, width: number | undefined): ColumnLayout {
  const { [key]: _, ...others } = layout.widths;
  const own = width === undefined ? {} : { [key]: Math.round(Math.max(narrowest, Math.min(widest, width))) };
  return { ...layout, widths: { ...others, ...own } };
}

export function hiddenToggled(layout: ColumnLayout, key: string): ColumnLayout {
  return { ...layout, hidden: toggled(layout.hidden, key) };
}

export function pinnedToggled(layout: ColumnLayout, key: string): ColumnLayout {
  return { ...layout, pinned: toggled(layout.pinned, key) };
}

function toggled(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
}
