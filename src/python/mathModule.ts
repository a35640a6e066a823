import { builtin } from "./builtins";
import { PyDecimal } from "./decimal";
import { raise } from "./exceptions";
import { PyModule, type Value } from "./objects";

function number(value: Value | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value instanceof PyDecimal) return value.big.toNumber();
  throw raise("TypeError", "must be real number");
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

function integer(name: string, run: (x: number) => number): [string, Value] {
  return [
    name,
    builtin(name, ["x", "/"], ({ named }) => (typeof named.x === "bigint" ? named.x : BigInt(run(number(named.x))))),
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
    integer("floor", Math.floor),
    integer("ceil", Math.ceil),
    integer("trunc", Math.trunc),
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
