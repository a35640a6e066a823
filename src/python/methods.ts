import { PyDict, PySet, PyTuple } from "./collections";
import { dictMethods } from "./dictMethods";
import { decode } from "./encodings";
import { compareValues, equal, typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { done, type MethodTable } from "./methodTable";
import { namedTupleAttribute } from "./modules/namedTuples";
import { floatMethods, intMethods, numberAttribute } from "./numberMethods";
import { index as integer } from "./numbers";
import { PyBuiltin, PySlice, PyType, type Value } from "./objects";
import { sliceBounds } from "./sequences";
import { frozensetMethods, setMethods } from "./setMethods";
import { type BoundArguments, bind } from "./signature";
import { sortValues } from "./sorting";
import { stringMethods } from "./stringMethods";

export type { MethodTable } from "./methodTable";

/** The bound method of a built-in type's value, or undefined. */
export function methodOf(value: Value, name: string): Value | undefined {
  if (typeof value === "string") return bound(stringMethods, value, name);
  if (Array.isArray(value)) return bound(listMethods, value, name);
  if (value instanceof PyDict) return bound(dictMethods, value, name);
  if (value instanceof PySet) return bound(value.frozen ? frozensetMethods : setMethods, value, name);
  if (value instanceof PyTuple) return bound(tupleMethods, value, name) ?? namedTupleAttribute(value, name);
  if (value instanceof Uint8Array) return bound(bytesMethods, value, name);
  if (typeof value === "number") return numberAttribute(value, name) ?? bound(floatMethods, value, name);
  if (typeof value === "bigint" || typeof value === "boolean")
    return numberAttribute(value, name) ?? bound(intMethods, BigInt(value), name);
  if (value instanceof PyType) return unbound(value, name);
  return undefined;
}

/** Names of the methods a value of this kind has, for completion and "did you mean". */
export function methodNames(type: string): string[] {
  return Object.keys(TABLES[type] ?? {});
}

function bound<T extends Value>(table: MethodTable<T>, self: T, name: string): PyBuiltin | undefined {
  const method = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!method) return undefined;
  return new PyBuiltin(name, (args, runtime) => method.run(self, bind(name, method.signature, args), runtime));
}

function indexIn(items: readonly Value[], named: BoundArguments["named"]): number {
  const { start, stop } = sliceBounds(new PySlice(named.start ?? null, named.stop ?? null, null), items.length);
  return items.findIndex((item, i) => i >= start && i < stop && equal(item, named.value as Value));
}

const listMethods: MethodTable<Value[]> = {
  append: { signature: ["object", "/"], run: (self, { named }) => done(self.push(named.object as Value)) },
  extend: {
    signature: ["iterable", "/"],
    async run(self, { named }, runtime) {
      // One by one: a long list has more items than a call may have arguments.
      for (const item of await runtime.list(named.iterable as Value)) self.push(item);
      return null;
    },
  },
  insert: {
    signature: ["index", "object", "/"],
    run: (self, { named }) => done(self.splice(Number(integer(named.index)), 0, named.object as Value)),
  },
  pop: {
    signature: ["index?", "/"],
    run(self, { named }) {
      if (self.length === 0) throw raise("IndexError", "pop from empty list");
      const index = Number(integer(named.index ?? -1n));
      const at = index < 0 ? index + self.length : index;
      if (at < 0 || at >= self.length) throw raise("IndexError", "pop index out of range");
      return self.splice(at, 1)[0] as Value;
    },
  },
  remove: {
    signature: ["value", "/"],
    run(self, { named }) {
      const at = self.findIndex((item) => equal(item, named.value as Value));
      if (at < 0) throw raise("ValueError", "list.remove(x): x not in list");
      self.splice(at, 1);
      return null;
    },
  },
  index: {
    signature: ["value", "start?", "stop?", "/"],
    async run(self, { named }, runtime) {
      const at = indexIn(self, named);
      if (at < 0) throw raise("ValueError", `${await runtime.repr(named.value as Value)} is not in list`);
      return BigInt(at);
    },
  },
  count: {
    signature: ["value", "/"],
    run: (self, { named }) => BigInt(self.filter((item) => equal(item, named.value as Value)).length),
  },
  reverse: { signature: [], run: (self) => done(self.reverse()) },
  clear: { signature: [], run: (self) => done(self.splice(0)) },
  copy: { signature: [], run: (self) => [...self] },
  sort: {
    signature: ["*", "key?", "reverse?"],
    async run(self, { named }, runtime) {
      const sorted = await sortValues(self, named.key ?? null, await runtime.truth(named.reverse ?? false), runtime);
      self.length = 0;
      for (const item of sorted) self.push(item);
      return null;
    },
  },
};

const tupleMethods: MethodTable<PyTuple> = {
  count: {
    signature: ["value", "/"],
    run: (self, { named }) => BigInt(self.items.filter((item) => equal(item, named.value as Value)).length),
  },
  index: {
    signature: ["value", "start?", "stop?", "/"],
    run(self, { named }) {
      const at = indexIn(self.items, named);
      if (at < 0) throw raise("ValueError", "tuple.index(x): x not in tuple");
      return BigInt(at);
    },
  },
  _asdict: {
    signature: [],
    run: (self) => new PyDict((self.names ?? []).map((name, i) => [name, self.items[i] as Value] as const)),
  },
};

const bytesMethods: MethodTable<Uint8Array> = {
  decode: {
    signature: ["encoding?", "errors?"],
    run: (self, { named }) => decode(self, String(named.encoding ?? "utf-8"), String(named.errors ?? "strict")),
  },
  hex: { signature: [], run: (self) => [...self].map((byte) => byte.toString(16).padStart(2, "0")).join("") },
};

const TABLES: Readonly<Record<string, MethodTable<never>>> = {
  str: stringMethods,
  list: listMethods,
  dict: dictMethods,
  set: setMethods,
  frozenset: frozensetMethods,
  tuple: tupleMethods,
  bytes: bytesMethods,
  float: floatMethods,
  int: intMethods,
  bool: intMethods,
};

/** `str.upper`: the method without its value, which is then the first argument. */
function unbound(type: PyType, name: string): PyBuiltin | undefined {
  const table = TABLES[type.name];
  if (!table || !Object.hasOwn(table, name)) return undefined;
  return new PyBuiltin(name, (args, runtime) => {
    const [self, ...positional] = args.positional;
    if (self === undefined) throw raise("TypeError", `unbound method ${type.name}.${name}() needs an argument`);
    const method = type.isInstance(self) ? methodOf(self, name) : undefined;
    if (!(method instanceof PyBuiltin)) {
      throw raise(
        "TypeError",
        `descriptor '${name}' for '${type.name}' objects doesn't apply to a '${typeNameOf(self)}' object`,
      );
    }
    return method.call({ positional, keywords: args.keywords }, runtime);
  });
}

/** For `min`, `max` and sorting: Python's `<`, with its TypeError. */
export function lessThan(a: Value, b: Value): boolean {
  const order = compareValues(a, b);
  if (order === undefined)
    throw raise("TypeError", `'<' not supported between instances of '${typeNameOf(a)}' and '${typeNameOf(b)}'`);
  return order < 0;
}
