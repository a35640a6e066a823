import { PyDict, PyTuple } from "./collections";
import { typeNameOf } from "./equality";
import { LimitExceeded, type PyRaise, raise } from "./exceptions";
import { bindAttribute, type PyClass, PyDescriptor, PyInstance } from "./functions";
import { SIZE_LIMIT, tooLarge } from "./limits";
import { digitsOf } from "./numbers";
import {
  Awaited,
  type CallArguments,
  type MaybePromise,
  NO_ARGUMENTS,
  PyObject,
  PySlice,
  type Runtime,
  type Value,
} from "./objects";
import { PyRange } from "./range";
import { itemAt, sliceOf } from "./sequences";
import { closest } from "./suggest";
import { reprBytes, reprFloat, reprString } from "./text";
import { typeOf } from "./types";

/** The run was asked to stop. */
export class Interrupted extends Error {
  constructor() {
    super("Interrupted");
    this.name = "Interrupted";
  }
}

export interface Limits {
  /** Evaluation steps that one top-level statement may take. */
  readonly steps: number;
  /** Calls that may be open at once. */
  readonly depth: number;
}

export const DEFAULT_LIMITS: Limits = { steps: 10_000_000, depth: 1000 };

/** How many calls run on one JavaScript stack before the next waits for a fresh one. */
const CALLS_ON_ONE_STACK = 24;

/** Attributes, items, calls and text of every value, with the limits that keep a script from running away. */
export abstract class RuntimeBase implements Runtime {
  readonly limits: Limits;
  readonly signal: AbortSignal | null;
  #steps = 0;
  #stacked = 0;
  /** Lists whose text is being made. */
  readonly #showing = new Set<readonly Value[]>();
  #calls = 0;
  #lastBreath = performance.now();
  protected depth = 0;

  constructor(limits: Limits = DEFAULT_LIMITS, signal: AbortSignal | null = null) {
    this.limits = limits;
    this.signal = signal;
  }

  /** Methods of the built-in types: `"a".upper`, `[].append`. */
  abstract methodOf(value: Value, name: string): Value | undefined;

