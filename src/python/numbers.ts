import { PyTuple } from "./collections";
import { roundHalfEven } from "./datetime";
import { PyDecimal } from "./decimal";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import type { Runtime, Value } from "./objects";
import { reprString } from "./text";

/** What an integer parameter takes. Throws Python's TypeError for the rest. */
export function index(value: Value | undefined): bigint {
  if (typeof value === "bigint" || typeof value === "boolean") return BigInt(value);
  throw raise("TypeError", `'${typeNameOf(value ?? null)}' object cannot be interpreted as an integer`);
}

/** A float without its fraction. Throws what Python throws for NaN and infinity. */
export function truncated(value: number): bigint {
  if (Number.isNaN(value)) throw raise("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(value)) throw raise("OverflowError", "cannot convert float infinity to integer");
  return BigInt(Math.trunc(value));
}

/** `int(value, base)`. */
export function toInt(value: Value, base: Value | undefined): bigint {
  if (base !== undefined && typeof value !== "string")
    throw raise("TypeError", "int() can't convert non-string with explicit base");
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return truncated(value);
  if (value instanceof PyDecimal) {
    if (value.isFinite) return BigInt(value.big.trunc().toFixed(0));
    if (value.big.isNaN()) throw raise("ValueError", "cannot convert NaN to integer");
    throw raise("OverflowError", "cannot convert Infinity to integer");
  }
  if (typeof value === "string") {
    const radix = base === undefined ? 10 : Number(index(base));
    if (radix !== 0 && (radix < 2 || radix > 36)) throw raise("ValueError", "int() base must be >= 2 and <= 36, or 0");
    const length = value.trim().replace(/^[-+]/, "").replaceAll("_", "").length;
    if (length > MOST_DIGITS && (radix & (radix - 1)) !== 0 && /^[\s\d_+-]+$/.test(value))
      throw raise(
        "ValueError",
        `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion: value has ${length} digits; use sys.set_int_max_str_digits() to increase the limit`,
      );
    const parsed = parseInteger(value.trim(), radix);
    if (parsed !== null) return parsed;
    throw raise("ValueError", `invalid literal for int() with base ${radix}: ${reprString(value)}`);
  }
  throw raise(
    "TypeError",
    `int() argument must be a string, a bytes-like object or a real number, not '${typeNameOf(value)}'`,
  );
}

/** The most digits that an integer is written or read with (CPython's `sys.int_info.default_max_str_digits`). */
const MOST_DIGITS = 4300;
const MOST = 10n ** BigInt(MOST_DIGITS);

/** An integer's digits. Throws ValueError past Python's own limit on them. */
export function digitsOf(value: bigint): string {
  if (value >= MOST || value <= -MOST)
    throw raise(
      "ValueError",
      `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit`,
    );
  return value.toString();
}

const RADIX: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2 };

function parseInteger(text: string, radix: number): bigint | null {
  const signed = /^([+-]?)(\w+)$/.exec(text);
  if (!signed) return null;
  let [, sign, body = ""] = signed;
  let base = radix;
  const prefixed = /^0([xob])_?(.+)$/i.exec(body);
  const wanted = RADIX[prefixed?.[1]?.toLowerCase() ?? ""];
  if (prefixed && wanted !== undefined && (radix === 0 || radix === wanted)) [base, body] = [wanted, prefixed[2] ?? ""];
  else if (radix === 0 && /^0[0-9_]*[1-9]/.test(body)) return null;
  if (!/^[0-9a-z]+(_[0-9a-z]+)*$/i.test(body)) return null;
  base ||= 10;
  const digits = body.replaceAll("_", "").toLowerCase();
  if ([...digits].some((c) => Number.parseInt(c, 36) >= base)) return null;
  let value = 0n;
  if (base === 10) value = BigInt(digits);
  else for (const c of digits) value = value * BigInt(base) + BigInt(Number.parseInt(c, 36));
  return sign === "-" ? -value : value;
}

