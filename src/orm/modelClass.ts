import { messages } from "../models/vocabulary/messages";
import { PyExceptionClass, raise } from "../python/exceptions";
import { bindAttribute, type NativeClass, type PyClass, PyDescriptor } from "../python/functions";
import {
  type CallArguments,
  type MaybePromise,
  PyModule,
  PyObject,
  PyType,
  type Runtime,
  type Value,
} from "../python/objects";
import type { Orm } from "./context";
import { defaultOf, readyDefault } from "./defaults";
import type { Field } from "./fields";
import { ModelInstance } from "./instance";
import { type Model, ReverseRelation } from "./meta";
import { ModelMeta } from "./modelMeta";

/** The class `Album` as scripts see it. */
export class ModelClass extends PyObject implements NativeClass {
  readonly typeName = "type";

  constructor(
    readonly model: Model,
    readonly orm: Orm,
  ) {
    super();
  }

  get name(): string {
    return this.model.name;
  }

  /** For `isinstance`. */
  hasInstance(value: Value): boolean {
    return value instanceof ModelInstance && value.model.isSubclassOf(this.model);
  }

  override call(args: CallArguments, runtime: Runtime): MaybePromise<ModelInstance> {
    return construct(this.orm, this.model, args, runtime);
  }

  async instantiate(_cls: PyClass, args: CallArguments, runtime: Runtime): Promise<ModelInstance> {
    return construct(this.orm, this.model, args, runtime);
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const manager = this.orm.managerOf(this.model, name);
    if (manager) return manager;
    switch (name) {
      case "DoesNotExist":
        return this.orm.doesNotExist(this.model);
      case "MultipleObjectsReturned":
        return this.orm.multipleObjects(this.model);
      case "_default_manager":
        return this.orm.defaultManager(this.model);
      case "_base_manager":
        return this.orm.baseManager(this.model);
      case "__name__":
      case "__qualname__":
        return this.model.name;
      case "_meta":
        return new ModelMeta(this.model, this.orm);
      default:
        return this.#ownAttribute(name, runtime);
    }
  }

  async #ownAttribute(name: string, runtime: Runtime): Promise<Value | undefined> {
    const script = await this.orm.scriptClassOf(this.model);
    const found = script?.lookup(name);
    if (found instanceof PyDescriptor && (found.kind === "classmethod" || found.kind === "staticmethod"))
      return bindAttribute(found, this, script, runtime);
    if (found !== undefined) return found;
    const field = this.model.find(name);
    if (field && !(field instanceof ReverseRelation) && field.isManyToMany && field.through) {
      return new PyModule(name, new Map<string, Value>([["through", this.orm.modelClass(field.through.model)]]));
    }
    const relation = this.model.relations.find((candidate) => candidate.accessor === name);
    if (relation?.field.through)
      return new PyModule(
        name,
        new Map<string, Value>([["through", this.orm.modelClass(relation.field.through.model)]]),
      );
    return undefined;
  }

  attributeNames(): string[] {
    return [
      ...this.model.info.managers.map((manager) => manager.name),
      "DoesNotExist",
      "MultipleObjectsReturned",
      ...this.model.fields.map((field) => field.name),
    ];
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof ModelClass ? other.model === this.model : undefined;
  }

  override hashKey(): string {
    return `class:${this.model.label}`;
  }

  override repr(): string {
    return `<class '${this.model.app}.models.${this.model.name}'>`;
  }
}

/** `Album(title=…)`: values by position or name, defaults for the rest. Throws Django's TypeError for unknown names. */
export function construct(orm: Orm, model: Model, args: CallArguments, runtime: Runtime): MaybePromise<ModelInstance> {
  const scriptClass = orm.settledClassOf(model);
  // Nothing is waited for where nothing has to be: scripts make instances by the hundred thousand.
  if (scriptClass === undefined) return orm.scriptClassOf(model).then(() => construct(orm, model, args, runtime));
  const instance = orm.newInstance(model);
  instance.scriptClass = scriptClass;
  const { fields } = model;
  const { positional } = args;
  if (positional.length > fields.length) throw raise("IndexError", "Number of args exceeds number of fields");
  const given = new Map(args.keywords);
  for (const [i, value] of positional.entries()) {
    const field = fields[i] as Field;
    if (given.has(field.name) || (field.attname !== field.name && given.has(field.attname))) {
      throw raise("TypeError", `${model.name}() got both positional and keyword arguments for field '${field.name}'.`);
    }
    instance.assign(field.attname, value);
  }
  const waiting: Field[] = [];
  for (let i = positional.length; i < fields.length; i++) {
    const field = fields[i] as Field;
    const byName = given.get(field.name);
    const byAttname = given.get(field.attname);
    if (byName !== undefined && (field.isForeignKey || field.name === field.attname)) {
      given.delete(field.name);
      if (field.isForeignKey && byName === null) instance.setValue(field, null);
      else instance.assign(field.isForeignKey ? field.name : field.attname, byName);
    } else if (byAttname !== undefined) {
      given.delete(field.attname);
      instance.assign(field.attname, byAttname);
    } else if (instance.fieldValue(field) === undefined && !field.isGenerated) {
      const value = readyDefault(field);
      if (value === undefined) waiting.push(field);
      else instance.setValue(field, value);
    }
  }
  if (waiting.length === 0 && given.size === 0 && !orm.signals.hasReceivers("post_init", model)) return instance;
  return completed(orm, instance, waiting, given, runtime);
}

/** The rest of an instance: defaults that are computed, attributes that are no fields, receivers. */
async function completed(
  orm: Orm,
  instance: ModelInstance,
  waiting: readonly Field[],
  given: ReadonlyMap<string, Value>,
  runtime: Runtime,
): Promise<ModelInstance> {
  const { model } = instance;
  for (const field of waiting) instance.setValue(field, await defaultOf(orm, field));
  const unknown: string[] = [];
  for (const [name, value] of given) {
    const own = instance.scriptClass?.lookup(name);
    const isProperty = own instanceof PyDescriptor && own.kind === "property";
    const known = name === "pk" || model.find(name) !== null || isProperty || name.startsWith("_");
    if (!known) unknown.push(name);
    else await runtime.setAttribute(instance, name, value);
  }
  if (unknown.length > 0) {
    throw raise("TypeError", messages.noSuchKeywords(model.name, unknown));
  }
  await orm.signals.send("post_init", model, instance, new Map());
  return instance;
}

/** `models.Model`, the base of every model: what `isinstance` compares with. */
export const MODEL_BASE = new (class extends PyType {
  override get noSubclass(): string {
    return "A script makes no models: they are read from the workspace's files";
  }
})(
  "Model",
  () => {
    throw raise("TypeError", "Abstract models cannot be instantiated.");
  },
  (value) => value instanceof ModelInstance,
);

/** `Model.DoesNotExist` and its kin, one class a model. */
export function modelException(model: Model, name: string, base: PyExceptionClass): PyExceptionClass {
  return new PyExceptionClass(name, [base], `${model.name}.${name}`);
}
