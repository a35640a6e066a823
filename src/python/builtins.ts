import { asciiOnly } from "./ascii";
import { PyDict, PyTuple } from "./collections";
import { PyTimedelta } from "./datetime";
import { PyDecimal } from "./decimal";
import { invalidOperation } from "./decimalErrors";
import { special } from "./dunders";
import { hashOf, typeNameOf } from "./equality";
import {
  EXCEPTIONS,
  exceptionClass,
  PyException,
  PyExceptionClass,
  PyRaise,
  raise,
  UnsupportedError,
} from "./exceptions";
import { formatValue } from "./format";
import { PyClass, PyInstance } from "./functions";
import { ITERATION } from "./iteration";
import { builtin } from "./makeBuiltin";
import { methodNames } from "./methods";
import { inBase, index, magnitude, powerModulo, round } from "./numbers";
import {
  ELLIPSIS,
  identity,
  NOT_IMPLEMENTED,
  type PyBuiltin,
  PyModule,
  PyObject,
  PyType,
  type Runtime,
  type Value,
} from "./objects";
import { binary, compare } from "./operations";
import type { BoundArguments } from "./signature";
import { sortValues } from "./sorting";
import { isSubclass, TYPES, typeType } from "./types";

export { INVALID_OPERATION } from "./decimalErrors";
export { builtin } from "./makeBuiltin";
export { toFloat, toInt } from "./numbers";
export { TYPES } from "./types";

/** `Decimal(value)`. */
export function toDecimal(value: Value): PyDecimal {
  if (value instanceof PyDecimal) return value;
  if (typeof value === "bigint") return PyDecimal.fromBigInt(value);
  if (typeof value === "boolean") return PyDecimal.fromBigInt(value ? 1n : 0n);
  if (typeof value === "number") return PyDecimal.fromFloat(value);
  if (typeof value === "string") {
    const parsed = PyDecimal.parse(value);
    if (parsed) return parsed;
    throw invalidOperation("ConversionSyntax");
  }
  if (value instanceof PyTuple) return decimalOfTuple(value.items);
  throw raise("TypeError", `conversion from ${typeNameOf(value)} to Decimal is not supported`);
}

/** `Decimal((sign, digits, exponent))`. */
function decimalOfTuple([sign, digits, exponent]: readonly Value[]): PyDecimal {
  const text =
    digits instanceof PyTuple || Array.isArray(digits) ? (Array.isArray(digits) ? digits : digits.items).join("") : "";
  const parsed = PyDecimal.parse(`${sign === 1n ? "-" : ""}${text || "0"}E${String(exponent ?? 0n)}`);
  if (!parsed)
    throw raise(
      "ValueError",
      "Invalid tuple size in creation of Decimal from list or tuple.  The list or tuple should have exactly three elements.",
    );
  return parsed;
}

/** The values of an iterable, each counted as a step, with messages let in now and then. */
async function* breathing(runtime: Runtime, source: Value): AsyncGenerator<Value> {
  for await (const value of runtime.iterate(source)) {
    runtime.step();
    await runtime.breathe();
    yield value;
  }
}

async function extreme(name: "min" | "max", { args, named }: BoundArguments, runtime: Runtime): Promise<Value> {
  if (args.length === 0) throw raise("TypeError", `${name} expected at least 1 argument, got 0`);
  const values = args.length === 1 ? await runtime.list(args[0] as Value) : [...args];
  if (values.length === 0) {
    if (named.default !== undefined) return named.default;
    throw raise("ValueError", `${name}() arg is an empty sequence`);
  }
  const operator = name === "min" ? "<" : ">";
  const key = named.key ?? null;
  const by = async (value: Value): Promise<Value> =>
    key === null ? value : runtime.call(key, { positional: [value], keywords: new Map() });
  let best = values[0] as Value;
  let bestKey = await by(best);
  for (const value of values.slice(1)) {
    const own = await by(value);
    if (await runtime.truth(await compare(operator, own, bestKey, runtime))) [best, bestKey] = [value, own];
  }
  return best;
}

/** Whether `value` is an instance of one class, or of one in a tuple. */
export function isInstance(value: Value, cls: Value): boolean {
  if (cls instanceof PyTuple) return cls.items.some((item) => isInstance(value, item));
  if (cls === null) return value === null;
  if (cls instanceof PyType) return cls.isInstance(value);
  if (cls instanceof PyExceptionClass) return value instanceof PyException && value.exceptionClass.isSubclassOf(cls);
  if (
    value instanceof PyObject &&
    "scriptClass" in value &&
    value.scriptClass instanceof PyClass &&
    value.scriptClass.mro.includes(cls)
  )
    return true;
  if (cls instanceof PyClass)
    return value instanceof PyObject && "cls" in value && value.cls instanceof PyClass && value.cls.mro.includes(cls);
  if (cls instanceof PyObject && "hasInstance" in cls) return (cls.hasInstance as (value: Value) => boolean)(value);
  throw raise("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union");
}

