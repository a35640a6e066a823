import { special } from "./dunders";
import type { Evaluator } from "./evaluator";
import { PyExceptionClass, raise, UnsupportedError } from "./exceptions";
import { bindAttribute, isNativeClass, PyClass, PyDescriptor, PyFunction } from "./functions";
import { PyObject, PyType, type Value } from "./objects";
import { placed } from "./places";
import type { Scope } from "./scope";
import { ScriptExceptionClass } from "./scriptExceptions";
import type { ClassDefinition } from "./tree";

/** A class as a base that says nothing of its instances: `Generic[T]`, `Protocol`, `ABC`. */
export interface EmptyBase {
  readonly isEmptyBase: true;
}

/** The class that a class statement makes, its body having run in `body`. Throws TypeError for bases that do not fit. */
export async function classOf(
  node: ClassDefinition,
  bases: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  body: Scope,
  runtime: Evaluator,
): Promise<Value> {
  const kept = bases.filter(
    (base) => !(base instanceof PyType && (base.name === "object" || base.name === "type")) && !isEmpty(base),
  );
  const parents = kept.filter((base): base is PyExceptionClass => base instanceof PyExceptionClass);
  if (parents.length > 0) return new ScriptExceptionClass(node.name, parents, body.names);
  const native = kept.flatMap((base) => (base instanceof PyClass ? base.mro : [base])).find(isNativeClass);
  if (native?.define) return native.define(node.name, kept, body.names, runtime, body.annotations);
  for (const base of kept) check(base, node);
  const made = new PyClass(node.name, kept, body.names);
  made.annotations = body.annotations;
  await named(made, runtime);
  const parent = made.mro.find((cls) => cls !== made && cls instanceof PyClass && cls.lookup("__init_subclass__"));
  if (parent instanceof PyClass) {
    const hook = parent.lookup("__init_subclass__") as Value;
    const plain = hook instanceof PyDescriptor ? hook : new PyDescriptor("classmethod", hook);
    const bound = await bindAttribute(plain, made, made, runtime);
    await runtime.call(bound, { positional: [], keywords });
  }
  return made;
}

function isEmpty(base: Value): boolean {
  return base instanceof PyObject && "isEmptyBase" in base;
}

function check(base: Value, node: ClassDefinition): void {
  if (base instanceof PyType)
    throw new UnsupportedError(
      base.noSubclass ??
        `A class that inherits from '${base.name}' is outside the Python subset that is run here; keep one in an attribute`,
      node,
    );
  if (base instanceof PyFunction || !(base instanceof PyObject))
    throw placed(raise("TypeError", "bases must be types"), node);
}

/** Tells what the body holds under which name it does (`__set_name__`). */
async function named(made: PyClass, runtime: Evaluator): Promise<void> {
  for (const [name, value] of made.namespace) {
    if (value instanceof PyObject && "cls" in value && value.cls instanceof PyClass && value.cls.lookup("__set_name__"))
      await special(value as never, "__set_name__", [made, name], runtime);
  }
}
