import { raise } from "../../python/exceptions";
import { PyObject, type Value } from "../../python/objects";
import { Column } from "../expressions/columns";
import type { Field } from "../fields";
import type { Model } from "../meta";
import type { Compiler } from "../query/compiler";
import { Exact, In, IsNull, Lookup, membersOf } from "./lookup";

/** What a lookup needs of a model instance; the ORM's instances implement it. */
export interface InstanceLike {
  readonly isModelInstance: true;
  readonly model: Model;
  readonly pk: Value;
  /** The stored value of a field by attname; undefined where it is deferred. */
  fieldValue(field: Field): Value | undefined;
}

export function isInstanceLike(value: unknown): value is PyObject & InstanceLike {
  return value instanceof PyObject && "isModelInstance" in value;
}

/** The value of the key that a foreign key to `target` holds for this instance. Throws for an unsaved one. */
export function keyOf(value: Value, target: Field): Value {
  if (!isInstanceLike(value)) return value;
  let source = target;
  // A key that is itself a foreign key (a one-to-one primary key) leads on to the field it points at.
  while (!value.model.isSubclassOf(source.model) && source.targetField) source = source.targetField;
  const key = value.model.isSubclassOf(source.model) ? value.fieldValue(source) : value.pk;
  if (value.pk === null) throw raise("ValueError", "Model instances passed to related filters must be saved.");
  return key ?? null;
}

/** exact, gt … on a foreign key: instances stand for their keys. */
export class RelatedLookup extends Lookup {
  override readonly typeName = "RelatedLookup";

  override prepare(value: Value, compiler: Compiler): Value {
    return super.prepare(this.lhs instanceof Column ? keyOf(value, this.lhs.relationTarget) : value, compiler);
  }
}

/** exact on a foreign key. */
export class RelatedExact extends Exact {
  override prepare(value: Value, compiler: Compiler): Value {
    return super.prepare(this.lhs instanceof Column ? keyOf(value, this.lhs.relationTarget) : value, compiler);
  }
}

/** in on a foreign key. */
export class RelatedIn extends In {
  override prepare(value: Value, compiler: Compiler): Value {
    return super.prepare(this.lhs instanceof Column ? keyOf(value, this.lhs.relationTarget) : value, compiler);
  }
}

/** The lookups a relation has; null for others. */
export function relatedLookup(lhs: Column, name: string, rhs: Lookup["rhs"]): Lookup | null {
  switch (name) {
    case "exact":
      return new RelatedExact(lhs, rhs, name);
    case "in":
      return new RelatedIn(lhs, rhs, name);
    case "isnull":
      return new IsNull(lhs, rhs, name);
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return new RelatedLookup(lhs, rhs, name);
    default:
      return null;
  }
}

/** Every model instance in a filter's value: itself, or the members of a list. */
export function instancesIn(value: Value): (PyObject & InstanceLike)[] {
  if (isInstanceLike(value)) return [value];
  if (value instanceof PyObject && !("iterate" in value)) return [];
  const members = typeof value === "string" ? null : membersOf(value);
  return (members ?? []).filter(isInstanceLike);
}
