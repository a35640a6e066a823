import { PyDict, PySet, PyTuple } from "./collections";
import { roundHalfEven } from "./datetime";
import { PyDecimal } from "./decimal";
import { typeNameOf } from "./equality";
import { EXCEPTIONS, exceptionClass, PyExceptionClass, PyRaise, PyException, raise } from "./exceptions";
import { formatValue } from "./format";
import { PyClass, PyDescriptor } from "./functions";
import { lessThan } from "./methods";
import { type MaybePromise, PyBuiltin, PyObject, PyType, type Runtime, type Value, identity } from "./objects";
import { binary, SIZE_LIMIT, unary } from "./operations";
import { bind, type BoundArguments } from "./signature";
import { sortValues } from "./sorting";

type Implementation = (args: BoundArguments, runtime: Runtime) => MaybePromise<Value>;

/** Makes a built-in function from a signature (see `bind`) and what it does. */
export function builtin(name: string, signature: readonly string[], run: Implementation): PyBuiltin {
  return new PyBuiltin(name, (args, runtime) => run(bind(name, signature, args), runtime));
}

function type(name: string, signature: readonly string[], isInstance: (value: Value) => boolean, run: Implementation, members = {}): PyType {
  return new PyType(name, (args, runtime) => run(bind(name, signature, args), runtime), isInstance, members);
}

/** `int(value, base)`. */
export async function toInt(value: Value, base: Value | undefined, runtime: Runtime): Promise<bigint> {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") {
    if (Number.isNaN(value)) throw raise("ValueError", "cannot convert float NaN to integer");
    if (!Number.isFinite(value)) throw raise("OverflowError", "cannot convert float infinity to integer");
    return BigInt(Math.trunc(value));
  }
  if (value instanceof PyDecimal) return BigInt(value.big.trunc().toFixed(0));
  if (typeof value === "string") {
    const radix = base === undefined ? 10 : Number(base);
    const clean = value.trim().replaceAll(/(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])/g, "");
    const parsed = parseInteger(clean, radix);
    if (parsed !== null) return parsed;
    throw raise("ValueError", `invalid literal for int() with base ${radix}: ${await runtime.repr(value)}`);
  }
  throw raise("TypeError", `int() argument must be a string, a bytes-like object or a real number, not '${typeNameOf(value)}'`);
}

function parseInteger(text: string, radix: number): bigint | null {
  const match = /^([+-]?)(?:0([xXoObB]))?([0-9a-zA-Z]+)$/.exec(text);
  if (!match) return null;
  const [, sign, prefix, digits = ""] = match;
  const radixOf: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2 };
  const base = prefix ? radixOf[prefix.toLowerCase()] : radix === 0 ? 10 : radix;
  if (prefix && radix !== 0 && radix !== base) return null;
  let value = 0n;
  if (base === 10) {
    if (!/^\d+$/.test(digits)) return null;
    value = BigInt(digits);
  } else {
    for (const c of digits.toLowerCase()) {
      const digit = Number.parseInt(c, 36);
      if (Number.isNaN(digit) || digit >= (base ?? 10)) return null;
      value = value * BigInt(base ?? 10) + BigInt(digit);
    }
  }
  return sign === "-" ? -value : value;
}

/** `float(value)`. */
export async function toFloat(value: Value, runtime: Runtime): Promise<number> {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value instanceof PyDecimal) return value.big.toNumber();
  if (typeof value === "string") {
    const clean = value.trim().replaceAll("_", "").toLowerCase();
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(clean)) return Number(clean);
    if (/^[+-]?(inf|infinity)$/.test(clean)) return clean.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    if (/^[+-]?nan$/.test(clean)) return Number.NaN;
    throw raise("ValueError", `could not convert string to float: ${await runtime.repr(value)}`);
  }
  throw raise("TypeError", `float() argument must be a string or a real number, not '${typeNameOf(value)}'`);
}

/** `Decimal(value)`. */
export function toDecimal(value: Value): PyDecimal {
  if (value instanceof PyDecimal) return value;
  if (typeof value === "bigint") return PyDecimal.fromBigInt(value);
  if (typeof value === "boolean") return PyDecimal.fromBigInt(value ? 1n : 0n);
  if (typeof value === "number") return PyDecimal.fromFloat(value);
  if (typeof value === "string") {
    const parsed = PyDecimal.parse(value);
    if (parsed) return parsed;
    throw new PyRaise(new PyException(INVALID_OPERATION, [], "[<class 'decimal.ConversionSyntax'>]"));
  }
  throw raise("TypeError", `conversion from ${typeNameOf(value)} to Decimal is not supported`);
}

/** decimal.InvalidOperation. */
export const INVALID_OPERATION = new PyExceptionClass("InvalidOperation", [exceptionClass("ArithmeticError")]);