/** A number that is equal for equal values (not CPython's: those of texts differ from run to run). */
function hashNumber(key: string): bigint {
  if (/^n:-?\d{1,18}$/.test(key)) return BigInt(key.slice(2));
  let hash = 14695981039346656037n;
  for (const c of key) hash = BigInt.asUintN(64, (hash ^ BigInt(c.codePointAt(0) ?? 0)) * 1099511628211n);
  return BigInt.asIntN(62, hash);
}

/** Names of what a value has, for `dir()`. */
function attributeNames(value: Value): string[] {
  const own = value instanceof PyObject && "attributeNames" in value ? (value.attributeNames as () => string[])() : [];
  return [
    ...new Set([...own, ...(value instanceof PyModule ? value.members.keys() : []), ...methodNames(typeNameOf(value))]),
  ];
}

/** Built-in functions that reach out of a script, with the reason why they are not run. */
export const REFUSED: readonly PyBuiltin[] = Object.entries({
  eval: "it runs text as code; write the expression itself",
  exec: "it runs text as code; write the statements themselves",
  compile: "it runs text as code; write the statements themselves",
  __import__: "use an import statement",
  open: "a script reads and writes the database only; put the text into the script",
  input: "a script runs without anybody to ask; put the value into the script",
  globals: "a script's names are not a dict here",
  locals: "a script's names are not a dict here",
  breakpoint: "there is no debugger; use print()",
  complex: "complex numbers are outside the Python subset that is run here",
  memoryview: "use bytes",
}).map(([name, reason]) =>
  builtin(name, ["*args", "**kwargs"], () => {
    throw new UnsupportedError(`${name}() is not run here: ${reason}`);
  }),
);

