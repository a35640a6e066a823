import { PyDict, PySet, PyTuple } from "./collections";
import { floorDiv } from "./datetime";
import { special } from "./dunders";
import { compareValues, equal, isNumber, typeNameOf } from "./equality";
import { raise, UnsupportedError } from "./exceptions";
import type { PyInstance } from "./functions";
import { SIZE_LIMIT, tooLarge } from "./limits";
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
    if (operator === "*" && isInteger(b)) return repeat(a.length, b, runtime, (n) => a.repeat(n));
    if (operator === "%") return format(a, b, runtime);
  }
  if (typeof b === "string" && operator === "*" && isInteger(a))
    return repeat(b.length, a, runtime, (n) => b.repeat(n));
  if (Array.isArray(a)) {
    if (operator === "+" && Array.isArray(b)) return sized(a.length + b.length, () => spent(a.concat(b), runtime));
    if (operator === "*" && isInteger(b)) return repeat(a.length, b, runtime, (n) => repeated(a, n));
  }
  if (Array.isArray(b) && operator === "*" && isInteger(a)) return repeat(b.length, a, runtime, (n) => repeated(b, n));
  if (a instanceof PyTuple && operator === "+" && b instanceof PyTuple) return new PyTuple([...a.items, ...b.items]);
  if (operator === "*" && (a instanceof PyTuple || a instanceof Uint8Array) && isInteger(b))
    return repeatFixed(a, b, runtime);
  if (operator === "*" && (b instanceof PyTuple || b instanceof Uint8Array) && isInteger(a))
    return repeatFixed(b, a, runtime);
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
  if (size > SIZE_LIMIT) throw tooLarge();
  return make();
}

function repeat<T>(size: number, times: bigint | boolean, runtime: Runtime, make: (n: number) => T): T {
  if (BigInt.asIntN(64, BigInt(times)) !== BigInt(times))
    throw raise("OverflowError", "cannot fit 'int' into an index-sized integer");
  const n = size === 0 ? 0 : Math.max(0, Number(times));
  return sized(size * n, () => {
    runtime.spend((size * n) / 4);
    return make(n);
  });
}

/** A new list's items are paid for in steps, so that a loop cannot fill the memory with them. */
function spent<T>(items: T[], runtime: Runtime): T[] {
  runtime.spend(items.length / 4);
  return items;
}

/** The items `times` times over. */
function repeated(items: readonly Value[], times: number): Value[] {
  if (items.length === 1) return new Array<Value>(times).fill(items[0] as Value);
  const out: Value[] = [];
  for (let i = 0; i < times; i++) for (const item of items) out.push(item);
  return out;
}

function repeatFixed(sequence: PyTuple | Uint8Array, times: bigint | boolean, runtime: Runtime): Value {
  if (sequence instanceof PyTuple)
    return repeat(sequence.items.length, times, runtime, (n) => new PyTuple(repeated(sequence.items, n)));
  return repeat(sequence.length, times, runtime, (n) => {
    const out = new Uint8Array(n * sequence.length);
    for (let i = 0; i < n; i++) out.set(sequence, i * sequence.length);
    return out;
  });
}

function isSequence(value: Value): boolean {
  return typeof value === "string" || Array.isArray(value) || value instanceof PyTuple || value instanceof Uint8Array;
}

function format(text: string, args: Value, runtime: Runtime): Promise<string> {
  const mapping = args instanceof PyDict ? (key: string): MaybePromise<Value> => args.item(key, runtime) : null;
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
      return sized(a > -2n && a < 2n ? 1 : bitsOf(a) * Number(b), () => a ** b);
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "<<":
      if (b < 0n) throw raise("ValueError", "negative shift count");
      return sized(a === 0n ? 1 : bits(a) + Number(b), () => (a === 0n ? 0n : a << b));
    case ">>":
      if (b < 0n) throw raise("ValueError", "negative shift count");
      return b > BigInt(SIZE_LIMIT) ? (a < 0n ? -1n : 0n) : a >> b;
    default:
      throw raise("TypeError", `unsupported operand type(s) for ${operator}: 'int' and 'int'`);
  }
}

const SMALL = 2n ** 64n;

function bits(value: bigint): number {
  if (value < SMALL && value > -SMALL) return 64;
  return value.toString(16).length * 4;
}

