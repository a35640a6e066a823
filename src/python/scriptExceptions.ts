import { PyTuple } from "./collections";
import { PyException, PyExceptionClass } from "./exceptions";
import { bindAttribute, type NativeInstance, PyClass, PyFunction } from "./functions";
import { builtin } from "./makeBuiltin";
import type { CallArguments, MaybePromise, Runtime, Value } from "./objects";

/** An exception class that a script defines, with the methods and attributes of its body. */
export class ScriptExceptionClass extends PyExceptionClass {
  /** The body as a class of its own, for look-ups and `super()`. */
  readonly script: PyClass;

  constructor(name: string, parents: readonly PyExceptionClass[], namespace: Map<string, Value>) {
    super(name, parents);
    const bases = parents.filter((parent) => parent instanceof ScriptExceptionClass);
    this.script = new PyClass(
      name,
      bases.map((base) => base.script),
      namespace,
    );
  }

  async make(args: CallArguments, runtime: Runtime): Promise<PyException> {
    const made = new ScriptException(this, args.positional);
    const init = this.script.lookup("__init__");
    if (init !== undefined)
      await runtime.call(init, { positional: [made, ...args.positional], keywords: args.keywords });
    return made;
  }

  override call(args: CallArguments, runtime: Runtime): MaybePromise<PyException> {
    return this.make(args, runtime);
  }

  override attribute(name: string, runtime: Runtime): Value | undefined {
    return super.attribute(name, runtime) ?? this.script.lookup(name);
  }

  override setAttribute(name: string, value: Value): boolean {
    return this.script.setAttribute(name, value);
  }
}

/** An exception of such a class. */
export class ScriptException extends PyException implements NativeInstance {
  constructor(
    readonly madeBy: ScriptExceptionClass,
    args: readonly Value[],
  ) {
    super(madeBy, args);
  }

  get scriptClass(): PyClass {
    return this.madeBy.script;
  }

  /** What `super()` finds behind the last class of the script. */
  nativeAttribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    if (name === "__init__") {
      return builtin(name, ["*args"], ({ args }) => {
        this.args = args;
        return null;
      });
    }
    if (name === "__str__") return builtin(name, [], () => super.str(runtime));
    return super.attribute(name, runtime);
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    if (name === "args") return new PyTuple(this.args);
    const own = this.fields.get(name);
    if (own !== undefined) return own;
    const found = this.scriptClass.lookup(name);
    return found === undefined ? super.attribute(name, runtime) : bindAttribute(found, this, this.scriptClass, runtime);
  }

  override async str(runtime: Runtime): Promise<string> {
    const method = this.scriptClass.lookup("__str__");
    if (!(method instanceof PyFunction)) return super.str(runtime);
    return runtime.str(await runtime.call(method, { positional: [this], keywords: new Map() }));
  }
}
