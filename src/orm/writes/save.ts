import type { SqlRow } from "../../database/backend";
import { messages } from "../../models/vocabulary/messages";
import { PyTuple } from "../../python/collections";
import { equal, typeNameOf } from "../../python/equality";
import { raise } from "../../python/exceptions";
import { PyObject, type Value } from "../../python/objects";
import type { Bound } from "../../python/signature";
import { contentTypeOf } from "../contentTypes";
import { DatabaseDefault, defaultOf } from "../defaults";
import { DatabaseError, fail } from "../errors";
import { Expression } from "../expressions/base";
import { Q } from "../expressions/q";
import type { Field } from "../fields";
import { ModelInstance } from "../instance";
import type { Model } from "../meta";
import { MODEL_BASE, ModelClass } from "../modelClass";
import { insertPlain, plainRows } from "./plainRows";
import { preSave } from "./preSave";
import { insertRows, insertValue, savedValue, updateRows } from "./statements";

/** `instance.save(…)`: insert or update as Django decides, signals around it. Throws what Django throws. */
export async function saveInstance(self: ModelInstance, given: Bound): Promise<void> {
  const { model, orm } = self;
  const forceUpdate = given.force_update === true;
  const forceInsert = given.force_insert ?? false;
  const insists = forceInsert !== false && !(forceInsert instanceof PyTuple && forceInsert.items.length === 0);
  if (self.hasRelated) await prepareRelated(self, "save");
  let updateFields: readonly string[] | null = null;
  if (given.update_fields !== undefined && given.update_fields !== null) {
    updateFields = (await orm.interpreter.list(given.update_fields)).map(String);
  }
  if (insists && (forceUpdate || updateFields)) throw raise("ValueError", messages.forceBoth);
  if (updateFields) {
    if (updateFields.length === 0) return;
    checkUpdateFields(model, updateFields);
  } else if (!insists) {
    const loaded = model.fields.filter((field) => !self.isDeferred(field) || field.isGenerated);
    if (loaded.length < model.fields.length && !self.state.adding)
      updateFields = loaded.filter((field) => field !== model.pk && !field.isPrimaryKey).map((field) => field.attname);
  }
  await saveBase(self, forceInsert, forceUpdate, updateFields);
}

function checkUpdateFields(model: Model, names: readonly string[]): void {
  const known = new Set(
    model.fields
      .filter((field) => !field.isPrimaryKey && !field.isGenerated)
      .flatMap((field) => [field.name, field.attname]),
  );
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw raise("ValueError", messages.savedFields(unknown));
}

/** Keys of related objects that were saved after they were assigned; an unsaved one is an error. */
export async function prepareRelated(self: ModelInstance, operation: string): Promise<void> {
  for (const field of self.model.fields) {
    if (!field.isForeignKey) continue;
    const related = self.related.get(field.name);
    if (!(related instanceof ModelInstance)) continue;
    if (!related.hasPk) {
      throw raise(
        "ValueError",
        `${operation}() prohibited to prevent data loss due to unsaved related object '${field.name}'.`,
      );
    }
    const key = field.targetField ? (related.fieldValue(field.targetField) ?? null) : related.pk;
    const own = self.fieldValue(field) ?? null;
    if (own === null || own === "") self.setValue(field, key);
    else if (!(own instanceof Expression) && !equal(own, key)) self.related.delete(field.name);
  }
  for (const field of self.model.privateFields) {
    const label = self.related.get(`${field.name}\0type`);
    if (field.kind !== "generic" || !field.generic || typeof label !== "string") continue;
    const target = self.orm.registry.get(label);
    const related = self.related.get(field.name);
    if (!target || !(related instanceof ModelInstance)) continue;
    self.setValue(field.generic.contentType, await contentTypeOf(self.orm, target));
    self.setValue(field.generic.objectId, related.pk);
  }
}

