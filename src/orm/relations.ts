import { raise } from "../python/exceptions";
import type { MaybePromise, Value } from "../python/objects";
import { modelOfContentType } from "./contentTypes";
import { fail } from "./errors";
import type { Field } from "./fields";
import type { ModelInstance } from "./instance";
import type { ReverseRelation } from "./meta";

/** What `instance.field` gives for a relation field: the related row, or a manager of them. */
export function relatedObject(instance: ModelInstance, field: Field): MaybePromise<Value> {
  if (field.isManyToMany || field.kind === "genericRelation") return instance.orm.relatedManager(instance, field);
  if (field.kind === "generic") return genericTarget(instance, field);
  const cached = instance.related.get(field.name);
  if (cached !== undefined && !(cached === null && !field.isNullable)) return cached;
  const key = instance.fieldValue(field);
  if (key === null) {
    if (field.isNullable) return null;
    throw missing(instance, field);
  }
  return forward(instance, field);
}

function missing(instance: ModelInstance, field: Field): Error {
  const cls = instance.orm.relatedDoesNotExist(field.remote ?? field.model, `${field.model.name}.${field.name}`);
  return fail(cls, `${instance.model.name} has no ${field.name}.`);
}

async function forward(instance: ModelInstance, field: Field): Promise<Value> {
  const { orm } = instance;
  const { remote, targetField } = field;
  if (!remote || !targetField) throw raise("ValueError", `The model that ${field.label} points at is not known.`);
  const key = instance.fieldValue(field) ?? (await instance.attribute(field.attname, orm.interpreter)) ?? null;
  if (key === null) {
    if (field.isNullable) return null;
    throw missing(instance, field);
  }
  // Foreign keys are followed by the base manager, so that rows a default manager hides still appear.
  const found = await (await orm.baseQuerySet(remote)).getBy(targetField.name, key);
  instance.related.set(field.name, found);
  if (field.kind === "o2o" && field.reverse?.accessor)
    (found as ModelInstance).related.set(field.reverse.accessor, instance);
  return found;
}

async function genericTarget(instance: ModelInstance, field: Field): Promise<Value> {
  const { orm } = instance;
  if (!field.generic) return null;
  const cached = instance.related.get(field.name);
  if (cached !== undefined) return cached;
  const type = (await instance.attribute(field.generic.contentType.attname, orm.interpreter)) ?? null;
  const id = (await instance.attribute(field.generic.objectId.attname, orm.interpreter)) ?? null;
  if (type === null || id === null) return null;
  const model = await modelOfContentType(orm, type);
  if (!model) return null;
  const found = await (await orm.baseQuerySet(model)).firstBy(model.pk.name, id);
  instance.related.set(field.name, found);
  return found;
}

/** What `instance.accessor` gives for a relation that points at the instance. */
export function reverseAttribute(instance: ModelInstance, relation: ReverseRelation): MaybePromise<Value> {
  if (relation.multiple) return instance.orm.relatedManager(instance, relation);
  const cached = relation.accessor === null ? undefined : instance.related.get(relation.accessor);
  if (cached !== undefined && cached !== null) return cached;
  if (cached === null) throw noReverse(instance, relation);
  return reverseOne(instance, relation);
}

function noReverse(instance: ModelInstance, relation: ReverseRelation): Error {
  const cls = instance.orm.relatedDoesNotExist(relation.relatedModel, `${relation.model.name}.${relation.accessor}`);
  return fail(cls, `${relation.model.name} has no ${relation.accessor}.`);
}

async function reverseOne(instance: ModelInstance, relation: ReverseRelation): Promise<Value> {
  const { orm } = instance;
  const key = relation.field.targetField ? instance.fieldValue(relation.field.targetField) : instance.pk;
  if (key === null || key === undefined) throw noReverse(instance, relation);
  const found = await (await orm.baseQuerySet(relation.relatedModel)).firstBy(relation.field.name, key);
  if (relation.accessor !== null) instance.related.set(relation.accessor, found);
  if (found === null) throw noReverse(instance, relation);
  (found as ModelInstance).related.set(relation.field.name, instance);
  return found;
}
