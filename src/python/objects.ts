import type { PyDate, PyDateTime, PyTime, PyTimedelta, PyTimezone } from "./datetime";
import type { PyDecimal } from "./decimal";

export type MaybePromise<T> = T | Promise<T>;

/**
 * A Python value. `int` is bigint, `float` number, `str` string, `bytes` Uint8Array, `list` a JavaScript array; every
 * other type is a class of its own. What lies outside the language (models, querysets) extends `PyObject`.
 */
export type Value = null | boolean | bigint | number | string | Uint8Array | Value[] | PyObject;

export type { PyDate, PyDateTime, PyDecimal, PyTime, PyTimedelta, PyTimezone };

/** The arguments of one call, stars already spread. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

export const NO_ARGUMENTS: CallArguments = { positional: [], keywords: new Map() };

/** What a value needs of the interpreter that runs it: calling, iterating, text. Implemented by `Interpreter`. */
export interface Runtime {
  call(callee: Value, args: CallArguments): Promise<Value>;
  getAttribute(value: Value, name: string): MaybePromise<Value>;
  setAttribute(value: Value, name: string, to: Value): MaybePromise<void>;
  /** `value[index]`. */
  getItem(value: Value, index: Value): MaybePromise<Value>;
  iterate(value: Value): AsyncIterable<Value> | Iterable<Value>;
  list(value: Value): Promise<Value[]>;
  truth(value: Value): MaybePromise<boolean>;
  str(value: Value): MaybePromise<string>;
  repr(value: Value): MaybePromise<string>;
  /** Counts one unit of work; throws when the limit is reached or the run was cancelled. */
  step(): void;
  /** Counts many units of work at once. */
  spend(steps: number): void;
  /** Lets messages in (a cancel among them) where it is time to. */
  breathe(): Promise<void>;
  /** Calls `work` with each value in turn, letting a cancel in between; each value counts as a step. */
  each(source: Iterable<Value> | AsyncIterable<Value>, work: (value: Value) => MaybePromise<unknown>): Promise<void>;
  /** `len(value)`. Throws TypeError where it has none. */
  length(value: Value): MaybePromise<number>;
}

/** Values that are all there once one thing has been waited for: rows, after their query. */
export class Awaited implements AsyncIterable<Value> {
  constructor(readonly all: () => Promise<readonly Value[]>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Value> {
    yield* await this.all();
  }
}

/** Base of every value that is not a JavaScript primitive or a list. Override what the type can do. */
export abstract class PyObject {
  /** The name that `type(x).__name__` and error messages show. */
  abstract readonly typeName: string;

  /** The attribute's value; undefined where there is none. */
  attribute(_name: string, _runtime: Runtime): MaybePromise<Value | undefined> {
    return undefined;
  }

  /** False where the attribute cannot be set. */
  setAttribute(_name: string, _value: Value, _runtime: Runtime): MaybePromise<boolean> {
    return false;
  }

  deleteAttribute(_name: string): boolean {
    return false;
  }

  /** Undefined where the object cannot be called. */
  call?(args: CallArguments, runtime: Runtime): MaybePromise<Value>;
  iterate?(runtime: Runtime): Iterable<Value> | AsyncIterable<Value>;
  length?(runtime: Runtime): MaybePromise<number>;
  truth?(runtime: Runtime): MaybePromise<boolean>;
  item?(index: Value, runtime: Runtime): MaybePromise<Value>;
  setItem?(index: Value, value: Value, runtime: Runtime): MaybePromise<void>;
  deleteItem?(index: Value, runtime: Runtime): MaybePromise<void>;
  contains?(value: Value, runtime: Runtime): MaybePromise<boolean>;
  /** Undefined where the operator is not this object's; the other operand is then asked with `reflected` true. */
  binary?(operator: string, other: Value, reflected: boolean, runtime: Runtime): MaybePromise<Value | undefined>;
  /** A comparison by a script's own method; undefined leaves it to the other side, then to `equals` and `compare`. */
  rich?(operator: string, other: Value, runtime: Runtime): MaybePromise<Value | undefined>;
  unary?(operator: string, runtime: Runtime): MaybePromise<Value>;
  str?(runtime: Runtime): MaybePromise<string>;