async function saveBase(
  self: ModelInstance,
  forceInsert: Value,
  forceUpdate: boolean,
  updateFields: readonly string[] | null,
): Promise<void> {
  const { model, orm } = self;
  const details = new Map<string, Value>();
  const fieldsDetail: Value = updateFields
    ? [...new Set(updateFields.map((name) => nameOf(model, name)))].sort()
    : null;
  details.set("update_fields", fieldsDetail);
  if (!model.info.autoCreated) await orm.signals.send("pre_save", model, self, details);
  const write = async (): Promise<boolean> => {
    const forced = forcedModels(model, forceInsert);
    const parentInserted = await saveParents(self, model.concrete, updateFields, forced);
    return saveTable(
      self,
      model.concrete,
      parentInserted || forced.includes(model.concrete),
      forceUpdate,
      updateFields,
    );
  };
  // One row is one statement, which stands alone; a chain of parents is written whole or not at all.
  const updated = model.parents.size > 0 ? await orm.connection.atomic(write) : await write();
  self.state.adding = false;
  self.state.database = orm.databases.alias;
  details.set("created", !updated);
  if (!model.info.autoCreated) await orm.signals.send("post_save", model, self, details);
}

function nameOf(model: Model, name: string): string {
  return model.fields.find((field) => field.name === name || field.attname === name)?.name ?? name;
}

/** The models whose rows `force_insert` insists on inserting. */
function forcedModels(model: Model, forceInsert: Value): readonly Model[] {
  if (forceInsert === false || forceInsert === null) return [];
  if (forceInsert === true) return [model.concrete];
  if (!(forceInsert instanceof PyTuple)) throw raise("TypeError", "force_insert must be a bool or tuple.");
  const wanted = forceInsert.items.flatMap((item) => {
    if (item === MODEL_BASE) return [model.concrete, ...model.ancestors];
    if (!(item instanceof ModelClass))
      throw raise(
        "TypeError",
        `Invalid force_insert member. ${String(item instanceof PyObject ? item.typeName : typeNameOf(item))} must be a model subclass.`,
      );
    if (!model.isSubclassOf(item.model))
      throw raise("TypeError", `Invalid force_insert member. ${item.name} must be a base of ${model.name}.`);
    return item.model.concrete;
  });
  // A model insists for everything between it and this one too.
  return [model.concrete, ...model.ancestors].filter((candidate) =>
    wanted.some((base) => candidate.isSubclassOf(base)),
  );
}

/** Saves the rows of the parents, furthest first; true where one was inserted. */
async function saveParents(
  self: ModelInstance,
  model: Model,
  updateFields: readonly string[] | null,
  forced: readonly Model[],
): Promise<boolean> {
  let inserted = false;
  for (const [parent, link] of model.parents) {
    if (link?.targetField) {
      const key = self.fieldValue(link) ?? null;
      if ((self.fieldValue(parent.pk) ?? null) === null && key !== null) self.setValue(parent.pk, key);
    }
    const above = await saveParents(self, parent, updateFields, forced);
    const updated = await saveTable(self, parent, above || forced.includes(parent), false, updateFields);
    if (!updated) inserted = true;
    if (link) {
      self.setValue(link, self.fieldValue(parent.pk) ?? null);
      self.related.delete(link.name);
    }
  }
  return inserted;
}

/** Writes one table's row; true where it was an update. */
async function saveTable(
  self: ModelInstance,
  model: Model,
  forceInsert: boolean,
  forceUpdate: boolean,
  updateFields: readonly string[] | null,
): Promise<boolean> {
  const { orm } = self;
  const { pk } = model;
  const keyFields = pk.isComposite ? pk.parts : [pk];
  let others = model.localFields.filter((field) => !keyFields.includes(field) && !field.isGenerated);
  if (updateFields)
    others = others.filter((field) => updateFields.includes(field.name) || updateFields.includes(field.attname));
  for (const field of keyFields) {
    if ((self.fieldValue(field) ?? null) === null && (field.hasDefault || isEmptyByDefault(field)))
      self.setValue(field, await defaultOf(orm, field));
  }
  const isSet = keyFields.every(
    (field) => (self.fieldValue(field) ?? null) !== null && !(self.fieldValue(field) instanceof DatabaseDefault),
  );
  if (!isSet && (forceUpdate || updateFields))
    throw raise("ValueError", "Cannot force an update in save() with no primary key.");
  const insertFirst =
    !forceInsert &&
    !forceUpdate &&
    self.state.adding &&
    keyFields.every((field) => field.hasDefault || field.info.dbDefault !== undefined);
  if (isSet && !forceInsert && !insertFirst) {
    const updated = await updateTable(self, model, others, updateFields);
    if (updated) return true;
    if (forceUpdate) throw fail(DatabaseError, "Forced update did not affect any rows.");
    if (updateFields) throw fail(DatabaseError, "Save with update_fields did not affect any rows.");
  }
  await orderWithRespectTo(self, model);
  await insertTable(self, model, insertedFields(model, isSet));
  return false;
}