async function extreme(name: string, { args, named }: BoundArguments, runtime: Runtime, better: (a: Value, b: Value) => boolean): Promise<Value> {
  const values = args.length === 1 ? await runtime.list(args[0] as Value) : [...args];
  if (args.length === 0) throw raise("TypeError", `${name} expected at least 1 argument, got 0`);
  if (values.length === 0) {
    if (named.default !== undefined) return named.default;
    throw raise("ValueError", `${name}() iterable argument is empty`);
  }
  const key = named.key ?? null;
  const by = async (value: Value): Promise<Value> => (key === null ? value : runtime.call(key, { positional: [value], keywords: new Map() }));
  let best = values[0] as Value;
  let bestKey = await by(best);
  for (const value of values.slice(1)) {
    const own = await by(value);
    if (better(own, bestKey)) [best, bestKey] = [value, own];
  }
  return best;
}

function range({ args }: BoundArguments): Value[] {
  const bounds = args.map((arg) => {
    if (typeof arg !== "bigint" && typeof arg !== "boolean") throw raise("TypeError", `'${typeNameOf(arg)}' object cannot be interpreted as an integer`);
    return Number(arg);
  });
  if (bounds.length === 0 || bounds.length > 3) throw raise("TypeError", `range expected at least 1 argument, got ${bounds.length}`);
  const [start, stop, step] = bounds.length === 1 ? [0, bounds[0] as number, 1] : [bounds[0] as number, bounds[1] as number, bounds[2] ?? 1];
  if (step === 0) throw raise("ValueError", "range() arg 3 must not be zero");
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > SIZE_LIMIT) throw raise("MemoryError", `range() of ${length} items is more than a script may build`);
  return Array.from({ length }, (_, i) => BigInt(start + i * step));
}

/** Whether `value` is an instance of one class, or of one in a tuple. */
export function isInstance(value: Value, cls: Value): boolean {
  if (cls instanceof PyTuple) return cls.items.some((item) => isInstance(value, item));
  if (cls instanceof PyType) return cls.isInstance(value);
  if (cls instanceof PyExceptionClass) return value instanceof PyException && value.exceptionClass.isSubclassOf(cls);
  if (value instanceof PyObject && "scriptClass" in value && value.scriptClass instanceof PyClass && value.scriptClass.mro.includes(cls)) return true;
  if (cls instanceof PyClass) return value instanceof PyObject && "cls" in value && value.cls instanceof PyClass && value.cls.mro.includes(cls);
  if (cls instanceof PyObject && "hasInstance" in cls) return (cls.hasInstance as (value: Value) => boolean)(value);
  throw raise("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union");
}

/** Rounds half to even, as Python's `round`. */
export function round(value: Value, digits: Value | undefined): Value {
  const places = digits === undefined || digits === null ? null : Number(digits);
  if (typeof value === "bigint" || typeof value === "boolean") {
    const integer = BigInt(value);
    return places !== null && places < 0 ? BigInt(PyDecimal.fromBigInt(integer).quantize(-places).big.toFixed(0)) : integer;
  }
  if (typeof value === "number") return places === null ? roundHalfEven(value) : PyDecimal.fromFloat(value).quantize(-places).big.toNumber();
  if (value instanceof PyDecimal) return places === null ? BigInt(value.quantize(0).big.toFixed(0)) : value.quantize(-places);
  throw raise("TypeError", `type ${typeNameOf(value)} doesn't define __round__ method`);
}

