import { PyDict, PySet, PyTuple } from "./collections";
import { compareValues, equal, typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { type MaybePromise, PyBuiltin, type Runtime, type Value } from "./objects";
import { sortValues } from "./sorting";
import { bind, type BoundArguments } from "./signature";
import { stringMethods } from "./stringMethods";

type Method<T> = { readonly signature: readonly string[]; run(self: T, args: BoundArguments, runtime: Runtime): MaybePromise<Value> };
export type MethodTable<T> = Readonly<Record<string, Method<T>>>;

/** The bound method of a built-in type's value, or undefined. */
export function methodOf(value: Value, name: string): Value | undefined {
  if (typeof value === "string") return bound(stringMethods, value, name);
  if (Array.isArray(value)) return bound(listMethods, value, name);
  if (value instanceof PyDict) return bound(dictMethods, value, name);
  if (value instanceof PySet) return bound(setMethods, value, name);
  if (value instanceof PyTuple) return bound(tupleMethods, value, name);
  if (value instanceof Uint8Array) return bound(bytesMethods, value, name);
  if (typeof value === "number") return bound(floatMethods, value, name);
  if (typeof value === "bigint") return bound(intMethods, value, name);
  return undefined;
}

/** Names of the methods a value of this kind has, for completion and "did you mean". */
export function methodNames(type: string): string[] {
  const tables: Readonly<Record<string, object>> = {
    str: stringMethods, list: listMethods, dict: dictMethods, set: setMethods, tuple: tupleMethods, bytes: bytesMethods, float: floatMethods, int: intMethods,
  };
  return Object.keys(tables[type] ?? {});
}

function bound<T extends Value>(table: MethodTable<T>, self: T, name: string): PyBuiltin | undefined {
  const method = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!method) return undefined;
  return new PyBuiltin(name, (args, runtime) => method.run(self, bind(name, method.signature, args), runtime));
}

