import type { PyClass } from "./classes";
import { PyDict, PyTuple } from "./collections";
import { raise } from "./exceptions";
import { type CallArguments, type MaybePromise, PyBuiltin, PyObject, type Runtime, type Value } from "./objects";
import type { Scope } from "./scope";
import { missingArguments } from "./signature";
import type { Expression, Parameter, Statement } from "./tree";

/** Runs a function's body; implemented by the interpreter. */
export interface FunctionRunner extends Runtime {
  runFunction(fn: PyFunction, locals: ReadonlyMap<string, Value>): MaybePromise<Value>;
}

/** A function or lambda of a script or of the workspace's code. */
export class PyFunction extends PyObject {
  readonly typeName = "function";
  /** The class that the function was defined in, for `super()`. */
  owner: PyClass | null = null;
  readonly attributes = new Map<string, Value>();

  constructor(
    readonly name: string,
    readonly parameters: readonly Parameter[],
    readonly body: readonly Statement[] | Expression,
    readonly scope: Scope,
    readonly defaults: ReadonlyMap<string, Value>,
    /** The text the body's offsets are into, for errors and for naming what was not run. */
    readonly file: string | null = null,
  ) {
    super();
  }

  override attribute(name: string): Value | undefined {
    const own = this.attributes.get(name);
    if (own !== undefined) return own;
    if (name === "__name__") return this.name;
    if (name === "__qualname__") return this.qualifiedName;
    return name === "__doc__" ? docstring(this.body) : undefined;
  }

  override setAttribute(name: string, value: Value): boolean {
    this.attributes.set(name, value);
    return true;
  }

  /** `Album.save`, as CPython's messages have it. */
  get qualifiedName(): string {
    return this.owner ? `${this.owner.name}.${this.name}` : this.name;
  }

  override call(args: CallArguments, runtime: Runtime): MaybePromise<Value> {
    return (runtime as FunctionRunner).runFunction(this, bindParameters(this, args));
  }

  override repr(): string {
    return `<function ${this.name}>`;
  }
}

/** The text that a body starts with. */
export function docstring(body: readonly Statement[] | Expression): Value {
  const first = Array.isArray(body) ? (body as readonly Statement[])[0] : undefined;
  const text = first?.type === "ExpressionStatement" && first.value.type === "Literal" ? first.value.value : null;
  return typeof text === "string" ? text : null;
}

/** Matches arguments with a function's own parameters, worded as CPython does. */
export function bindParameters(fn: PyFunction, args: CallArguments): Map<string, Value> {
  const locals = new Map<string, Value>();
  const positional = fn.parameters.filter((p) => p.kind === "normal" || p.kind === "positional-only");
  const rest = fn.parameters.find((p) => p.kind === "*");
  const keywords = fn.parameters.find((p) => p.kind === "**");
  positional.forEach((p, i) => {
    const value = args.positional[i];
    if (i < args.positional.length && value !== undefined) locals.set(p.name, value);
  });
  if (rest) locals.set(rest.name, new PyTuple(args.positional.slice(positional.length)));
  else if (args.positional.length > positional.length) {
    const required = positional.filter((p) => !p.default).length;
    const takes = required === positional.length ? `${required}` : `from ${required} to ${positional.length}`;
    const given = args.positional.length;
    throw raise(
      "TypeError",
      `${fn.qualifiedName}() takes ${takes} positional argument${positional.length === 1 ? "" : "s"} but ${given} ${given === 1 ? "was" : "were"} given`,
    );
  }
  const extra = new PyDict();
  for (const [name, value] of args.keywords) {
    const known = fn.parameters.some((p) => p.name === name && (p.kind === "normal" || p.kind === "keyword-only"));
    if (known) {
      if (locals.has(name))
        throw raise("TypeError", `${fn.qualifiedName}() got multiple values for argument '${name}'`);
      locals.set(name, value);
    } else if (keywords) extra.set(name, value);
    else if (fn.parameters.some((p) => p.name === name && p.kind === "positional-only")) {
      throw raise(
        "TypeError",
        `${fn.qualifiedName}() got some positional-only arguments passed as keyword arguments: '${name}'`,
      );
    } else throw raise("TypeError", `${fn.qualifiedName}() got an unexpected keyword argument '${name}'`);
  }
  if (keywords) locals.set(keywords.name, extra);
  const missing: Record<"positional" | "keyword-only", string[]> = { positional: [], "keyword-only": [] };
  for (const p of fn.parameters) {
    if (locals.has(p.name)) continue;
    const value = fn.defaults.get(p.name);
    if (value !== undefined) locals.set(p.name, value);
    else if (p.kind !== "*" && p.kind !== "**") missing[p.kind === "keyword-only" ? p.kind : "positional"].push(p.name);
  }
  for (const kind of ["positional", "keyword-only"] as const) {
    if (missing[kind].length > 0) throw raise("TypeError", missingArguments(fn.qualifiedName, missing[kind], kind));
  }
  return locals;
}

/** A function bound to the object it was looked up on. */
export class PyBoundMethod extends PyObject {
  readonly typeName = "method";

  constructor(
    readonly self: Value,
    readonly fn: PyFunction,
  ) {
    super();
  }

  override attribute(name: string): Value | undefined {
    if (name === "__self__") return this.self;
    return name === "__func__" ? this.fn : this.fn.attribute(name);
  }

  override setAttribute(name: string, value: Value): boolean {
    return this.fn.setAttribute(name, value);
  }

  override call(args: CallArguments, runtime: Runtime): MaybePromise<Value> {
    return this.fn.call({ positional: [this.self, ...args.positional], keywords: args.keywords }, runtime);
  }
}

/** What is bound to the instance it is read through, as functions are. */
export abstract class Bindable extends PyObject {
  abstract bind(self: Value): Value;
}

/** How a class attribute behaves when it is read through an instance. */
export class PyDescriptor extends PyObject {
  readonly typeName: string;

  constructor(
    readonly kind: "property" | "classmethod" | "staticmethod" | "cached_property",
    readonly fn: Value,
    readonly setter: Value = null,
    readonly deleter: Value = null,
  ) {
    super();
    this.typeName = kind;
  }

  override attribute(name: string, _runtime: Runtime): MaybePromise<Value | undefined> {
    if (name === "__func__" || name === "__wrapped__") return this.kind === "property" ? undefined : this.fn;
    if (name === "__doc__") return null;
    if (this.kind !== "property") return undefined;
    const changed = (make: (fn: Value) => PyDescriptor): Value =>
      new PyBuiltin(name, (args) => make(args.positional[0] ?? null));
    switch (name) {
      case "getter":
        return changed((fn) => new PyDescriptor("property", fn, this.setter, this.deleter));
      case "setter":
        return changed((fn) => new PyDescriptor("property", this.fn, fn, this.deleter));
      case "deleter":
        return changed((fn) => new PyDescriptor("property", this.fn, this.setter, fn));
      case "fget":
        return this.fn;
      case "fset":
        return this.setter;
      default:
        return undefined;
    }
  }
}
