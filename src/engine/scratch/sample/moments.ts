import type { Chance } from "./chance";

/** What a date is about, as its field's name has it: what comes first in a row's life has the lower rank. */
function rankOf(name: string): number {
  if (/born|birth|dob/.test(name)) return 0;
  if (/creat|added|joined|regist|start|begin|began|open|signed|since|from|founded|first|ordered|inserted/.test(name))
    return 1;
  if (/updat|modif|chang|end|finish|clos|last|until|deliver|complete|to$|left|paid|shipped/.test(name)) return 3;
  return /due|expir|deadline|valid_to|next|renew/.test(name) ? 4 : 2;
}

const DAY = 86_400;

/**
 * Moments for the fields of one row, in seconds since 1970, in an order that makes sense: created before updated, born
 * long before, due after now. `now` is in seconds as well.
 */
export function momentsFor(chance: Chance, names: readonly string[], now: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let last = now - chance.integer(30, 900) * DAY - chance.integer(0, DAY - 1);
  const ordered = [...names].sort((a, b) => rankOf(a.toLowerCase()) - rankOf(b.toLowerCase()));
  for (const name of ordered) {
    const rank = rankOf(name.toLowerCase());
    if (rank === 0) found.set(name, now - chance.integer(20 * 365, 70 * 365) * DAY);
    else if (rank === 4) found.set(name, now + chance.integer(1, 120) * DAY);
    else {
      found.set(name, last);
      last = Math.min(now, last + chance.integer(3600, 20 * DAY));
    }
  }
  return found;
}

/** `2026-03-04`. */
export function dateText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** `2026-03-04 05:06:07`, with an offset where the project's moments have one. */
export function momentText(seconds: number, aware: boolean): string {
  const text = new Date(seconds * 1000).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${aware ? "+00:00" : ""}`;
}
