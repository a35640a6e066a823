import { PyTuple } from "./collections";
import { PyDecimal } from "./decimal";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { builtin } from "./makeBuiltin";
import { index, truncated } from "./numbers";
import { PyModule, type Value } from "./objects";
import { binary } from "./operations";

function number(value: Value | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value instanceof PyDecimal) return value.big.toNumber();
  throw raise("TypeError", `must be real number, not ${typeNameOf(value ?? null)}`);
}

/** `floor`, `ceil` and `trunc`: decimals exactly, floats as they are. */
function rounder(name: string, run: (x: number) => number, exact: "floor" | "ceil" | "trunc"): [string, Value] {
  return [
    name,
    builtin(name, ["x", "/"], ({ named }) => {
      if (named.x instanceof PyDecimal && named.x.isFinite) return BigInt(named.x.big[exact]().toFixed(0));
      return typeof named.x === "bigint" ? named.x : truncated(run(number(named.x)));
    }),
  ];
}

function binaryFloat(name: string, run: (x: number, y: number) => number): [string, Value] {
  return [name, builtin(name, ["x", "y", "/"], ({ named }) => run(number(named.x), number(named.y)))];
}

/** A function of whole numbers, which stay exact. */
function whole(name: string, signature: readonly string[], run: (...args: bigint[]) => bigint): [string, Value] {
  return [
    name,
    builtin(name, signature, ({ named, args }) =>
      run(
        ...(signature[0] === "*args"
          ? args.map(index)
          : signature
              .filter((p) => p !== "/" && named[p.replace("?", "")] !== undefined)
              .map((p) => index(named[p.replace("?", "")]))),
      ),
    ),
  ];
}

const size = (x: bigint): bigint => (x < 0n ? -x : x);

function gcd(...values: bigint[]): bigint {
  return values.reduce((a, b) => {
    let [x, y] = [size(a), size(b)];
    while (y !== 0n) [x, y] = [y, x % y];
    return x;
  }, 0n);
}

function lcm(...values: bigint[]): bigint {
  return values.reduce((a, b) => (a === 0n || b === 0n ? 0n : size(a * b) / gcd(a, b)), 1n);
}

/** The product of `count` numbers that go down from `from`. */
function falling(from: bigint, count: bigint): bigint {
  if (count > 100_000n) throw raise("OverflowError", "the result is more than a script may build");
  let product = 1n;
  for (let i = 0n; i < count; i++) product *= from - i;
  return product;
}

function factorial(n: bigint): bigint {
  if (n < 0n) throw raise("ValueError", "factorial() not defined for negative values");
  return falling(n, n);
}

function combinations(n: bigint, k: bigint): bigint {
  if (n < 0n || k < 0n) throw raise("ValueError", `${n < 0n ? "n" : "k"} must be a non-negative integer`);
  return k > n ? 0n : falling(n, k) / falling(k, k);
}

function permutations(n: bigint, k = n): bigint {
  if (n < 0n || k < 0n) throw raise("ValueError", `${n < 0n ? "n" : "k"} must be a non-negative integer`);
  return k > n ? 0n : falling(n, k);
}

