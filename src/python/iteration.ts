import { PyDict, PySet, PyTuple } from "./collections";
import { nextOfInstance } from "./dunders";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { PyInstance } from "./functions";
import { PyGenerator, stopIteration } from "./generators";
import { iteratorOf, PyIterator } from "./iterators";
import { builtin } from "./makeBuiltin";
import type { PyBuiltin, Runtime, Value } from "./objects";
import { same } from "./operations";
import { PyRange } from "./range";

async function nextOf(source: Iterator<Value> | AsyncIterator<Value>): Promise<Value | undefined> {
  const step = await source.next();
  return step.done ? undefined : step.value;
}

/** One tuple of each iterable's next value after the other, until the shortest ends. */
async function* zipped(values: readonly Value[], strict: boolean, runtime: Runtime): AsyncGenerator<Value[]> {
  const sources = values.map((value) => iteratorOf(runtime.iterate(value)));
  for (;;) {
    const row: Value[] = [];
    for (const [i, source] of sources.entries()) {
      const value = await nextOf(source);
      if (value === undefined) {
        if (strict && i > 0) throw lengthError(i, "shorter");
        if (strict)
          for (const [j, other] of sources.entries())
            if (j > 0 && (await nextOf(other)) !== undefined) throw lengthError(j, "longer");
        return;
      }
      row.push(value);
    }
    if (row.length === 0) return;
    runtime.step();
    await runtime.breathe();
    yield row;
  }
}

function lengthError(at: number, what: string): Error {
  return raise("ValueError", `zip() argument ${at + 1} is ${what} than argument${at === 1 ? " 1" : `s 1-${at}`}`);
}

async function* tuples(rows: AsyncGenerator<Value[]>): AsyncGenerator<Value> {
  for await (const row of rows) yield new PyTuple(row);
}

async function* mapped(fn: Value, rows: AsyncGenerator<Value[]>, runtime: Runtime): AsyncGenerator<Value> {
  for await (const row of rows) yield await runtime.call(fn, { positional: row, keywords: new Map() });
}

async function* filtered(
  fn: Value,
  values: Iterable<Value> | AsyncIterable<Value>,
  runtime: Runtime,
): AsyncGenerator<Value> {
  for await (const value of values) {
    runtime.step();
    await runtime.breathe();
    const keep = fn === null ? value : await runtime.call(fn, { positional: [value], keywords: new Map() });
    if (await runtime.truth(keep)) yield value;
  }
}

async function* numbered(values: Iterable<Value> | AsyncIterable<Value>, start: bigint): AsyncGenerator<Value> {
  let count = start;
  for await (const value of values) yield new PyTuple([count++, value]);
}

async function* untilSentinel(fn: Value, sentinel: Value, runtime: Runtime): AsyncGenerator<Value> {
  for (;;) {
    runtime.step();
    await runtime.breathe();
    const value = await runtime.call(fn, { positional: [], keywords: new Map() });
    if (await same(value, sentinel, runtime)) return;
    yield value;
  }
}

async function reversed(value: Value, runtime: Runtime): Promise<Value> {
  if (value instanceof PySet || value instanceof PyIterator)
    throw raise("TypeError", `'${typeNameOf(value)}' object is not reversible`);
  if (value instanceof PyRange) return new PyIterator("range_iterator", value.reversed().iterate());
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean" || value === null) {
    throw raise("TypeError", `'${typeNameOf(value)}' object is not reversible`);
  }
  const items = await runtime.list(value);
  return new PyIterator(
    value instanceof PyDict ? "dict_reversekeyiterator" : Array.isArray(value) ? "list_reverseiterator" : "reversed",
    items.reverse(),
  );
}

/** The built-in functions that give iterators. Each draws its values when they are asked for. */
export const ITERATION: readonly PyBuiltin[] = [
  builtin("zip", ["*args", "strict?"], async ({ args, named }, runtime) => {
    for (const arg of args) iterable(arg, runtime);
    return new PyIterator("zip", tuples(zipped(args, await runtime.truth(named.strict ?? false), runtime)));
  }),
  builtin("map", ["function", "*args"], ({ named, args }, runtime) => {
    if (args.length === 0) throw raise("TypeError", "map() must have at least two arguments.");
    for (const arg of args) iterable(arg, runtime);
    return new PyIterator("map", mapped(named.function as Value, zipped(args, false, runtime), runtime));
  }),
  builtin(
    "filter",
    ["function", "iterable", "/"],
    ({ named }, runtime) =>
      new PyIterator("filter", filtered(named.function as Value, iterable(named.iterable as Value, runtime), runtime)),
  ),
  builtin("enumerate", ["iterable", "start?"], ({ named }, runtime) => {
    const start = named.start ?? 0n;
    if (typeof start !== "bigint" && typeof start !== "boolean")
      throw raise("TypeError", `'${typeNameOf(start)}' object cannot be interpreted as an integer`);
    return new PyIterator("enumerate", numbered(iterable(named.iterable as Value, runtime), BigInt(start)));
  }),
  builtin("reversed", ["sequence", "/"], ({ named }, runtime) => reversed(named.sequence as Value, runtime)),
  builtin("iter", ["iterable", "sentinel?", "/"], ({ named }, runtime) => {
    const value = named.iterable as Value;
    if (named.sentinel !== undefined)
      return new PyIterator("callable_iterator", untilSentinel(value, named.sentinel, runtime));
    return value instanceof PyIterator
      ? value
      : new PyIterator(`${typeNameOf(value)}_iterator`, iterable(value, runtime));
  }),
  builtin("next", ["iterator", "default?", "/"], async ({ named }, runtime) => {
    const value = named.iterator as Value;
    const instance = value instanceof PyInstance && value.cls.lookup("__next__") !== undefined ? value : null;
    if (!instance && !(value instanceof PyIterator))
      throw raise("TypeError", `'${typeNameOf(value)}' object is not an iterator`);
    const found = await (instance ? nextOfInstance(instance, runtime) : (value as PyIterator).next());
    if (found !== undefined) return found;
    if (named.default !== undefined) return named.default;
    throw value instanceof PyGenerator ? stopIteration(value.frame.returned) : raise("StopIteration", "");
  }),
];

/** What iterates over a value, asked for at once: Python complains of a value it cannot iterate when it is given it. */
function iterable(value: Value, runtime: Runtime): Iterable<Value> | AsyncIterable<Value> {
  return runtime.iterate(value);
}
