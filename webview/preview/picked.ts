import type { EffectRows } from "../../src/protocol/results";

/** Rows of one effect that a person picked, by their places. */
export type Picked = "all" | ReadonlySet<number>;

/** Rows that were picked, by the place of their effect; an effect of which none is picked is not in it. */
export type Picks = ReadonlyMap<number, Picked>;

export function isPicked(picked: Picked | undefined, row: number): boolean {
  return picked === "all" || picked?.has(row) === true;
}

/** With one row more, or one less, of so many there are. */
export function toggledRow(picked: Picked | undefined, row: number, count: number): Picked {
  const rows = new Set(picked === "all" ? Array.from({ length: count }, (_, index) => index) : picked);
  if (!rows.delete(row)) rows.add(row);
  return rows.size === count ? "all" : rows;
}

export function withPicked(picks: Picks, effect: number, picked: Picked): Picks {
  const next = new Map(picks);
  if (picked !== "all" && picked.size === 0) next.delete(effect);
  else next.set(effect, picked);
  return next;
}

/** How many rows are picked, of effects of which each has so many. */
export function countPicked(picks: Picks, counts: (effect: number) => number): number {
  return [...picks].reduce((sum, [effect, picked]) => sum + (picked === "all" ? counts(effect) : picked.size), 0);
}

/** The picked rows as the engine is told of them. */
export function effectRows(picks: Picks): EffectRows[] {
  return [...picks].map(([effect, picked]) =>
    picked === "all" ? { effect } : { effect, rows: [...picked].sort((a, b) => a - b) },
  );
}