/** `float(value)`. */
export function toFloat(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "bigint") {
    const float = Number(value);
    if (!Number.isFinite(float)) throw raise("OverflowError", "int too large to convert to float");
    return float;
  }
  if (value instanceof PyDecimal) return value.big.toNumber();
  if (typeof value === "string") {
    const clean = value
      .trim()
      .replaceAll(/(?<=\d)_(?=\d)/g, "")
      .toLowerCase();
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(clean)) return Number(clean);
    if (/^[+-]?(inf|infinity)$/.test(clean))
      return clean.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    if (/^[+-]?nan$/.test(clean)) return Number.NaN;
    throw raise("ValueError", `could not convert string to float: ${reprString(value)}`);
  }
  throw raise("TypeError", `float() argument must be a string or a real number, not '${typeNameOf(value)}'`);
}

/** `round(value, digits)`: half to even. */
export function round(value: Value, digits: Value | undefined): Value {
  const places = digits === undefined || digits === null ? null : Number(index(digits));
  if (typeof value === "bigint" || typeof value === "boolean") {
    const integer = BigInt(value);
    return places !== null && places < 0
      ? BigInt(PyDecimal.fromBigInt(integer).quantize(-places).big.toFixed(0))
      : integer;
  }
  if (typeof value === "number") {
    if (places === null) return Number.isFinite(value) ? roundHalfEven(value) : truncated(value);
    if (!Number.isFinite(value) || places > 323) return value;
    const rounded = PyDecimal.fromFloat(value).quantize(-places).big.toNumber();
    return rounded === 0 && (value < 0 || Object.is(value, -0)) ? -0 : rounded;
  }
  if (value instanceof PyDecimal)
    return places === null ? BigInt(value.quantize(0).big.toFixed(0)) : value.quantize(-places);
  throw raise("TypeError", `type ${typeNameOf(value)} doesn't define __round__ method`);
}

/** `pow(base, exponent, modulus)` of whole numbers. */
export function powerModulo(base: Value, exponent: Value, modulus: Value): bigint {
  const m = index(modulus);
  let [b, e] = [index(base), index(exponent)];
  if (m === 0n) throw raise("ValueError", "pow() 3rd argument cannot be 0");
  const floorMod = (x: bigint): bigint => ((x % m) + m) % m;
  if (e < 0n) [b, e] = [inverse(floorMod(b), m), -e];
  let result = 1n;
  for (b = floorMod(b); e > 0n; e >>= 1n) {
    if (e & 1n) result = floorMod(result * b);
    b = floorMod(b * b);
  }
  return floorMod(result);
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value, modulus, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  if (a !== 1n && a !== -1n) throw raise("ValueError", "base is not invertible for the given modulus");
  return x * a;
}

/** A float as a fraction of whole numbers, in lowest terms. */
export function ratio(value: number): PyTuple {
  if (!Number.isFinite(value))
    throw raise(
      Number.isNaN(value) ? "ValueError" : "OverflowError",
      `cannot convert ${Number.isNaN(value) ? "NaN" : "Infinity"} to integer ratio`,
    );
  let [top, bottom] = [value, 1n];
  while (!Number.isInteger(top)) [top, bottom] = [top * 2, bottom * 2n];
  return new PyTuple([BigInt(top), bottom]);
}

/** `bin`, `oct` and `hex`: the sign before the prefix. */
export function inBase(value: Value, prefix: string, base: number): string {
  const integer = index(value);
  return `${integer < 0n ? "-" : ""}${prefix}${(integer < 0n ? -integer : integer).toString(base)}`;
}

/** `abs(value)` of Python's own numbers; null for another value. */
export function magnitude(value: Value, _runtime: Runtime): Value | undefined {
  if (typeof value === "number") return Math.abs(value);
  if (typeof value === "bigint" || typeof value === "boolean")
    return BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  return value instanceof PyDecimal ? new PyDecimal(value.big.abs(), value.exponent) : undefined;
}
