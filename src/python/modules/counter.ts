import { PyDict, PyTuple } from "../collections";
import { compareValues } from "../equality";
import { raise } from "../exceptions";
import { PyIterator } from "../iterators";
import { builtin } from "../makeBuiltin";
import { type MaybePromise, PyType, type Runtime, type Value } from "../objects";
import { binary } from "../operations";
import { bind } from "../signature";

/** `collections.Counter`: a dict of counts, 0 for what it has not. */
export class PyCounter extends PyDict {
  override readonly typeName = "Counter";

  override item(index: Value): Value {
    return this.get(index) ?? 0n;
  }

  override deleteItem(index: Value): void {
    this.delete(index);
  }

  /** Counts more: a mapping's values, or each value of an iterable once. `sign` is -1n to take away. */
  async count(
    source: Value | undefined,
    kwargs: ReadonlyMap<string, Value>,
    sign: bigint,
    runtime: Runtime,
  ): Promise<void> {
    const add = async (key: Value, by: Value): Promise<void> =>
      this.set(key, await binary(sign > 0n ? "+" : "-", this.item(key), by, runtime));
    if (source instanceof PyDict) for (const [key, value] of source.entries()) await add(key, value);
    else if (source !== undefined && source !== null)
      await runtime.each(runtime.iterate(source), (value) => this.set(value, (this.item(value) as bigint) + sign));
    for (const [key, value] of kwargs) await add(key, value);
  }

  /** Entries with the highest counts first, those of equal counts in the order in which they came. */
  common(): [Value, Value][] {
    return this.entries().sort((a, b) => -(compareValues(a[1], b[1]) ?? 0));
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (!(other instanceof PyCounter) || !["+", "-", "&", "|"].includes(operator))
      return reflected || operator === "|" ? undefined : super.binary(operator, other, reflected);
    const [a, b] = reflected ? [other, this] : [this, other];
    const made = new PyCounter();
    for (const key of new PyDict([...a.entries(), ...b.entries()]).keys()) {
      const [x, y] = [a.item(key) as bigint, b.item(key) as bigint];
      const count =
        operator === "+" ? x + y : operator === "-" ? x - y : operator === "&" ? (x < y ? x : y) : x > y ? x : y;
      if (count > 0n) made.set(key, count);
    }
    return made;
  }

  override unary(operator: string): Value {
    const made = new PyCounter();
    for (const [key, value] of this.entries()) {
      const count = operator === "-" ? -(value as bigint) : (value as bigint);
      if (count > 0n) made.set(key, count);
    }
    return made;
  }

  override attribute(name: string, _runtime: Runtime): MaybePromise<Value | undefined> {
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    return method?.(this, name);
  }

  override async repr(runtime: Runtime): Promise<string> {
    if (this.size === 0) return "Counter()";
    return `Counter(${await new PyDict(this.common()).repr(runtime)})`;
  }
}

const METHODS: Readonly<Record<string, (self: PyCounter, name: string) => Value>> = {
  most_common: (self, name) =>
    builtin(name, ["n?"], ({ named }) => {
      const all = self.common().map((entry) => new PyTuple(entry));
      return named.n === undefined || named.n === null ? all : all.slice(0, Math.max(0, Number(named.n)));
    }),
  elements: (self, name) =>
    builtin(name, [], (_args, runtime) => {
      function* elements(): Generator<Value> {
        for (const [key, count] of self.entries())
          for (let i = 0n; i < (count as bigint); i++) {
            runtime.step();
            yield key;
          }
      }
      return new PyIterator("itertools.chain", elements());
    }),
  update: (self, name) =>
    builtin(name, ["iterable?", "/", "**kwargs"], async ({ named, kwargs }, runtime) => {
      await self.count(named.iterable, kwargs, 1n, runtime);
      return null;
    }),
  subtract: (self, name) =>
    builtin(name, ["iterable?", "/", "**kwargs"], async ({ named, kwargs }, runtime) => {
      await self.count(named.iterable, kwargs, -1n, runtime);
      return null;
    }),
  total: (self, name) =>
    builtin(name, [], async (_args, runtime) => {
      let total: Value = 0n;
      for (const value of self.values()) total = await binary("+", total, value, runtime);
      return total;
    }),
  copy: (self, name) => builtin(name, [], () => new PyCounter(self.entries())),
};

/** The type `collections.Counter`. */
export const counterType = new PyType(
  "Counter",
  async (args, runtime) => {
    const { named, kwargs } = bind("Counter", ["iterable?", "/", "**kwargs"], args);
    const made = new PyCounter();
    await made.count(named.iterable, kwargs, 1n, runtime);
    return made;
  },
  (value) => value instanceof PyCounter,
  {
    fromkeys: builtin("fromkeys", ["*args"], () => {
      throw raise("NotImplementedError", "Counter.fromkeys() is undefined.  Use Counter(iterable) instead.");
    }),
  },
);
