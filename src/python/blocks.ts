import { Assigner } from "./assignment";
import { PyTuple } from "./collections";
import { special } from "./dunders";
import { typeNameOf } from "./equality";
import { exceptionClass, LimitExceeded, PyException, PyExceptionClass, PyRaise, raise } from "./exceptions";
import { PyInstance } from "./functions";
import { type MaybePromise, NO_ARGUMENTS, PyObject, type Value } from "./objects";
import { placed } from "./places";
import { Interrupted } from "./runtime";
import type { Scope } from "./scope";
import type { Raise, Statement, Try, With } from "./tree";

/** How a block was left; null where it ran to its end. */
export type Flow = { readonly kind: "return"; readonly value: Value } | { readonly kind: "break" | "continue" } | null;

/** Runs `try`, `raise` and `with`. */
export abstract class Blocks extends Assigner {
  /** Runs a block; what it returns says how it was left. */
  abstract runBody(body: readonly Statement[], scope: Scope): MaybePromise<Flow>;

  protected async raiseStatement(node: Raise, scope: Scope): Promise<never> {
    let value = node.exception ? await this.evaluate(node.exception, scope) : scope.get("\0exception");
    if (value === undefined) throw raise("RuntimeError", "No active exception to reraise");
    if (value instanceof PyExceptionClass) value = await this.call(value, NO_ARGUMENTS);
    const exception = toException(value);
    if (node.cause) {
      let cause = await this.evaluate(node.cause, scope);
      if (cause instanceof PyExceptionClass) cause = await this.call(cause, NO_ARGUMENTS);
      if (cause !== null && !(cause instanceof PyException))
        throw raise("TypeError", "exception causes must derive from BaseException");
      exception.setAttribute("__cause__", cause);
    }
    const active = scope.get("\0exception");
    if (node.exception && active !== undefined && active !== exception) exception.setAttribute("__context__", active);
    // The JavaScript error shows the text; the exception itself stays the one that the script raised.
    throw new PyRaise(exception, { text: await exception.str(this) });
  }

  protected async tryBlock(node: Try, scope: Scope): Promise<Flow> {
    let flow: Flow;
    try {
      flow = await this.#guarded(node, scope);
    } catch (error) {
      // A `return`, `break` or `continue` in `finally` lets the error go, as in Python.
      const last = await this.#finally(node, scope, error);
      if (last) return last;
      throw error;
    }
    return (await this.#finally(node, scope, null)) ?? flow;
  }

  /** A `try` without its `finally`; what goes wrong in `else` is not for the handlers. */
  async #guarded(node: Try, scope: Scope): Promise<Flow> {
    let flow: Flow;
    try {
      flow = await this.protect(async () => this.runBody(node.body, scope));
    } catch (error) {
      const caught = this.toPython(error);
      const handler = caught && (await this.#handlerFor(node, caught.exception, scope));
      if (!caught || !handler) throw error;
      return this.#handled(handler, caught.exception, scope);
    }
    return flow ?? this.runBody(node.otherwise, scope);
  }

  async #handled(handler: Try["handlers"][number], exception: PyException, scope: Scope): Promise<Flow> {
    if (handler.name) scope.set(handler.name, exception);
    const outer = scope.names.get("\0exception");
    scope.names.set("\0exception", exception);
    try {
      return await this.runBody(handler.body, scope);
    } finally {
      if (outer === undefined) scope.names.delete("\0exception");
      else scope.names.set("\0exception", outer);
      if (handler.name) scope.delete(handler.name);
    }
  }

  async #finally(node: Try, scope: Scope, error: unknown): Promise<Flow> {
    const stopped = error instanceof LimitExceeded || error instanceof Interrupted || (this.signal?.aborted ?? false);
    return stopped ? null : this.runBody(node.finally, scope);
  }

  /** Runs a `try` body; the ORM overrides it where an error inside must not spoil the transaction. */
  protect<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  /** The Python exception in a JavaScript error; null for what a script must not catch. */
  toPython(error: unknown): PyRaise | null {
    if (error instanceof PyRaise) return error;
    if (error instanceof RangeError && /call stack/i.test(error.message))
      return raise("RecursionError", "maximum recursion depth exceeded");
    return null;
  }

  async #handlerFor(node: Try, exception: PyException, scope: Scope): Promise<Try["handlers"][number] | null> {
    for (const handler of node.handlers) {
      if (!handler.exception) return handler;
      const wanted = await this.evaluate(handler.exception, scope);
      const classes = wanted instanceof PyTuple ? wanted.items : [wanted];
      for (const cls of classes) {
        if (!(cls instanceof PyExceptionClass))
          throw raise("TypeError", "catching classes that do not inherit from BaseException is not allowed");
        if (exception.exceptionClass.isSubclassOf(cls)) return handler;
      }
    }
    return null;
  }

  protected async withBlock(node: With, scope: Scope): Promise<Flow> {
    const enter = async (at: number): Promise<Flow> => {
      const item = node.items[at];
      if (!item) return this.runBody(node.body, scope);
      const manager = await this.evaluate(item.context, scope);
      const withInstance =
        manager instanceof PyInstance &&
        manager.cls.lookup("__enter__") !== undefined &&
        manager.cls.lookup("__exit__") !== undefined;
      if (withInstance) {
        return this.#around(manager, async (value) => {
          if (item.target) await this.assign(item.target, value, scope);
          return enter(at + 1);
        });
      }
      if (!isContextManager(manager)) {
        throw placed(
          raise("TypeError", `'${typeNameOf(manager)}' object does not support the context manager protocol`),
          item.context,
        );
      }
      return manager.around(this, async (value) => {
        if (item.target) await this.assign(item.target, value, scope);
        return enter(at + 1);
      }) as Promise<Flow>;
    };
    return enter(0);
  }

  /** `with` over an instance of a script's class, by its `__enter__` and `__exit__`. */
  async #around(manager: PyInstance, block: (value: Value) => Promise<Flow>): Promise<Flow> {
    const value = (await special(manager, "__enter__", [], this)) ?? null;
    let flow: Flow;
    try {
      flow = await block(value);
    } catch (error) {
      const caught = this.toPython(error);
      if (!caught) throw error;
      const { exception } = caught;
      const swallowed = await special(manager, "__exit__", [exception.exceptionClass, exception, null], this);
      if (await this.truth(swallowed ?? null)) return null;
      throw error;
    }
    await special(manager, "__exit__", [null, null, null], this);
    return flow;
  }
}

/** A value that `with` accepts: it runs the block, and decides what an error in it means. */
export interface ContextManager {
  around(runtime: Blocks, block: (value: Value) => Promise<unknown>): Promise<unknown>;
}

function isContextManager(value: Value): value is PyObject & ContextManager {
  return value instanceof PyObject && "around" in value;
}

/** The exception that a raised value stands for. Throws TypeError for what cannot be raised. */
function toException(value: Value): PyException {
  if (value instanceof PyException) return value;
  const message = "exceptions must derive from BaseException";
  return new PyException(exceptionClass("TypeError"), [message], message);
}
