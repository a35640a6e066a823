import { PyDict, PySet, PyTuple } from "./collections";
import { decode, encode } from "./encodings";
import { typeNameOf } from "./equality";
import { PyException, PyExceptionClass, raise } from "./exceptions";
import { PyClass, PyDescriptor, PyInstance } from "./functions";
import { builtin, type Implementation } from "./makeBuiltin";
import { merge } from "./mappings";
import { index, toFloat, toInt } from "./numbers";
import { PyObject, PySlice, PyType, type Runtime, type Value } from "./objects";
import { SIZE_LIMIT } from "./operations";
import { PyRange } from "./range";
import { bind } from "./signature";
import { translationTable } from "./translation";

type Test = (value: Value) => boolean;

function type(name: string, signature: readonly string[], isInstance: Test, run: Implementation, members = {}): PyType {
  return new PyType(name, (args, runtime) => run(bind(name, signature, args), runtime), isInstance, members);
}

function textArgument(value: Value | undefined, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

async function items(value: Value | undefined, runtime: Runtime): Promise<Value[]> {
  return value === undefined ? [] : runtime.list(value);
}

/** What `object()` gives: equal to nothing but itself. */
class PlainObject extends PyObject {
  readonly typeName = "object";
}

const str = type(
  "str",
  ["object?", "encoding?", "errors?"],
  (v) => typeof v === "string",
  ({ named }, runtime) => {
    if (named.object instanceof Uint8Array && (named.encoding !== undefined || named.errors !== undefined)) {
      return decode(named.object, textArgument(named.encoding, "utf-8"), textArgument(named.errors, "strict"));
    }
    return named.object === undefined ? "" : runtime.str(named.object);
  },
  {
    maketrans: builtin("maketrans", ["x", "y?", "z?"], ({ named }) =>
      translationTable(named.x as Value, named.y, named.z),
    ),
  },
);

const int = type(
  "int",
  ["x?", "base?"],
  (v) => typeof v === "bigint" || typeof v === "boolean",
  ({ named }) => toInt(named.x === undefined ? 0n : named.x, named.base),
  {
    from_bytes: builtin("from_bytes", ["bytes", "byteorder?", "*", "signed?"], async ({ named }, runtime) => {
      const bytes = await items(named.bytes, runtime);
      if (named.byteorder === "little") bytes.reverse();
      const value = bytes.reduce<bigint>((total, byte) => (total << 8n) | index(byte), 0n);
      return named.signed === true ? BigInt.asIntN(bytes.length * 8, value) : value;
    }),
  },
);

const bytes = type(
  "bytes",
  ["source?", "encoding?"],
  (v) => v instanceof Uint8Array,
  async ({ named }, runtime) => {
    const { source } = named;
    if (source === undefined) return new Uint8Array();
    if (typeof source === "string") {
      if (named.encoding === undefined) throw raise("TypeError", "string argument without an encoding");
      return encode(source, textArgument(named.encoding, "utf-8"));
    }
    if (source instanceof Uint8Array) return source;
    if (typeof source === "bigint") {
      if (source < 0n) throw raise("ValueError", "negative count");
      if (source > BigInt(SIZE_LIMIT)) throw raise("MemoryError", "");
      return new Uint8Array(Number(source));
    }
    const values = (await runtime.list(source)).map((value) => index(value));
    if (values.some((value) => value < 0n || value > 255n)) throw raise("ValueError", "bytes must be in range(0, 256)");
    return Uint8Array.from(values.map(Number));
  },
  {
    fromhex: builtin("fromhex", ["string", "/"], ({ named }) => {
      const digits = String(named.string).replaceAll(/\s/g, "");
      const wrong = digits.search(/[^0-9a-f]/i);
      if (wrong >= 0 || digits.length % 2 !== 0) {
        throw raise(
          "ValueError",
          `non-hexadecimal number found in fromhex() arg at position ${wrong >= 0 ? wrong : digits.length}`,
        );
      }
      return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    }),
  },
);

const dict = type(
  "dict",
  ["other?", "/", "**kwargs"],
  (v) => v instanceof PyDict,
  async ({ named, kwargs }, runtime) => {
    const made = new PyDict();
    await merge(made, named.other, kwargs, runtime);
    return made;
  },
  {
    fromkeys: builtin("fromkeys", ["iterable", "value?", "/"], async ({ named }, runtime) => {
      const keys = await items(named.iterable, runtime);
      return new PyDict(keys.map((key) => [key, named.value ?? null] as const));
    }),
  },
);

const slice = type(
  "slice",
  ["*args"],
  (v) => v instanceof PySlice,
  ({ args }) => {
    if (args.length === 0) throw raise("TypeError", "slice expected at least 1 argument, got 0");
    if (args.length > 3) throw raise("TypeError", `slice expected at most 3 arguments, got ${args.length}`);
    const [a = null, b = null, c = null] = args;
    return args.length === 1 ? new PySlice(null, a, null) : new PySlice(a, b, c);
  },
);

const descriptor = (kind: "classmethod" | "staticmethod"): PyType =>
  type(
    kind,
    ["f"],
    (v) => v instanceof PyDescriptor && v.kind === kind,
    ({ named }) => new PyDescriptor(kind, named.f as Value),
  );

/** The types by name; `isinstance` compares with these. */
export const TYPES: Readonly<Record<string, PyType>> = {
  str,
  int,
  float: type(
    "float",
    ["x?"],
    (v) => typeof v === "number",
    ({ named }) => toFloat(named.x === undefined ? 0 : named.x),
  ),
  bool: type(
    "bool",
    ["x?"],
    (v) => typeof v === "boolean",
    ({ named }, runtime) => runtime.truth(named.x === undefined ? false : named.x),
  ),
  list: type(
    "list",
    ["iterable?", "/"],
    (v) => Array.isArray(v),
    ({ named }, runtime) => items(named.iterable, runtime),
  ),
  tuple: type(
    "tuple",
    ["iterable?", "/"],
    (v) => v instanceof PyTuple,
    async ({ named }, runtime) =>
      named.iterable instanceof PyTuple && !named.iterable.names
        ? named.iterable
        : new PyTuple(await items(named.iterable, runtime)),
  ),
  set: type(
    "set",
    ["iterable?", "/"],
    (v) => v instanceof PySet && !v.frozen,
    async ({ named }, runtime) => new PySet(await items(named.iterable, runtime)),
  ),
  frozenset: type(
    "frozenset",
    ["iterable?", "/"],
    (v) => v instanceof PySet && v.frozen,
    async ({ named }, runtime) => new PySet(await items(named.iterable, runtime), true),
  ),
  bytes,
  dict,
  slice,
  range: type(
    "range",
    ["*args"],
    (v) => v instanceof PyRange,
    ({ args }) => PyRange.of(args),
  ),
  object: type(
    "object",
    [],
    () => true,
    () => new PlainObject(),
  ),
  property: type(
    "property",
    ["fget?", "fset?"],
    (v) => v instanceof PyDescriptor && v.kind === "property",
    ({ named }) => new PyDescriptor("property", named.fget ?? null, named.fset ?? null),
  ),
  classmethod: descriptor("classmethod"),
  staticmethod: descriptor("staticmethod"),
};

const isClass = (value: Value): boolean =>
  value instanceof PyType || value instanceof PyClass || value instanceof PyExceptionClass;

/** `type(value)`, and what `isinstance` compares classes with. */
export const typeType: PyType = type("type", ["object", "/"], isClass, async ({ named }, runtime) => {
  const value = named.object as Value;
  const own = value instanceof PyObject ? await value.attribute("__class__", runtime) : undefined;
  return own ?? typeOf(value);
});

/** The class of a value, as `type(value)` and `value.__class__` give it. */
export function typeOf(value: Value): Value {
  if (value instanceof PyException) return value.exceptionClass;
  if (isClass(value)) return typeType;
  if (value instanceof PyInstance) return value.cls;
  if (value instanceof PyTuple && value.names) return otherType(value);
  // A bool is an int, too: the narrower type comes first.
  for (const name of [
    "bool",
    "int",
    "float",
    "str",
    "list",
    "tuple",
    "frozenset",
    "set",
    "bytes",
    "dict",
    "slice",
    "range",
  ]) {
    const candidate = TYPES[name];
    if (candidate?.isInstance(value)) return candidate;
  }
  return otherType(value);
}

const otherTypes = new Map<string, PyType>();

/** One type a name, so that `type(a) is type(b)` holds. */
function otherType(value: Value): PyType {
  const name = typeNameOf(value);
  const known = otherTypes.get(name);
  if (known) return known;
  const short = name.split(".").at(-1) ?? "object";
  const made = new PyType(
    short,
    () => null,
    (other) => typeNameOf(other) === name,
  );
  otherTypes.set(name, made);
  return made;
}

/** Whether `cls` is one class, or one in a tuple, or below it. */
export function isSubclass(cls: Value, other: Value): boolean {
  if (other instanceof PyTuple) return other.items.some((item) => isSubclass(cls, item));
  if (cls === other || other === TYPES.object) return true;
  if (cls instanceof PyExceptionClass) return other instanceof PyExceptionClass && cls.isSubclassOf(other);
  if (cls instanceof PyClass) return cls.mro.includes(other);
  if (cls instanceof PyType) return cls === TYPES.bool && other === TYPES.int;
  throw raise("TypeError", "issubclass() arg 1 must be a class");
}
