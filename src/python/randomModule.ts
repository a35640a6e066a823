import { builtin } from "./builtins";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { PyModule, type Runtime, type Value } from "./objects";

function integer(value: Value | undefined): bigint {
  if (typeof value === "bigint" || typeof value === "boolean") return BigInt(value);
  throw raise("TypeError", `'${typeNameOf(value ?? null)}' object cannot be interpreted as an integer`);
}

function float(value: Value | undefined): number {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return Number(value);
  throw raise("TypeError", `must be real number, not ${typeNameOf(value ?? null)}`);
}

/** A sequence's items; what has no order of its own (a set, a dict) has no choice either. */
async function population(value: Value | undefined, runtime: Runtime): Promise<Value[]> {
  const name = typeNameOf(value ?? null);
  if (name === "set" || name === "frozenset" || name === "dict")
    throw raise("TypeError", "Population must be a sequence.  For dicts or sets, use sorted(d).");
  return runtime.list(value as Value);
}

/**
 * Python's `random` module over a generator of numbers from 0 to below 1. The generator belongs to the run, so that a
 * replay draws the same; `seed` is taken and changes nothing.
 */
export function randomModule(next: () => number): PyModule {
  /** Evenly from 0 to below `size`, of any size: 32 bits at a time, drawn again where they fall in the uneven rest. */
  const below = (size: bigint): bigint => {
    if (size <= 0x1_0000_0000n) return BigInt(Math.floor(next() * Number(size)));
    const words = Math.ceil(size.toString(2).length / 32) + 1;
    let drawn = 0n;
    for (let i = 0; i < words; i++) drawn = (drawn << 32n) | BigInt(Math.floor(next() * 0x1_0000_0000));
    return drawn % size;
  };
  const between = (start: bigint, stop: bigint, step: bigint): bigint => {
    if (step === 0n) throw raise("ValueError", "zero step for randrange()");
    const width = stop - start;
    const size = step > 0n ? (width + step - 1n) / step : (width + step + 1n) / step;
    if (width === 0n || width > 0n !== step > 0n || size <= 0n) {
      throw raise(
        "ValueError",
        step === 1n
          ? `empty range for randrange() (${start}, ${stop}, ${width})`
          : `empty range in randrange(${start}, ${stop}, ${step})`,
      );
    }
    return start + step * below(size);
  };
  const pick = (items: readonly Value[]): Value => items[Number(below(BigInt(items.length)))] as Value;
  const shuffled = (items: Value[]): Value[] => {
    for (let i = items.length - 1; i > 0; i--) {
      const other = Number(below(BigInt(i + 1)));
      [items[i], items[other]] = [items[other] as Value, items[i] as Value];
    }
    return items;
  };
  const weighted = (items: readonly Value[], cumulative: readonly number[]): Value => {
    const at = next() * (cumulative.at(-1) ?? 0);
    return items[
      Math.max(
        0,
        cumulative.findIndex((edge) => at < edge),
      )
    ] as Value;
  };

  return new PyModule(
    "random",
    new Map<string, Value>([
      ["random", builtin("random", [], () => next())],
      ["seed", builtin("seed", ["a?", "version?"], () => null)],
      [
        "uniform",
        builtin("uniform", ["a", "b"], ({ named }) => float(named.a) + (float(named.b) - float(named.a)) * next()),
      ],
      ["randint", builtin("randint", ["a", "b"], ({ named }) => between(integer(named.a), integer(named.b) + 1n, 1n))],
      [
        "randrange",
        builtin("randrange", ["start", "stop?", "step?"], ({ named }) =>
          named.stop === undefined
            ? between(0n, integer(named.start), 1n)
            : between(integer(named.start), integer(named.stop), integer(named.step ?? 1n)),
        ),
      ],
      ["getrandbits", builtin("getrandbits", ["k", "/"], ({ named }) => below(1n << integer(named.k)))],
      [
        "choice",
        builtin("choice", ["seq"], async ({ named }, runtime) => {
          const items = await population(named.seq, runtime);
          if (items.length === 0) throw raise("IndexError", "Cannot choose from an empty sequence");
          return pick(items);
        }),
      ],
      [
        "choices",
        builtin("choices", ["population", "weights?", "*", "cum_weights?", "k?"], async ({ named }, runtime) => {
          const items = await population(named.population, runtime);
          const count = Number(integer(named.k ?? 1n));
          let edges = named.cum_weights ? (await runtime.list(named.cum_weights)).map(float) : null;
          if (named.weights) {
            let total = 0;
            edges = (await runtime.list(named.weights)).map((weight) => (total += float(weight)));
          }
          if (items.length === 0) throw raise("IndexError", "Cannot choose from an empty sequence");
          if (edges && edges.length !== items.length)
            throw raise("ValueError", "The number of weights does not match the population");
          if (edges && (edges.at(-1) ?? 0) <= 0)
            throw raise("ValueError", "Total of weights must be greater than zero");
          return Array.from({ length: count }, () => {
            runtime.step();
            return edges ? weighted(items, edges) : pick(items);
          });
        }),
      ],
      [
        "sample",
        builtin("sample", ["population", "k"], async ({ named }, runtime) => {
          const items = await population(named.population, runtime);
          const count = Number(integer(named.k));
          if (count < 0 || count > items.length)
            throw raise("ValueError", "Sample larger than population or is negative");
          return shuffled([...items]).slice(0, count);
        }),
      ],
      [
        "shuffle",
        builtin("shuffle", ["x"], ({ named }) => {
          if (!Array.isArray(named.x))
            throw raise("TypeError", `'${typeNameOf(named.x ?? null)}' object does not support item assignment`);
          shuffled(named.x);
          return null;
        }),
      ],
      [
        "gauss",
        builtin("gauss", ["mu?", "sigma?"], ({ named }) => {
          // Box and Muller's way: two even numbers make a normal one.
          const radius = Math.sqrt(-2 * Math.log(1 - next()));
          return float(named.mu ?? 0) + radius * Math.cos(2 * Math.PI * next()) * float(named.sigma ?? 1);
        }),
      ],
    ]),
  );
}
