import { Bindable, PyBoundMethod, PyDescriptor, PyFunction } from "./callables";
import { PyDict, PyTuple } from "./collections";
import { equip, special } from "./dunders";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { type CallArguments, type MaybePromise, PyBuiltin, PyObject, type Runtime, type Value } from "./objects";

/** A class written outside the language that scripts may inherit from (a Django manager, a queryset). */
export interface NativeClass {
  /** Makes an instance of `cls`, which has this class among its bases. */
  instantiate(cls: PyClass, args: CallArguments, runtime: Runtime): MaybePromise<Value>;
  /** Makes the class itself, where it is more than one with this base (an enumeration with its members). */
  define?(
    name: string,
    bases: readonly Value[],
    namespace: Map<string, Value>,
    runtime: Runtime,
    annotations: ReadonlyMap<string, string>,
  ): MaybePromise<Value>;
}

/** True for a value that a script's class may name as a base and that makes the instances itself. */
export function isNativeClass(value: Value): value is PyObject & NativeClass {
  return value instanceof PyObject && "instantiate" in value;
}

/** A class of a script or of the workspace's code. */
export class PyClass extends PyObject {
  readonly typeName = "type";
  /** Names that the body annotates, in order, with the annotation's text: what a dataclass is made of. */
  annotations: ReadonlyMap<string, string> = new Map();
  /** The class and its bases in the order in which Python looks names up. */
  readonly mro: readonly Value[];

  /** Throws TypeError where the bases' own orders contradict each other. */
  constructor(
    readonly name: string,
    readonly bases: readonly Value[],
    readonly namespace: Map<string, Value>,
  ) {
    super();
    this.mro = [this, ...merged(bases)];
    for (const value of namespace.values()) adopt(value, this);
  }

  lookup(name: string, after: PyClass | null = null): Value | undefined {
    const start = after ? this.mro.indexOf(after) + 1 : 0;
    for (let i = start; i < this.mro.length; i++) {
      const cls = this.mro[i];
      const found = cls instanceof PyClass ? cls.namespace.get(name) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  get native(): (PyObject & NativeClass) | null {
    return this.mro.find(isNativeClass) ?? null;
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const found = this.lookup(name);
    if (found instanceof PyDescriptor && found.kind === "classmethod")
      return new PyBoundMethod(this, found.fn as PyFunction);
    if (found instanceof PyDescriptor && found.kind === "staticmethod") return found.fn;
    if (found !== undefined) return found;
    return this.#own(name) ?? this.native?.attribute(name, runtime);
  }

  #own(name: string): Value | undefined {
    switch (name) {
      case "__name__":
      case "__qualname__":
        return this.name;
      case "__module__":
        return "__main__";
      case "__doc__":
        return null;
      case "__mro__":
        return new PyTuple(this.mro);
      case "mro":
        return new PyBuiltin(name, () => [...this.mro]);
      case "__bases__":
        return new PyTuple(this.bases);
      case "__dict__":
        return new PyDict(this.namespace);
      case "__annotations__":
        return new PyDict(this.annotations);
      default:
        return undefined;
    }
  }

  override setAttribute(name: string, value: Value): boolean {
    adopt(value, this);
    this.namespace.set(name, value);
    return true;
  }

  override deleteAttribute(name: string): boolean {
    return this.namespace.delete(name);
  }

  attributeNames(): string[] {
    return [...new Set(this.mro.flatMap((cls) => (cls instanceof PyClass ? [...cls.namespace.keys()] : [])))];
  }

  override call(args: CallArguments, runtime: Runtime): MaybePromise<Value> {
    const native = this.native;
    if (native) return native.instantiate(this, args, runtime);
    const own = this.lookup("__new__");
    if (own === undefined) return this.initialised(this.bare(), args, runtime);
    return runtime
      .call(own, { positional: [this, ...args.positional], keywords: args.keywords })
      .then((made) =>
        made instanceof PyInstance && made.cls.mro.includes(this) ? this.initialised(made, args, runtime) : made,
      );
  }

  /** An instance without its attributes: what `object.__new__` gives. */
  bare(): PyInstance {
    const instance = new PyInstance(this);
    equip(instance, this);
    return instance;
  }

  /** The instance after its `__init__`. */
  initialised(instance: PyInstance, args: CallArguments, runtime: Runtime): MaybePromise<Value> {
    const init = this.lookup("__init__");
    if (init === undefined) {
      if ((args.positional.length > 0 || args.keywords.size > 0) && this.lookup("__new__") === undefined)
        throw raise("TypeError", `${this.name}() takes no arguments`);
      return instance;
    }
    const call = { positional: [instance, ...args.positional], keywords: args.keywords };
    const done = init instanceof PyFunction ? init.call(call, runtime) : runtime.call(init, call);
    const ready = (answer: Value): MaybePromise<Value> => {
      if (answer !== null) throw raise("TypeError", "__init__() should return None");
      return this.lookup("__hash__") === undefined ? instance : instance.hashed(runtime);
    };
    return done instanceof Promise ? done.then(ready) : ready(done);
  }

  override repr(): string {
    return `<class '__main__.${this.name}'>`;
  }
}

/** Merges the bases' orders so that each keeps its own (C3, as CPython's `mro_implementation`). */
function merged(bases: readonly Value[]): Value[] {
  const lists = [...bases.map((base) => (base instanceof PyClass ? [...base.mro] : [base])), [...bases]];
  const out: Value[] = [];
  for (;;) {
    const left = lists.filter((list) => list.length > 0);
    if (left.length === 0) return out;
    const next = left.map((list) => list[0] as Value).find((head) => left.every((list) => list.indexOf(head) < 1));
    if (next === undefined) {
      const names = bases.map((base) => (base instanceof PyObject && "name" in base ? String(base.name) : "?"));
      throw raise(
        "TypeError",
        `Cannot create a consistent method resolution\norder (MRO) for bases ${names.join(", ")}`,
      );
    }
    out.push(next);
    for (const list of lists) if (list[0] === next) list.shift();
  }
}

/** Tells a function of a class's body whose it is, for `super()` and its messages. */
export function adopt(value: Value, owner: PyClass): void {
  if (value instanceof PyFunction) value.owner ??= owner;
  else if (value instanceof PyDescriptor) {
    adopt(value.fn, owner);
    adopt(value.setter, owner);
    adopt(value.deleter, owner);
  }
}

/** What a class attribute gives when read through an instance: methods bound, properties computed. */
export function bindAttribute(found: Value, self: Value, cls: PyClass | null, runtime: Runtime): MaybePromise<Value> {
  if (found instanceof PyFunction) return new PyBoundMethod(self, found);
  if (found instanceof Bindable) return found.bind(self);
  if (!(found instanceof PyDescriptor)) return found;
  if (found.kind === "staticmethod") return found.fn;
  if (found.kind === "classmethod")
    return found.fn instanceof PyFunction && cls ? new PyBoundMethod(cls, found.fn) : found.fn;
  return runtime.call(found.fn, { positional: [self], keywords: new Map() });
}

/** An instance of a script's class. */
export class PyInstance extends PyObject {
  readonly fields = new Map<string, Value>();
  /** What `__hash__` gave, asked for when it may have changed: sets and dicts cannot wait for it. */
  #hash: string | null = null;

