import type { Field } from "../../orm/fields";
import type { ModelInstance } from "../../orm/instance";
import { type Model, type NamedField, ReverseRelation } from "../../orm/meta";
import type { DjangoOrm } from "../../orm/orm";
import type { QuerySet } from "../../orm/queryset";
import { endsOf, type RelationEnds } from "../../orm/relationEnds";
import { relatedObject, reverseAttribute } from "../../orm/relations";
import { QuerysetError } from "../../protocol/errors";
import type { ObjectRelation } from "../../protocol/objects";
import type { Value } from "../../python/objects";

/** A relation of a model, with what is said of it. */
export interface Relation {
  readonly named: NamedField;
  /** Where rows at the other end are; null for a generic foreign key. */
  readonly target: Model | null;
  readonly facts: Pick<ObjectRelation, "id" | "name" | "model" | "backwards" | "many" | "onDelete">;
}

/**
 * Every way from a row of a model to other rows, forwards first. A many-to-many relation is shown once at each end and
 * stands for its automatic through table; models without a table are left out.
 */
export function relationsOf(model: Model): readonly Relation[] {
  const own = [...model.fields, ...model.manyToMany, ...model.privateFields]
    .filter(({ info }) => info.relation !== undefined)
    .map(forwards);
  const pointing = model.relations.filter(isShown).map(backwards);
  return [...own, ...pointing].filter(({ target, named }) => {
    if (!(named instanceof ReverseRelation) && named.kind === "generic") return named.generic !== null;
    return target !== null && !target.info.drift.some(({ kind }) => kind === "tableMissing");
  });
}

/** The relation of an id. Throws LookupError where the model has none of it. */
export function relationOf(model: Model, id: string): Relation {
  const found = relationsOf(model).find(({ facts }) => facts.id === id);
  if (found === undefined) throw new QuerysetError("LookupError", `${model.label} has no relation ${id}.`);
  return found;
}

function forwards(field: Field): Relation {
  const many = field.isManyToMany || field.kind === "genericRelation";
  const { remote, name } = field;
  return {
    named: field,
    target: remote,
    facts: { id: name, name, model: remote?.label ?? null, backwards: false, many },
  };
}

function backwards(relation: ReverseRelation): Relation {
  const { field, accessor, multiple, relatedModel } = relation;
  const name = accessor ?? `${relatedModel.name}.${field.name}`;
  const { label } = relatedModel;
  return {
    named: relation,
    target: relatedModel,
    facts: {
      id: `${label}.${field.name}`,
      name,
      model: label,
      backwards: true,
      many: multiple,
      ...(field.isForeignKey && { onDelete: field.onDelete }),
    },
  };
}

/** A symmetrical relation's other end is itself; the automatic table of a many-to-many relation is that relation. */
function isShown({ field, relatedModel, accessor }: ReverseRelation): boolean {
  if (field.kind === "genericRelation" || field.kind === "generic") return false;
  if (relatedModel.info.autoCreated === true || relatedModel.info.swapped !== undefined) return false;
  return accessor !== null || field.info.relation?.symmetrical !== true;
}

/** The rows at the other end, by the manager that Django follows the relation with. */
export async function relatedRows(orm: DjangoOrm, instance: ModelInstance, relation: Relation): Promise<QuerySet> {
  const ends: RelationEnds | null = endsOf(instance, relation.named);
  const { target } = relation;
  if (ends === null || target === null)
    throw new QuerysetError("LookupError", `${relation.facts.name} leads to one row at most.`);
  return orm.narrowToRelated(await orm.defaultQuerySet(target), ends);
}

/** The one row at the other end; null where there is none. */
export async function relatedOne(instance: ModelInstance, { named }: Relation): Promise<Value> {
  if (!(named instanceof ReverseRelation)) {
    const isEmpty = named.isForeignKey && (instance.fieldValue(named) ?? null) === null;
    return isEmpty ? null : await relatedObject(instance, named);
  }
  try {
    return await reverseAttribute(instance, named);
  } catch (error) {
    // Django raises where there is none.
    if (error instanceof Error && error.name === "RelatedObjectDoesNotExist") return null;
    throw error;
  }
}
