import { PyExceptionClass, PyRaise, raise } from "../exceptions";
import { PyGenerator } from "../generators";
import { builtin } from "../makeBuiltin";
import { PyModule, PyObject, type Runtime, type Value } from "../objects";

type Block = (value: Value) => Promise<unknown>;

/** A generator with one `yield`, as what `with` runs a block in. */
class GeneratorManager extends PyObject {
  readonly typeName = "_GeneratorContextManager";

  constructor(readonly generator: PyGenerator) {
    super();
  }

  async around(_runtime: Runtime, block: Block): Promise<unknown> {
    const { frame } = this.generator;
    const value = await frame.next();
    if (value === undefined) throw raise("RuntimeError", "generator didn't yield");
    let left: unknown;
    try {
      left = await block(value);
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      if ((await frame.throw(error)) !== undefined) throw raise("RuntimeError", "generator didn't stop after throw()");
      return null;
    }
    if ((await frame.next()) !== undefined) throw raise("RuntimeError", "generator didn't stop");
    return left;
  }
}

/** `suppress(…)`: a block whose errors of these classes end it and nothing else. */
class Suppress extends PyObject {
  readonly typeName = "suppress";

  constructor(readonly classes: readonly Value[]) {
    super();
  }

  async around(_runtime: Runtime, block: Block): Promise<unknown> {
    try {
      return await block(this);
    } catch (error) {
      const exception = error instanceof PyRaise ? error.exception : null;
      if (
        exception &&
        this.classes.some((cls) => cls instanceof PyExceptionClass && exception.exceptionClass.isSubclassOf(cls))
      )
        return null;
      throw error;
    }
  }
}

/** `nullcontext(value)`. */
class NullContext extends PyObject {
  readonly typeName = "nullcontext";

  constructor(readonly value: Value) {
    super();
  }

  around(_runtime: Runtime, block: Block): Promise<unknown> {
    return block(this.value);
  }
}

/** Python's `contextlib`. */
export const contextlibModule = new PyModule(
  "contextlib",
  new Map<string, Value>([
    [
      "contextmanager",
      builtin("contextmanager", ["func"], ({ named }) =>
        builtin("helper", ["*args", "**kwargs"], async ({ args, kwargs }, runtime) => {
          const made = await runtime.call(named.func as Value, { positional: args, keywords: kwargs });
          if (!(made instanceof PyGenerator)) throw raise("TypeError", "the decorated function has no 'yield'");
          return new GeneratorManager(made);
        }),
      ),
    ],
    ["suppress", builtin("suppress", ["*args"], ({ args }) => new Suppress(args))],
    [
      "nullcontext",
      builtin("nullcontext", ["enter_result?"], ({ named }) => new NullContext(named.enter_result ?? null)),
    ],
  ]),
);
