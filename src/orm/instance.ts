import { PyDict, PyTuple } from "../python/collections";
import { equal } from "../python/equality";
import { raise } from "../python/exceptions";
import { bindAttribute, type NativeInstance, type PyClass, PyDescriptor } from "../python/functions";
import { unmixed } from "../python/modules/enum";
import { type MaybePromise, PyObject, type Runtime, type Value } from "../python/objects";
import type { Orm } from "./context";
import { Expression } from "./expressions/base";
import type { Field } from "./fields";
import { plainRepr, plainText } from "./fieldTypes";
import type { InstanceLike } from "./lookups/related";
import { isInstanceLike } from "./lookups/related";
import { type Model, ReverseRelation } from "./meta";
import { relatedObject, reverseAttribute } from "./relations";

/** `instance._state`. */
export class InstanceState extends PyObject {
  readonly typeName = "ModelState";
  adding = true;
  database: string | null = null;

  override attribute(name: string): Value | undefined {
    if (name === "adding") return this.adding;
    return name === "db" ? this.database : undefined;
  }

  override setAttribute(name: string, value: Value): boolean {
    if (name === "adding") this.adding = value === true;
    else if (name === "db") this.database = typeof value === "string" ? value : null;
    else return false;
    return true;
  }
}

/** A row of a model as a Python object. */
export class ModelInstance extends PyObject implements InstanceLike, NativeInstance {
  readonly isModelInstance = true;
  readonly state = new InstanceState();
  /** Values by the field's place in `model.fields`; undefined where the field is deferred. */
  readonly values: (Value | undefined)[];
  #extra: Map<string, Value> | null = null;
  #related: Map<string, Value> | null = null;
  scriptClass: PyClass | null = null;

  constructor(
    readonly model: Model,
    readonly orm: Orm,
  ) {
    super();
    this.values = new Array<Value | undefined>(model.fields.length).fill(undefined);
  }

  get typeName(): string {
    return this.model.name;
  }

  /** Annotations and whatever else was set. */
  get extra(): Map<string, Value> {
    this.#extra ??= new Map();
    return this.#extra;
  }

  /** Related instances and prefetched lists by name. */
  get related(): Map<string, Value> {
    this.#related ??= new Map();
    return this.#related;
  }

  /** Whether there are any, asked without making room for them. */
  get hasRelated(): boolean {
    return this.#related !== null && this.#related.size > 0;
  }

  get pk(): Value {
    const { pk } = this.model;
    if (pk.isComposite) {
      const parts = pk.parts.map((part) => this.fieldValue(part) ?? null);
      return new PyTuple(parts);
    }
    return this.fieldValue(pk) ?? null;
  }

  /** Whether the key names a row: every part of it is set. */
  get hasPk(): boolean {
    const { pk } = this.model;
    if (!pk.isComposite) return (this.fieldValue(pk) ?? null) !== null;
    return pk.parts.every((part) => (this.fieldValue(part) ?? null) !== null);
  }

  fieldValue(field: Field): Value | undefined {
    const at = this.model.places.get(field.attname);
    return at === undefined ? undefined : this.values[at];
  }

  setValue(field: Field, value: Value | undefined): void {
    const at = this.model.places.get(field.attname);
    if (at === undefined) return;
    this.values[at] = value === undefined ? undefined : unmixed(value);
  }

  isDeferred(field: Field): boolean {
    return this.fieldValue(field) === undefined;
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const at = this.model.places.get(name);
    if (at !== undefined && this.values[at] !== undefined) return this.values[at];
    const script = this.scriptClass?.lookup(name);
    if (script !== undefined && !(this.extra.has(name) && !(script instanceof PyDescriptor)))
      return bindAttribute(script, this, this.scriptClass, runtime);
    return this.nativeAttribute(name, runtime);
  }

  nativeAttribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const extra = this.extra.get(name);
    if (extra !== undefined) return extra;
    if (name === "pk") return this.pk;
    if (name === "_state") return this.state;
    if (name === "__class__") return this.orm.modelClass(this.model);
    if (name === "__dict__") return this.#dict();
    const at = this.model.places.get(name);
    if (at !== undefined) return this.values[at] ?? this.#load(name);
    const method = this.orm.instanceMethod(this, name);
    if (method !== undefined) return method;
    const field = this.model.find(name);
    if (field && !(field instanceof ReverseRelation)) {
      if (field.isForeignKey || field.isManyToMany || field.kind === "generic" || field.kind === "genericRelation")
        return relatedObject(this, field);
      return undefined;
    }
    const relation = this.model.relations.find((candidate) => candidate.accessor === name);
    if (relation) return reverseAttribute(this, relation);
    if (this.orm.managerOf(this.model, name))
      throw raise("AttributeError", `Manager isn't accessible via ${this.model.name} instances`);
    return this.orm.modelClass(this.model).attribute(name, runtime);
  }

  /** Names that can be read, for "did you mean". */
  attributeNames(): string[] {
    const relations = this.model.relations.map((relation) => relation.accessor).filter((accessor) => accessor !== null);
    return [
      ...this.model.fields.flatMap((field) => [field.name, field.attname]),
      ...this.model.manyToMany.map((field) => field.name),
      ...relations,
      "save",
      "delete",
      "pk",
    ];
  }

  #dict(): PyDict {
    const entries: [string, Value][] = [];
    this.model.fields.forEach((field, i) => {
      const value = this.values[i];
      if (value !== undefined) entries.push([field.attname, value]);
    });
    return new PyDict([...entries, ...this.extra]);
  }

  /** Reads one deferred field from the database. */
  async #load(name: string): Promise<Value | undefined> {
    const field = this.model.fields.find((candidate) => candidate.attname === name);
    if (!field) return undefined;
    if (!this.hasPk) {
      throw raise("AttributeError", `Cannot retrieve deferred field '${name}' from an unsaved model.`);
    }
    await this.orm.allRows(this.model).refresh(this, [field]);
    return this.fieldValue(field) ?? null;
  }

  override async setAttribute(name: string, value: Value, runtime: Runtime): Promise<boolean> {
    const script = this.scriptClass?.lookup(name);
    if (script instanceof PyDescriptor && script.kind === "property" && script.setter !== null) {
      await runtime.call(script.setter, { positional: [this, value], keywords: new Map() });
      return true;
    }
    this.assign(name, value);
    return true;
  }

  /** Sets a field, a relation, or any other attribute, as Django's descriptors do. */
  assign(name: string, value: Value): void {
    if (name === "pk") {
      const { pk } = this.model;
      if (pk.isComposite) {
        const items = value instanceof PyTuple ? value.items : pk.parts.map(() => null);
        for (const [i, part] of pk.parts.entries()) this.assign(part.attname, items[i] ?? null);
        return;
      }
      this.assign(pk.attname, value);
      // A child's key is its parents' key too.
      for (const ancestor of this.model.ancestors)
        if (this.model.linkTo(ancestor)?.name === pk.name) this.setValue(ancestor.pk, value);
      return;
    }
    const at = this.model.places.get(name);
    if (at !== undefined) {
      const field = this.model.fields[at] as Field;
      const before = this.values[at];
      this.values[at] = value;
      if (field.isForeignKey && this.hasRelated && (before === undefined || !equal(before, value)))
        this.related.delete(field.name);
      if (field.isForeignKey && field.isParentLink && field.targetField) this.setValue(field.targetField, value);
      return;
    }
    const field = this.model.find(name);
    if (field && !(field instanceof ReverseRelation)) {
      if (field.isForeignKey) {
        this.#assignRelated(field, value);
        return;
      }
      if (field.kind === "generic") {
        this.#assignGeneric(field, value);
        return;
      }
      if (field.isManyToMany || field.kind === "genericRelation") {
        throw raise(
          "TypeError",
          `Direct assignment to the forward side of a many-to-many set is prohibited. Use ${name}.set() instead.`,
        );
      }
    }
    const relation = this.model.relations.find((candidate) => candidate.accessor === name);
    if (relation) {
      if (relation.multiple) {
        const side = relation.field.isManyToMany
          ? "reverse side of a many-to-many set"
          : "reverse side of a related set";
        throw raise("TypeError", `Direct assignment to the ${side} is prohibited. Use ${name}.set() instead.`);
      }
      if (value instanceof ModelInstance) {
        this.related.set(name, value);
        value.assign(relation.field.name, this);
      } else this.related.set(name, value);
      return;
    }
    this.extra.set(name, value);
  }

  #assignRelated(field: Field, value: Value): void {
    if (value === null || value instanceof Expression) {
      this.setValue(field, value);
      this.related.set(field.name, null);
      return;
    }
    const remote = field.remote;
    if (!isInstanceLike(value) || !remote || !value.model.isSubclassOf(remote)) {
      const shown = isInstanceLike(value)
        ? `<${value.model.name}: ${value.model.name} object (${plainText(value.pk)})>`
        : plainRepr(value);
      throw raise(
        "ValueError",
        `Cannot assign "${shown}": "${this.model.name}.${field.name}" must be a "${remote?.name ?? "Model"}" instance.`,
      );
    }
    const target = field.targetField;
    this.setValue(field, (target ? value.fieldValue(target) : value.pk) ?? null);
    if (field.isParentLink && target) this.setValue(target, value.fieldValue(target) ?? null);
    this.related.set(field.name, value as Value);
  }

  #assignGeneric(field: Field, value: Value): void {
    if (!field.generic) return;
    this.related.set(field.name, value);
    this.setValue(field.generic.objectId, value instanceof ModelInstance ? value.pk : null);
    this.related.set(`${field.name}\0type`, value instanceof ModelInstance ? value.model.concrete.label : null);
  }

  override deleteAttribute(name: string): boolean {
    if (this.extra.delete(name) || this.related.delete(name)) return true;
    const at = this.model.places.get(name);
    if (at === undefined) return false;
    this.values[at] = undefined;
    return true;
  }

  override equals(other: Value): boolean | undefined {
    if (!(other instanceof ModelInstance)) return undefined;
    if (this.model.concrete !== other.model.concrete) return false;
    return this.hasPk ? equal(this.pk, other.pk) : this === other;
  }

  override hashKey(): string {
    if (!this.hasPk) throw raise("TypeError", "Model instances without primary key value are unhashable");
    return `m:${this.model.concrete.label}:${plainText(this.pk)}`;
  }

  override async str(runtime: Runtime): Promise<string> {
    const method = this.scriptClass?.lookup("__str__");
    if (method !== undefined) {
      const bound = await bindAttribute(method, this, this.scriptClass, runtime);
      return runtime.str(await runtime.call(bound, { positional: [], keywords: new Map() }));
    }
    return `${this.model.name} object (${plainText(this.pk)})`;
  }

  override async repr(runtime: Runtime): Promise<string> {
    return `<${this.model.name}: ${await this.str(runtime)}>`;
  }
}