const FUNCTIONS: readonly PyBuiltin[] = [
  builtin("len", ["obj", "/"], async ({ named }, runtime) => BigInt(await runtime.length(named.obj as Value))),
  builtin("sorted", ["iterable", "/", "*", "key?", "reverse?"], async ({ named }, runtime) =>
    sortValues(
      await runtime.list(named.iterable as Value),
      named.key ?? null,
      await runtime.truth(named.reverse ?? false),
      runtime,
    ),
  ),
  builtin("sum", ["iterable", "/", "start?"], async ({ named }, runtime) => {
    let total: Value = named.start === undefined ? 0n : named.start;
    if (typeof total === "string") throw raise("TypeError", "sum() can't sum strings [use ''.join(seq) instead]");
    await runtime.each(runtime.iterate(named.iterable as Value), (value) => {
      const next = binary("+", total, value, runtime);
      if (!(next instanceof Promise)) total = next;
      else
        return next.then((sum) => {
          total = sum;
        });
    });
    return total;
  }),
  builtin("min", ["*args", "key?", "default?"], (args, runtime) => extreme("min", args, runtime)),
  builtin("max", ["*args", "key?", "default?"], (args, runtime) => extreme("max", args, runtime)),
  builtin("any", ["iterable", "/"], async ({ named }, runtime) => {
    for await (const value of breathing(runtime, named.iterable as Value)) if (await runtime.truth(value)) return true;
    return false;
  }),
  builtin("all", ["iterable", "/"], async ({ named }, runtime) => {
    for await (const value of breathing(runtime, named.iterable as Value))
      if (!(await runtime.truth(value))) return false;
    return true;
  }),
  ...ITERATION,
  builtin("abs", ["x", "/"], async ({ named }, runtime) => {
    const value = named.x as Value;
    const absolute = value instanceof PyInstance ? await special(value, "__abs__", [], runtime) : undefined;
    if (absolute !== undefined) return absolute;
    const own = magnitude(value, runtime);
    if (own !== undefined) return own;
    if (!(value instanceof PyTimedelta)) throw raise("TypeError", `bad operand type for abs(): '${typeNameOf(value)}'`);
    return value.micros < 0n ? new PyTimedelta(-value.micros) : value;
  }),
  builtin("round", ["number", "ndigits?"], ({ named }) => round(named.number as Value, named.ndigits)),
  builtin("pow", ["base", "exp", "mod?"], ({ named }, runtime) =>
    named.mod === undefined || named.mod === null
      ? binary("**", named.base as Value, named.exp as Value, runtime)
      : powerModulo(named.base as Value, named.exp as Value, named.mod),
  ),
  builtin(
    "divmod",
    ["x", "y", "/"],
    async ({ named }, runtime) =>
      new PyTuple([
        await binary("//", named.x as Value, named.y as Value, runtime),
        await binary("%", named.x as Value, named.y as Value, runtime),
      ]),
  ),
  builtin("repr", ["obj", "/"], ({ named }, runtime) => runtime.repr(named.obj as Value)),
  builtin("ascii", ["obj", "/"], async ({ named }, runtime) => asciiOnly(await runtime.repr(named.obj as Value))),
  builtin("format", ["value", "format_spec?", "/"], ({ named }, runtime) =>
    formatValue(named.value as Value, String(named.format_spec ?? ""), runtime),
  ),
  builtin("isinstance", ["obj", "class_or_tuple", "/"], ({ named }) =>
    isInstance(named.obj as Value, named.class_or_tuple as Value),
  ),
  builtin("getattr", ["object", "name", "default?", "/"], async ({ named }, runtime) => {
    if (typeof named.name !== "string")
      throw raise("TypeError", `attribute name must be string, not '${typeNameOf(named.name as Value)}'`);
    try {
      return await runtime.getAttribute(named.object as Value, named.name as string);
    } catch (error) {
      if (
        named.default !== undefined &&
        error instanceof PyRaise &&
        error.exception.exceptionClass.isSubclassOf(exceptionClass("AttributeError"))
      )
        return named.default;
      throw error;
    }
  }),
  builtin("hasattr", ["obj", "name", "/"], async ({ named }, runtime) => {
    try {
      await runtime.getAttribute(named.obj as Value, named.name as string);
      return true;
    } catch (error) {
      if (error instanceof PyRaise && error.exception.exceptionClass.isSubclassOf(exceptionClass("AttributeError")))
        return false;
      throw error;
    }
  }),
  builtin("setattr", ["obj", "name", "value", "/"], async ({ named }, runtime) => {
    await runtime.setAttribute(named.obj as Value, named.name as string, named.value as Value);
    return null;
  }),
  builtin("callable", ["obj", "/"], ({ named }) => named.obj instanceof PyObject && named.obj.call !== undefined),
  builtin("id", ["obj", "/"], ({ named }) =>
    typeof named.obj === "object" && named.obj !== null ? BigInt(identity(named.obj)) : 0n,
  ),
  builtin("hash", ["obj", "/"], async ({ named }, runtime) => {
    const value = named.obj as Value;
    if (value instanceof PyInstance && value.cls.lookup("__hash__") !== undefined)
      return (await special(value, "__hash__", [], runtime)) ?? null;
    return hashNumber(hashOf(value));
  }),
  builtin("issubclass", ["cls", "class_or_tuple", "/"], ({ named }) =>
    isSubclass(named.cls as Value, named.class_or_tuple as Value),
  ),
  builtin("vars", ["object", "/"], async ({ named }, runtime) => {
    const { object } = named;
    if (object instanceof PyInstance) return new PyDict(object.fields);
    const own = object instanceof PyObject ? await object.attribute("__dict__", runtime) : undefined;
    if (own !== undefined) return own;
    throw raise("TypeError", "vars() argument must have __dict__ attribute");
  }),
  builtin("delattr", ["obj", "name", "/"], ({ named }) => {
    if (named.obj instanceof PyObject && named.obj.deleteAttribute(String(named.name))) return null;
    throw raise(
      "AttributeError",
      `'${typeNameOf(named.obj as Value)}' object has no attribute '${String(named.name)}'`,
    );
  }),
  builtin("dir", ["object", "/"], ({ named }) => attributeNames(named.object as Value).sort()),
  ...REFUSED,
  builtin("chr", ["i", "/"], ({ named }) => {
    const code = index(named.i);
    if (code < 0n || code > 0x10ffffn) throw raise("ValueError", "chr() arg not in range(0x110000)");
    return String.fromCodePoint(Number(code));
  }),
  builtin("ord", ["c", "/"], ({ named }) => {
    if (typeof named.c !== "string")
      throw raise("TypeError", `ord() expected string of length 1, but ${typeNameOf(named.c as Value)} found`);
    const points = [...named.c];
    if (points.length !== 1)
      throw raise("TypeError", `ord() expected a character, but string of length ${points.length} found`);
    return BigInt(named.c.codePointAt(0) ?? 0);
  }),
  builtin("bin", ["number", "/"], ({ named }) => inBase(named.number as Value, "0b", 2)),
  builtin("hex", ["number", "/"], ({ named }) => inBase(named.number as Value, "0x", 16)),
  builtin("oct", ["number", "/"], ({ named }) => inBase(named.number as Value, "0o", 8)),
];

/** Python's built-in names, without `print`, whose output belongs to the run. */
export function pythonBuiltins(): Map<string, Value> {
  const names = new Map<string, Value>();
  for (const fn of FUNCTIONS) names.set(fn.name, fn);
  for (const [name, value] of Object.entries(TYPES)) names.set(name, value);
  for (const [name, value] of EXCEPTIONS) names.set(name, value);
  names.set("NotImplemented", NOT_IMPLEMENTED);
  names.set("Ellipsis", ELLIPSIS);
  names.set("type", typeType);
  return names;
}
