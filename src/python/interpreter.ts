import { localNames } from "./bindings";
import { special } from "./dunders";
import { typeNameOf } from "./equality";
import { Evaluator, place, placed, toException, unplace } from "./evaluator";
import {
  exceptionClass,
  LimitExceeded,
  PyException,
  PyExceptionClass,
  PyRaise,
  raise,
  UnsupportedError,
} from "./exceptions";
import { type FunctionRunner, PyClass, type PyFunction, PyInstance } from "./functions";
import { NO_ARGUMENTS, PyModule, PyObject, PySlice, PyType, type Value } from "./objects";
import { binary, inPlace } from "./operations";
import { Interrupted, type Limits } from "./runtime";
import { Scope } from "./scope";
import { ScriptExceptionClass } from "./scriptExceptions";
import { assignSlice, deleteSlice, positionOf } from "./sequences";
import type {
  AugmentedAssign,
  ClassDefinition,
  Expression,
  For,
  Import,
  ImportFrom,
  Raise,
  Statement,
  Try,
  While,
  With,
} from "./tree";

/** What a script can see beside its own names. */
export interface Environment {
  /** Names that need no import; asked after the script's own. */
  readonly builtins: ReadonlyMap<string, Value>;
  /** A module by its dotted name; undefined where there is none. */
  module(name: string): Value | undefined;
  /** Methods of the built-in types. */
  methodOf(value: Value, name: string): Value | undefined;
}

type Flow = { readonly kind: "return"; readonly value: Value } | { readonly kind: "break" | "continue" } | null;

const BREAK: Flow = { kind: "break" };
const CONTINUE: Flow = { kind: "continue" };

/** Runs statements of the Python subset. One interpreter runs one script, in one scope that its statements share. */
export class Interpreter extends Evaluator implements FunctionRunner {
  readonly environment: Environment;

  constructor(environment: Environment, limits?: Limits, signal: AbortSignal | null = null) {
    super(limits, signal);
    this.environment = environment;
  }

  builtin(name: string): Value | undefined {
    return this.environment.builtins.get(name);
  }

  builtinNames(): Iterable<string> {
    return this.environment.builtins.keys();
  }

  methodOf(value: Value, name: string): Value | undefined {
    return this.environment.methodOf(value, name);
  }

  /** Runs one top-level statement; the value is that of an expression statement, undefined for any other. */
  async runStatement(statement: Statement, scope: Scope): Promise<Value | undefined> {
    if (statement.type === "ExpressionStatement") return this.evaluate(statement.value, scope);
    const flow = await this.#execute(statement, scope);
    if (flow?.kind === "return") throw placed(raise("SyntaxError", "'return' outside function"), statement);
    if (flow)
      throw placed(
        raise("SyntaxError", flow.kind === "break" ? "'break' outside loop" : "'continue' not properly in loop"),
        statement,
      );
    return undefined;
  }

  async runFunction(fn: PyFunction, locals: ReadonlyMap<string, Value>): Promise<Value> {
    const scope = new Scope("function", fn.scope, fn, isBody(fn.body) ? localNames(fn.body) : null);
    for (const [name, value] of locals) scope.names.set(name, value);
    try {
      if (!isBody(fn.body)) return await this.evaluate(fn.body, scope);
      const flow = await this.runBody(fn.body, scope);
      return flow?.kind === "return" ? flow.value : null;
    } catch (error) {
      // A place in a workspace file means nothing in the script: the call is where the script's reader looks.
      if (fn.file !== null) unplace(error);
      throw error;
    }
  }

  /** Runs a block; what it returns says how it was left. */
  async runBody(body: readonly Statement[], scope: Scope): Promise<Flow> {
    for (const statement of body) {
      const flow = await this.#execute(statement, scope);
      if (flow) return flow;
    }
    return null;
  }

