import { PyTuple } from "../python/collections";
import { builtin } from "../python/makeBuiltin";
import { PyObject, type Value } from "../python/objects";
import { fromJson } from "./choices";
import type { Orm } from "./context";
import type { Field } from "./fields";
import { type Model, ReverseRelation } from "./meta";

type Members = Readonly<Record<string, () => Value>>;

/** `Model._meta`: what a model is called and made of (Django's "Model _meta API"). */
export class ModelMeta extends PyObject {
  readonly typeName = "Options";

  constructor(
    readonly model: Model,
    readonly orm: Orm,
  ) {
    super();
  }

  readonly #members: Members = {
    label: () => this.model.label,
    label_lower: () => `${this.model.app}.${this.model.modelName}`,
    app_label: () => this.model.app,
    model_name: () => this.model.modelName,
    object_name: () => this.model.name,
    db_table: () => this.model.table,
    verbose_name: () => this.model.info.verboseName ?? spaced(this.model.name),
    verbose_name_plural: () =>
      this.model.info.verboseNamePlural ?? `${this.model.info.verboseName ?? spaced(this.model.name)}s`,
    proxy: () => this.model.concrete !== this.model,
    abstract: () => false,
    managed: () => this.model.info.managed,
    ordering: () => [...this.model.info.ordering],
    model: () => this.orm.modelClass(this.model),
    concrete_model: () => this.orm.modelClass(this.model.concrete),
    pk: () => this.#field(this.model.pk),
    fields: () => new PyTuple(this.model.fields.map((field) => this.#field(field))),
    concrete_fields: () => new PyTuple(this.model.fields.map((field) => this.#field(field))),
    many_to_many: () => new PyTuple(this.model.manyToMany.map((field) => this.#field(field))),
    get_fields: () =>
      builtin("get_fields", ["include_parents?", "include_hidden?"], () => {
        const reverse = this.model.relations.filter((relation) => !relation.hidden);
        const all = [...reverse, ...this.model.fields, ...this.model.manyToMany];
        return new PyTuple(all.map((field) => this.#field(field)));
      }),
    get_field: () =>
      builtin("get_field", ["field_name"], ({ named }) => {
        const name = String(named.field_name);
        return this.#field(this.model.find(name) ?? this.model.field(name));
      }),
    get_parent_list: () =>
      builtin("get_parent_list", [], () => this.model.ancestors.map((model) => this.orm.modelClass(model))),
  };

  override attribute(name: string): Value | undefined {
    return Object.hasOwn(this.#members, name) ? this.#members[name]?.() : undefined;
  }

  attributeNames(): string[] {
    return Object.keys(this.#members);
  }

  #field(field: Field | ReverseRelation): FieldObject {
    return new FieldObject(field, this.orm);
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof ModelMeta ? other.model === this.model : undefined;
  }

  override repr(): string {
    return `<Options for ${this.model.name}>`;
  }
}

/** A field, or the reverse side of a relation, as `_meta` gives it. */
class FieldObject extends PyObject {
  constructor(
    readonly field: Field | ReverseRelation,
    readonly orm: Orm,
  ) {
    super();
  }

  get typeName(): string {
    const { field } = this;
    if (!(field instanceof ReverseRelation)) return field.info.type;
    return field.field.isManyToMany ? "ManyToManyRel" : field.multiple ? "ManyToOneRel" : "OneToOneRel";
  }

  override attribute(name: string): Value | undefined {
    const { field } = this;
    const own = field instanceof ReverseRelation ? reverseMembers(field, this.orm) : fieldMembers(field, this.orm);
    return Object.hasOwn(own, name) ? own[name]?.() : undefined;
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof FieldObject ? other.field === this.field : undefined;
  }

  override hashKey(): string {
    const { field } = this;
    return `field:${field instanceof ReverseRelation ? `${field.relatedModel.label}.${field.field.name}~` : field.label}`;
  }

  override repr(): string {
    const { field } = this;
    if (field instanceof ReverseRelation)
      return `<${this.typeName}: ${field.relatedModel.app}.${field.relatedModel.modelName}>`;
    return `<django.db.models.fields.${field.isForeignKey || field.isManyToMany ? "related." : ""}${this.typeName}: ${field.name}>`;
  }

  override str(): string {
    const { field } = this;
    return field instanceof ReverseRelation ? this.repr() : field.label;
  }
}

function fieldMembers(field: Field, orm: Orm): Members {
  const { info } = field;
  return {
    name: () => field.name,
    attname: () => field.attname,
    column: () => info.column,
    verbose_name: () => info.verboseName ?? field.name.replaceAll("_", " "),
    help_text: () => info.helpText ?? "",
    null: () => field.isNullable,
    blank: () => info.blank === true,
    unique: () => field.isUnique,
    primary_key: () => field.isPrimaryKey,
    editable: () => info.editable !== false,
    max_length: () => (info.maxLength === undefined ? null : BigInt(info.maxLength)),
    choices: () => info.choices?.map(({ value, label }) => new PyTuple([fromJson(value), label])) ?? null,
    auto_created: () => info.autoCreated === true,
    concrete: () => info.column !== null,
    is_relation: () => info.relation !== undefined,
    many_to_many: () => field.isManyToMany,
    many_to_one: () => field.kind === "fk",
    one_to_one: () => field.kind === "o2o",
    one_to_many: () => false,
    related_model: () => (field.remote === null ? null : orm.modelClass(field.remote)),
    model: () => orm.modelClass(field.model),
    get_internal_type: () => builtin("get_internal_type", [], () => info.type),
    has_default: () => builtin("has_default", [], () => field.hasDefault),
    value_from_object: () =>
      builtin("value_from_object", ["obj"], ({ named }, runtime) =>
        runtime.getAttribute(named.obj as Value, field.attname),
      ),
  };
}

function reverseMembers(relation: ReverseRelation, orm: Orm): Members {
  const { field } = relation;
  return {
    name: () => relation.name,
    null: () => true,
    concrete: () => false,
    editable: () => false,
    auto_created: () => true,
    is_relation: () => true,
    many_to_many: () => field.isManyToMany,
    many_to_one: () => false,
    one_to_one: () => field.kind === "o2o",
    one_to_many: () => field.kind === "fk",
    related_model: () => orm.modelClass(relation.relatedModel),
    field: () => new FieldObject(field, orm),
    get_accessor_name: () => builtin("get_accessor_name", [], () => relation.accessor),
  };
}

/** `BigPlace` as `big place`: a model's name where it is given no other (`camel_case_to_spaces`). */
export function spaced(name: string): string {
  return name.replace(/((?<=[a-z])[A-Z]|(?<!^)[A-Z](?=[a-z]))/g, " $1").toLowerCase();
}
