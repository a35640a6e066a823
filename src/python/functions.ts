import { PyDict, PyTuple } from "./collections";
import { equip, special } from "./dunders";
import { raise } from "./exceptions";
import { type CallArguments, type MaybePromise, PyObject, type Runtime, type Value } from "./objects";
import type { Scope } from "./scope";
import { missingArguments } from "./signature";
import type { Expression, Parameter, Statement } from "./tree";

/** Runs a function's body; implemented by the interpreter. */
export interface FunctionRunner extends Runtime {
  runFunction(fn: PyFunction, locals: ReadonlyMap<string, Value>): Promise<Value>;
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
    if (name === "__name__") return this.name;
    if (name === "__qualname__") return this.qualifiedName;
    return this.attributes.get(name);
  }

  override setAttribute(name: string, value: Value): boolean {
    this.attributes.set(name, value);
    return true;
  }

  /** `Album.save`, as CPython's messages have it. */
  get qualifiedName(): string {
    return this.owner ? `${this.owner.name}.${this.name}` : this.name;
  }

  override call(args: CallArguments, runtime: Runtime): Promise<Value> {
    return (runtime as FunctionRunner).runFunction(this, bindParameters(this, args));
  }

  override repr(): string {
    return `<function ${this.name}>`;
  }
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

/** How a class attribute behaves when it is read through an instance. */
export class PyDescriptor extends PyObject {
  readonly typeName: string;

  constructor(
    readonly kind: "property" | "classmethod" | "staticmethod" | "cached_property",
    readonly fn: Value,
    readonly setter: Value = null,
  ) {
    super();
    this.typeName = kind;
  }

  override attribute(name: string, _runtime: Runtime): Value | undefined {
    if (this.kind === "property" && name === "setter") {
      return new PropertySetter(this);
    }
    return undefined;
  }
}

class PropertySetter extends PyObject {
  readonly typeName = "builtin_function_or_method";

  constructor(readonly property: PyDescriptor) {
    super();
  }

  override call(args: CallArguments): Value {
    return new PyDescriptor("property", this.property.fn, args.positional[0] ?? null);
  }
}

/** A class written outside the language that scripts may inherit from (a Django manager, a queryset). */
export interface NativeClass {
  /** Makes an instance of `cls`, which has this class among its bases. */
  instantiate(cls: PyClass, args: CallArguments, runtime: Runtime): MaybePromise<Value>;
}

/** True for a value that a script's class may name as a base and that makes the instances itself. */
export function isNativeClass(value: Value): value is PyObject & NativeClass {
  return value instanceof PyObject && "instantiate" in value;
}

/** A class of a script or of the workspace's code. */
export class PyClass extends PyObject {
  readonly typeName = "type";

  constructor(
    readonly name: string,
    readonly bases: readonly Value[],
    readonly namespace: Map<string, Value>,
  ) {
    super();
    for (const value of namespace.values()) adopt(value, this);
  }

  /** The class and its bases in the order Python looks names up (depth first, duplicates kept last). */
  get mro(): readonly Value[] {
    const all: Value[] = [this];
    for (const base of this.bases) all.push(...(base instanceof PyClass ? base.mro : [base]));
    return all.filter((cls, i) => all.indexOf(cls, i + 1) < 0);
  }

  lookup(name: string, after: PyClass | null = null): Value | undefined {
    const mro = this.mro;
    const start = after ? mro.indexOf(after) + 1 : 0;
    for (const cls of mro.slice(start)) {
      if (cls instanceof PyClass && cls.namespace.has(name)) return cls.namespace.get(name);
    }
    return undefined;
  }

  get native(): (PyObject & NativeClass) | null {
    return this.mro.find(isNativeClass) ?? null;
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    if (name === "__name__" || name === "__qualname__") return this.name;
    if (name === "__mro__") return new PyTuple(this.mro);
    if (name === "__bases__") return new PyTuple(this.bases);
    const found = this.lookup(name);
    if (found instanceof PyDescriptor && found.kind === "classmethod" && found.fn instanceof PyFunction) {
      return new PyBoundMethod(this, found.fn);
    }
    if (found instanceof PyDescriptor && found.kind === "staticmethod") return found.fn;
    if (found !== undefined) return found;
    const native = this.native;
    return native?.attribute(name, runtime);
  }

  override setAttribute(name: string, value: Value): boolean {
    adopt(value, this);
    this.namespace.set(name, value);
    return true;
  }

