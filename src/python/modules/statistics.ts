import { PyDecimal } from "../decimal";
import { exceptionClass, PyException, PyExceptionClass, PyRaise } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { PyModule, type Runtime, type Value } from "../objects";
import { binary, same } from "../operations";
import { sortValues } from "../sorting";

const ERROR = new PyExceptionClass("StatisticsError", [exceptionClass("ValueError")], "statistics.StatisticsError");

function fail(message: string): PyRaise {
  return new PyRaise(new PyException(ERROR, [message], message));
}

async function data(value: Value | undefined, least: number, message: string, runtime: Runtime): Promise<Value[]> {
  const values = await runtime.list(value as Value);
  if (values.length < least) throw fail(message);
  return values;
}

/** The exact value of a number as a fraction: sums of floats are then rounded once only, as CPython's. */
function fraction(value: Value): [bigint, bigint] | null {
  if (typeof value === "bigint") return [value, 1n];
  if (typeof value === "boolean") return [value ? 1n : 0n, 1n];
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  let denominator = 1n;
  let number = value;
  while (!Number.isInteger(number)) {
    number *= 2;
    denominator *= 2n;
  }
  return [BigInt(number), denominator];
}

function add([a, b]: readonly [bigint, bigint], [c, d]: readonly [bigint, bigint]): [bigint, bigint] {
  return b === d ? [a + c, b] : [a * d + c * b, b * d];
}

/** A quotient of whole numbers, rounded once. */
async function quotient(a: bigint, b: bigint, runtime: Runtime): Promise<Value> {
  return binary("/", b < 0n ? -a : a, b < 0n ? -b : b, runtime);
}

function fractions(values: readonly Value[]): [bigint, bigint][] | null {
  const all = values.map(fraction);
  return all.every((each) => each !== null) ? (all as [bigint, bigint][]) : null;
}

async function mean(values: readonly Value[], runtime: Runtime): Promise<Value> {
  const exact = fractions(values);
  if (!exact) return binary("/", await sum(values, runtime), BigInt(values.length), runtime);
  const [a, b] = exact.reduce(add, [0n, 1n]);
  const count = b * BigInt(values.length);
  if (a % count === 0n && values.every((value) => typeof value === "bigint")) return a / count;
  return quotient(a, count, runtime);
}

async function sum(values: readonly Value[], runtime: Runtime): Promise<Value> {
  let total: Value = 0n;
  for (const value of values) total = await binary("+", total, value, runtime);
  return total;
}

/** The mean of the squared distances from the mean, over `count`. */
async function variance(values: readonly Value[], count: number, runtime: Runtime): Promise<Value> {
  const exact = fractions(values);
  if (exact) {
    const n = BigInt(values.length);
    const [s, d] = exact.reduce(add, [0n, 1n]);
    const [q, e] = exact.map(([a, b]): [bigint, bigint] => [a * a, b * b]).reduce(add, [0n, 1n]);
    // n·Σx² − (Σx)², over n·count.
    const top = n * q * d * d - s * s * e;
    const bottom = n * BigInt(count) * e * d * d;
    if (top % bottom === 0n && values.every((value) => typeof value === "bigint")) return top / bottom;
    return quotient(top, bottom, runtime);
  }
  const middle = await mean(values, runtime);
  const squares: Value[] = [];
  for (const value of values) {
    const distance = await binary("-", value, middle, runtime);
    squares.push(await binary("*", distance, distance, runtime));
  }
  return binary("/", await sum(squares, runtime), BigInt(count), runtime);
}

async function root(value: Value, runtime: Runtime): Promise<Value> {
  if (value instanceof PyDecimal)
    return runtime.call(await runtime.getAttribute(value, "sqrt"), { positional: [], keywords: new Map() });
  return Math.sqrt(Number(value));
}

