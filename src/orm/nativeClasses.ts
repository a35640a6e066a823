import { raise } from "../python/exceptions";
import { type NativeClass, PyClass } from "../python/functions";
import { type CallArguments, PyBuiltin, PyObject, type Value } from "../python/objects";
import type { Orm } from "./context";
import { Manager } from "./manager";
import { ModelClass } from "./modelClass";
import { QuerySet } from "./queryset";

/** `models.Manager` as a base that scripts inherit from. */
export class ManagerBase extends PyObject implements NativeClass {
  readonly typeName = "type";
  readonly name = "Manager";

  constructor(readonly orm: Orm) {
    super();
  }

  hasInstance(value: Value): boolean {
    return value instanceof Manager;
  }

  instantiate(cls: PyClass, _args: CallArguments): Value {
    throw raise("TypeError", `${cls.name} belongs to a model: declare it in the model's class`);
  }

  override attribute(name: string): Value | undefined {
    if (name === "__name__") return this.name;
    // `Manager.from_queryset(…)` makes a class; the readers know what it stands for.
    if (name === "from_queryset")
      return new PyBuiltin(name, (args) => new PyClass("ManagerFromQuerySet", [this, ...args.positional], new Map()));
    return undefined;
  }
}

/** `models.QuerySet` as a base that scripts inherit from. */
export class QuerySetBase extends PyObject implements NativeClass {
  readonly typeName = "type";
  readonly name = "QuerySet";

  constructor(readonly orm: Orm) {
    super();
  }

  hasInstance(value: Value): boolean {
    return value instanceof QuerySet;
  }

  instantiate(cls: PyClass, args: CallArguments): Value {
    const model = args.positional[0] ?? args.keywords.get("model");
    if (!(model instanceof ModelClass)) throw raise("TypeError", `${cls.name}() needs a model`);
    const made = this.orm.allRows(model.model);
    made.scriptClass = cls;
    return made;
  }

  override attribute(name: string): Value | undefined {
    return name === "__name__" ? this.name : undefined;
  }
}