  override async call(args: CallArguments, runtime: Runtime): Promise<Value> {
    const native = this.native;
    if (native) return native.instantiate(this, args, runtime);
    const instance = new PyInstance(this);
    equip(instance, this);
    const init = this.lookup("__init__");
    if (init instanceof PyFunction) await new PyBoundMethod(instance, init).call(args, runtime);
    else if (args.positional.length > 0 || args.keywords.size > 0)
      throw raise("TypeError", `${this.name}() takes no arguments`);
    return instance;
  }

  override repr(): string {
    return `<class '${this.name}'>`;
  }
}

function adopt(value: Value, owner: PyClass): void {
  if (value instanceof PyFunction) value.owner ??= owner;
  else if (value instanceof PyDescriptor) {
    adopt(value.fn, owner);
    adopt(value.setter, owner);
  }
}

/** What a class attribute gives when read through an instance: methods bound, properties computed. */
export function bindAttribute(found: Value, self: Value, cls: PyClass | null, runtime: Runtime): MaybePromise<Value> {
  if (found instanceof PyFunction) return new PyBoundMethod(self, found);
  if (!(found instanceof PyDescriptor)) return found;
  if (found.kind === "staticmethod") return found.fn;
  if (found.kind === "classmethod")
    return found.fn instanceof PyFunction && cls ? new PyBoundMethod(cls, found.fn) : found.fn;
  return runtime.call(found.fn, { positional: [self], keywords: new Map() });
}

/** An instance of a script's class. */
export class PyInstance extends PyObject {
  readonly fields = new Map<string, Value>();

  constructor(readonly cls: PyClass) {
    super();
  }

  get typeName(): string {
    return this.cls.name;
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const own = this.fields.get(name);
    if (own !== undefined) return own;
    if (name === "__class__") return this.cls;
    if (name === "__dict__") return new PyDict(this.fields);
    const found = this.cls.lookup(name);
    if (found !== undefined) return bindAttribute(found, this, this.cls, runtime);
    return special(this, "__getattr__", [name], runtime);
  }

  override async setAttribute(name: string, value: Value, runtime: Runtime): Promise<boolean> {
    const found = this.cls.lookup(name);
    if (found instanceof PyDescriptor && found.kind === "property") {
      if (found.setter === null)
        throw raise("AttributeError", `property '${name}' of '${this.cls.name}' object has no setter`);
      await runtime.call(found.setter, { positional: [this, value], keywords: new Map() });
    } else this.fields.set(name, value);
    return true;
  }

  override deleteAttribute(name: string): boolean {
    return this.fields.delete(name);
  }

  override async str(runtime: Runtime): Promise<string> {
    const method = this.cls.lookup("__str__");
    if (method instanceof PyFunction)
      return runtime.str(await new PyBoundMethod(this, method).call({ positional: [], keywords: new Map() }, runtime));
    return this.repr(runtime);
  }

  override async repr(runtime: Runtime): Promise<string> {
    const method = this.cls.lookup("__repr__");
    if (method instanceof PyFunction)
      return runtime.str(await new PyBoundMethod(this, method).call({ positional: [], keywords: new Map() }, runtime));
    return `<${this.cls.name} object>`;
  }
}

/** `super()`: attribute look-up that starts behind the class a method was defined in. */
export class PySuper extends PyObject {
  readonly typeName = "super";

  constructor(
    readonly owner: PyClass,
    readonly self: Value,
    readonly cls: PyClass | null,
  ) {
    super();
  }

  override async attribute(name: string, runtime: Runtime): Promise<Value | undefined> {
    const found = this.cls?.lookup(name, this.owner);
    if (found !== undefined) return bindAttribute(found, this.self, this.cls, runtime);
    if (this.self instanceof PyObject && hasNativeAttribute(this.self)) return this.self.nativeAttribute(name, runtime);
    return undefined;
  }
}

/** An object whose class may be a script's, with attributes of its own underneath. */
export interface NativeInstance {
  /** The attribute as the native class has it, the script's overrides passed over. */
  nativeAttribute(name: string, runtime: Runtime): MaybePromise<Value | undefined>;
  /** The script's class, where the object has one. */
  readonly scriptClass: PyClass | null;
}

export function hasNativeAttribute(value: Value): value is PyObject & NativeInstance {
  return value instanceof PyObject && "nativeAttribute" in value;
}
