import type { PyClass, PyInstance } from "./classes";
import { raise } from "./exceptions";
import { type CallArguments, NOT_IMPLEMENTED, PyObject, type Runtime, type Value } from "./objects";

const BINARY: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "truediv",
  "//": "floordiv",
  "%": "mod",
  "**": "pow",
  "@": "matmul",
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "lshift",
  ">>": "rshift",
};
const COMPARE: Readonly<Record<string, string>> = {
  "==": "__eq__",
  "!=": "__ne__",
  "<": "__lt__",
  "<=": "__le__",
  ">": "__gt__",
  ">=": "__ge__",
};
const UNARY: Readonly<Record<string, string>> = { "-": "__neg__", "+": "__pos__", "~": "__invert__" };

/** Calls a special method of a script's class on one of its instances; undefined where the class has none. */
export async function special(
  self: PyInstance,
  name: string,
  args: readonly Value[],
  runtime: Runtime,
  keywords: CallArguments["keywords"] = new Map(),
): Promise<Value | undefined> {
  const method = self.cls.lookup(name);
  if (method === undefined || method === null) return undefined;
  const answer = await runtime.call(method, { positional: [self, ...args], keywords });
  return answer === NOT_IMPLEMENTED ? undefined : answer;
}

async function required(self: PyInstance, name: string, args: readonly Value[], runtime: Runtime): Promise<Value> {
  return (await special(self, name, args, runtime)) ?? null;
}

/** Draws the values of an instance whose class has `__iter__`, or `__getitem__` with numbers from 0. */
async function* drawn(self: PyInstance, runtime: Runtime): AsyncGenerator<Value> {
  if (self.cls.lookup("__iter__") === undefined) {
    for (let i = 0n; ; i++) {
      const value = await untilEnd("IndexError", () => required(self, "__getitem__", [i], runtime));
      if (value === undefined) return;
      yield value;
    }
  }
  const source = await required(self, "__iter__", [], runtime);
  if (!(source instanceof PyObject) || !("cls" in source)) {
    yield* runtime.iterate(source);
    return;
  }
  for (;;) {
    const value = await untilEnd("StopIteration", () => required(source as PyInstance, "__next__", [], runtime));
    if (value === undefined) return;
    yield value;
    runtime.step();
    await runtime.breathe();
  }
}

async function untilEnd(name: string, work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === name) return undefined;
    throw error;
  }
}

/** The next value of an instance whose class has `__next__`. */
export function nextOfInstance(self: PyInstance, runtime: Runtime): Promise<Value | undefined> {
  return untilEnd("StopIteration", () => required(self, "__next__", [], runtime));
}

/**
 * Gives an instance what its class's special methods say it can do (Python Language Reference, 3.3). Only those that the
 * class has: an instance without `__len__` has no length.
 */
export function equip(self: PyInstance, cls: PyClass): void {
  const has = (name: string): boolean => cls.lookup(name) !== undefined;
  if (has("__len__")) self.length = async (runtime) => Number(await required(self, "__len__", [], runtime));
  if (has("__bool__")) self.truth = async (runtime) => (await required(self, "__bool__", [], runtime)) === true;
  if (has("__iter__") || has("__getitem__")) self.iterate = (runtime) => drawn(self, runtime);
  if (has("__getitem__")) self.item = (index, runtime) => required(self, "__getitem__", [index], runtime);
  if (has("__setitem__"))
    self.setItem = async (index, value, runtime) => void (await special(self, "__setitem__", [index, value], runtime));
  if (has("__delitem__"))
    self.deleteItem = async (index, runtime) => void (await special(self, "__delitem__", [index], runtime));
  if (has("__contains__"))
    self.contains = async (value, runtime) => runtime.truth(await required(self, "__contains__", [value], runtime));
  if (has("__call__"))
    self.call = async (args, runtime) =>
      (await special(self, "__call__", args.positional, runtime, args.keywords)) ?? null;
  self.binary = (operator, other, reflected, runtime) =>
    special(self, `__${reflected ? "r" : ""}${BINARY[operator]}__`, [other], runtime);
  if (Object.values(UNARY).some(has)) {
    self.unary = async (operator, runtime) => {
      const answer = await special(self, UNARY[operator] ?? "", [], runtime);
      if (answer !== undefined) return answer;
      throw raise("TypeError", `bad operand type for unary ${operator}: '${self.typeName}'`);
    };
  }
  if (Object.values(COMPARE).some(has)) {
    self.rich = async (operator, other, runtime) => {
      const own = await special(self, COMPARE[operator] ?? "", [other], runtime);
      if (own !== undefined || operator !== "!=") return own;
      const same = await special(self, "__eq__", [other], runtime);
      return same === undefined ? undefined : !(await runtime.truth(same));
    };
    // Equal instances would have to hash alike: without a `__hash__` of its own, Python takes the hash away.
    if (has("__eq__") && !has("__hash__")) self.hashKey = () => null;
  }
}
