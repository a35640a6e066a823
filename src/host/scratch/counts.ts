import type { SampleCount } from "../../protocol/scratch";

/** What a person asked for: `10`, `Album=5, Song=20`, `10, seed=42`. */
export interface AskedCounts {
  readonly counts: readonly SampleCount[];
  readonly seed: number | undefined;
}

/** Rows of one model that can be asked for. */
export const mostRows = 100_000;

/** Understands how many rows of which models are wanted; the part that it does not understand as `fault`. */
export function readCounts(text: string, labels: readonly string[]): AskedCounts | { readonly fault: string } {
  const counts = new Map<string, number>();
  let every: number | undefined;
  let seed: number | undefined;
  for (const part of text.split(/[,;]/).map((each) => each.trim())) {
    if (part === "") continue;
    const match = /^(?:([\w.]+)\s*[=:]\s*)?([\d_]+)$/.exec(part);
    const number = Number((match?.[2] ?? "").replaceAll("_", ""));
    const name = match?.[1];
    if (match === null || !Number.isSafeInteger(number)) return { fault: part };
    if (name === undefined) every = number;
    else if (name.toLowerCase() === "seed") seed = number;
    else {
      const label = labels.find((each) => each === name || each.endsWith(`.${name}`));
      if (label === undefined) return { fault: part };
      counts.set(label, number);
    }
  }
  const wanted = labels
    .map((model) => ({ model, rows: counts.get(model) ?? every ?? 0 }))
    .filter(({ rows }) => rows > 0);
  const tooMany = wanted.find(({ rows }) => rows > mostRows);
  if (tooMany !== undefined) return { fault: String(tooMany.rows) };
  return wanted.length === 0 ? { fault: text.trim() } : { counts: wanted, seed };
}
