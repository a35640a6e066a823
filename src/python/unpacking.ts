import { PyDict } from "./collections";
import { typeNameOf } from "./equality";
import type { Evaluator } from "./evaluator";
import { PyRaise, raise } from "./exceptions";
import { PyBoundMethod, PyClass, PyFunction } from "./functions";
import { PyIterator } from "./iterators";
import { type CallArguments, type MaybePromise, PyObject, type Runtime, type Value } from "./objects";
import { SIZE_LIMIT } from "./operations";
import type { Scope } from "./scope";
import type { Argument, Call } from "./tree";

/** What `*value` stands for. Throws TypeError, naming whose argument it is. */
export function starred(value: Value, whose: string, runtime: Runtime): Iterable<Value> | AsyncIterable<Value> {
  try {
    return runtime.iterate(value);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    throw raise("TypeError", `${whose} after * must be an iterable, not ${typeNameOf(value)}`);
  }
}

/**
 * The arguments of a call from the one at `at` on, those before it being in `done`; `pending` is that one's value where
 * it is on its way.
 */
export async function argumentsOf(
  node: Call,
  scope: Scope,
  callee: Value,
  runtime: Evaluator,
  done: { positional: Value[]; keywords: Map<string, Value> },
  at: number,
  pending: MaybePromise<Value> | null,
): Promise<CallArguments> {
  const whose = callee instanceof PyObject && "name" in callee ? `${String(callee.name)}() ` : "";
  const lazy = callee instanceof PyFunction || callee instanceof PyBoundMethod || callee instanceof PyClass;
  const { positional, keywords } = done;
  const add = async (arg: Argument, value: Value): Promise<void> => {
    if (arg.star === 1 || arg.value.type === "Starred") {
      await runtime.each(starred(value, `${whose}argument`, runtime), (item) => {
        if (positional.push(item) > SIZE_LIMIT) throw runtime.tooLarge();
      });
    } else if (arg.star === 2) await spread(value, whose, keywords, runtime);
    else if (arg.name !== null) {
      if (keywords.has(arg.name)) throw raise("SyntaxError", `keyword argument repeated: ${arg.name}`);
      if (!lazy && value instanceof PyIterator) await value.fill(SIZE_LIMIT);
      keywords.set(arg.name, value);
    } else positional.push(value);
  };
  let first = true;
  for (const arg of node.args.slice(at)) {
    const inner = arg.value.type === "Starred" ? arg.value.value : arg.value;
    const value = first && pending !== null ? await pending : await runtime.evaluate(inner, scope);
    first = false;
    await add(arg, value);
  }
  return { positional, keywords };
}

async function spread(value: Value, whose: string, keywords: Map<string, Value>, runtime: Evaluator): Promise<void> {
  const pairs = value instanceof PyDict ? value.entries() : await runtime.mapping(value);
  if (!pairs) throw raise("TypeError", `${whose}argument after ** must be a mapping, not ${typeNameOf(value)}`);
  for (const [key, item] of pairs) {
    if (typeof key !== "string") throw raise("TypeError", "keywords must be strings");
    if (keywords.has(key)) throw raise("TypeError", `${whose}got multiple values for keyword argument '${key}'`);
    keywords.set(key, item);
  }
}
