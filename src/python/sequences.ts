import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import type { PySlice, Value } from "./objects";

/** `items[index]` with negative indexes. Throws IndexError and TypeError in Python's words. */
export function itemAt<T>(items: readonly T[], index: Value, what: string): T {
  const at = positionOf(items.length, index, what, `${what} index out of range`);
  return items[at] as T;
}

/** The place of `index` in a sequence of that length. */
export function positionOf(length: number, index: Value, what: string, outOfRange: string): number {
  if (typeof index !== "bigint" && typeof index !== "boolean") {
    // CPython words this one for strings in its own way.
    throw raise(
      "TypeError",
      what === "string"
        ? `string indices must be integers, not '${typeNameOf(index)}'`
        : `${what} indices must be integers or slices, not ${typeNameOf(index)}`,
    );
  }
  const at = Number(index) < 0 ? Number(index) + length : Number(index);
  if (at < 0 || at >= length) throw raise("IndexError", outOfRange);
  return at;
}

/** `items[start:stop:step]`. */
export function sliceOf<T>(items: readonly T[], slice: PySlice): T[] {
  const { start, stop, step } = sliceBounds(slice, items.length);
  const out: T[] = [];
  if (step > 0) for (let i = start; i < stop; i += step) out.push(items[i] as T);
  else for (let i = start; i > stop; i += step) out.push(items[i] as T);
  return out;
}

/** A slice's bounds on a sequence of that length, as `slice.indices` gives them. */
export function sliceBounds(slice: PySlice, length: number): { start: number; stop: number; step: number } {
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw raise("ValueError", "slice step cannot be zero");
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? length : length - 1;
  const clamp = (value: number | null, fallback: number): number => {
    if (value === null) return fallback;
    return Math.min(high, Math.max(low, value < 0 ? value + length : value));
  };
  const start = clamp(bound(slice.start), step > 0 ? low : high);
  const stop = clamp(bound(slice.stop), step > 0 ? high : low);
  return { start, stop, step };
}

function bound(value: Value): number | null {
  if (value === null) return null;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  throw raise("TypeError", "slice indices must be integers or None or have an __index__ method");
}

/** `items[slice] = values`. Throws ValueError where an extended slice and its values differ in number. */
export function assignSlice(items: Value[], slice: PySlice, values: readonly Value[]): void {
  const { start, stop, step } = sliceBounds(slice, items.length);
  if (step === 1) {
    const rest = items.slice(Math.max(start, stop));
    items.length = start;
    for (const part of [values, rest]) for (const value of part) items.push(value);
    return;
  }
  const places = positions(start, stop, step);
  if (places.length !== values.length) {
    throw raise(
      "ValueError",
      `attempt to assign sequence of size ${values.length} to extended slice of size ${places.length}`,
    );
  }
  for (const [i, place] of places.entries()) items[place] = values[i] as Value;
}

/** `del items[slice]`. */
export function deleteSlice(items: Value[], slice: PySlice): void {
  const { start, stop, step } = sliceBounds(slice, items.length);
  const gone = new Set(positions(start, stop, step));
  const kept = items.filter((_, i) => !gone.has(i));
  items.length = 0;
  for (const value of kept) items.push(value);
}

function positions(start: number, stop: number, step: number): number[] {
  const out: number[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) out.push(i);
  return out;
}
