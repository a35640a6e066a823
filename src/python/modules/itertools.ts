import { PyTuple } from "../collections";
import { raise } from "../exceptions";
import { iteratorOf, PyIterator } from "../iterators";
import { builtin } from "../makeBuiltin";
import { index } from "../numbers";
import { PyModule, type Runtime, type Value } from "../objects";
import { binary, same } from "../operations";
import type { BoundArguments } from "../signature";
import { combinations, permutations, product } from "./combinatorics";

type Draw = (args: BoundArguments, runtime: Runtime) => AsyncGenerator<Value>;

function drawing(name: string, signature: readonly string[], draw: Draw): [string, Value] {
  return [name, builtin(name, signature, (args, runtime) => new PyIterator(`itertools.${name}`, draw(args, runtime)))];
}

const call = (runtime: Runtime, fn: Value, ...positional: Value[]): Promise<Value> =>
  runtime.call(fn, { positional, keywords: new Map() });

async function* chained(sources: Iterable<Value> | AsyncIterable<Value>, runtime: Runtime): AsyncGenerator<Value> {
  for await (const source of sources) {
    for await (const value of runtime.iterate(source)) {
      runtime.step();
      await runtime.breathe();
      yield value;
    }
  }
}

const chain = Object.assign(
  builtin("chain", ["*args"], ({ args }, runtime) => new PyIterator("itertools.chain", chained(args, runtime))),
  {
    attribute: (name: string): Value | undefined => {
      if (name === "__name__") return "chain";
      if (name !== "from_iterable") return undefined;
      return builtin(
        name,
        ["iterable", "/"],
        ({ named }, runtime) =>
          new PyIterator("itertools.chain", chained(runtime.iterate(named.iterable as Value), runtime)),
      );
    },
  },
);

