import { LimitExceeded } from "./exceptions";
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
      if (ahead.length > limit) throw new LimitExceeded("The script builds a list that is too long.");
    }
    this.#ahead = ahead;
  }

  /** Leaving the loop early leaves the rest where it is. */
  override iterate(): Iterable<Value> | AsyncIterable<Value> {
    const ahead = this.#ahead;
    if (ahead) return { [Symbol.iterator]: () => ({ next: () => resultOf(ahead.shift()) }) };
    return { [Symbol.asyncIterator]: () => ({ next: async () => resultOf(await this.next()) }) };
  }

  override attribute(_name: string, _runtime: Runtime): undefined {
    return undefined;
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
