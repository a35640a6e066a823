import { Decimal as Big } from "decimal.js";
import { divisionByZero, invalidOperation } from "./decimalErrors";
import { raise } from "./exceptions";
import { PyObject, type Value } from "./objects";

/** Python's default context: 28 significant digits, half-even (decimal module, "Context objects"). */
const Context = Big.clone({
  precision: 28,
  rounding: Big.ROUND_HALF_EVEN,
  toExpNeg: -1e9,
  toExpPos: 1e9,
  maxE: 999999,
  minE: -999999,
});
/** For exact steps (parsing, quantising): wide enough for any column. */
const Exact = Big.clone({ precision: 2000, rounding: Big.ROUND_HALF_EVEN, toExpNeg: -1e9, toExpPos: 1e9 });

export type Rounding =
  | "ROUND_HALF_EVEN"
  | "ROUND_HALF_UP"
  | "ROUND_HALF_DOWN"
  | "ROUND_UP"
  | "ROUND_DOWN"
  | "ROUND_CEILING"
  | "ROUND_FLOOR";

const ROUNDING: Readonly<Record<Rounding, Big.Rounding>> = {
  ROUND_HALF_EVEN: Big.ROUND_HALF_EVEN,
  ROUND_HALF_UP: Big.ROUND_HALF_UP,
  ROUND_HALF_DOWN: Big.ROUND_HALF_DOWN,
  ROUND_UP: Big.ROUND_UP,
  ROUND_DOWN: Big.ROUND_DOWN,
  ROUND_CEILING: Big.ROUND_CEIL,
  ROUND_FLOOR: Big.ROUND_FLOOR,
};

/** Python's Decimal: decimal.js for the arithmetic, with the exponent that Python keeps (`1.10` stays `1.10`). */
export class PyDecimal extends PyObject {
  readonly typeName = "decimal.Decimal";
  readonly big: Big;
  /** The exponent of the last digit kept: -2 for `1.10`. */
  readonly exponent: number;

  constructor(big: Big, exponent: number) {
    super();
    this.big = big;
    this.exponent = exponent;
  }

  /** Reads what Python's constructor reads; null for text that is no number. */
  static parse(text: string): PyDecimal | null {
    const clean = text.trim().replaceAll("_", "");
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(clean);
    if (match && (match[2] || match[3])) {
      const fraction = match[3]?.length ?? 0;
      return new PyDecimal(new Exact(clean.replace(/^\+/, "")), Number(match[4] ?? 0) - fraction);
    }
    const word = /^([+-]?)(inf|infinity|nan)$/i.exec(clean);
    if (!word) return null;
    const name = word[2]?.toLowerCase() === "nan" ? "NaN" : "Infinity";
    return new PyDecimal(new Exact(word[1] === "-" && name !== "NaN" ? `-${name}` : name), 0);
  }

  static fromBigInt(value: bigint): PyDecimal {
    return new PyDecimal(new Exact(value.toString()), 0);
  }

  /** Ten to a whole power, exact. */
  static powerOfTen(exponent: number): Big {
    return new Exact(10).pow(exponent);
  }

  /** The float's exact binary value, as Python gives it. */
  static fromFloat(value: number): PyDecimal {
    const big = new Exact(value);
    if (!big.isFinite()) return new PyDecimal(big, 0);
    const exact = exactDigits(value);
    return new PyDecimal(exact, -exact.decimalPlaces());
  }

  get isFinite(): boolean {
    return this.big.isFinite();
  }

  quantize(exponent: number, rounding: Rounding = "ROUND_HALF_EVEN"): PyDecimal {
    const places = -exponent;
    const big =
      places >= 0 ? this.big.toDecimalPlaces(places, ROUNDING[rounding]) : scaled(this.big, places, ROUNDING[rounding]);
    return new PyDecimal(new Exact(big), exponent);
  }

  /** `format(value, "f")`. */
  toFixed(): string {
    if (!this.isFinite) return this.#special();
    const negativeZero = this.big.isZero() && this.big.isNegative() ? "-" : "";
    return negativeZero + this.big.toFixed(Math.max(0, -this.exponent));
  }

