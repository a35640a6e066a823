import { PyTuple } from "../collections";
import { raise } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { type MaybePromise, PyModule, type Runtime, type Value } from "../objects";
import { binary, compare, contains, unary } from "../operations";
import type { BinaryOperator, CompareOperator } from "../tree";

const BINARY: Readonly<Record<string, BinaryOperator>> = {
  add: "+",
  sub: "-",
  mul: "*",
  truediv: "/",
  floordiv: "//",
  mod: "%",
  pow: "**",
  and_: "&",
  or_: "|",
  xor: "^",
  lshift: "<<",
  rshift: ">>",
  concat: "+",
  iadd: "+",
  ior: "|",
  iand: "&",
};
const COMPARE: Readonly<Record<string, CompareOperator>> = {
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  is_: "is",
  is_not: "is not",
};
const UNARY: Readonly<Record<string, "-" | "+" | "~">> = { neg: "-", pos: "+", invert: "~", inv: "~" };

/** A function of one value that gets one thing of it, or a tuple of several. */
function getter(
  name: string,
  wanted: readonly Value[],
  get: (value: Value, key: Value, runtime: Runtime) => MaybePromise<Value>,
): Value {
  if (wanted.length === 0) throw raise("TypeError", `${name} expected 1 argument, got 0`);
  return builtin(name, ["obj", "/"], async ({ named }, runtime) => {
    const found: Value[] = [];
    for (const key of wanted) found.push(await get(named.obj as Value, key, runtime));
    return found.length === 1 ? (found[0] as Value) : new PyTuple(found);
  });
}

async function attribute(value: Value, path: Value, runtime: Runtime): Promise<Value> {
  if (typeof path !== "string") throw raise("TypeError", "attribute name must be a string");
  let found = value;
  for (const name of path.split(".")) found = await runtime.getAttribute(found, name);
  return found;
}

/** Python's `operator`. */
export const operatorModule = new PyModule(
  "operator",
  new Map<string, Value>([
    ...Object.entries(BINARY).map(([name, operator]): [string, Value] => [
      name,
      builtin(name, ["a", "b", "/"], ({ named }, runtime) =>
        binary(operator, named.a as Value, named.b as Value, runtime),
      ),
    ]),
    ...Object.entries(COMPARE).map(([name, operator]): [string, Value] => [
      name,
      builtin(name, ["a", "b", "/"], ({ named }, runtime) =>
        compare(operator, named.a as Value, named.b as Value, runtime),
      ),
    ]),
    ...Object.entries(UNARY).map(([name, operator]): [string, Value] => [
      name,
      builtin(name, ["a", "/"], ({ named }, runtime) => unary(operator, named.a as Value, runtime)),
    ]),
    ["not_", builtin("not_", ["a", "/"], async ({ named }, runtime) => !(await runtime.truth(named.a as Value)))],
    ["truth", builtin("truth", ["a", "/"], ({ named }, runtime) => runtime.truth(named.a as Value))],
    [
      "abs",
      builtin("abs", ["a", "/"], async ({ named }, runtime) => {
        const value = named.a as Value;
        return (await compare("<", value, 0n, runtime)) === true ? unary("-", value, runtime) : value;
      }),
    ],
    [
      "contains",
      builtin("contains", ["a", "b", "/"], ({ named }, runtime) =>
        contains(named.a as Value, named.b as Value, runtime),
      ),
    ],
    [
      "getitem",
      builtin("getitem", ["a", "b", "/"], ({ named }, runtime) => runtime.getItem(named.a as Value, named.b as Value)),
    ],
    ["index", builtin("index", ["a", "/"], ({ named }) => named.a as Value)],
    [
      "itemgetter",
      builtin("itemgetter", ["*args"], ({ args }) =>
        getter("itemgetter", args, (value, key, runtime) => runtime.getItem(value, key)),
      ),
    ],
    ["attrgetter", builtin("attrgetter", ["*args"], ({ args }) => getter("attrgetter", args, attribute))],
    [
      "methodcaller",
      builtin("methodcaller", ["name", "/", "*args", "**kwargs"], ({ named, args, kwargs }) =>
        builtin("methodcaller", ["obj", "/"], async ({ named: inner }, runtime) =>
          runtime.call(await runtime.getAttribute(inner.obj as Value, String(named.name)), {
            positional: args,
            keywords: kwargs,
          }),
        ),
      ),
    ],
    [
      "length_hint",
      builtin("length_hint", ["obj", "/"], async ({ named }, runtime) =>
        BigInt(await runtime.length(named.obj as Value)),
      ),
    ],
  ]),
);
