import { floorDiv } from "./datetime";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { PyBuiltin, PyObject, PySlice, type Value } from "./objects";
import { positionOf, sliceBounds } from "./sequences";

/** Python's range: its numbers are worked out when they are asked for. */
export class PyRange extends PyObject {
  readonly typeName = "range";
  readonly size: number;

  constructor(
    readonly start: bigint,
    readonly stop: bigint,
    readonly step: bigint,
  ) {
    super();
    const size = this.step > 0n ? -floorDiv(start - stop, step) : -floorDiv(stop - start, -step);
    this.size = Math.max(0, Number(size));
  }

  /** `range(stop)`, `range(start, stop)` or `range(start, stop, step)`. */
  static of(args: readonly Value[]): PyRange {
    if (args.length === 0) throw raise("TypeError", "range expected at least 1 argument, got 0");
    if (args.length > 3) throw raise("TypeError", `range expected at most 3 arguments, got ${args.length}`);
    const [first = 0n, second, step = 1n] = args.map(integer);
    if (step === 0n) throw raise("ValueError", "range() arg 3 must not be zero");
    return second === undefined ? new PyRange(0n, first, 1n) : new PyRange(first, second, step);
  }

  #at(index: number): bigint {
    return this.start + BigInt(index) * this.step;
  }

  /** Where a number stands in it; -1 where it does not. */
  indexOf(value: Value): number {
    const number =
      typeof value === "boolean"
        ? BigInt(value)
        : typeof value === "number" && Number.isInteger(value)
          ? BigInt(value)
          : value;
    if (typeof number !== "bigint" || (number - this.start) % this.step !== 0n) return -1;
    const index = (number - this.start) / this.step;
    return index >= 0n && index < BigInt(this.size) ? Number(index) : -1;
  }

  override *iterate(): Generator<Value> {
    for (let i = 0, value = this.start; i < this.size; i++, value += this.step) yield value;
  }

  /** From the end to the start, as `reversed()` gives it. */
  reversed(): PyRange {
    return new PyRange(this.#at(this.size - 1), this.start - this.step, -this.step);
  }

  override length(): number {
    return this.size;
  }

  override truth(): boolean {
    return this.size > 0;
  }

  override contains(value: Value): boolean {
    return this.indexOf(value) >= 0;
  }

  override item(index: Value): Value {
    if (!(index instanceof PySlice))
      return this.#at(positionOf(this.size, index, "range", "range object index out of range"));
    const { start, stop, step } = sliceBounds(index, this.size);
    return new PyRange(this.#at(start), this.#at(stop), this.step * BigInt(step));
  }

  override attribute(name: string): Value | undefined {
    if (name === "index") {
      return new PyBuiltin(name, ({ positional: [value = null] }) => {
        const at = this.indexOf(value);
        if (at < 0) throw raise("ValueError", `${String(value)} is not in range`);
        return BigInt(at);
      });
    }
    if (name === "count")
      return new PyBuiltin(name, ({ positional: [value = null] }) => (this.contains(value) ? 1n : 0n));
    return name === "start" || name === "stop" || name === "step" ? this[name] : undefined;
  }

  override equals(other: Value): boolean | undefined {
    if (!(other instanceof PyRange)) return undefined;
    if (this.size !== other.size) return false;
    return this.size === 0 || (this.start === other.start && (this.size === 1 || this.step === other.step));
  }

  override hashKey(): string {
    return `r:${this.size}:${this.size > 0 ? this.start : ""}:${this.size > 1 ? this.step : ""}`;
  }

  override repr(): string {
    return `range(${this.start}, ${this.stop}${this.step === 1n ? "" : `, ${this.step}`})`;
  }
}

function integer(value: Value): bigint {
  if (typeof value === "bigint" || typeof value === "boolean") return BigInt(value);
  throw raise("TypeError", `'${typeNameOf(value)}' object cannot be interpreted as an integer`);
}
