import { exceptionClass, PyException, PyRaise, raise } from "./exceptions";
import { PyIterator } from "./iterators";
import { builtin } from "./makeBuiltin";
import type { MaybePromise, Runtime, Value } from "./objects";
import type { Expression, Statement } from "./tree";

type Sent = { readonly value: Value } | { readonly error: unknown };

/**
 * The call of a function with `yield`: its body runs as a coroutine, which stops at each `yield` until the next value is
 * asked for. Nothing runs before the first is.
 */
export class GeneratorFrame {
  /** What `return` gave, for `yield from` and StopIteration. */
  returned: Value = null;
  #state: "new" | "running" | "suspended" | "done" = "new";
  #resume: ((sent: Sent) => void) | null = null;
  #consumer: { resolve(value: Value | undefined): void; reject(error: unknown): void } | null = null;
  /** Runs the body to its end; set before the first value is asked for. */
  start: () => Promise<Value> = () => Promise.resolve(null);

  /** The next value, `sent` being what the `yield` is then worth; undefined at the end. */
  next(sent: Value = null): Promise<Value | undefined> {
    if (this.#state === "new" && sent !== null)
      throw raise("TypeError", "can't send non-None value to a just-started generator");
    return this.#go({ value: sent });
  }

  /** Raises an error at the `yield` that the body stopped at. */
  async throw(error: unknown): Promise<Value | undefined> {
    if (this.#state === "new") this.#state = "done";
    if (this.#state === "done") throw error;
    return this.#go({ error });
  }

  async close(): Promise<void> {
    if (this.#state === "new") this.#state = "done";
    if (this.#state === "done") return;
    try {
      const value = await this.throw(raise("GeneratorExit", ""));
      if (value !== undefined) throw raise("RuntimeError", "generator ignored GeneratorExit");
    } catch (error) {
      if (!(error instanceof PyRaise) || error.exception.exceptionClass !== exceptionClass("GeneratorExit"))
        throw error;
    }
  }

  /** Called by the body: hands a value out and waits for the next turn. */
  emit(value: Value): Promise<Value> {
    this.#state = "suspended";
    const waited = new Promise<Sent>((resolve) => {
      this.#resume = resolve;
    });
    this.#consumer?.resolve(value);
    return waited.then((sent) => {
      if ("error" in sent) throw sent.error;
      return sent.value;
    });
  }

  #go(sent: Sent): Promise<Value | undefined> {
    if (this.#state === "running") throw raise("ValueError", "generator already executing");
    if (this.#state === "done") return Promise.resolve(undefined);
    const first = this.#state === "new";
    this.#state = "running";
    const answer = new Promise<Value | undefined>((resolve, reject) => {
      this.#consumer = { resolve, reject };
    });
    if (first) this.#run();
    else this.#resume?.(sent);
    return answer;
  }

  #run(): void {
    this.start().then(
      (value) => {
        this.#state = "done";
        this.returned = value;
        this.#consumer?.resolve(undefined);
      },
      (error: unknown) => {
        this.#state = "done";
        this.#consumer?.reject(ended(error));
      },
    );
  }
}

/** A StopIteration that leaves the body would end the loop over it in silence; Python makes it an error (PEP 479). */
function ended(error: unknown): unknown {
  if (error instanceof PyRaise && error.exception.exceptionClass === exceptionClass("StopIteration"))
    return raise("RuntimeError", "generator raised StopIteration");
  return error;
}

/** What calling a function with `yield` gives. */
export class PyGenerator extends PyIterator {
  constructor(
    readonly frame: GeneratorFrame,
    readonly name: string,
  ) {
    super("generator", {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          const value = await frame.next();
          return value === undefined ? { done: true, value: null } : { done: false, value };
        },
      }),
    });
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    switch (name) {
      case "send":
        return builtin(name, ["value", "/"], ({ named }) => this.#turn(this.frame.next(named.value as Value)));
      case "throw":
        return builtin(name, ["type", "value?", "traceback?", "/"], async ({ named }, inner) => {
          const given = named.value === undefined ? (named.type as Value) : named.value;
          const exception =
            given instanceof PyException ? given : await inner.call(given, { positional: [], keywords: new Map() });
          if (!(exception instanceof PyException))
            throw raise("TypeError", "exceptions must be classes or instances deriving from BaseException");
          return this.#turn(this.frame.throw(new PyRaise(exception, { text: await exception.str(inner) })));
        });
      case "close":
        return builtin(name, [], async () => {
          await this.frame.close();
          return null;
        });
      default:
        return super.attribute(name, runtime);
    }
  }

  async #turn(next: Promise<Value | undefined>): Promise<Value> {
    const value = await next;
    if (value === undefined) throw stopIteration(this.frame.returned);
    return value;
  }
}

/** The StopIteration at a generator's end, with what it returned. */
export function stopIteration(value: Value): PyRaise {
  return new PyRaise(new PyException(exceptionClass("StopIteration"), value === null ? [] : [value]));
}

const known = new WeakMap<object, boolean>();

/** Whether a function's body has a `yield` of its own, functions and classes within it left out. */
export function yields(body: readonly Statement[] | Expression): boolean {
  const found = known.get(body);
  if (found !== undefined) return found;
  const answer = hasYield(body);
  known.set(body, answer);
  return answer;
}

function hasYield(node: unknown): boolean {
  if (node === null || typeof node !== "object" || node instanceof Uint8Array) return false;
  if (Array.isArray(node)) return node.some(hasYield);
  const { type } = node as { readonly type?: string };
  if (type === "Yield") return true;
  if (type === "FunctionDefinition" || type === "ClassDefinition" || type === "Lambda") return false;
  return Object.values(node).some(hasYield);
}

/** The values of an iterable as `yield from` hands them on, and what it is worth at the end. */
export async function delegate(source: Value, frame: GeneratorFrame, runtime: Runtime): Promise<Value> {
  if (!(source instanceof PyGenerator)) {
    for await (const value of runtime.iterate(source)) await frame.emit(value);
    return null;
  }
  let value = await source.frame.next();
  while (value !== undefined) {
    let sent: Value;
    try {
      sent = await frame.emit(value);
    } catch (error) {
      value = await source.frame.throw(error);
      continue;
    }
    value = await source.frame.next(sent);
  }
  return source.frame.returned;
}
