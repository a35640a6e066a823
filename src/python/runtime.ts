import { PyDict, PyTuple } from "./collections";
import { typeNameOf } from "./equality";
import { LimitExceeded, raise } from "./exceptions";
import { type PyClass, PyInstance } from "./functions";
import { SIZE_LIMIT } from "./limits";
import { type CallArguments, type MaybePromise, PyObject, PySlice, type Runtime, type Value } from "./objects";
import { itemAt, sliceOf } from "./sequences";
import { closest } from "./suggest";
import { reprBytes, reprFloat, reprString } from "./text";

/** The run was asked to stop. */
export class Interrupted extends Error {
  constructor() {
    super("Interrupted");
    this.name = "Interrupted";
  }
}

export interface Limits {
  /** Evaluation steps a script may take. */
  readonly steps: number;
  /** Calls that may be open at once. */
  readonly depth: number;
}

export const DEFAULT_LIMITS: Limits = { steps: 50_000_000, depth: 250 };

/** Attributes, items, calls and text of every value, with the limits that keep a script from running away. */
export abstract class RuntimeBase implements Runtime {
  readonly limits: Limits;
  readonly signal: AbortSignal | null;
  #steps = 0;
  #lastBreath = performance.now();
  protected depth = 0;

  constructor(limits: Limits = DEFAULT_LIMITS, signal: AbortSignal | null = null) {
    this.limits = limits;
    this.signal = signal;
  }

  /** Methods of the built-in types: `"a".upper`, `[].append`. */
  abstract methodOf(value: Value, name: string): Value | undefined;

  step(): void {
    this.#steps++;
    if (this.#steps > this.limits.steps) {
      throw new LimitExceeded(
        `The script was stopped after ${this.limits.steps.toLocaleString("en")} steps. Is there a loop that never ends?`,
      );
    }
    if ((this.#steps & 255) === 0 && this.signal?.aborted) throw new Interrupted();
  }

  /** Lets messages in (a cancel among them) now and then; call it in every loop. */
  async breathe(): Promise<void> {
    if (this.signal?.aborted) throw new Interrupted();
    const now = performance.now();
    if (now - this.#lastBreath < 20) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#lastBreath = performance.now();
    if (this.signal?.aborted) throw new Interrupted();
  }

  async call(callee: Value, args: CallArguments): Promise<Value> {
    if (!(callee instanceof PyObject) || !callee.call)
      throw raise("TypeError", `'${typeNameOf(callee)}' object is not callable`);
    if (++this.depth > this.limits.depth) {
      this.depth--;
      throw raise("RecursionError", "maximum recursion depth exceeded");
    }
    try {
      return await callee.call(args, this);
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

  #found(found: Value | undefined, value: Value, name: string): Value {
    if (found !== undefined) return found;
    const method = this.methodOf(value, name);
    if (method !== undefined) return method;
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

  async setAttribute(value: Value, name: string, to: Value): Promise<void> {
    if (value instanceof PyObject && (await value.setAttribute(name, to, this))) return;
    if (value instanceof PyObject)
      throw raise("AttributeError", `'${typeNameOf(value)}' object has no attribute '${name}'`);
    throw raise("AttributeError", `'${typeNameOf(value)}' object has no attribute '${name}'`);
  }

  async getItem(value: Value, index: Value): Promise<Value> {
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

  async list(value: Value): Promise<Value[]> {
    const out: Value[] = [];
    const add = (item: Value): boolean => {
      if (out.push(item) > SIZE_LIMIT) throw new LimitExceeded("The script builds a list that is too long.");
      return (out.length & 4095) === 0;
    };
    const source = this.iterate(value);
    // Waiting for each value takes far longer than drawing it, so it is done only where there is something to wait for.
    if (Symbol.iterator in source) {
      for (const item of source) if (add(item)) await this.breathe();
    } else for await (const item of source) if (add(item)) await this.breathe();
    return out;
  }

  /** The pairs of a mapping, for `**value`. */
  async mapping(value: Value): Promise<[Value, Value][]> {
    if (value instanceof PyDict) return value.entries();
    throw raise("TypeError", `argument after ** must be a mapping, not ${typeNameOf(value)}`);
  }

  async length(value: Value): Promise<number> {
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
    if (typeof value === "bigint") return value.toString();
    if (typeof value === "number") return reprFloat(value);
    if (typeof value === "string") return reprString(value);
    if (value instanceof Uint8Array) return reprBytes(value);
    if (Array.isArray(value)) return this.#reprList(value);
    return value.repr(this);
  }

  async #reprList(items: readonly Value[]): Promise<string> {
    const shown: string[] = [];
    for (const item of items) shown.push(await this.repr(item));
    return `[${shown.join(", ")}]`;
  }

  /** The script's class of a value, where it has one. */
  classOf(value: Value): PyClass | null {
    return value instanceof PyInstance ? value.cls : null;
  }
}
