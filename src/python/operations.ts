import { PyDict, PySet, PyTuple } from "./collections";
import { floorDiv } from "./datetime";
import { special } from "./dunders";
import { compareValues, equal, isNumber, typeNameOf } from "./equality";
import { LimitExceeded, raise, UnsupportedError } from "./exceptions";
import type { PyInstance } from "./functions";
import { SIZE_LIMIT } from "./limits";
import { merge } from "./mappings";
import { type MaybePromise, PyObject, type Runtime, type Value } from "./objects";
import { percentFormat } from "./percentFormat";
import type { BinaryOperator, CompareOperator } from "./tree";

export { SIZE_LIMIT } from "./limits";

/** `a operator b` with Python's rules; throws TypeError where the types have none. */
export function binary(operator: BinaryOperator, a: Value, b: Value, runtime: Runtime): MaybePromise<Value> {
  if (isNumber(a) && isNumber(b)) return numeric(operator, a, b);
  if (typeof a === "string") {
    if (operator === "+" && typeof b === "string") return sized(a.length + b.length, () => a + b);
    if (operator === "*" && isInteger(b)) return repeat(a.length, b, (n) => a.repeat(n));
    if (operator === "%") return format(a, b, runtime);
  }
  if (typeof b === "string" && operator === "*" && isInteger(a)) return repeat(b.length, a, (n) => b.repeat(n));
  if (Array.isArray(a)) {
    if (operator === "+" && Array.isArray(b)) return sized(a.length + b.length, () => [...a, ...b]);
    if (operator === "*" && isInteger(b)) return repeat(a.length, b, (n) => Array.from({ length: n }, () => a).flat());
  }
  if (Array.isArray(b) && operator === "*" && isInteger(a))
    return repeat(b.length, a, (n) => Array.from({ length: n }, () => b).flat());
  if (a instanceof PyTuple && operator === "+" && b instanceof PyTuple) return new PyTuple([...a.items, ...b.items]);
  if (operator === "*" && (a instanceof PyTuple || a instanceof Uint8Array) && isInteger(b)) return repeatFixed(a, b);
  if (operator === "*" && (b instanceof PyTuple || b instanceof Uint8Array) && isInteger(a)) return repeatFixed(b, a);
  if (a instanceof Uint8Array && operator === "+" && b instanceof Uint8Array) return Uint8Array.from([...a, ...b]);
  return dispatch(operator, a, b, runtime);
}

async function dispatch(operator: BinaryOperator, a: Value, b: Value, runtime: Runtime): Promise<Value> {
  if (a instanceof PyObject && a.binary) {
    const answer = await a.binary(operator, b, false, runtime);
    if (answer !== undefined) return answer;
  }
  if (b instanceof PyObject && b.binary) {
    const answer = await b.binary(operator, a, true, runtime);
    if (answer !== undefined) return answer;
  }
  if (operator === "+" && typeof a === "string") {
    throw raise("TypeError", `can only concatenate str (not "${typeNameOf(b)}") to str`);
  }
  if (operator === "+" && Array.isArray(a))
    throw raise("TypeError", `can only concatenate list (not "${typeNameOf(b)}") to list`);
  if (operator === "+" && a instanceof PyTuple)
    throw raise("TypeError", `can only concatenate tuple (not "${typeNameOf(b)}") to tuple`);
  if (operator === "+" && a instanceof Uint8Array) throw raise("TypeError", `can't concat ${typeNameOf(b)} to bytes`);
  if (operator === "*" && (isSequence(a) || isSequence(b))) {
    throw raise("TypeError", `can't multiply sequence by non-int of type '${typeNameOf(isSequence(a) ? b : a)}'`);
  }
  const shown = operator === "**" ? "** or pow()" : operator;
  throw raise("TypeError", `unsupported operand type(s) for ${shown}: '${typeNameOf(a)}' and '${typeNameOf(b)}'`);
}

function isInteger(value: Value): value is bigint | boolean {
  return typeof value === "bigint" || typeof value === "boolean";
}

function sized<T>(size: number, make: () => T): T {
  if (size > SIZE_LIMIT)
    throw new LimitExceeded(
      `The script builds a value of more than ${SIZE_LIMIT.toLocaleString("en")} characters or items.`,
    );
  return make();
}

function repeat<T>(size: number, times: bigint | boolean, make: (n: number) => T): T {
  if (BigInt.asIntN(64, BigInt(times)) !== BigInt(times))
    throw raise("OverflowError", "cannot fit 'int' into an index-sized integer");
  const n = size === 0 ? 0 : Math.max(0, Number(times));
  return sized(size * n, () => make(n));
}

function repeatFixed(sequence: PyTuple | Uint8Array, times: bigint | boolean): Value {
  if (sequence instanceof PyTuple) {
    return repeat(
      sequence.items.length,
      times,
      (n) => new PyTuple(Array.from({ length: n }, () => sequence.items).flat()),
    );
  }
  return repeat(sequence.length, times, (n) =>
    Uint8Array.from({ length: n * sequence.length }, (_, i) => sequence[i % sequence.length] ?? 0),
  );
}

