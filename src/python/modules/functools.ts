import { Bindable, PyBoundMethod, PyDescriptor, PyFunction } from "../callables";
import { PyClass } from "../classes";
import { PyDict, PyTuple } from "../collections";
import { hashOf } from "../equality";
import { raise } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { type CallArguments, type MaybePromise, PyModule, PyObject, type Runtime, type Value } from "../objects";
import { same } from "../operations";

/** `functools.partial(fn, …)`. */
class Partial extends PyObject {
  readonly typeName = "functools.partial";

  constructor(
    readonly fn: Value,
    readonly given: CallArguments,
  ) {
    super();
  }

  override call(args: CallArguments, runtime: Runtime): MaybePromise<Value> {
    return runtime.call(this.fn, {
      positional: [...this.given.positional, ...args.positional],
      keywords: new Map([...this.given.keywords, ...args.keywords]),
    });
  }

  override attribute(name: string): Value | undefined {
    if (name === "func") return this.fn;
    if (name === "args") return new PyTuple(this.given.positional);
    return name === "keywords" ? new PyDict(this.given.keywords) : undefined;
  }
}

/** A function that keeps what it gave for the same arguments. */
class Cached extends Bindable {
  readonly typeName = "functools._lru_cache_wrapper";
  readonly #known = new Map<string, Promise<Value>>();
  #hits = 0n;
  #misses = 0n;

  constructor(
    readonly fn: Value,
    readonly most: number,
  ) {
    super();
  }

  bind(self: Value): Value {
    return new Partial(this, { positional: [self], keywords: new Map() });
  }