/** A text key that is not given is the empty text (Django's `get_pk_value_on_save`). */
function isEmptyByDefault({ info, isForeignKey, model, type }: Field): boolean {
  const isDjango = model.info.origin !== "typeorm" && model.info.origin !== "database";
  return isDjango && type.family === "text" && !isForeignKey && info.dbDefault === undefined;
}

async function updateTable(
  self: ModelInstance,
  model: Model,
  fields: readonly Field[],
  updateFields: readonly string[] | null,
): Promise<boolean> {
  const { orm } = self;
  const key = model.pk.isComposite
    ? new PyTuple(model.pk.parts.map((part) => self.fieldValue(part) ?? null))
    : (self.fieldValue(model.pk) ?? null);
  const rows = orm.allRows(model).where(new Q([{ key: "pk", value: key }]));
  rows.query.clearOrdering(true);
  const assignments: { field: Field; value: Value }[] = [];
  for (const field of fields) assignments.push({ field, value: preSave(self, field, false) });
  if (assignments.length === 0) return updateFields !== null || rows.exists();
  const columns = model.pk.isComposite ? null : { [model.pk.column]: savedValue(orm, model.pk, key) };
  return (await updateRows(orm, rows.query, assignments, columns)) > 0;
}

const inserted = new WeakMap<Model, { readonly withKey: readonly Field[]; readonly without: readonly Field[] }>();

/** The fields that an INSERT lists, with a key or without one that the database hands out: the same list each time. */
function insertedFields(model: Model, hasKey: boolean): readonly Field[] {
  let known = inserted.get(model);
  if (!known) {
    const withKey = model.localFields.filter((field) => !field.isGenerated);
    known = { withKey, without: withKey.filter((field) => !(field === model.pk && field.type.isAuto)) };
    inserted.set(model, known);
  }
  return hasKey ? known.withKey : known.without;
}

async function insertTable(self: ModelInstance, model: Model, fields: readonly Field[]): Promise<void> {
  const { orm } = self;
  const plain = plainRows(orm, [self], fields, true);
  if (plain && fields.length > 0) {
    const returning = returnedFields(model, fields, []);
    const stored = await insertPlain(orm, model, fields, plain, returning);
    if (typeof stored === "bigint") self.setValue(model.pk, stored);
    else if (stored[0]) setReturned(self, returning, stored[0]);
    return;
  }
  const row = fields.map((field) => insertValue(orm, field, preSave(self, field, true)));
  const returning = returnedFields(
    model,
    fields,
    row.map((piece) => piece.text === "DEFAULT"),
  );
  const stored = (await insertRows(orm, model, fields, [row], returning))[0];
  if (stored) setReturned(self, returning, stored);
}

function setReturned(self: ModelInstance, returning: readonly Field[], stored: SqlRow): void {
  for (const field of returning)
    self.setValue(field, field.valueType.fromDb(stored[field.attname] ?? null, self.orm.conversion));
}

/** What the database makes up: automatic keys, generated columns, its own defaults. */
export function returnedFields(
  model: Model,
  fields: readonly Field[],
  defaulted: readonly boolean[],
): readonly Field[] {
  return model.localFields.filter((field) => {
    if (field.isGenerated) return true;
    const at = fields.indexOf(field);
    return at < 0 ? field.type.isAuto : defaulted[at] === true || (field.type.isAuto && field.isPrimaryKey);
  });
}

/** `Meta.order_with_respect_to`: a new row goes behind its siblings. */
async function orderWithRespectTo(self: ModelInstance, model: Model): Promise<void> {
  const name = model.info.orderWithRespectTo;
  const order = model.fields.find((field) => field.name === "_order");
  const owner = name ? model.fields.find((field) => field.name === name) : undefined;
  if (!order || !owner) return;
  const siblings = self.orm
    .allRows(model)
    .where(new Q([{ key: owner.attname, value: self.fieldValue(owner) ?? null }]));
  siblings.query.clearOrdering(true);
  siblings.query.ordering = ["-_order"];
  const last = (await siblings.limited(0, 1).rows())[0];
  const highest = last instanceof ModelInstance ? last.fieldValue(order) : null;
  self.setValue(order, typeof highest === "bigint" ? highest + 1n : 0n);
}