const listMethods: MethodTable<Value[]> = {
  append: { signature: ["object", "/"], run: (self, { named }) => (self.push(named.object as Value), null) },
  extend: {
    signature: ["iterable", "/"],
    async run(self, { named }, runtime) {
      self.push(...(await runtime.list(named.iterable as Value)));
      return null;
    },
  },
  insert: { signature: ["index", "object", "/"], run: (self, { named }) => (self.splice(Number(named.index), 0, named.object as Value), null) },
  pop: {
    signature: ["index?", "/"],
    run(self, { named }) {
      if (self.length === 0) throw raise("IndexError", "pop from empty list");
      const index = Number(named.index ?? -1n);
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
    signature: ["value", "/"],
    async run(self, { named }, runtime) {
      const at = self.findIndex((item) => equal(item, named.value as Value));
      if (at < 0) throw raise("ValueError", `${await runtime.repr(named.value as Value)} is not in list`);
      return BigInt(at);
    },
  },
  count: { signature: ["value", "/"], run: (self, { named }) => BigInt(self.filter((item) => equal(item, named.value as Value)).length) },
  reverse: { signature: [], run: (self) => (self.reverse(), null) },
  clear: { signature: [], run: (self) => (self.splice(0), null) },
  copy: { signature: [], run: (self) => [...self] },
  sort: {
    signature: ["*", "key?", "reverse?"],
    async run(self, { named }, runtime) {
      const sorted = await sortValues(self, named.key ?? null, await runtime.truth(named.reverse ?? false), runtime);
      self.splice(0, self.length, ...sorted);
      return null;
    },
  },
};

const tupleMethods: MethodTable<PyTuple> = {
  count: { signature: ["value", "/"], run: (self, { named }) => BigInt(self.items.filter((item) => equal(item, named.value as Value)).length) },
  index: {
    signature: ["value", "/"],
    run(self, { named }) {
      const at = self.items.findIndex((item) => equal(item, named.value as Value));
      if (at < 0) throw raise("ValueError", "tuple.index(x): x not in tuple");
      return BigInt(at);
    },
  },
  _asdict: { signature: [], run: (self) => new PyDict((self.names ?? []).map((name, i) => [name, self.items[i] as Value] as const)) },
};

const dictMethods: MethodTable<PyDict> = {
  keys: { signature: [], run: (self) => self.keys() },
  values: { signature: [], run: (self) => self.values() },
  items: { signature: [], run: (self) => self.entries().map((entry) => new PyTuple(entry)) },
  get: { signature: ["key", "default?", "/"], run: (self, { named }) => self.get(named.key as Value) ?? named.default ?? null },
  pop: {
    signature: ["key", "default?", "/"],
    run(self, { named }) {
      const found = self.get(named.key as Value);
      if (found === undefined) {
        if (named.default !== undefined) return named.default;
        throw raise("KeyError", named.key as string);
      }
      self.delete(named.key as Value);
      return found;
    },
  },
  setdefault: {
    signature: ["key", "default?", "/"],
    run(self, { named }) {
      const found = self.get(named.key as Value);
      if (found !== undefined) return found;
      self.set(named.key as Value, named.default ?? null);
      return named.default ?? null;
    },
  },
  update: {
    signature: ["other?", "/", "**kwargs"],
    async run(self, { named, kwargs }, runtime) {
      const other = named.other;
      if (other instanceof PyDict) for (const [key, value] of other.entries()) self.set(key, value);
      else if (other !== undefined) {
        for await (const pair of runtime.iterate(other)) {
          const [key, value] = await runtime.list(pair);
          self.set(key as Value, value as Value);
        }
      }
      for (const [key, value] of kwargs) self.set(key, value);
      return null;
    },
  },
  copy: { signature: [], run: (self) => new PyDict(self.entries()) },
  clear: { signature: [], run: (self) => (self.clear(), null) },
};

async function others(args: BoundArguments, runtime: Runtime): Promise<PySet> {
  const all = new PySet();
  for (const other of args.args) for await (const item of runtime.iterate(other)) all.add(item);
  return all;
}

const setMethods: MethodTable<PySet> = {
  add: { signature: ["value", "/"], run: (self, { named }) => (self.add(named.value as Value), null) },
  discard: { signature: ["value", "/"], run: (self, { named }) => (self.delete(named.value as Value), null) },
  remove: {
    signature: ["value", "/"],
    run(self, { named }) {
      if (!self.delete(named.value as Value)) throw raise("KeyError", named.value as string);
      return null;
    },
  },
  update: {
    signature: ["*args"],
    async run(self, args, runtime) {
      for (const value of (await others(args, runtime)).values()) self.add(value);
      return null;
    },
  },
  union: { signature: ["*args"], run: async (self, args, runtime) => new PySet([...self.values(), ...(await others(args, runtime)).values()]) },
  intersection: {
    signature: ["*args"],
    async run(self, args, runtime) {
      const rest = await others(args, runtime);
      return new PySet(self.values().filter((value) => rest.has(value)));
    },
  },
  difference: {
    signature: ["*args"],
    async run(self, args, runtime) {
      const rest = await others(args, runtime);
      return new PySet(self.values().filter((value) => !rest.has(value)));
    },
  },
  issubset: {
    signature: ["*args"],
    async run(self, args, runtime) {
      const rest = await others(args, runtime);
      return self.values().every((value) => rest.has(value));
    },
  },
  copy: { signature: [], run: (self) => new PySet(self.values()) },
  clear: { signature: [], run: (self) => (self.clear(), null) },
  pop: {
    signature: [],
    run(self) {
      const first = self.values()[0];
      if (first === undefined) throw raise("KeyError", "pop from an empty set");
      self.delete(first);
      return first;
    },
  },
};

const bytesMethods: MethodTable<Uint8Array> = {
  decode: { signature: ["encoding?", "errors?"], run: (self) => new TextDecoder("utf-8", { fatal: true }).decode(self) },
  hex: { signature: [], run: (self) => [...self].map((byte) => byte.toString(16).padStart(2, "0")).join("") },
};

const floatMethods: MethodTable<number> = {
  is_integer: { signature: [], run: (self) => Number.isInteger(self) },
};

const intMethods: MethodTable<bigint> = {
  bit_length: { signature: [], run: (self) => (self === 0n ? 0n : BigInt((self < 0n ? -self : self).toString(2).length)) },
};

/** For `min`, `max` and sorting: Python's `<`, with its TypeError. */
export function lessThan(a: Value, b: Value): boolean {
  const order = compareValues(a, b);
  if (order === undefined) throw raise("TypeError", `'<' not supported between instances of '${typeNameOf(a)}' and '${typeNameOf(b)}'`);
  return order < 0;
}