function isSequence(value: Value): boolean {
  return typeof value === "string" || Array.isArray(value) || value instanceof PyTuple || value instanceof Uint8Array;
}

function format(text: string, args: Value, runtime: Runtime): Promise<string> {
  const mapping = args instanceof PyDict ? (key: string): Value => args.item(key) : null;
  return percentFormat(text, args, args instanceof PyTuple ? args.items : null, mapping, runtime);
}

type PlainNumber = boolean | bigint | number;

function numeric(operator: BinaryOperator, a: PlainNumber, b: PlainNumber): Value {
  if (typeof a === "boolean" && typeof b === "boolean") {
    if (operator === "&") return a && b;
    if (operator === "|") return a || b;
    if (operator === "^") return a !== b;
  }
  if (typeof a === "number" || typeof b === "number") {
    if (["&", "|", "^", "<<", ">>", "@"].includes(operator)) {
      throw raise(
        "TypeError",
        `unsupported operand type(s) for ${operator}: '${typeNameOf(a)}' and '${typeNameOf(b)}'`,
      );
    }
    return floats(operator, toFloat(a), toFloat(b));
  }
  return integers(operator, BigInt(a), BigInt(b));
}

function toFloat(value: PlainNumber): number {
  const float = Number(value);
  if (typeof value === "bigint" && !Number.isFinite(float))
    throw raise("OverflowError", "int too large to convert to float");
  return float;
}

function integers(operator: BinaryOperator, a: bigint, b: bigint): Value {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return sized(bits(a) + bits(b), () => a * b);
    case "/":
      if (b === 0n) throw raise("ZeroDivisionError", "division by zero");
      return trueDivide(a, b);
    case "//":
      if (b === 0n) throw raise("ZeroDivisionError", "integer division or modulo by zero");
      return floorDiv(a, b);
    case "%":
      if (b === 0n) throw raise("ZeroDivisionError", "integer modulo by zero");
      return a - floorDiv(a, b) * b;
    case "**":
      if (b < 0n) {
        if (a === 0n) throw raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
        return Number(a) ** Number(b);
      }
      return sized(bits(a) * Number(b), () => a ** b);
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "<<":
      if (b < 0n) throw raise("ValueError", "negative shift count");
      return sized(bits(a) + Number(b), () => a << b);
    case ">>":
      if (b < 0n) throw raise("ValueError", "negative shift count");
      return a >> b;
    default:
      throw raise("TypeError", `unsupported operand type(s) for ${operator}: 'int' and 'int'`);
  }
}

function bits(value: bigint): number {
  return value === 0n ? 1 : value.toString(16).length * 4;
}

/** Correctly rounded quotient, also where both are past what a float holds. */
function trueDivide(a: bigint, b: bigint): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return x / y;
  const shift = BigInt(Math.max(0, bits(b) - bits(a) + 66));
  const quotient = (a << shift) / b;
  const result = Number(quotient) / 2 ** Number(shift);
  if (!Number.isFinite(result)) throw raise("OverflowError", "integer division result too large for a float");
  return result;
}

/** Quotient and rest as CPython works them out (`float_divmod`): the rest first, so that neither is off by a rounding. */
function floatDivMod(a: number, b: number): [number, number] {
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && rest < 0 !== b < 0) {
    rest += b;
    quotient -= 1;
  } else if (rest === 0) rest = b < 0 ? -0 : 0;
  if (quotient === 0) return [a / b < 0 ? -0 : 0, rest];
  const whole = Math.floor(quotient);
  return [quotient - whole > 0.5 ? whole + 1 : whole, rest];
}

function floats(operator: BinaryOperator, a: number, b: number): Value {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) throw raise("ZeroDivisionError", "float division by zero");
      return a / b;
    case "//":
      if (b === 0) throw raise("ZeroDivisionError", "float floor division by zero");
      return floatDivMod(a, b)[0];
    case "%": {
      if (b === 0) throw raise("ZeroDivisionError", "float modulo");
      return floatDivMod(a, b)[1];
    }
    case "**": {
      if (a === 0 && b < 0) throw raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
      const power = a ** b;
      if (a < 0 && !Number.isInteger(b) && Number.isFinite(a) && Number.isFinite(b)) {
        throw new UnsupportedError("complex numbers are outside the Python subset that is run here");
      }
      if (!Number.isFinite(power) && Number.isFinite(a) && Number.isFinite(b))
        throw raise("OverflowError", "(34, 'Numerical result out of range')");
      return power;
    }
    default:
      throw raise("TypeError", `unsupported operand type(s) for ${operator}: 'float' and 'float'`);
  }
}

