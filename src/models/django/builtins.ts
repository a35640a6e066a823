import { type Constant, type Evaluated, equal, orUnknown, truthy, UNKNOWN } from "./constant";
import { shownText } from "./texts";

/** Lists longer than this are not worked out. */
export const LONGEST_LIST = 20_000;

/** Python's own functions on known values; `call` runs a function that was given as an argument. */
export function builtin(
  name: string,
  args: readonly Constant[],
  keywords: ReadonlyMap<string, Constant>,
  call: (fn: Constant, args: readonly Constant[]) => Evaluated,
): Evaluated {
  const [first, second] = args;
  const items = first === undefined ? [] : itemsOf(first);
  switch (name) {
    case "len":
      return typeof first === "string" ? BigInt([...first].length) : items === null ? UNKNOWN : BigInt(items.length);
    case "range":
      return range(args);
    case "list":
    case "tuple":
    case "iter":
      return items ?? UNKNOWN;
    case "set":
    case "frozenset":
      return items === null ? UNKNOWN : distinct(items);
    case "sorted":
      return items === null ? UNKNOWN : sorted(items, keywords, call);
    case "reversed":
      return items === null ? UNKNOWN : [...items].reverse();
    case "enumerate": {
      const start = second ?? keywords.get("start") ?? 0n;
      return items === null || typeof start !== "bigint" ? UNKNOWN : items.map((item, i) => [start + BigInt(i), item]);
    }
    case "zip": {
      const lists = args.map(itemsOf);
      if (lists.some((list) => list === null)) return UNKNOWN;
      const shortest = Math.min(...lists.map((list) => list?.length ?? 0));
      return Array.from({ length: lists.length === 0 ? 0 : shortest }, (_, i) =>
        lists.map((list) => list?.[i] ?? null),
      );
    }
    case "map":
    case "filter":
      return first === undefined || second === undefined ? UNKNOWN : mapped(name, first, itemsOf(second), call);
    case "max":
    case "min":
      return extreme(name, args.length > 1 ? args : items, keywords, call);
    case "sum":
      return items?.every((item) => typeof item === "bigint") === true
        ? items.reduce((total: bigint, item) => total + (item as bigint), typeof second === "bigint" ? second : 0n)
        : UNKNOWN;
    case "abs":
      return typeof first === "bigint"
        ? first < 0n
          ? -first
          : first
        : typeof first === "number"
          ? Math.abs(first)
          : UNKNOWN;
    case "any":
    case "all":
      return items === null ? UNKNOWN : name === "any" ? items.some(truthy) : items.every(truthy);
    case "bool":
      return first === undefined ? false : truthy(first);
    case "int":
      return integer(first ?? 0n);
    case "float":
      return typeof first === "string" || typeof first === "bigint" || typeof first === "number"
        ? finite(Number(first))
        : UNKNOWN;
    case "str":
      return first === undefined ? "" : shownText(first);
    case "dict":
      return dictionary(first, keywords);
    default:
      return UNKNOWN;
  }
}

/** What iterating a value gives; null for what cannot be iterated. */
export function itemsOf(value: Constant): readonly Constant[] | null {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.keys()];
  return typeof value === "string" ? [...value] : null;
}

function range(args: readonly Constant[]): Evaluated {
  if (args.length === 0 || !args.every((arg) => typeof arg === "bigint")) return UNKNOWN;
  const [a = 0n, b, step = 1n] = args;
  const [from, to] = b === undefined ? [0n, a] : [a, b];
  if (step === 0n || (to - from) / step > BigInt(LONGEST_LIST)) return UNKNOWN;
  const numbers: bigint[] = [];
  for (let n = from; step > 0n ? n < to : n > to; n += step) numbers.push(n);
  return numbers;
}

function distinct(items: readonly Constant[]): readonly Constant[] {
  return items.filter((item, i) => items.findIndex((other) => equal(item, other)) === i);
}

function sorted(
  items: readonly Constant[],
  keywords: ReadonlyMap<string, Constant>,
  call: (fn: Constant, args: readonly Constant[]) => Evaluated,
): Evaluated {
  const key = keywords.get("key");
  const keyed = items.map((item) => ({ item, key: key === undefined || key === null ? item : call(key, [item]) }));
  if (keyed.some((each) => each.key === UNKNOWN)) return UNKNOWN;
  let known = true;
  keyed.sort((a, b) => {
    const [left, right] = [a.key, b.key] as readonly [Evaluated, Evaluated];
    const order =
      left === undefined || right === undefined || left === UNKNOWN || right === UNKNOWN ? null : compare(left, right);
    if (order === null) known = false;
    return order ?? 0;
  });
  const list = keyed.map((each) => each.item);
  return known ? (keywords.get("reverse") === true ? list.reverse() : list) : UNKNOWN;
}

/** Less than zero, zero or more; null for values without an order. */
export function compare(left: Constant, right: Constant): number | null {
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  const isNumber = (value: Constant): value is number | bigint | boolean =>
    typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
  if (isNumber(left) && isNumber(right)) return left < right ? -1 : left > right ? 1 : 0;
  if (!Array.isArray(left) || !Array.isArray(right)) return null;
  for (const [i, item] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order = compare(item, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function mapped(
  name: string,
  fn: Constant,
  items: readonly Constant[] | null,
  call: (fn: Constant, args: readonly Constant[]) => Evaluated,
): Evaluated {
  const out: Constant[] = [];
  for (const item of items ?? []) {
    const value: Evaluated = name === "filter" && fn === null ? item : call(fn, [item]);
    if (value === UNKNOWN) return UNKNOWN;
    if (name === "map") out.push(value);
    else if (truthy(value)) out.push(item);
  }
  return items === null ? UNKNOWN : out;
}

function extreme(
  name: string,
  items: readonly Constant[] | null,
  keywords: ReadonlyMap<string, Constant>,
  call: (fn: Constant, args: readonly Constant[]) => Evaluated,
): Evaluated {
  if (items === null) return UNKNOWN;
  if (items.length === 0) return orUnknown(keywords.get("default"));
  const order = sorted(items, new Map([...keywords].filter(([key]) => key === "key")), call);
  return Array.isArray(order) ? orUnknown(order.at(name === "max" ? -1 : 0)) : UNKNOWN;
}

function integer(value: Constant): Evaluated {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return Number.isFinite(value) ? BigInt(Math.trunc(value)) : UNKNOWN;
  return typeof value === "string" && /^\s*[+-]?\d{1,40}\s*$/.test(value) ? BigInt(value.trim()) : UNKNOWN;
}

function finite(value: number): Evaluated {
  return Number.isFinite(value) ? value : UNKNOWN;
}

function dictionary(first: Constant | undefined, keywords: ReadonlyMap<string, Constant>): Evaluated {
  const entries = new Map<Constant, Constant>();
  if (first instanceof Map) for (const [key, value] of first) entries.set(key, value);
  else if (Array.isArray(first)) {
    for (const pair of first) {
      if (!Array.isArray(pair) || pair.length !== 2) return UNKNOWN;
      entries.set(pair[0] ?? null, pair[1] ?? null);
    }
  } else if (first !== undefined) return UNKNOWN;
  for (const [key, value] of keywords) entries.set(key, value);
  return entries;
}
