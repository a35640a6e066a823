import { PyDict, PySet } from "./collections";
import type { Evaluator } from "./evaluator";
import { PyIterator } from "./iterators";
import type { MaybePromise, Value } from "./objects";
import { SIZE_LIMIT } from "./operations";
import { Scope } from "./scope";
import type { Comprehension, ComprehensionClause } from "./tree";

type Source = Iterable<Value> | AsyncIterable<Value>;

/** A list, set or dict display with `for`, or the iterator that a generator expression is. */
export async function comprehend(node: Comprehension, scope: Scope, runtime: Evaluator): Promise<Value> {
  const inner = new Scope("comprehension", scope, scope.fn);
  const source = runtime.iterate(await runtime.evaluate((node.clauses[0] as ComprehensionClause).iterable, scope));
  switch (node.kind) {
    case "generator":
      return new PyIterator("generator", elements(node, source, inner, runtime));
    case "list": {
      const list: Value[] = [];
      const add = (value: Value): void => {
        if (list.push(value) > SIZE_LIMIT) throw runtime.tooLarge();
      };
      await rows(node.clauses, 0, source, inner, runtime, () => then(runtime.evaluate(node.element, inner), add));
      return list;
    }
    case "set": {
      const set = new PySet();
      const add = (value: Value): void => set.add(value);
      await rows(node.clauses, 0, source, inner, runtime, () => then(runtime.evaluate(node.element, inner), add));
      return set;
    }
    case "dict": {
      const dict = new PyDict();
      await rows(node.clauses, 0, source, inner, runtime, async () => {
        const key = await runtime.evaluate(node.element, inner);
        dict.set(key, node.value ? await runtime.evaluate(node.value, inner) : null);
      });
      return dict;
    }
  }
}

function then(value: MaybePromise<Value>, work: (value: Value) => void): MaybePromise<void> {
  return value instanceof Promise ? value.then(work) : work(value);
}

/** Runs the clauses from `at` on, and calls `emit` once for each element that they want. */
async function rows(
  clauses: readonly ComprehensionClause[],
  at: number,
  source: Source,
  inner: Scope,
  runtime: Evaluator,
  emit: () => MaybePromise<void>,
): Promise<void> {
  const clause = clauses[at] as ComprehensionClause;
  const next = clauses[at + 1];
  await runtime.each(source, (value) => {
    const wanted = accepts(clause, value, inner, runtime);
    const go = (yes: boolean): MaybePromise<void> => {
      if (!yes) return undefined;
      if (!next) return emit();
      const more = runtime.evaluate(next.iterable, inner);
      return more instanceof Promise
        ? more.then((found) => rows(clauses, at + 1, runtime.iterate(found), inner, runtime, emit))
        : rows(clauses, at + 1, runtime.iterate(more), inner, runtime, emit);
    };
    return wanted instanceof Promise ? wanted.then(go) : go(wanted);
  });
}

/** Binds the clause's target and asks its conditions. */
function accepts(clause: ComprehensionClause, value: Value, inner: Scope, runtime: Evaluator): MaybePromise<boolean> {
  const { target, conditions } = clause;
  const bound = runtime.assign(target, value, inner);
  if (bound instanceof Promise) return bound.then(() => asked(clause, 0, inner, runtime));
  if (conditions.length === 0) return true;
  return asked(clause, 0, inner, runtime);
}

function asked(clause: ComprehensionClause, at: number, inner: Scope, runtime: Evaluator): MaybePromise<boolean> {
  for (let i = at; i < clause.conditions.length; i++) {
    const condition = clause.conditions[i];
    if (!condition) continue;
    const value = runtime.evaluate(condition, inner);
    const truth = value instanceof Promise ? value.then((found) => runtime.truth(found)) : runtime.truth(value);
    if (truth instanceof Promise) return truth.then((yes) => yes && asked(clause, i + 1, inner, runtime));
    if (!truth) return false;
  }
  return true;
}

async function* elements(node: Comprehension, source: Source, inner: Scope, runtime: Evaluator): AsyncGenerator<Value> {
  for await (const _ of lazyRows(node.clauses, 0, source, inner, runtime))
    yield await runtime.evaluate(node.element, inner);
}

/** The same rows one by one, as they are asked for. */
async function* lazyRows(
  clauses: readonly ComprehensionClause[],
  at: number,
  source: Source,
  inner: Scope,
  runtime: Evaluator,
): AsyncGenerator<null> {
  const clause = clauses[at] as ComprehensionClause;
  const next = clauses[at + 1];
  for await (const value of source) {
    runtime.step();
    if (runtime.due()) await runtime.breathe();
    if (!(await accepts(clause, value, inner, runtime))) continue;
    if (next) {
      const more = runtime.iterate(await runtime.evaluate(next.iterable, inner));
      yield* lazyRows(clauses, at + 1, more, inner, runtime);
    } else yield null;
  }
}