/** `a operator= b` where it changes `a` itself; undefined where it makes a new value. */
export async function inPlace(
  operator: BinaryOperator,
  a: Value,
  b: Value,
  runtime: Runtime,
): Promise<Value | undefined> {
  if (Array.isArray(a)) {
    if (operator === "+") for (const item of await runtime.list(b)) a.push(item);
    else if (operator === "*" && isInteger(b)) {
      const items = repeat(a.length, b, (n) => Array.from({ length: n }, () => a).flat());
      a.length = 0;
      for (const item of items) a.push(item);
    } else return undefined;
    return a;
  }
  if (a instanceof PySet && !a.frozen && b instanceof PySet && ["|", "&", "-", "^"].includes(operator)) {
    const made = a.binary(operator, b, false);
    if (!(made instanceof PySet)) return undefined;
    a.clear();
    for (const item of made.values()) a.add(item);
    return a;
  }
  if (a instanceof PyDict && operator === "|") {
    await merge(a, b, new Map(), runtime);
    return a;
  }
  const name = INPLACE[operator];
  if (name === undefined || !(a instanceof PyObject) || !("cls" in a)) return undefined;
  return special(a as PyInstance, name, [b], runtime);
}

const INPLACE: Readonly<Record<string, string>> = {
  "+": "__iadd__",
  "-": "__isub__",
  "*": "__imul__",
  "/": "__itruediv__",
  "//": "__ifloordiv__",
  "%": "__imod__",
  "|": "__ior__",
  "&": "__iand__",
  "^": "__ixor__",
};

/** `operator value`, for `-`, `+` and `~`. */
export function unary(operator: "-" | "+" | "~", value: Value, runtime: Runtime): MaybePromise<Value> {
  if (typeof value === "bigint" || typeof value === "boolean") {
    const integer = BigInt(value);
    return operator === "-" ? -integer : operator === "~" ? ~integer : integer;
  }
  if (typeof value === "number" && operator !== "~") return operator === "-" ? -value : value;
  if (value instanceof PyObject && value.unary) return value.unary(operator, runtime);
  throw raise("TypeError", `bad operand type for unary ${operator}: '${typeNameOf(value)}'`);
}

const MIRROR: Readonly<Record<string, string>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** A comparison by the operands' own methods; undefined where they have none for it. */
async function richCompare(operator: string, a: Value, b: Value, runtime: Runtime): Promise<Value | undefined> {
  const mirror = MIRROR[operator];
  if (mirror === undefined) return undefined;
  if (a instanceof PyObject && a.rich) {
    const answer = await a.rich(operator, b, runtime);
    if (answer !== undefined) return answer;
  }
  return b instanceof PyObject && b.rich ? b.rich(mirror, a, runtime) : undefined;
}

/** `item == needle`, by their own methods where they have them. */
async function same(item: Value, needle: Value, runtime: Runtime): Promise<boolean> {
  if (item === needle) return true;
  const own = await richCompare("==", item, needle, runtime);
  return own === undefined ? equal(item, needle) : runtime.truth(own);
}

/** One comparison of a chain. */
export async function compare(operator: CompareOperator, a: Value, b: Value, runtime: Runtime): Promise<Value> {
  const own = await richCompare(operator, a, b, runtime);
  if (own !== undefined) return own;
  switch (operator) {
    case "==":
      return equal(a, b);
    case "!=":
      return !equal(a, b);
    case "is":
      return identical(a, b);
    case "is not":
      return !identical(a, b);
    case "in":
      return contains(b, a, runtime);
    case "not in":
      return !(await contains(b, a, runtime));
    default: {
      const order = compareValues(a, b);
      if (order === undefined) {
        throw raise(
          "TypeError",
          `'${operator}' not supported between instances of '${typeNameOf(a)}' and '${typeNameOf(b)}'`,
        );
      }
      return operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;
    }
  }
}

/** `is`: identity for objects, equality for the immutable values that CPython usually shares. */
export function identical(a: Value, b: Value): boolean {
  return a === b;
}

function includesBytes(haystack: Uint8Array, needle: Uint8Array): boolean {
  for (let at = 0; at + needle.length <= haystack.length; at++) {
    if (needle.every((byte, i) => haystack[at + i] === byte)) return true;
  }
  return false;
}

/** `needle in haystack`. */
export async function contains(haystack: Value, needle: Value, runtime: Runtime): Promise<boolean> {
  if (typeof haystack === "string") {
    if (typeof needle !== "string") {
      throw raise("TypeError", `'in <string>' requires string as left operand, not ${typeNameOf(needle)}`);
    }
    return haystack.includes(needle);
  }
  if (haystack instanceof Uint8Array) {
    if (needle instanceof Uint8Array) return includesBytes(haystack, needle);
    if (isInteger(needle) && (BigInt(needle) < 0n || BigInt(needle) > 255n))
      throw raise("ValueError", "byte must be in range(0, 256)");
    if (!isInteger(needle)) throw raise("TypeError", `a bytes-like object is required, not '${typeNameOf(needle)}'`);
  }
  if (haystack instanceof PyObject && haystack.contains) return haystack.contains(needle, runtime);
  if (haystack === null || isNumber(haystack))
    throw raise("TypeError", `argument of type '${typeNameOf(haystack)}' is not iterable`);
  for await (const item of runtime.iterate(haystack)) if (await same(item, needle, runtime)) return true;
  return false;
}