function squareRoot(n: bigint): bigint {
  if (n < 0n) throw raise("ValueError", "isqrt() argument must be nonnegative");
  if (n < 2n) return n;
  let guess = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + n / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** A sum without rounding on the way (Shewchuk's partial sums, as CPython's `fsum`). */
function exactSum(values: readonly number[]): number {
  const partials: number[] = [];
  for (const value of values) {
    let x = value;
    let kept = 0;
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  return partials.reduceRight((total, partial) => total + partial, 0);
}

function float(name: string, run: (x: number) => number): [string, Value] {
  return [
    name,
    builtin(name, ["x", "/"], ({ named }) => {
      const result = run(number(named.x));
      if (Number.isNaN(result) && !Number.isNaN(number(named.x))) throw raise("ValueError", "math domain error");
      return result;
    }),
  ];
}

/** Python's `math` module. */
export const mathModule = new PyModule(
  "math",
  new Map<string, Value>([
    ["pi", Math.PI],
    ["e", Math.E],
    ["inf", Number.POSITIVE_INFINITY],
    ["nan", Number.NaN],
    ["tau", Math.PI * 2],
    rounder("floor", Math.floor, "floor"),
    rounder("ceil", Math.ceil, "ceil"),
    rounder("trunc", Math.trunc, "trunc"),
    float("sqrt", Math.sqrt),
    float("exp", Math.exp),
    float("log10", Math.log10),
    float("log2", Math.log2),
    float("sin", Math.sin),
    float("cos", Math.cos),
    float("tan", Math.tan),
    float("fabs", Math.abs),
    float("radians", (x) => (x * Math.PI) / 180),
    float("degrees", (x) => (x * 180) / Math.PI),
    [
      "log",
      builtin("log", ["x", "base?", "/"], ({ named }) => {
        if (number(named.x) <= 0) throw raise("ValueError", "math domain error");
        return named.base === undefined
          ? Math.log(number(named.x))
          : Math.log(number(named.x)) / Math.log(number(named.base));
      }),
    ],
    ["pow", builtin("pow", ["x", "y", "/"], ({ named }) => number(named.x) ** number(named.y))],
    ["isnan", builtin("isnan", ["x", "/"], ({ named }) => Number.isNaN(number(named.x)))],
    ["isinf", builtin("isinf", ["x", "/"], ({ named }) => Math.abs(number(named.x)) === Number.POSITIVE_INFINITY)],
    whole("gcd", ["*args"], gcd),
    whole("lcm", ["*args"], lcm),
    whole("factorial", ["n", "/"], factorial),
    whole("comb", ["n", "k", "/"], combinations),
    whole("perm", ["n", "k?", "/"], permutations),
    whole("isqrt", ["n", "/"], squareRoot),
    float("asin", Math.asin),
    float("acos", Math.acos),
    float("atan", Math.atan),
    float("sinh", Math.sinh),
    float("cosh", Math.cosh),
    float("tanh", Math.tanh),
    float("cbrt", Math.cbrt),
    binaryFloat("atan2", Math.atan2),
    binaryFloat("copysign", (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
    binaryFloat("fmod", (x, y) => {
      if (y === 0 || !Number.isFinite(x)) throw raise("ValueError", "math domain error");
      return x % y;
    }),
    ["hypot", builtin("hypot", ["*args"], ({ args }) => Math.hypot(...args.map(number)))],
    [
      "modf",
      builtin("modf", ["x", "/"], ({ named }) => new PyTuple([number(named.x) % 1, Math.trunc(number(named.x))])),
    ],
    [
      "fsum",
      builtin("fsum", ["seq", "/"], async ({ named }, runtime) =>
        exactSum((await runtime.list(named.seq as Value)).map(number)),
      ),
    ],
    [
      "prod",
      builtin("prod", ["iterable", "/", "*", "start?"], async ({ named }, runtime) => {
        let product: Value = named.start ?? 1n;
        for await (const value of runtime.iterate(named.iterable as Value))
          product = await binary("*", product, value, runtime);
        return product;
      }),
    ],
    ["isfinite", builtin("isfinite", ["x", "/"], ({ named }) => Number.isFinite(number(named.x)))],
    [
      "isclose",
      builtin("isclose", ["a", "b", "*", "rel_tol?", "abs_tol?"], ({ named }) => {
        const [a, b] = [number(named.a), number(named.b)];
        return (
          Math.abs(a - b) <=
          Math.max(
            ((named.rel_tol as number | undefined) ?? 1e-9) * Math.max(Math.abs(a), Math.abs(b)),
            (named.abs_tol as number | undefined) ?? 0,
          )
        );
      }),
    ],
  ]),
);
