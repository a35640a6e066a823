import { raise } from "./exceptions";
import { PyObject, type Value } from "./objects";

/** Python's `==` for values that need no interpreter. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return Number(a) === Number(b) && sameNumber(a, b);
  if (a instanceof PyObject) {
    const answer = a.equals(b);
    if (answer !== undefined) return answer;
    return b instanceof PyObject ? (b.equals(a) ?? false) : false;
  }
  if (b instanceof PyObject) return b.equals(a) ?? false;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => equal(item, b[i] as Value));
  if (a instanceof Uint8Array && b instanceof Uint8Array)
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
  return false;
}

type PlainNumber = boolean | bigint | number;

export function isNumber(value: Value): value is PlainNumber {
  return typeof value === "boolean" || typeof value === "bigint" || typeof value === "number";
}

/** Exact where both are integers; a float compares by value. */
function sameNumber(a: PlainNumber, b: PlainNumber): boolean {
  if (typeof a === "number" || typeof b === "number") {
    const float = typeof a === "number" ? a : (b as number);
    const other = typeof a === "number" ? b : a;
    if (typeof other === "bigint") return Number.isInteger(float) && BigInt(float) === other;
    return Number(a) === Number(b);
  }
  return BigInt(a) === BigInt(b);
}

/** Python's order as a number; undefined where the two types have none. NaN where they are unordered (sets, NaN). */
export function compareValues(a: Value, b: Value): number | undefined {
  if (isNumber(a) && isNumber(b)) {
    if (typeof a === "number" || typeof b === "number") {
      const [x, y] = [Number(a), Number(b)];
      if (typeof a === "bigint" && Number.isInteger(y)) return order(a, BigInt(y));
      if (typeof b === "bigint" && Number.isInteger(x)) return order(BigInt(x), b);
      return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
    }
    return order(BigInt(a), BigInt(b));
  }
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      if (!equal(a[i] as Value, b[i] as Value)) return orderOf(a[i] as Value, b[i] as Value);
    }
    return a.length - b.length;
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
    return a.length - b.length;
  }
  if (a instanceof PyObject) {
    const answer = a.compare(b);
    if (answer !== undefined) return answer;
  }
  if (b instanceof PyObject) {
    const answer = b.compare(a);
    if (answer !== undefined) return -answer;
  }
  return undefined;
}

/** The order of two members. Throws Python's TypeError, which names their types and not their lists'. */
export function orderOf(a: Value, b: Value, operator = "<"): number {
  const found = compareValues(a, b);
  if (found !== undefined) return found;
  throw raise(
    "TypeError",
    `'${operator}' not supported between instances of '${typeNameOf(a)}' and '${typeNameOf(b)}'`,
  );
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, as Python; JavaScript's own order is by UTF-16 units, which differs past U+FFFF. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const [high, other] = [isSurrogate(x), isSurrogate(y)];
      return high === other ? x - y : high ? 1 : -1;
    }
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Text that is equal for equal values; null for values that are not hashable. */
export function hashKey(value: Value): string | null {
  if (value === null) return "None";
  if (typeof value === "string") return `s:${value}`;
  if (typeof value === "boolean") return `n:${value ? 1 : 0}`;
  if (typeof value === "bigint") return `n:${value}`;
  if (typeof value === "number") return `n:${Number.isInteger(value) ? BigInt(value) : value}`;
  if (value instanceof Uint8Array) return `b:${[...value].join(",")}`;
  return Array.isArray(value) ? null : value.hashKey();
}

/** The same, throwing Python's TypeError. */
export function hashOf(value: Value): string {
  const key = hashKey(value);
  if (key === null) throw raise("TypeError", `unhashable type: '${typeNameOf(value)}'`);
  return key;
}

/** The name that `type(x).__name__` shows. */
export function typeNameOf(value: Value): string {
  if (value === null) return "NoneType";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "string":
      return "str";
    default:
      if (Array.isArray(value)) return "list";
      return value instanceof Uint8Array ? "bytes" : value.typeName;
  }
}
