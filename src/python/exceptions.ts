import { type CallArguments, type MaybePromise, PyObject, type Runtime, type Value } from "./objects";
import type { Span } from "./tree";

let tupleOf = (items: readonly Value[]): Value => [...items];

/** Tells exceptions how a tuple is made: tuples themselves raise, so they cannot be imported here. */
export function useTuples(make: (items: readonly Value[]) => Value): void {
  tupleOf = make;
}

/** An exception class: Python's own, Django's, or one that a script defines. */
export class PyExceptionClass extends PyObject {
  readonly typeName = "type";
  readonly name: string;
  /** Dotted, for messages that show it (`Album.DoesNotExist`). */
  readonly qualifiedName: string;
  readonly bases: readonly PyExceptionClass[];

  constructor(name: string, bases: readonly PyExceptionClass[], qualifiedName = name) {
    super();
    this.name = name;
    this.bases = bases;
    this.qualifiedName = qualifiedName;
  }

  isSubclassOf(other: PyExceptionClass): boolean {
    return this === other || this.bases.some((base) => base.isSubclassOf(other));
  }

  override call(args: CallArguments, _runtime: Runtime): MaybePromise<PyException> {
    if (args.keywords.size > 0) throw raise("TypeError", `${this.name}() takes no keyword arguments`);
    return new PyException(this, [...args.positional]);
  }

  override attribute(name: string, _runtime: Runtime): Value | undefined {
    if (name === "__name__") return this.name;
    return name === "__qualname__" ? this.qualifiedName : undefined;
  }

  override repr(): string {
    return `<class '${this.qualifiedName}'>`;
  }
}

/** A raised or raisable exception. `message` overrides the text that `args` would give. */
export class PyException extends PyObject {
  readonly exceptionClass: PyExceptionClass;
  args: readonly Value[];
  /** Attributes that a script gave it. */
  readonly fields = new Map<string, Value>();
  readonly message: string | null;
  /** More that the exception carries (`protected_objects`, `message_dict`). */
  readonly extra: ReadonlyMap<string, Value>;

  constructor(
    exceptionClass: PyExceptionClass,
    args: readonly Value[],
    message: string | null = null,
    extra = new Map<string, Value>(),
  ) {
    super();
    this.exceptionClass = exceptionClass;
    this.args = args;
    this.message = message;
    this.extra = extra;
  }

  get typeName(): string {
    return this.exceptionClass.name;
  }

  override setAttribute(name: string, value: Value): boolean {
    this.fields.set(name, value);
    return true;
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const own = this.fields.get(name);
    if (own !== undefined) return own;
    if (name === "value" && this.exceptionClass.name === "StopIteration") return this.args[0] ?? null;
    if (name === "__class__") return this.exceptionClass;
    if (name === "__cause__" || name === "__context__" || name === "__traceback__") return null;
    if (name === "args") return tupleOf(this.args);
    return this.extra.get(name) ?? (super.attribute(name, runtime) as Value | undefined);
  }

  override async str(runtime: Runtime): Promise<string> {
    if (this.message !== null) return this.message;
    if (this.args.length === 0) return "";
    const only = this.args[0];
    if (this.args.length === 1 && only !== undefined) {
      // KeyError shows its key as it would be written (CPython, Objects/exceptions.c).
      return this.exceptionClass.name === "KeyError" ? runtime.repr(only) : runtime.str(only);
    }
    const shown = await Promise.all(this.args.map((arg) => runtime.repr(arg)));
    return `(${shown.join(", ")})`;
  }

  override async repr(runtime: Runtime): Promise<string> {
    const shown = await Promise.all(this.args.map((arg) => runtime.repr(arg)));
    return `${this.exceptionClass.name}(${shown.join(", ")})`;
  }
}

/** The JavaScript error that carries a Python exception. `span` is filled in where it was raised in the script. */
export class PyRaise extends Error {
  readonly exception: PyException;
  span: Span | null = null;
  /** What to do next, where there is something. */
  readonly hint: string | undefined;

  constructor(exception: PyException, options: { hint?: string | undefined; cause?: unknown; text?: string } = {}) {
    const text = options.text ?? exception.message ?? exception.args.map((arg) => String(arg)).join(", ");
    super(text, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = exception.exceptionClass.name;
    this.exception = exception;
    this.hint = options.hint;
  }
}

/** A construct outside our subset: never caught by the script's own `except`. */
export class UnsupportedError extends Error {
  span: Span | null = null;

  constructor(message: string, span: Span | null = null) {
    super(message);
    this.name = "Unsupported";
    this.span = span;
  }
}

/** The run went past its limit of steps, memory or depth; never caught by the script's own `except`. */
export class LimitExceeded extends Error {
  span: Span | null = null;

  constructor(message: string) {
    super(message);
    this.name = "LimitExceeded";
  }
}

const builtinClasses = new Map<string, PyExceptionClass>();

function define(name: string, ...bases: string[]): PyExceptionClass {
  const parents = bases.map((base) => builtinClasses.get(base)).filter((base) => base !== undefined);
  const made = new PyExceptionClass(name, parents);
  builtinClasses.set(name, made);
  return made;
}

define("BaseException");
define("Exception", "BaseException");
define("GeneratorExit", "BaseException");
define("KeyboardInterrupt", "BaseException");
define("SystemExit", "BaseException");
for (const name of [
  "ArithmeticError",
  "AssertionError",
  "AttributeError",
  "ImportError",
  "LookupError",
  "NameError",
  "RuntimeError",
  "StopIteration",
  "StopAsyncIteration",
  "SyntaxError",
  "TypeError",
  "ValueError",
  "OSError",
  "MemoryError",
  "BufferError",
  "EOFError",
  "Warning",
]) {
  define(name, "Exception");
}
define("ZeroDivisionError", "ArithmeticError");
define("OverflowError", "ArithmeticError");
define("FloatingPointError", "ArithmeticError");
define("UserWarning", "Warning");
define("DeprecationWarning", "Warning");
define("RuntimeWarning", "Warning");
define("FileNotFoundError", "OSError");
define("PermissionError", "OSError");
define("TimeoutError", "OSError");
define("IndentationError", "SyntaxError");
define("IndexError", "LookupError");
define("KeyError", "LookupError");
define("ModuleNotFoundError", "ImportError");
define("NotImplementedError", "RuntimeError");
define("RecursionError", "RuntimeError");
define("UnboundLocalError", "NameError");
define("UnicodeError", "ValueError");
define("UnicodeDecodeError", "UnicodeError");
define("UnicodeEncodeError", "UnicodeError");

/** Python's built-in exception classes by name. */
export const EXCEPTIONS: ReadonlyMap<string, PyExceptionClass> = builtinClasses;

/** The built-in exception class of that name. Throws a plain Error for a name that is none. */
export function exceptionClass(name: string): PyExceptionClass {
  const found = builtinClasses.get(name);
  if (!found) throw new Error(`There is no built-in exception ${name}`);
  return found;
}

/** Makes the error to throw for a built-in Python exception: `throw raise("TypeError", "…")`. */
export function raise(name: string, message: string, options: { hint?: string; cause?: unknown } = {}): PyRaise {
  return new PyRaise(new PyException(exceptionClass(name), [message], name === "KeyError" ? null : message), options);
}