  override call(args: CallArguments, runtime: Runtime): Promise<Value> {
    const key = [...args.positional.map(hashOf), ...[...args.keywords].map(([k, v]) => `${k}=${hashOf(v)}`)].join("\0");
    const known = this.#known.get(key);
    if (known) {
      this.#hits++;
      // The one used last goes last: the first is the one to drop.
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    this.#misses++;
    const made = runtime.call(this.fn, args);
    this.#known.set(key, made);
    made.catch(() => this.#known.delete(key));
    if (this.#known.size > this.most) this.#known.delete(this.#known.keys().next().value ?? "");
    return made;
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    switch (name) {
      case "cache_clear":
        return builtin(name, [], () => {
          this.#known.clear();
          this.#hits = 0n;
          this.#misses = 0n;
          return null;
        });
      case "cache_info":
        return builtin(name, [], () => {
          const most = Number.isFinite(this.most) ? BigInt(this.most) : null;
          const values = [this.#hits, this.#misses, most, BigInt(this.#known.size)];
          return new PyTuple(values, ["hits", "misses", "maxsize", "currsize"], "CacheInfo");
        });
      case "__wrapped__":
        return this.fn;
      default:
        return this.fn instanceof PyObject ? this.fn.attribute(name, runtime) : undefined;
    }
  }
}

function cacheOf(fn: Value, most: number): Value {
  return new Cached(fn, most);
}

/** The built-in `cached_property`: worked out once for each instance. */
export const cachedProperty = builtin(
  "cached_property",
  ["func", "name?"],
  ({ named }) => new PyDescriptor("cached_property", named.func as Value),
);

const copied = ["__name__", "__doc__"];

async function dressed(wrapper: Value, wrapped: Value, runtime: Runtime): Promise<Value> {
  if (!(wrapper instanceof PyFunction || wrapper instanceof PyBoundMethod)) return wrapper;
  for (const name of copied) {
    const value = wrapped instanceof PyObject ? await wrapped.attribute(name, runtime) : undefined;
    if (value !== undefined) wrapper.setAttribute(name, value);
  }
  wrapper.setAttribute("__wrapped__", wrapped);
  return wrapper;
}

/** A comparison made of another one and `==`: whether it turns the other's answer round, and what equality makes of it. */
type Derived = readonly [name: string, negated: boolean, equal: "either" | "not" | "any"];
const DERIVED: Readonly<Record<string, readonly Derived[]>> = {
  __lt__: [
    ["__gt__", true, "not"],
    ["__le__", false, "either"],
    ["__ge__", true, "any"],
  ],
  __le__: [
    ["__ge__", true, "either"],
    ["__lt__", false, "not"],
    ["__gt__", true, "any"],
  ],
  __gt__: [
    ["__lt__", true, "not"],
    ["__ge__", false, "either"],
    ["__le__", true, "any"],
  ],
  __ge__: [
    ["__le__", true, "either"],
    ["__gt__", false, "not"],
    ["__lt__", true, "any"],
  ],
};

function totallyOrdered(cls: Value): Value {
  if (!(cls instanceof PyClass)) return cls;
  const root = Object.keys(DERIVED).find((name) => cls.lookup(name) !== undefined);
  if (root === undefined) throw raise("ValueError", "must define at least one ordering operation: < > <= >=");
  for (const [name, negated, equality] of DERIVED[root] ?? []) {
    if (cls.lookup(name) !== undefined) continue;
    const method = builtin(name, ["self", "other"], async ({ named }, runtime) => {
      const [self, other] = [named.self as Value, named.other as Value];
      const base = await runtime.call(cls.lookup(root) as Value, { positional: [self, other], keywords: new Map() });
      const answer = (await runtime.truth(base)) !== negated;
      if (equality === "any") return answer;
      const equal = await same(self, other, runtime);
      return equality === "either" ? answer || equal : answer && !equal;
    });
    cls.namespace.set(name, method);
  }
  return cls;
}

/** Compares by a function of two values, as sorting keys (`cmp_to_key`). */
class CompareKey extends PyObject {
  readonly typeName = "functools.KeyWrapper";

  constructor(
    readonly compares: Value,
    readonly value: Value,
  ) {
    super();
  }

  override rich = async (operator: string, other: Value, runtime: Runtime): Promise<Value | undefined> => {
    if (!(other instanceof CompareKey)) return undefined;
    const order = Number(
      await runtime.call(this.compares, { positional: [this.value, other.value], keywords: new Map() }),
    );
    const answers: Readonly<Record<string, boolean>> = {
      "<": order < 0,
      "<=": order <= 0,
      ">": order > 0,
      ">=": order >= 0,
      "==": order === 0,
      "!=": order !== 0,
    };
    return answers[operator];
  };
}

/** Python's `functools`. */
export const functoolsModule = new PyModule(
  "functools",
  new Map<string, Value>([
    ["cached_property", cachedProperty],
    [
      "reduce",
      builtin("reduce", ["function", "iterable", "initial?", "/"], async ({ named }, runtime) => {
        const values = await runtime.list(named.iterable as Value);
        let total = named.initial === undefined ? values.shift() : named.initial;
        if (total === undefined) throw raise("TypeError", "reduce() of empty iterable with no initial value");
        for (const value of values)
          total = await runtime.call(named.function as Value, { positional: [total, value], keywords: new Map() });
        return total;
      }),
    ],
    [
      "partial",
      builtin("partial", ["func", "/", "*args", "**kwargs"], ({ named, args, kwargs }) => {
        if (!(named.func instanceof PyObject && named.func.call))
          throw raise("TypeError", "the first argument must be callable");
        return new Partial(named.func, { positional: args, keywords: kwargs });
      }),
    ],
    ["cache", builtin("cache", ["user_function", "/"], ({ named }) => cacheOf(named.user_function as Value, Infinity))],
    [
      "lru_cache",
      builtin("lru_cache", ["maxsize?", "typed?"], ({ named }) => {
        const size = named.maxsize === undefined ? 128n : named.maxsize;
        if (size instanceof PyFunction) return cacheOf(size, 128);
        const most = typeof size === "bigint" ? Number(size) : Infinity;
        return builtin("decorator", ["fn", "/"], ({ named: inner }) => cacheOf(inner.fn as Value, most));
      }),
    ],
    [
      "wraps",
      builtin("wraps", ["wrapped", "*args", "**kwargs"], ({ named }) =>
        builtin("decorator", ["wrapper", "/"], ({ named: inner }, runtime) =>
          dressed(inner.wrapper as Value, named.wrapped as Value, runtime),
        ),
      ),
    ],
    [
      "update_wrapper",
      builtin("update_wrapper", ["wrapper", "wrapped"], ({ named }, runtime) =>
        dressed(named.wrapper as Value, named.wrapped as Value, runtime),
      ),
    ],
    [
      "cmp_to_key",
      builtin("cmp_to_key", ["mycmp"], ({ named }) =>
        builtin("K", ["obj"], ({ named: inner }) => new CompareKey(named.mycmp as Value, inner.obj as Value)),
      ),
    ],
    ["total_ordering", builtin("total_ordering", ["cls"], ({ named }) => totallyOrdered(named.cls as Value))],
  ]),
);