  step(): void {
    if (++this.#steps > this.limits.steps) throw this.#tooLong();
    if ((this.#steps & 255) === 0 && this.signal?.aborted) throw new Interrupted();
  }

  /** Counts many steps at once: work that is done in one go, such as filling a list. */
  spend(steps: number): void {
    this.#steps += Math.floor(steps);
    if (this.#steps > this.limits.steps) throw this.#tooLong();
  }

  /** A new statement has its own steps to take. */
  protected startAfresh(): void {
    this.#steps = 0;
    this.depth = 0;
  }

  #tooLong(): LimitExceeded {
    return new LimitExceeded(
      `The statement was stopped after ${this.limits.steps.toLocaleString("en")} steps. Is there a loop that never ends?`,
    );
  }

  /** The error for a value past what a script may build. */
  tooLarge(): PyRaise {
    return tooLarge();
  }

  /** Whether it is time to let messages in. */
  due(): boolean {
    return performance.now() - this.#lastBreath >= 20 || (this.signal?.aborted ?? false);
  }

  /** Lets messages in (a cancel among them) now and then; call it in every loop. */
  async breathe(): Promise<void> {
    if (this.signal?.aborted) throw new Interrupted();
    if (!this.due()) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#lastBreath = performance.now();
    if (this.signal?.aborted) throw new Interrupted();
  }

  async call(callee: Value, args: CallArguments): Promise<Value> {
    return this.callNow(callee, args);
  }

  /** Calls a value; the answer is a promise only where it has to be waited for. */
  callNow(callee: Value, args: CallArguments): MaybePromise<Value> {
    if (!(callee instanceof PyObject) || !callee.call)
      throw raise("TypeError", `'${typeNameOf(callee)}' object is not callable`);
    if (this.depth >= this.limits.depth) throw raise("RecursionError", "maximum recursion depth exceeded");
    // Calls that call each other are a loop, too: messages are let in between them.
    if (this.#stacked >= CALLS_ON_ONE_STACK || ((++this.#calls & 63) === 0 && this.due()))
      return this.#callAfresh(callee, args);
    this.depth++;
    this.#stacked++;
    let answer: MaybePromise<Value>;
    try {
      answer = callee.call(args, this);
    } catch (error) {
      this.depth--;
      throw error;
    } finally {
      this.#stacked--;
    }
    if (answer instanceof Promise) return this.#returned(answer);
    this.depth--;
    return answer;
  }

  async #callAfresh(callee: Value, args: CallArguments): Promise<Value> {
    await this.breathe();
    return this.callNow(callee, args);
  }

  async #returned(answer: Promise<Value>): Promise<Value> {
    try {
      return await answer;
    } finally {
      this.depth--;
    }
  }

  getAttribute(value: Value, name: string): MaybePromise<Value> {
    if (value instanceof PyObject) {
      const own = value.attribute(name, this);
      if (own instanceof Promise) return own.then((found) => this.#found(found, value, name));
      return this.#found(own, value, name);
    }
    return this.#found(undefined, value, name);
  }

  #found(found: Value | undefined, value: Value, name: string): MaybePromise<Value> {
    if (found !== undefined) return found;
    const method = this.methodOf(value, name);
    if (method instanceof PyDescriptor) return bindAttribute(method, value, null, this);
    if (method !== undefined) return method;
    if (name === "__class__") return typeOf(value);
    throw this.attributeError(value, name);
  }

  /** Python's words, with the nearest name that exists as a hint. */
  attributeError(value: Value, name: string): Error {
    const known =
      value instanceof PyObject && "attributeNames" in value ? (value.attributeNames as () => string[])() : [];
    const guess = closest(name, known);
    const what =
      value instanceof PyObject && value.typeName === "type" && "name" in value
        ? `type object '${String(value.name)}' has no attribute '${name}'`
        : value instanceof PyObject && value.typeName === "module" && "name" in value
          ? `module '${String(value.name)}' has no attribute '${name}'`
          : `'${typeNameOf(value)}' object has no attribute '${name}'`;
    return raise("AttributeError", what, guess ? { hint: `Did you mean \`${guess}\`?` } : {});
  }

  setAttribute(value: Value, name: string, to: Value): MaybePromise<void> {
    const done = value instanceof PyObject && value.setAttribute(name, to, this);
    if (done instanceof Promise)
      return done.then((worked) => {
        if (!worked) throw this.#notSet(value, name);
      });
    if (!done) throw this.#notSet(value, name);
  }

  async deleteAttribute(value: Value, name: string): Promise<void> {
    if (value instanceof PyInstance) {
      const found = value.cls.lookup(name);
      if (found instanceof PyDescriptor && found.kind === "property") {
        if (found.deleter === null)
          throw raise("AttributeError", `property '${name}' of '${value.cls.name}' object has no deleter`);
        await this.call(found.deleter, { positional: [value], keywords: new Map() });
        return;
      }
    }
    if (!(value instanceof PyObject) || !value.deleteAttribute(name)) throw this.attributeError(value, name);
  }

  #notSet(value: Value, name: string): Error {
    return raise("AttributeError", `'${typeNameOf(value)}' object has no attribute '${name}'`);
  }

  getItem(value: Value, index: Value): MaybePromise<Value> {
    if (value instanceof PyObject && value.item) return value.item(index, this);
    if (value instanceof PyTuple) {
      if (index instanceof PySlice) return new PyTuple(sliceOf(value.items, index));
      return itemAt(value.items, index, "tuple");
    }
    if (Array.isArray(value)) return index instanceof PySlice ? sliceOf(value, index) : itemAt(value, index, "list");
    if (typeof value === "string") {
      const points = [...value];
      return index instanceof PySlice ? sliceOf(points, index).join("") : itemAt(points, index, "string");
    }
    if (value instanceof Uint8Array) {
      if (index instanceof PySlice) return Uint8Array.from(sliceOf([...value], index));
      return BigInt(itemAt([...value], index, "index") as number);
    }
    throw raise("TypeError", `'${typeNameOf(value)}' object is not subscriptable`);
  }

  iterate(value: Value): AsyncIterable<Value> | Iterable<Value> {
    if (Array.isArray(value)) return value;
    if (typeof value === "string") return [...value];
    if (value instanceof Uint8Array) return [...value].map(BigInt);
    if (value instanceof PyObject && value.iterate) return value.iterate(this);
    throw raise("TypeError", `'${typeNameOf(value)}' object is not iterable`);
  }

  /** Hands each value on, waiting only where there is something to wait for, and lets messages in now and then. */
  async each(
    source: Iterable<Value> | AsyncIterable<Value>,
    work: (value: Value) => MaybePromise<unknown>,
  ): Promise<void> {
    // Waiting for each value takes far longer than drawing it.
    if (source instanceof Awaited) await this.each(await source.all(), work);
    else if (Symbol.iterator in source) {
      for (const value of source) {
        this.step();
        if (this.due()) await this.breathe();
        const done = work(value);
        if (done instanceof Promise) await done;
      }
    } else {
      for await (const value of source) {
        this.step();
        if (this.due()) await this.breathe();
        const done = work(value);
        if (done instanceof Promise) await done;
      }
    }
  }

  async list(value: Value): Promise<Value[]> {
    if (value instanceof PyRange && value.size > SIZE_LIMIT) throw this.tooLarge();
    if (Array.isArray(value)) {
      this.spend(value.length / 16);
      return [...value];
    }
    const source = this.iterate(value);
    if (source instanceof Awaited) return this.list((await source.all()) as Value[]);
    const out: Value[] = [];
    await this.each(source, (item) => {
      if (out.push(item) > SIZE_LIMIT) throw this.tooLarge();
    });
    return out;
  }

  /** The pairs of a mapping that is no dict, for `**value`: what has `keys()` and items. Null for what has not. */
  async mapping(value: Value): Promise<[Value, Value][] | null> {
    if (value instanceof PyDict) return value.entries();
    if (!(value instanceof PyInstance) || value.cls.lookup("keys") === undefined) return null;
    const keys = await this.list(await this.call(await this.getAttribute(value, "keys"), NO_ARGUMENTS));
    const pairs: [Value, Value][] = [];
    for (const key of keys) pairs.push([key, await this.getItem(value, key)]);
    return pairs;
  }

  length(value: Value): MaybePromise<number> {
    if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
    if (typeof value === "string") return /[\ud800-\udfff]/.test(value) ? [...value].length : value.length;
    if (value instanceof PyObject && value.length) return value.length(this);
    throw raise("TypeError", `object of type '${typeNameOf(value)}' has no len()`);
  }

  truth(value: Value): MaybePromise<boolean> {
    if (value === null) return false;
    if (typeof value === "boolean") return value;
    if (typeof value === "bigint") return value !== 0n;
    if (typeof value === "number") return value !== 0;
    if (typeof value === "string" || Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
    if (value.truth) return value.truth(this);
    if (value.length) {
      const length = value.length(this);
      return length instanceof Promise ? length.then((n) => n > 0) : length > 0;
    }
    return true;
  }

  str(value: Value): MaybePromise<string> {
    if (typeof value === "string") return value;
    if (value instanceof PyObject && value.str) return value.str(this);
    return this.repr(value);
  }

  repr(value: Value): MaybePromise<string> {
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "bigint") return digitsOf(value);
    if (typeof value === "number") return reprFloat(value);
    if (typeof value === "string") return reprString(value);
    if (value instanceof Uint8Array) return reprBytes(value);
    if (Array.isArray(value)) return this.#reprList(value);
    return value.repr(this);
  }

  /** A list within itself is shown as `[...]`, as in Python. */
  async #reprList(items: readonly Value[]): Promise<string> {
    if (this.#showing.has(items)) return "[...]";
    if (this.#showing.size >= 400)
      throw raise("RecursionError", "maximum recursion depth exceeded while getting the repr of an object");
    this.#showing.add(items);
    try {
      const shown: string[] = [];
      for (const item of items) shown.push(await this.repr(item));
      return `[${shown.join(", ")}]`;
    } finally {
      this.#showing.delete(items);
    }
  }

  /** The script's class of a value, where it has one. */
  classOf(value: Value): PyClass | null {
    return value instanceof PyInstance ? value.cls : null;
  }
}
