import { raise } from "../python/exceptions";
import type { Runtime, Value } from "../python/objects";
import { Q } from "./expressions/q";
import type { Field } from "./fields";
import { plainRepr } from "./fieldTypes";
import type { ModelInstance } from "./instance";
import { type NamedField, ReverseRelation } from "./meta";

/** The two ends of a relation as seen from an instance. */
export interface RelationEnds {
  readonly instance: ModelInstance;
  readonly relation: NamedField;
  /** The name in lookups on the related model that leads back to the instance's model. */
  readonly back: string;
  /** The key of the instance that the related rows hold. */
  readonly key: Field;
  /** Many-to-many: the through table's foreign keys, the instance's own first. */
  readonly through: { readonly model: Field["model"]; readonly own: Field; readonly other: Field } | null;
  readonly symmetrical: boolean;
  /** A relation in reverse, for the `reverse` of `m2m_changed`. */
  readonly reverse: boolean;
}

/** What related rows hold of an instance: a child's key stands for that of its parents (Django's `get_instance_value_for_fields`). */
export function ownKey(instance: ModelInstance, key: Field): Value {
  return key.info.primaryKey ? instance.pk : (instance.fieldValue(key) ?? null);
}

/** Throws Django's ValueError for an instance that has no key yet. */
export function requireKey(ends: RelationEnds): void {
  const { instance, key, through } = ends;
  const value = ownKey(instance, key);
  if (through) {
    if (value === null) {
      throw raise(
        "ValueError",
        `"<${instance.model.name}: ${instance.model.name} object (${plainRepr(instance.pk)})>" needs to have a value for field "${key.name}" before this many-to-many relationship can be used.`,
      );
    }
    return;
  }
  if (!instance.hasPk) {
    throw raise(
      "ValueError",
      `'${instance.model.name}' instance needs to have a primary key value before this relationship can be used.`,
    );
  }
}

/** Throws Django's ValueError for an instance without the value that its related rows would hold. */
export async function requireValue({ instance, key }: RelationEnds, runtime: Runtime): Promise<void> {
  if ((instance.fieldValue(key) ?? null) !== null) return;
  throw raise(
    "ValueError",
    `"${await runtime.repr(instance)}" needs to have a value for field "${key.attname}" before this relationship can be used.`,
  );
}

export function accessorOf(relation: NamedField): string {
  return relation instanceof ReverseRelation ? (relation.accessor ?? "") : relation.name;
}

/** What links an instance to the rows a relation leads to. */
export function endsOf(instance: ModelInstance, relation: NamedField): RelationEnds | null {
  if (relation instanceof ReverseRelation) {
    const { field } = relation;
    if (field.through) {
      const { model, from, to } = field.through;
      return {
        instance,
        relation,
        back: field.name,
        key: to.targetField ?? instance.model.pk,
        through: { model, own: to, other: from },
        symmetrical: false,
        reverse: true,
      };
    }
    return {
      instance,
      relation,
      back: field.name,
      key: field.targetField ?? instance.model.pk,
      through: null,
      symmetrical: false,
      reverse: true,
    };
  }
  if (relation.through) {
    const { model, from, to } = relation.through;
    const symmetrical = relation.info.relation?.symmetrical === true;
    const back = relation.reverse?.name ?? relation.name;
    return {
      instance,
      relation,
      back,
      key: from.targetField ?? instance.model.pk,
      through: { model, own: from, other: to },
      symmetrical,
      reverse: false,
    };
  }
  if (relation.kind === "genericRelation")
    return { instance, relation, back: "", key: instance.model.pk, through: null, symmetrical: false, reverse: false };
  return null;
}

/** A condition that a through row belongs to the instance. */
export function ownCondition(ends: RelationEnds): Q {
  if (!ends.through) return new Q([]);
  return new Q([{ key: ends.through.own.attname, value: ownKey(ends.instance, ends.key) }]);
}
