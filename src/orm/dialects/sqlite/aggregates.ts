import type { SqlValue } from "../../../database/backend";
import type { Accumulator, SqlFunction } from "../../../database/functions";

/** A number as an exact fraction: `top / 2 ** shift`. */
interface Exact {
  readonly top: bigint;
  readonly shift: number;
}

function exact(value: number): Exact {
  let [scaled, shift] = [value, 0];
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  return { top: BigInt(scaled), shift };
}

function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** `top / bottom`, or its square root, as the nearest double. */
function nearest(top: bigint, bottom: bigint, root: boolean): number {
  if (top === 0n) return 0;
  // Far more bits than a double holds; the last bit stands for all that is cut off, so that the rounding sees it.
  let shift = 140 - (top.toString(2).length - bottom.toString(2).length);
  if (shift % 2 !== 0) shift++;
  const [over, under] = shift >= 0 ? [top << BigInt(shift), bottom] : [top, bottom << BigInt(-shift)];
  const quotient = over / under;
  const whole = quotient * under === over;
  if (!root) return Number(whole ? quotient : quotient | 1n) / 2 ** (shift / 2) / 2 ** (shift / 2);
  const found = integerRoot(quotient);
  return Number(whole && found * found === quotient ? found : found | 1n) / 2 ** (shift / 2);
}

/** Sums of numbers and of their squares, without any rounding: Python's `statistics` adds fractions, too. */
class Spread implements Accumulator {
  #count = 0n;
  #sum = 0n;
  #squares = 0n;
  /** Everything so far is counted in steps of `2 ** -shift`. */
  #shift = 0;
  #integers = true;
  #broken = false;

  constructor(
    readonly sample: boolean,
    readonly root: boolean,
  ) {}

  step(value: SqlValue): void {
    if (value === null) return;
    if (typeof value !== "bigint" && typeof value !== "number") throw new TypeError("Variance and StdDev need numbers");
    this.#count++;
    if (typeof value === "number") this.#integers = false;
    if (typeof value === "number" && !Number.isFinite(value)) {
      this.#broken = true;
      return;
    }
    const { top, shift } = typeof value === "bigint" ? { top: value, shift: 0 } : exact(value);
    if (shift > this.#shift) {
      const more = BigInt(shift - this.#shift);
      this.#sum <<= more;
      this.#squares <<= more * 2n;
      this.#shift = shift;
    }
    const aligned = top << BigInt(this.#shift - shift);
    this.#sum += aligned;
    this.#squares += aligned * aligned;
  }

  result(): SqlValue {
    const n = this.#count;
    if (n < (this.sample ? 2n : 1n)) return null;
    if (this.#broken) return Number.NaN;
    const top = n * this.#squares - this.#sum * this.#sum;
    const bottom = (this.sample ? n * (n - 1n) : n * n) << BigInt(2 * this.#shift);
    if (this.#integers && !this.root && top % bottom === 0n) return top / bottom;
    return nearest(top, bottom, this.root);
  }
}

/** The first value that is not NULL. */
class AnyValue implements Accumulator {
  #value: SqlValue = null;

  step(value: SqlValue): void {
    this.#value ??= value;
  }

  result(): SqlValue {
    return this.#value;
  }
}

const aggregate = (name: string, create: () => Accumulator): SqlFunction => ({
  kind: "aggregate",
  name,
  arity: 1,
  deterministic: true,
  create,
});

/**
 * Aggregates that SQLite has not (Django's documentation, `StdDev`, `Variance`, `AnyValue`). NULLs are passed over;
 * a group that is too small gives NULL.
 */
export function aggregateFunctions(): readonly SqlFunction[] {
  return [
    aggregate("STDDEV_POP", () => new Spread(false, true)),
    aggregate("STDDEV_SAMP", () => new Spread(true, true)),
    aggregate("VAR_POP", () => new Spread(false, false)),
    aggregate("VAR_SAMP", () => new Spread(true, false)),
    aggregate("ANY_VALUE", () => new AnyValue()),
  ];
}