/** The types by name; `isinstance` compares with these. */
export const TYPES: Readonly<Record<string, PyType>> = {
  str: type("str", ["object?", "encoding?", "errors?"], (v) => typeof v === "string", ({ named }, runtime) => (named.object === undefined ? "" : runtime.str(named.object))),
  int: type("int", ["x?", "base?"], (v) => typeof v === "bigint" || typeof v === "boolean", ({ named }, runtime) => toInt(named.x ?? 0n, named.base, runtime)),
  float: type("float", ["x?"], (v) => typeof v === "number", ({ named }, runtime) => toFloat(named.x ?? 0, runtime)),
  bool: type("bool", ["x?"], (v) => typeof v === "boolean", ({ named }, runtime) => runtime.truth(named.x ?? false)),
  list: type("list", ["iterable?"], (v) => Array.isArray(v), async ({ named }, runtime) => (named.iterable === undefined ? [] : runtime.list(named.iterable))),
  tuple: type("tuple", ["iterable?"], (v) => v instanceof PyTuple, async ({ named }, runtime) => new PyTuple(named.iterable === undefined ? [] : await runtime.list(named.iterable))),
  set: type("set", ["iterable?"], (v) => v instanceof PySet && !v.frozen, async ({ named }, runtime) => new PySet(named.iterable === undefined ? [] : await runtime.list(named.iterable))),
  frozenset: type("frozenset", ["iterable?"], (v) => v instanceof PySet && v.frozen, async ({ named }, runtime) => new PySet(named.iterable === undefined ? [] : await runtime.list(named.iterable), true)),
  bytes: type("bytes", ["source?", "encoding?"], (v) => v instanceof Uint8Array, async ({ named }, runtime) => {
    const source = named.source ?? "";
    if (typeof source === "string") return new TextEncoder().encode(source);
    if (source instanceof Uint8Array) return source;
    return Uint8Array.from((await runtime.list(source)).map(Number));
  }),
  dict: type("dict", ["other?", "/", "**kwargs"], (v) => v instanceof PyDict, async ({ named, kwargs }, runtime) => {
    const made = new PyDict();
    if (named.other instanceof PyDict) for (const [key, value] of named.other.entries()) made.set(key, value);
    else if (named.other !== undefined) {
      for await (const pair of runtime.iterate(named.other)) {
        const [key, value] = await runtime.list(pair);
        made.set(key as Value, value as Value);
      }
    }
    for (const [key, value] of kwargs) made.set(key, value);
    return made;
  }),
  object: type("object", [], () => true, () => null),
  property: type("property", ["fget"], (v) => v instanceof PyDescriptor, ({ named }) => new PyDescriptor("property", named.fget as Value)),
  classmethod: type("classmethod", ["f"], (v) => v instanceof PyDescriptor, ({ named }) => new PyDescriptor("classmethod", named.f as Value)),
  staticmethod: type("staticmethod", ["f"], (v) => v instanceof PyDescriptor, ({ named }) => new PyDescriptor("staticmethod", named.f as Value)),
};

function typeOf(value: Value): Value {
  if (value instanceof PyException) return value.exceptionClass;
  for (const name of ["bool", "int", "float", "str", "list", "tuple", "frozenset", "set", "bytes", "dict"]) {
    const candidate = TYPES[name];
    if (candidate?.isInstance(value)) return candidate;
  }
  return new PyType(typeNameOf(value).split(".").at(-1) ?? "object", () => null, (other) => typeNameOf(other) === typeNameOf(value));
}

