import { raise } from "./exceptions";
import { tooLarge } from "./limits";
import { builtin } from "./makeBuiltin";
import { type MaybePromise, PyObject, type Runtime, type Value } from "./objects";

/** Python's iterators: what `iter()`, `map()`, `zip()` and generator expressions give. Each value is drawn once. */
export class PyIterator extends PyObject {
  #ahead: Value[] | null = null;
  readonly #source: Iterator<Value> | AsyncIterator<Value>;

  constructor(
    readonly typeName: string,
    source: Iterable<Value> | AsyncIterable<Value>,
  ) {
    super();
    this.#source = iteratorOf(source);
  }

  /** The next value; undefined at the end. */
  next(): MaybePromise<Value | undefined> {
    if (this.#ahead) return this.#ahead.shift();
    const step = this.#source.next();
    return step instanceof Promise ? step.then(stepValue) : stepValue(step);
  }

  /** Draws everything now, for callers that cannot wait. */
  async fill(limit: number): Promise<void> {
    const ahead: Value[] = [];
    for (let value = await this.next(); value !== undefined; value = await this.next()) {
      ahead.push(value);
      if (ahead.length > limit) throw tooLarge();
    }
    this.#ahead = ahead;
  }

  /** Leaving the loop early leaves the rest where it is. */
  override iterate(): Iterable<Value> | AsyncIterable<Value> {
    const ahead = this.#ahead;
    if (ahead) return { [Symbol.iterator]: () => ({ next: () => resultOf(ahead.shift()) }) };
    return { [Symbol.asyncIterator]: () => ({ next: async () => resultOf(await this.next()) }) };
  }

  override attribute(name: string, _runtime: Runtime): MaybePromise<Value | undefined> {
    if (name === "__iter__") return builtin(name, [], () => this);
    if (name !== "__next__") return undefined;
    return builtin(name, [], async () => {
      const value = await this.next();
      if (value === undefined) throw raise("StopIteration", "");
      return value;
    });
  }
}

function stepValue(step: IteratorResult<Value>): Value | undefined {
  return step.done ? undefined : step.value;
}

function resultOf(value: Value | undefined): IteratorResult<Value> {
  return value === undefined ? { done: true, value: null } : { done: false, value };
}

/** An iterator over either kind of iterable. */
export function iteratorOf(source: Iterable<Value> | AsyncIterable<Value>): Iterator<Value> | AsyncIterator<Value> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}