/** Start, stop and step of `islice`. */
function bounds(args: readonly Value[]): [number, number, number] {
  const number = (value: Value | undefined, fallback: number): number => {
    if (value === undefined || value === null) return fallback;
    if (typeof value !== "bigint" || value < 0n)
      throw raise("ValueError", "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
    return Number(value);
  };
  if (args.length === 1) return [0, number(args[0], Infinity), 1];
  const step = number(args[2], 1);
  if (step < 1) throw raise("ValueError", "Step for islice() must be a positive integer or None.");
  return [number(args[0], 0), number(args[1], Infinity), step];
}

async function* sliced(source: Value, args: readonly Value[], runtime: Runtime): AsyncGenerator<Value> {
  const [start, stop, step] = bounds(args);
  const values = iteratorOf(runtime.iterate(source));
  let wanted = start;
  for (let at = 0; at < stop; at++) {
    const { done, value } = await values.next();
    if (done) return;
    runtime.step();
    await runtime.breathe();
    if (at !== wanted) continue;
    wanted += step;
    yield value;
  }
}

async function* grouped(source: Value, key: Value, runtime: Runtime): AsyncGenerator<Value> {
  let current: { readonly by: Value; readonly items: Value[] } | null = null;
  for await (const value of runtime.iterate(source)) {
    runtime.step();
    await runtime.breathe();
    const by = key === null ? value : await call(runtime, key, value);
    if (current && (await same(current.by, by, runtime))) {
      current.items.push(value);
      continue;
    }
    if (current) yield new PyTuple([current.by, new PyIterator("itertools._grouper", current.items)]);
    current = { by, items: [value] };
  }
  if (current) yield new PyTuple([current.by, new PyIterator("itertools._grouper", current.items)]);
}

async function* longest(args: readonly Value[], fill: Value, runtime: Runtime): AsyncGenerator<Value> {
  const sources = args.map((arg) => iteratorOf(runtime.iterate(arg)));
  for (;;) {
    runtime.step();
    await runtime.breathe();
    const row: Value[] = [];
    let some = false;
    for (const source of sources) {
      const { done, value } = await source.next();
      some ||= !done;
      row.push(done ? fill : value);
    }
    if (!some) return;
    yield new PyTuple(row);
  }
}

/** Iterators over the same values: each is drawn once and kept until the slowest has it. */
function tee(source: Value, count: number, runtime: Runtime): Value {
  const values = iteratorOf(runtime.iterate(source));
  const known: Value[] = [];
  let ended = false;
  async function* one(): AsyncGenerator<Value> {
    for (let at = 0; ; at++) {
      if (at >= known.length && !ended) {
        const { done, value } = await values.next();
        if (done) ended = true;
        else known.push(value);
      }
      const value = known[at];
      if (value === undefined) return;
      yield value;
    }
  }
  return new PyTuple(Array.from({ length: count }, () => new PyIterator("itertools._tee", one())));
}

/** Python's `itertools`. */
export const itertoolsModule = new PyModule(
  "itertools",
  new Map<string, Value>([
    ["chain", chain],
    drawing("islice", ["iterable", "*args"], ({ named, args }, runtime) =>
      sliced(named.iterable as Value, args, runtime),
    ),
    drawing("groupby", ["iterable", "key?"], ({ named }, runtime) =>
      grouped(named.iterable as Value, named.key ?? null, runtime),
    ),
    drawing("count", ["start?", "step?"], async function* ({ named }, runtime) {
      for (let value: Value = named.start ?? 0n; ; value = await binary("+", value, named.step ?? 1n, runtime)) {
        runtime.step();
        await runtime.breathe();
        yield value;
      }
    }),
    drawing("cycle", ["iterable", "/"], async function* ({ named }, runtime) {
      const values = await runtime.list(named.iterable as Value);
      while (values.length > 0)
        for (const value of values) {
          runtime.step();
          await runtime.breathe();
          yield value;
        }
    }),
    drawing("repeat", ["object", "times?"], async function* ({ named }, runtime) {
      const times = named.times === undefined ? Infinity : Number(index(named.times));
      for (let i = 0; i < times; i++) {
        runtime.step();
        await runtime.breathe();
        yield named.object as Value;
      }
    }),
    drawing("accumulate", ["iterable", "func?", "*", "initial?"], async function* ({ named }, runtime) {
      let total: Value | undefined = named.initial ?? undefined;
      if (total !== undefined) yield total;
      for await (const value of runtime.iterate(named.iterable as Value)) {
        if (total === undefined) total = value;
        else
          total =
            named.func === undefined || named.func === null
              ? await binary("+", total, value, runtime)
              : await call(runtime, named.func, total, value);
        yield total;
      }
    }),
    drawing("zip_longest", ["*args", "fillvalue?"], ({ args, named }, runtime) =>
      longest(args, named.fillvalue ?? null, runtime),
    ),
    drawing("takewhile", ["predicate", "iterable", "/"], async function* ({ named }, runtime) {
      for await (const value of runtime.iterate(named.iterable as Value)) {
        if (!(await runtime.truth(await call(runtime, named.predicate as Value, value)))) return;
        yield value;
      }
    }),
    drawing("dropwhile", ["predicate", "iterable", "/"], async function* ({ named }, runtime) {
      let dropping = true;
      for await (const value of runtime.iterate(named.iterable as Value)) {
        dropping &&= await runtime.truth(await call(runtime, named.predicate as Value, value));
        if (!dropping) yield value;
      }
    }),
    drawing("filterfalse", ["function", "iterable", "/"], async function* ({ named }, runtime) {
      const fn = named.function as Value;
      for await (const value of runtime.iterate(named.iterable as Value)) {
        runtime.step();
        await runtime.breathe();
        if (!(await runtime.truth(fn === null ? value : await call(runtime, fn, value)))) yield value;
      }
    }),
    drawing("compress", ["data", "selectors"], async function* ({ named }, runtime) {
      const selectors = iteratorOf(runtime.iterate(named.selectors as Value));
      for await (const value of runtime.iterate(named.data as Value)) {
        const { done, value: wanted } = await selectors.next();
        if (done) return;
        if (await runtime.truth(wanted)) yield value;
      }
    }),
    drawing("starmap", ["function", "iterable", "/"], async function* ({ named }, runtime) {
      for await (const value of runtime.iterate(named.iterable as Value))
        yield await call(runtime, named.function as Value, ...(await runtime.list(value)));
    }),
    drawing("pairwise", ["iterable", "/"], async function* ({ named }, runtime) {
      let before: Value | undefined;
      for await (const value of runtime.iterate(named.iterable as Value)) {
        if (before !== undefined) yield new PyTuple([before, value]);
        before = value;
      }
    }),
    drawing("batched", ["iterable", "n"], async function* ({ named }, runtime) {
      const size = Number(index(named.n));
      if (size < 1) throw raise("ValueError", "n must be at least one");
      let batch: Value[] = [];
      for await (const value of runtime.iterate(named.iterable as Value)) {
        if (batch.push(value) < size) continue;
        yield new PyTuple(batch);
        batch = [];
      }
      if (batch.length > 0) yield new PyTuple(batch);
    }),
    [
      "tee",
      builtin("tee", ["iterable", "n?"], ({ named }, runtime) =>
        tee(named.iterable as Value, Number(named.n ?? 2n), runtime),
      ),
    ],
    drawing("product", ["*args", "repeat?"], async function* ({ args, named }, runtime) {
      const pools: Value[][] = [];
      for (const arg of args) pools.push(await runtime.list(arg));
      const times = Number(named.repeat ?? 1n);
      yield* tuples(product(Array.from({ length: times }, () => pools).flat()), runtime);
    }),
    drawing("permutations", ["iterable", "r?"], async function* ({ named }, runtime) {
      const pool = await runtime.list(named.iterable as Value);
      const size = named.r === undefined || named.r === null ? pool.length : Number(index(named.r));
      yield* tuples(permutations(pool, size), runtime);
    }),
    drawing("combinations", ["iterable", "r"], async function* ({ named }, runtime) {
      yield* tuples(combinations(await runtime.list(named.iterable as Value), Number(index(named.r)), false), runtime);
    }),
    drawing("combinations_with_replacement", ["iterable", "r"], async function* ({ named }, runtime) {
      yield* tuples(combinations(await runtime.list(named.iterable as Value), Number(index(named.r)), true), runtime);
    }),
  ]),
);

async function* tuples(rows: Iterable<Value[]>, runtime: Runtime): AsyncGenerator<Value> {
  for (const row of rows) {
    runtime.step();
    await runtime.breathe();
    yield new PyTuple(row);
  }
}
