import { appendFileSync } from "node:fs";

/** One measurement, as `results.json` keeps it: what was done, on how much, by whom, and what it took. */
export interface Measurement {
  /** The bench it is of: `sizes`. */
  readonly bench: string;
  /** What was done: `first page`. */
  readonly what: string;
  /** How much it was done on: `1 GB`, `1,000 rows`. */
  readonly of?: string;
  /** `engine`, `driver`, `sqlite3`, `Django`. */
  readonly by: string;
  /** A median. */
  readonly milliseconds?: number;
  /** The most memory that was held. */
  readonly mebibytes?: number;
  /** Any other figure: bytes of a bundle, a fitted exponent. */
  readonly figure?: number;
  readonly unit?: string;
}

/** Keeps a measurement for `results.json`, where `scripts/bench.mjs` asks for it. */
export function record(measurement: Measurement): void {
  const file = process.env.QUERYSET_BENCH_RECORD;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(measurement)}\n`);
}