  async #execute(statement: Statement, scope: Scope): Promise<Flow> {
    this.step();
    try {
      return await this.#statement(statement, scope);
    } catch (error) {
      place(error, statement);
      throw error;
    }
  }

  async #statement(node: Statement, scope: Scope): Promise<Flow> {
    switch (node.type) {
      case "ExpressionStatement":
        await this.evaluate(node.value, scope);
        return null;
      case "Assign": {
        const value = await this.evaluate(node.value, scope);
        for (const target of node.targets) await this.assign(target, value, scope);
        return null;
      }
      case "AnnotatedAssign":
        if (node.value) await this.assign(node.target, await this.evaluate(node.value, scope), scope);
        return null;
      case "AugmentedAssign":
        await this.#augmented(node, scope);
        return null;
      case "If":
        return this.runBody(
          (await this.truth(await this.evaluate(node.test, scope))) ? node.body : node.otherwise,
          scope,
        );
      case "For":
        return this.#for(node, scope);
      case "While":
        return this.#while(node, scope);
      case "FunctionDefinition": {
        let value = await this.makeFunction(node.name, node, scope);
        for (const decorator of [...node.decorators].reverse()) {
          value = await this.call(await this.evaluate(decorator, scope), { positional: [value], keywords: new Map() });
        }
        scope.set(node.name, value);
        return null;
      }
      case "ClassDefinition":
        scope.set(node.name, await this.makeClass(node, scope));
        return null;
      case "Return":
        return { kind: "return", value: node.value ? await this.evaluate(node.value, scope) : null };
      case "Import":
      case "ImportFrom":
        this.#import(node, scope);
        return null;
      case "Pass":
        return null;
      case "Break":
        return BREAK;
      case "Continue":
        return CONTINUE;
      case "Assert":
        if (!(await this.truth(await this.evaluate(node.test, scope)))) {
          const args = node.message ? [await this.evaluate(node.message, scope)] : [];
          throw new PyRaise(
            new PyException(
              exceptionClass("AssertionError"),
              args,
              args.length > 0 ? await this.str(args[0] as Value) : "",
            ),
          );
        }
        return null;
      case "Delete":
        for (const target of node.targets) await this.#delete(target, scope);
        return null;
      case "Raise":
        return this.#raise(node, scope);
      case "Try":
        return this.#try(node, scope);
      case "With":
        return this.#with(node, scope);
      case "Scope":
        for (const name of node.names) {
          const to = node.kind === "global" ? scope.module : enclosing(scope, name);
          if (!to && scope.kind === "module")
            throw raise("SyntaxError", "nonlocal declaration not allowed at module level");
          if (!to) throw raise("SyntaxError", `no binding for nonlocal '${name}' found`);
          if (to !== scope) scope.redirected.set(name, to);
        }
        return null;
      case "UnsupportedStatement":
        throw new UnsupportedError(`'${node.what}' is outside the Python subset that is run here`, node);
    }
  }

  /** `target operator= value`: the target's own parts are evaluated once. */
  async #augmented({ target, operator, value }: AugmentedAssign, scope: Scope): Promise<void> {
    const combined = async (before: Value): Promise<Value> => {
      const by = await this.evaluate(value, scope);
      return (await inPlace(operator, before, by, this)) ?? binary(operator, before, by, this);
    };
    if (target.type === "Attribute") {
      const object = await this.evaluate(target.value, scope);
      await this.setAttribute(object, target.name, await combined(await this.getAttribute(object, target.name)));
    } else if (target.type === "Subscript") {
      const object = await this.evaluate(target.value, scope);
      const index = await this.evaluate(target.index, scope);
      await this.setItem(object, index, await combined(await this.getItem(object, index)));
    } else await this.assign(target, await combined(await this.evaluate(target, scope)), scope);
  }

  async assign(target: Expression, value: Value, scope: Scope): Promise<void> {
    switch (target.type) {
      case "Name":
        scope.set(target.id, value);
        return;
      case "Attribute":
        await this.setAttribute(await this.evaluate(target.value, scope), target.name, value);
        return;
      case "Subscript":
        await this.setItem(await this.evaluate(target.value, scope), await this.evaluate(target.index, scope), value);
        return;
      case "Tuple":
      case "List":
        await this.#unpack(target.items, value, scope);
        return;
      default:
        throw placed(raise("SyntaxError", "cannot assign to expression"), target);
    }
  }

  async #unpack(targets: readonly Expression[], value: Value, scope: Scope): Promise<void> {
    if (value === null || typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") {
      throw raise("TypeError", `cannot unpack non-iterable ${typeNameOf(value)} object`);
    }
    const items = await this.list(value);
    const star = targets.findIndex((t) => t.type === "Starred");
    if (star < 0) {
      if (items.length > targets.length)
        throw raise("ValueError", `too many values to unpack (expected ${targets.length})`);
      if (items.length < targets.length)
        throw raise("ValueError", `not enough values to unpack (expected ${targets.length}, got ${items.length})`);
      for (const [i, target] of targets.entries()) await this.assign(target, items[i] as Value, scope);
      return;
    }
    const after = targets.length - star - 1;
    if (items.length < targets.length - 1) {
      throw raise(
        "ValueError",
        `not enough values to unpack (expected at least ${targets.length - 1}, got ${items.length})`,
      );
    }
    for (const [i, target] of targets.entries()) {
      if (target.type === "Starred") await this.assign(target.value, items.slice(star, items.length - after), scope);
      else await this.assign(target, items[i < star ? i : items.length - (targets.length - i)] as Value, scope);
    }
  }

  async setItem(object: Value, index: Value, value: Value): Promise<void> {
    if (Array.isArray(object)) {
      if (index instanceof PySlice) {
        assignSlice(object, index, await this.list(value));
      } else object[positionOf(object.length, index, "list", "list assignment index out of range")] = value;
      return;
    }
    if (object instanceof PyObject && object.setItem) return object.setItem(index, value, this);
    throw raise("TypeError", `'${typeNameOf(object)}' object does not support item assignment`);
  }

  async #delete(target: Expression, scope: Scope): Promise<void> {
    if (target.type === "Name") {
      if (scope.delete(target.id)) return;
      if (scope.unbound(target.id))
        throw placed(
          raise(
            "UnboundLocalError",
            `cannot access local variable '${target.id}' where it is not associated with a value`,
          ),
          target,
        );
      throw placed(raise("NameError", `name '${target.id}' is not defined`), target);
    }
    if (target.type === "Attribute") {
      const object = await this.evaluate(target.value, scope);
      if (!(object instanceof PyObject) || !object.deleteAttribute(target.name))
        throw this.attributeError(object, target.name);
      return;
    }
    if (target.type === "Tuple" || target.type === "List") {
      for (const item of target.items) await this.#delete(item, scope);
      return;
    }
    if (target.type !== "Subscript") throw placed(raise("SyntaxError", "cannot delete expression"), target);
    const object = await this.evaluate(target.value, scope);
    const index = await this.evaluate(target.index, scope);
    if (Array.isArray(object)) {
      if (index instanceof PySlice) {
        deleteSlice(object, index);
      } else object.splice(positionOf(object.length, index, "list", "list assignment index out of range"), 1);
    } else if (object instanceof PyObject && object.deleteItem) await object.deleteItem(index, this);
    else throw raise("TypeError", `'${typeNameOf(object)}' object doesn't support item deletion`);
  }

  async #for(node: For, scope: Scope): Promise<Flow> {
    for await (const value of this.iterate(await this.evaluate(node.iterable, scope))) {
      await this.breathe();
      await this.assign(node.target, value, scope);
      const flow = await this.runBody(node.body, scope);
      if (flow?.kind === "break") return null;
      if (flow?.kind === "return") return flow;
    }
    return this.runBody(node.otherwise, scope);
  }

  async #while(node: While, scope: Scope): Promise<Flow> {
    while (await this.truth(await this.evaluate(node.test, scope))) {
      await this.breathe();
      const flow = await this.runBody(node.body, scope);
      if (flow?.kind === "break") return null;
      if (flow?.kind === "return") return flow;
    }
    return this.runBody(node.otherwise, scope);
  }

  async makeClass(node: ClassDefinition, scope: Scope): Promise<Value> {
    const bases: Value[] = [];
    for (const base of node.bases) {
      if (base.name !== null) continue;
      const value = await this.evaluate(base.value, scope);
      if (!(value instanceof PyType && value.name === "object")) bases.push(value);
    }
    const body = new Scope("class", scope);
    await this.runBody(node.body, body);
    const parents = bases.filter((base): base is PyExceptionClass => base instanceof PyExceptionClass);
    let made: Value =
      parents.length > 0
        ? new ScriptExceptionClass(node.name, parents, body.names)
        : new PyClass(node.name, bases, body.names);
    for (const decorator of [...node.decorators].reverse()) {
      made = await this.call(await this.evaluate(decorator, scope), { positional: [made], keywords: new Map() });
    }
    return made;
  }

  #import(node: Import | ImportFrom, scope: Scope): void {
    if (node.type === "Import") {
      for (const name of node.names) {
        const module = this.#module(name.name);
        if (name.as) scope.set(name.as, module);
        else scope.set(name.name.split(".")[0] as string, this.#module(name.name.split(".")[0] as string));
      }
      return;
    }
    const module = this.#module(".".repeat(node.level) + node.module);
    for (const name of node.names) {
      if (name.name === "*") {
        if (module instanceof PyModule)
          for (const [key, value] of module.members) if (!key.startsWith("_")) scope.set(key, value);
        continue;
      }
      const inner = module instanceof PyObject ? module.attribute(name.name, this) : undefined;
      const value = inner ?? this.environment.module(`${node.module}.${name.name}`);
      if (value === undefined || value instanceof Promise) {
        throw placed(raise("ImportError", `cannot import name '${name.name}' from '${node.module}'`), name);
      }
      scope.set(name.as ?? name.name, value);
    }
  }

  #module(name: string): Value {
    const module = this.environment.module(name);
    if (module !== undefined) return module;
    throw raise("ModuleNotFoundError", `No module named '${name}'`, {
      hint: "Scripts can import the workspace's models, Django's query API and the standard modules listed in the README.",
    });
  }

  async #raise(node: Raise, scope: Scope): Promise<never> {
    let value = node.exception ? await this.evaluate(node.exception, scope) : scope.get("\0exception");
    if (value === undefined) throw raise("RuntimeError", "No active exception to reraise");
    if (value instanceof PyExceptionClass) value = await this.call(value, NO_ARGUMENTS);
    const exception = toException(value);
    if (node.cause) exception.setAttribute("__cause__", await this.evaluate(node.cause, scope));
    // The JavaScript error shows the text; the exception itself stays the one that the script raised.
    throw new PyRaise(exception, { text: await exception.str(this) });
  }

  async #try(node: Try, scope: Scope): Promise<Flow> {
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
      flow = await this.protect(() => this.runBody(node.body, scope));
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
      const classes = wanted instanceof PyExceptionClass ? [wanted] : await this.list(wanted);
      if (classes.some((cls) => cls instanceof PyExceptionClass && exception.exceptionClass.isSubclassOf(cls)))
        return handler;
    }
    return null;
  }

  async #with(node: With, scope: Scope): Promise<Flow> {
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
  around(runtime: Interpreter, block: (value: Value) => Promise<unknown>): Promise<unknown>;
}

function isContextManager(value: Value): value is PyObject & ContextManager {
  return value instanceof PyObject && "around" in value;
}

function isBody(body: PyFunction["body"]): body is readonly Statement[] {
  return Array.isArray(body);
}

function enclosing(scope: Scope, name: string): Scope | null {
  for (let outer = scope.parent; outer; outer = outer.parent)
    if (outer.kind === "function" && (outer.names.has(name) || outer.own?.has(name))) return outer;
  return null;
}