const FUNCTIONS: readonly PyBuiltin[] = [
  builtin("len", ["obj", "/"], async ({ named }, runtime) => BigInt(await runtime.length(named.obj as Value))),
  builtin("range", ["*args"], range),
  builtin("sorted", ["iterable", "/", "*", "key?", "reverse?"], async ({ named }, runtime) =>
    sortValues(await runtime.list(named.iterable as Value), named.key ?? null, await runtime.truth(named.reverse ?? false), runtime)),
  builtin("reversed", ["sequence", "/"], async ({ named }, runtime) => (await runtime.list(named.sequence as Value)).reverse()),
  builtin("sum", ["iterable", "/", "start?"], async ({ named }, runtime) => {
    let total: Value = named.start ?? 0n;
    for await (const value of runtime.iterate(named.iterable as Value)) total = await binary("+", total, value, runtime);
    return total;
  }),
  builtin("min", ["*args", "key?", "default?"], (args, runtime) => extreme("min", args, runtime, (a, b) => lessThan(a, b))),
  builtin("max", ["*args", "key?", "default?"], (args, runtime) => extreme("max", args, runtime, (a, b) => lessThan(b, a))),
  builtin("any", ["iterable", "/"], async ({ named }, runtime) => {
    for await (const value of runtime.iterate(named.iterable as Value)) if (await runtime.truth(value)) return true;
    return false;
  }),
  builtin("all", ["iterable", "/"], async ({ named }, runtime) => {
    for await (const value of runtime.iterate(named.iterable as Value)) if (!(await runtime.truth(value))) return false;
    return true;
  }),
  builtin("zip", ["*args", "strict?"], async ({ args }, runtime) => {
    const lists = await Promise.all(args.map((arg) => runtime.list(arg)));
    const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
    return Array.from({ length }, (_, i) => new PyTuple(lists.map((list) => list[i] as Value)));
  }),
  builtin("enumerate", ["iterable", "start?"], async ({ named }, runtime) => {
    const start = BigInt((named.start as bigint | undefined) ?? 0n);
    return (await runtime.list(named.iterable as Value)).map((value, i) => new PyTuple([start + BigInt(i), value]));
  }),
  builtin("map", ["function", "*args"], async ({ named, args }, runtime) => {
    const lists = await Promise.all(args.map((arg) => runtime.list(arg)));
    const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
    const out: Value[] = [];
    for (let i = 0; i < length; i++) out.push(await runtime.call(named.function as Value, { positional: lists.map((list) => list[i] as Value), keywords: new Map() }));
    return out;
  }),
  builtin("filter", ["function", "iterable", "/"], async ({ named }, runtime) => {
    const out: Value[] = [];
    for await (const value of runtime.iterate(named.iterable as Value)) {
      const keep = named.function === null ? value : await runtime.call(named.function as Value, { positional: [value], keywords: new Map() });
      if (await runtime.truth(keep)) out.push(value);
    }
    return out;
  }),
  builtin("iter", ["iterable", "/"], ({ named }, runtime) => runtime.list(named.iterable as Value)),
  builtin("next", ["iterator", "default?", "/"], async ({ named }, runtime) => {
    if (Array.isArray(named.iterator)) {
      const first = named.iterator.shift();
      if (first !== undefined) return first;
    } else for await (const value of runtime.iterate(named.iterator as Value)) return value;
    if (named.default !== undefined) return named.default;
    throw raise("StopIteration", "");
  }),
  builtin("abs", ["x", "/"], async ({ named }, runtime) => {
    const value = named.x as Value;
    if (typeof value === "number") return Math.abs(value);
    return lessThan(value, value instanceof PyDecimal || typeof value === "bigint" || typeof value === "boolean" ? 0n : (await binary("-", value, value, runtime))) ? unary("-", value, runtime) : value;
  }),
  builtin("round", ["number", "ndigits?"], ({ named }) => round(named.number as Value, named.ndigits)),
  builtin("pow", ["base", "exp", "/"], ({ named }, runtime) => binary("**", named.base as Value, named.exp as Value, runtime)),
  builtin("divmod", ["x", "y", "/"], async ({ named }, runtime) => new PyTuple([
    await binary("//", named.x as Value, named.y as Value, runtime), await binary("%", named.x as Value, named.y as Value, runtime),
  ])),
  builtin("repr", ["obj", "/"], ({ named }, runtime) => runtime.repr(named.obj as Value)),
  builtin("ascii", ["obj", "/"], ({ named }, runtime) => runtime.repr(named.obj as Value)),
  builtin("format", ["value", "format_spec?", "/"], ({ named }, runtime) => formatValue(named.value as Value, String(named.format_spec ?? ""), runtime)),
  builtin("isinstance", ["obj", "class_or_tuple", "/"], ({ named }) => isInstance(named.obj as Value, named.class_or_tuple as Value)),
  builtin("getattr", ["object", "name", "default?", "/"], async ({ named }, runtime) => {
    try {
      return await runtime.getAttribute(named.object as Value, named.name as string);
    } catch (error) {
      if (named.default !== undefined && error instanceof PyRaise && error.exception.exceptionClass.isSubclassOf(exceptionClass("AttributeError"))) return named.default;
      throw error;
    }
  }),
  builtin("hasattr", ["obj", "name", "/"], async ({ named }, runtime) => {
    try {
      await runtime.getAttribute(named.obj as Value, named.name as string);
      return true;
    } catch (error) {
      if (error instanceof PyRaise && error.exception.exceptionClass.isSubclassOf(exceptionClass("AttributeError"))) return false;
      throw error;
    }
  }),
  builtin("setattr", ["obj", "name", "value", "/"], async ({ named }, runtime) => {
    await runtime.setAttribute(named.obj as Value, named.name as string, named.value as Value);
    return null;
  }),
  builtin("callable", ["obj", "/"], ({ named }) => named.obj instanceof PyObject && named.obj.call !== undefined),
  builtin("type", ["object", "/"], ({ named }, runtime) => {
    const value = named.object as Value;
    return value instanceof PyObject ? Promise.resolve(value.attribute("__class__", runtime)).then((cls) => cls ?? typeOf(value)) : typeOf(value);
  }),
  builtin("id", ["obj", "/"], ({ named }) => (typeof named.obj === "object" && named.obj !== null ? BigInt(identity(named.obj)) : 0n)),
  builtin("hash", ["obj", "/"], ({ named }) => (typeof named.obj === "bigint" ? named.obj : BigInt(String(named.obj).length))),
  builtin("chr", ["i", "/"], ({ named }) => String.fromCodePoint(Number(named.i))),
  builtin("ord", ["c", "/"], ({ named }) => BigInt(String(named.c).codePointAt(0) ?? 0)),
  builtin("bin", ["number", "/"], ({ named }) => `0b${BigInt(named.number as bigint).toString(2)}`),
  builtin("hex", ["number", "/"], ({ named }) => `0x${BigInt(named.number as bigint).toString(16)}`),
  builtin("oct", ["number", "/"], ({ named }) => `0o${BigInt(named.number as bigint).toString(8)}`),
];

/** Python's built-in names, without `print`, whose output belongs to the run. */
export function pythonBuiltins(): Map<string, Value> {
  const names = new Map<string, Value>();
  for (const fn of FUNCTIONS) names.set(fn.name, fn);
  for (const [name, value] of Object.entries(TYPES)) names.set(name, value);
  for (const [name, value] of EXCEPTIONS) names.set(name, value);
  names.set("NotImplemented", null);
  return names;
}

