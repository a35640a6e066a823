import { appendFileSync } from "node:fs";

/** One measurement, as `results.json` keeps it: what was done, on how much, by whom, and what it took. */
export interface Measurement {
  /** The bench it is of: `sizes`, `reads`. */
  readonly bench: string;
  /** What was done: `first page`. */
  readonly what: string;
  /** How much it was done on: `1 GB`, `1,000 rows`. */
  readonly of?: string;
  /** Ours, under any name, or one of the others that are measured beside it, as `OTHERS` names them. */
  readonly by: string;
  /** A median. */
  readonly milliseconds?: number;
  /** The most memory that was held. */
  readonly mebibytes?: number;
  /** Any other figure: bytes of a bundle, a fitted exponent. */
  readonly figure?: number;
  readonly unit?: string;
  /** Of ours: what it should keep, for people to read: `≤ 1.5 × driver`. */
  readonly target?: string;
}

/** Who is measured beside ours. */
export const OTHERS = [
  "driver",
  "by hand",
  "bare statement",
  "sqlite3",
  "Django",
  "empty list",
  "empty page",
  "message",
] as const;

/** What was measured, on what machine: the contents of `results.json`. */
export interface Results {
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly gibibytes: number;
    readonly system: string;
    readonly date: string;
  };
  readonly measurements: readonly Measurement[];
}

/** Keeps what each side took for the same work, ours first. */
export function recordSides(
  { target, ...what }: Pick<Measurement, "bench" | "what" | "of" | "target">,
  milliseconds: Readonly<Record<string, number>>,
): void {
  for (const [index, [by, taken]] of Object.entries(milliseconds).entries()) {
    if (taken <= 0) continue;
    record({ ...what, by, milliseconds: taken, ...(index === 0 && target !== undefined && { target }) });
  }
}

/** Keeps a measurement for `results.json`, where `scripts/bench.mjs` asks for it. */
export function record(measurement: Measurement): void {
  const file = process.env.QUERYSET_BENCH_RECORD;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(measurement)}\n`);
}