  constructor(readonly cls: PyClass) {
    super();
  }

  get typeName(): string {
    return this.cls.name;
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const found = this.cls.lookup(name);
    if (found instanceof PyDescriptor && found.kind === "property")
      return bindAttribute(found, this, this.cls, runtime);
    const own = this.fields.get(name);
    if (own !== undefined) return own;
    if (name === "__class__") return this.cls;
    if (name === "__dict__") return new PyDict(this.fields);
    if (found instanceof PyDescriptor && found.kind === "cached_property") return this.#cached(name, found, runtime);
    if (found !== undefined) return bindAttribute(found, this, this.cls, runtime);
    return this.cls.lookup("__getattr__") === undefined ? undefined : special(this, "__getattr__", [name], runtime);
  }

  async #cached(name: string, found: PyDescriptor, runtime: Runtime): Promise<Value> {
    const value = await bindAttribute(found, this, this.cls, runtime);
    this.fields.set(name, value);
    return value;
  }

  override setAttribute(name: string, value: Value, runtime: Runtime): MaybePromise<boolean> {
    const found = this.cls.lookup(name);
    if (found instanceof PyDescriptor && found.kind === "property") {
      if (found.setter === null)
        throw raise("AttributeError", `property '${name}' of '${this.cls.name}' object has no setter`);
      return runtime.call(found.setter, { positional: [this, value], keywords: new Map() }).then(() => true);
    }
    if (this.cls.lookup("__setattr__") !== undefined)
      return special(this, "__setattr__", [name, value], runtime).then(() => true);
    return this.setField(name, value, runtime);
  }

  /** Sets the attribute itself, whatever the class says of setting: `object.__setattr__`. */
  setField(name: string, value: Value, runtime: Runtime): MaybePromise<boolean> {
    this.fields.set(name, value);
    return this.#hash === null ? true : this.hashed(runtime).then(() => true);
  }

  override deleteAttribute(name: string): boolean {
    return this.fields.delete(name);
  }

  attributeNames(): string[] {
    return [...new Set([...this.fields.keys(), ...this.cls.attributeNames()])];
  }

  /** The instance, with its hash worked out by its class's `__hash__`. */
  async hashed(runtime: Runtime): Promise<Value> {
    const hash = await special(this, "__hash__", [], runtime);
    this.#hash = hash === undefined || hash === null ? null : `h:${String(hash)}`;
    return this;
  }

  override hashKey(): string | null {
    return this.#hash ?? super.hashKey();
  }

  override async str(runtime: Runtime): Promise<string> {
    return (await this.#text("__str__", runtime)) ?? this.repr(runtime);
  }

  override async repr(runtime: Runtime): Promise<string> {
    return (await this.#text("__repr__", runtime)) ?? `<__main__.${this.cls.name} object>`;
  }

  async #text(name: string, runtime: Runtime): Promise<string | null> {
    if (this.cls.lookup(name) === undefined) return null;
    const text = await special(this, name, [], runtime);
    if (typeof text === "string") return text;
    throw raise("TypeError", `${name} returned non-string (type ${typeNameOf(text ?? null)})`);
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