async function middle(values: Value[], which: "low" | "high" | "between", runtime: Runtime): Promise<Value> {
  const sorted = await sortValues(values, null, false, runtime);
  const half = sorted.length >> 1;
  if (sorted.length % 2 === 1 || which === "high") return sorted[half] as Value;
  if (which === "low") return sorted[half - 1] as Value;
  return binary("/", await binary("+", sorted[half - 1] as Value, sorted[half] as Value, runtime), 2n, runtime);
}

async function modes(values: readonly Value[], runtime: Runtime): Promise<Value[]> {
  const counts: { readonly value: Value; count: number }[] = [];
  for (const value of values) {
    let known: { readonly value: Value; count: number } | undefined;
    for (const each of counts) if (await same(each.value, value, runtime)) known = each;
    if (known) known.count++;
    else counts.push({ value, count: 1 });
    runtime.step();
  }
  const most = Math.max(0, ...counts.map(({ count }) => count));
  return counts.filter(({ count }) => count === most).map(({ value }) => value);
}

const of = (
  name: string,
  least: number,
  message: string,
  work: (values: Value[], runtime: Runtime) => Promise<Value>,
): [string, Value] => [
  name,
  builtin(name, ["data"], async ({ named }, runtime) => work(await data(named.data, least, message, runtime), runtime)),
];

const EMPTY = "no median for empty data";
const needs = (name: string, points: string): string => `${name} requires at least ${points}`;

/** Python's `statistics`. */
export const statisticsModule = new PyModule(
  "statistics",
  new Map<string, Value>([
    ["StatisticsError", ERROR],
    of("mean", 1, needs("mean", "one data point"), mean),
    of("fmean", 1, "fmean requires at least one data point", async (values, runtime) =>
      Number(
        await mean(
          values.map((value) => Number(value)),
          runtime,
        ),
      ),
    ),
    of("median", 1, EMPTY, (values, runtime) => middle(values, "between", runtime)),
    of("median_low", 1, EMPTY, (values, runtime) => middle(values, "low", runtime)),
    of("median_high", 1, EMPTY, (values, runtime) => middle(values, "high", runtime)),
    of("mode", 1, "no mode for empty data", async (values, runtime) => (await modes(values, runtime))[0] as Value),
    of("multimode", 0, "", modes),
    of("variance", 2, needs("variance", "two data points"), (values, runtime) =>
      variance(values, values.length - 1, runtime),
    ),
    of("pvariance", 1, needs("pvariance", "one data point"), (values, runtime) =>
      variance(values, values.length, runtime),
    ),
    of("stdev", 2, needs("stdev", "two data points"), async (values, runtime) =>
      root(await variance(values, values.length - 1, runtime), runtime),
    ),
    of("pstdev", 1, needs("pstdev", "one data point"), async (values, runtime) =>
      root(await variance(values, values.length, runtime), runtime),
    ),
    [
      "quantiles",
      builtin("quantiles", ["data", "*", "n?", "method?"], async ({ named }, runtime) => {
        const n = named.n === undefined ? 4n : (named.n as bigint);
        const sorted = await sortValues(
          await data(named.data, 2, "must have at least two data points", runtime),
          null,
          false,
          runtime,
        );
        const inclusive = named.method === "inclusive";
        const m = BigInt(sorted.length) + (inclusive ? -1n : 1n);
        const out: Value[] = [];
        for (let i = 1n; i < n; i++) {
          let j = (i * m) / n;
          if (!inclusive) j = j < 1n ? 1n : j > BigInt(sorted.length) - 1n ? BigInt(sorted.length) - 1n : j;
          const delta = i * m - j * n;
          const low = sorted[Number(inclusive ? j : j - 1n)] as Value;
          const high = sorted[Number(inclusive ? j + 1n : j)] as Value;
          const total = await binary(
            "+",
            await binary("*", low, n - delta, runtime),
            await binary("*", high, delta, runtime),
            runtime,
          );
          out.push(await binary("/", total, n, runtime));
        }
        return out;
      }),
    ],
  ]),
);