  /** Python's `==`; undefined leaves it to the other side, then to identity. */
  equals(_other: Value): boolean | undefined {
    return undefined;
  }

  /** Less than zero, zero, or more; undefined where the two have no order. */
  compare(_other: Value): number | undefined {
    return undefined;
  }

  /** Text that is equal for equal values; null where the value is not hashable. */
  hashKey(): string | null {
    return `o:${identity(this)}`;
  }

  repr(_runtime: Runtime): MaybePromise<string> {
    return `<${this.typeName} object>`;
  }
}

let lastIdentity = 0;
const identities = new WeakMap<object, number>();

/** A number of its own for each object, as Python's `id()`. */
export function identity(value: object): number {
  let id = identities.get(value);
  if (id === undefined) {
    id = ++lastIdentity;
    identities.set(value, id);
  }
  return id;
}

/** A slice object, as `x[a:b:c]` hands it to `item`. */
export class PySlice extends PyObject {
  readonly typeName = "slice";

  constructor(
    readonly start: Value,
    readonly stop: Value,
    readonly step: Value,
  ) {
    super();
  }

  override attribute(name: string): Value | undefined {
    return name === "start" || name === "stop" || name === "step" ? this[name] : undefined;
  }

  override async repr(runtime: Runtime): Promise<string> {
    return `slice(${await runtime.repr(this.start)}, ${await runtime.repr(this.stop)}, ${await runtime.repr(this.step)})`;
  }
}

/** A value with a name and nothing else. */
class Singleton extends PyObject {
  constructor(
    readonly typeName: string,
    readonly name: string,
  ) {
    super();
  }

  override repr(): string {
    return this.name;
  }
}

export const ELLIPSIS = new Singleton("ellipsis", "Ellipsis");
export const NOT_IMPLEMENTED = new Singleton("NotImplementedType", "NotImplemented");

/** A function written in TypeScript. */
export class PyBuiltin extends PyObject {
  readonly typeName: string = "builtin_function_or_method";

  constructor(
    readonly name: string,
    readonly implementation: (args: CallArguments, runtime: Runtime) => MaybePromise<Value>,
  ) {
    super();
  }

  override call(args: CallArguments, runtime: Runtime): MaybePromise<Value> {
    return this.implementation(args, runtime);
  }

  override attribute(name: string): Value | undefined {
    return name === "__name__" ? this.name : undefined;
  }

  override repr(): string {
    return `<built-in function ${this.name}>`;
  }
}

/** A built-in type: callable, and what `isinstance` compares with. */
export class PyType extends PyBuiltin {
  override readonly typeName = "type";

  constructor(
    name: string,
    implementation: (args: CallArguments, runtime: Runtime) => MaybePromise<Value>,
    readonly isInstance: (value: Value) => boolean,
    readonly members: Readonly<Record<string, Value>> = {},
  ) {
    super(name, implementation);
  }

  /** Why no class may inherit from it, where more can be said than that the subset has no such classes. */
  get noSubclass(): string | null {
    return null;
  }

  /** `int | str`, which `isinstance` takes as a tuple of both. */
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator !== "|" || !(other === null || (other instanceof PyObject && other.typeName === "type")))
      return undefined;
    const accepts = (type: Value, value: Value): boolean =>
      type instanceof PyType ? type.isInstance(value) : type === null && value === null;
    const both = reflected ? [other, this] : [this, other];
    const shown = both
      .map((type) => (type instanceof PyObject && "name" in type ? String(type.name) : "None"))
      .join(" | ");
    return new PyType(
      shown,
      () => null,
      (value) => both.some((type) => accepts(type, value)),
    );
  }

  override attribute(name: string): Value | undefined {
    return Object.hasOwn(this.members, name) ? this.members[name] : super.attribute(name);
  }

  override repr(): string {
    return `<class '${this.name}'>`;
  }
}

/** A namespace with fixed names: a module, or a class used as one. */
export class PyModule extends PyObject {
  readonly typeName: string = "module";

  constructor(
    readonly name: string,
    readonly members: ReadonlyMap<string, Value>,
  ) {
    super();
  }

  override attribute(name: string): Value | undefined {
    return name === "__name__" ? this.name : this.members.get(name);
  }

  override repr(): string {
    return `<module '${this.name}'>`;
  }
}