/** The same where a few bits make a difference: what a power grows by. */
function bitsOf(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
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
export function inPlace(
  operator: BinaryOperator,
  a: Value,
  b: Value,
  runtime: Runtime,
): MaybePromise<Value | undefined> {
  return a === null || typeof a !== "object" ? undefined : changed(operator, a, b, runtime);
}

async function changed(operator: BinaryOperator, a: Value, b: Value, runtime: Runtime): Promise<Value | undefined> {
  if (Array.isArray(a)) {
    if (operator === "+") {
      for (const item of await runtime.list(b)) a.push(item);
      if (a.length > SIZE_LIMIT) throw tooLarge();
    } else if (operator === "*" && isInteger(b)) {
      const items = repeat(a.length, b, runtime, (n) => repeated(a, n));
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

/** Whether a value compares by methods of a script's class, itself or one of its members. */
function hasRich(value: Value): boolean {
  if (Array.isArray(value)) return value.some(hasRich);
  if (!(value instanceof PyObject)) return false;
  if (value.rich) return true;
  if (value instanceof PyTuple) return value.items.some(hasRich);
  return value instanceof PyDict && value.values().some(hasRich);
}

/** `a == b`, by their own methods where they or their members have them. */
export async function same(a: Value, b: Value, runtime: Runtime): Promise<boolean> {
  if (a === b) return true;
  const own = await richCompare("==", a, b, runtime);
  if (own !== undefined) return runtime.truth(own);
  const [x, y] = [membersOf(a), membersOf(b)];
  if (x && y && hasRich(a) && Array.isArray(a) === Array.isArray(b)) {
    if (x.length !== y.length) return false;
    for (const [i, item] of x.entries()) if (!(await same(item, y[i] as Value, runtime))) return false;
    return true;
  }
  if (a instanceof PyDict && b instanceof PyDict && hasRich(a)) {
    if (a.size !== b.size) return false;
    for (const [key, value] of a.entries()) {
      const other = b.get(key);
      if (other === undefined || !(await same(value, other, runtime))) return false;
    }
    return true;
  }
  return equal(a, b);
}

function membersOf(value: Value): readonly Value[] | null {
  return Array.isArray(value) ? value : value instanceof PyTuple ? value.items : null;
}

/** One comparison of a chain. */
export function compare(operator: CompareOperator, a: Value, b: Value, runtime: Runtime): MaybePromise<Value> {
  switch (operator) {
    case "is":
      return identical(a, b);
    case "is not":
      return !identical(a, b);
    case "in":
      return contains(b, a, runtime);
    case "not in": {
      const found = contains(b, a, runtime);
      return found instanceof Promise ? found.then((yes) => !yes) : !found;
    }
  }
  const plain = (typeof a !== "object" || a === null) && (typeof b !== "object" || b === null);
  if (!plain && (hasRich(a) || hasRich(b))) return compareRich(operator, a, b, runtime);
  if (operator === "==") return equal(a, b);
  return operator === "!=" ? !equal(a, b) : ordered(operator, a, b);
}

async function compareRich(operator: CompareOperator, a: Value, b: Value, runtime: Runtime): Promise<Value> {
  const own = await richCompare(operator, a, b, runtime);
  if (own !== undefined) return own;
  if (operator === "==") return same(a, b, runtime);
  if (operator === "!=") return !(await same(a, b, runtime));
  const [x, y] = [membersOf(a), membersOf(b)];
  if (x && y) {
    for (const [i, item] of x.entries()) {
      const other = y[i];
      if (other === undefined) break;
      if (!(await same(item, other, runtime))) return compare(operator, item, other, runtime);
    }
    return ordered(operator, BigInt(x.length), BigInt(y.length));
  }
  return ordered(operator, a, b);
}

function ordered(operator: string, a: Value, b: Value): boolean {
  const order = compareValues(a, b);
  if (order === undefined) {
    throw raise(
      "TypeError",
      `'${operator}' not supported between instances of '${typeNameOf(a)}' and '${typeNameOf(b)}'`,
    );
  }
  return operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;
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
export function contains(haystack: Value, needle: Value, runtime: Runtime): MaybePromise<boolean> {
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
  return search(haystack, needle, runtime);
}

async function search(haystack: Value, needle: Value, runtime: Runtime): Promise<boolean> {
  for await (const item of runtime.iterate(haystack)) {
    runtime.step();
    if (await same(item, needle, runtime)) return true;
  }
  return false;
}