  /** `str(value)`: scientific where Python's rule asks for it (General Decimal Arithmetic, to-scientific-string). */
  override toString(): string {
    if (!this.isFinite) return this.#special();
    const digits = this.#coefficient();
    const adjusted = this.exponent + digits.length - 1;
    if (this.exponent <= 0 && adjusted >= -6) return this.toFixed();
    const sign = this.big.isNegative() ? "-" : "";
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${mantissa}E${adjusted >= 0 ? "+" : ""}${adjusted}`;
  }

  #special(): string {
    return this.big.isNaN() ? "NaN" : this.big.isNegative() ? "-Infinity" : "Infinity";
  }

  #coefficient(): string {
    const scaledUp = this.big.abs().times(new Exact(10).pow(-this.exponent));
    return scaledUp.toFixed(0);
  }

  /** Count of significant digits, trailing zeros included. */
  get digits(): number {
    return this.big.isZero() ? 1 : this.#coefficient().length;
  }

  override str(): string {
    return this.toString();
  }

  override repr(): string {
    return `Decimal('${this.toString()}')`;
  }

  override truth(): boolean {
    return !this.big.isZero();
  }

  override equals(other: Value): boolean | undefined {
    const right = toBig(other);
    return right ? this.big.equals(right) : undefined;
  }

  override compare(other: Value): number | undefined {
    const right = toBig(other);
    if (!right) return undefined;
    const result = this.big.comparedTo(right);
    return Number.isNaN(result) ? undefined : result;
  }

  override hashKey(): string {
    return this.big.isInteger() ? `n:${this.big.toFixed(0)}` : `n:${this.big.toString()}`;
  }

  override unary(operator: string): Value {
    if (operator === "-") return new PyDecimal(this.big.isZero() ? this.big.abs() : this.big.negated(), this.exponent);
    if (operator === "+") return this;
    throw raise("TypeError", `bad operand type for unary ${operator}: 'decimal.Decimal'`);
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    const right =
      other instanceof PyDecimal
        ? other
        : typeof other === "bigint"
          ? PyDecimal.fromBigInt(other)
          : typeof other === "boolean"
            ? PyDecimal.fromBigInt(other ? 1n : 0n)
            : null;
    if (!right) return undefined;
    return reflected ? arithmetic(operator, right, this) : arithmetic(operator, this, right);
  }

  override attribute(name: string): Value | undefined {
    return decimalMethods.get(name)?.(this);
  }
}

/** Filled by `decimalMethods.ts`, which needs builtins; kept apart so that values stay free of them. */
export const decimalMethods = new Map<string, (value: PyDecimal) => Value>();

function toBig(value: Value): Big | null {
  if (value instanceof PyDecimal) return value.big;
  if (typeof value === "bigint") return new Exact(value.toString());
  if (typeof value === "boolean") return new Exact(value ? 1 : 0);
  if (typeof value === "number") return Number.isFinite(value) ? exactDigits(value) : new Exact(value);
  return null;
}

/** A float's exact value: every double is a finite decimal. */
function exactDigits(value: number): Big {
  if (Number.isInteger(value)) return new Exact(BigInt(value).toString());
  let numerator = value;
  let twos = 0;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    twos++;
  }
  return new Exact(BigInt(numerator).toString()).div(new Exact(2).pow(twos));
}

function scaled(big: Big, places: number, rounding: Big.Rounding): Big {
  const power = new Exact(10).pow(-places);
  return new Exact(big).div(power).toDecimalPlaces(0, rounding).times(power);
}

function arithmetic(operator: string, a: PyDecimal, b: PyDecimal): Value | undefined {
  const x = new Context(a.big);
  switch (operator) {
    case "+":
      return settle(new Context(Exact.add(a.big, b.big)).toSignificantDigits(28), Math.min(a.exponent, b.exponent));
    case "-":
      return settle(new Context(Exact.sub(a.big, b.big)).toSignificantDigits(28), Math.min(a.exponent, b.exponent));
    case "*":
      return settle(new Context(Exact.mul(a.big, b.big)).toSignificantDigits(28), a.exponent + b.exponent);
    case "/": {
      if (b.big.isZero()) throw a.big.isZero() ? invalidOperation("DivisionUndefined") : divisionByZero();
      const quotient = x.div(b.big);
      const ideal = a.exponent - b.exponent;
      return settle(quotient, Math.min(ideal, -quotient.decimalPlaces()) < ideal ? -quotient.decimalPlaces() : ideal);
    }
    case "//":
      if (b.big.isZero()) throw a.big.isZero() ? invalidOperation("DivisionUndefined") : divisionByZero();
      return settle(Exact.div(a.big, b.big).trunc(), 0);
    case "%":
      if (b.big.isZero()) throw invalidOperation(a.big.isZero() ? "DivisionUndefined" : "InvalidOperation");
      return remainder(a, b);
    case "**": {
      const power = x.pow(b.big);
      if (power.isNaN()) throw invalidOperation("InvalidOperation");
      const ideal =
        b.big.isInteger() && b.big.greaterThanOrEqualTo(0) ? a.exponent * b.big.toNumber() : -power.decimalPlaces();
      return settle(power, ideal);
    }
    default:
      return undefined;
  }
}

/** What is left of a division, with the sign of what was divided, also where it is zero. */
function remainder(a: PyDecimal, b: PyDecimal): PyDecimal {
  const rest = Exact.sub(a.big, Exact.mul(Exact.div(a.big, b.big).trunc(), b.big));
  return settle(rest.isZero() && a.big.isNegative() ? rest.abs().negated() : rest, Math.min(a.exponent, b.exponent));
}

/** The result with the exponent it should have, unless 28 digits cannot carry it. */
function settle(big: Big, exponent: number): PyDecimal {
  if (big.isZero() || !big.isFinite()) return new PyDecimal(new Exact(big), exponent);
  const last = big.e + 1 - big.precision();
  return new PyDecimal(new Exact(big), Math.max(Math.min(exponent, last), big.e + 1 - 28));
}
