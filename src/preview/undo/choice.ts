import type { EffectRows } from "../../protocol/results";

/** Which rows of an entry an undo is about, and which of them are overwritten whatever they hold now. */
export interface UndoChoice {
  readonly rows: readonly EffectRows[] | null;
  readonly force: readonly EffectRows[];
}

export const ALL_ROWS: UndoChoice = { rows: null, force: [] };

/** Whether a row of an effect, by their places, is among those named. */
export type IsAmong = (effect: number, row: number) => boolean;

/** A quick way to ask for rows that are named; null stands for all of them. */
export function among(named: readonly EffectRows[] | null): IsAmong {
  if (named === null) return () => true;
  const whole = new Set<number>();
  const some = new Map<number, Set<number>>();
  for (const { effect, rows } of named) {
    if (rows === undefined) whole.add(effect);
    else {
      const known = some.get(effect) ?? new Set();
      some.set(effect, known);
      for (const row of rows) known.add(row);
    }
  }
  return (effect, row) => whole.has(effect) || (some.get(effect)?.has(row) ?? false);
}
