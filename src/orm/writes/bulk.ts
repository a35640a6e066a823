import type { SqlValue } from "../../database/backend";
import { messages } from "../../models/vocabulary/messages";
import { typeNameOf } from "../../python/equality";
import { raise } from "../../python/exceptions";
import type { Runtime, Value } from "../../python/objects";
import type { Bound } from "../../python/signature";
import { DatabaseDefault, defaultOf } from "../defaults";
import { fail, NotSupportedError } from "../errors";
import { Expression } from "../expressions/base";
import { Case, When } from "../expressions/case";
import { asExpression } from "../expressions/combined";
import { Q } from "../expressions/q";
import { ValueExpression } from "../expressions/values";
import type { Field } from "../fields";
import { ModelInstance } from "../instance";
import { ReverseRelation } from "../meta";
import type { QuerySet } from "../queryset";
import { joined, param, raw, type Sql, sql } from "../sql";
import { insertPlain, type PlainRows, placesFor, plainRows } from "./plainRows";
import { preSave } from "./preSave";
import { prepareRelated, returnedFields } from "./save";
import { type ConflictClause, insertRows, insertValue, savedValue, updateRows } from "./statements";

function batchSize(value: Value | undefined): number | null {
  if (value === undefined || value === null) return null;
  const size = Number(value);
  if (size <= 0) throw raise("ValueError", messages.batchSize);
  return size;
}

/** `bulk_create(objs, …)`: multi-row INSERTs, keys set on the instances, no signals. */
export async function bulkCreate(
  self: QuerySet,
  objects: readonly Value[],
  named: Bound,
  runtime: Runtime,
): Promise<Value> {
  const { model, orm } = self;
  const size = batchSize(named.batch_size);
  if (model.ancestors.length > 0) throw raise("ValueError", "Can't bulk create a multi-table inherited model");
  const conflict = await conflictOf(self, named, runtime);
  const result: Value[] = [...objects];
  if (objects.length === 0) return result;
  const instances = objects.map((object) => {
    if (!(object instanceof ModelInstance))
      throw raise(
        "AttributeError",
        `'${typeNameOf(object)}' object has no attribute '_prepare_related_fields_for_save'`,
      );
    return object;
  });
  const { pk } = model;
  const fillsKey = !pk.isComposite && pk.hasDefault;
  const given = [...(self.createDefaults ?? [])];
  for (const instance of instances) {
    // Waiting for nothing 100,000 times takes its time too.
    if (instance.hasRelated) await prepareRelated(instance, "bulk_create");
    if (fillsKey && (instance.fieldValue(pk) ?? null) === null) instance.setValue(pk, await defaultOf(orm, pk));
    if (given.length > 0) for (const [relation, value] of given) instance.assign(relation, value);
  }
  const fields = model.localFields.filter((field) => !field.isGenerated);
  for (const instance of instances) {
    if (instance.model === model || instance.model.concrete === model.concrete) continue;
    for (const field of fields)
      if (!instance.model.fields.some((own) => own.attname === field.attname))
        throw raise("AttributeError", `'${instance.model.name}' object has no attribute '${field.attname}'`);
  }
  const withKey: ModelInstance[] = [];
  const without: ModelInstance[] = [];
  for (const instance of instances) (instance.hasPk ? withKey : without).push(instance);
  await orm.connection.atomic(async () => {
    await insertBatches(self, withKey, fields, size, conflict);
    await insertBatches(
      self,
      without,
      fields.filter((field) => !(field === model.pk && field.type.isAuto)),
      size,
      conflict,
    );
  });
  for (const instance of instances) {
    instance.state.adding = false;
    instance.state.database = instance.orm.databases.alias;
  }
  return result;
}

async function conflictOf(self: QuerySet, named: Bound, runtime: Runtime): Promise<ConflictClause | null> {
  const { model } = self;
  const ignore = named.ignore_conflicts === true;
  const update = named.update_conflicts === true;
  if (ignore && update) throw raise("ValueError", "ignore_conflicts and update_conflicts are mutually exclusive.");
  if (ignore) return { ignore: true, unique: [], update: [] };
  if (!update) return null;
  const updateNames = named.update_fields ? (await runtime.list(named.update_fields)).map(String) : [];
  const uniqueNames = named.unique_fields ? (await runtime.list(named.unique_fields)).map(String) : [];
  if (updateNames.length === 0)
    throw raise("ValueError", "Fields that will be updated when a row insertion fails on conflicts must be provided.");
  const { namesConflict } = self.orm.compiler.dialect;
  if (uniqueNames.length === 0 && namesConflict)
    throw raise("ValueError", "Unique fields that can trigger the upsert must be provided.");
  const updateFields = updateNames.map((name) =>
    model.find(name) instanceof ReverseRelation ? null : model.field(name),
  );
  const unique = uniqueNames.flatMap((name) =>
    name === "pk" ? (model.pk.isComposite ? model.pk.parts : [model.pk]) : [model.field(name)],
  );
  if (uniqueNames.length > 0 && !namesConflict)
    throw fail(
      NotSupportedError,
      "This database backend does not support updating conflicts with specifying unique fields that can trigger the upsert.",
    );
  if (updateFields.some((field) => !field || field.info.column === null))
    throw raise("ValueError", "bulk_create() can only be used with concrete fields in update_fields.");
  if (updateFields.some((field) => field?.isPrimaryKey))
    throw raise("ValueError", "bulk_create() cannot be used with primary keys in update_fields.");
  if (unique.some((field) => field.info.column === null))
    throw raise("ValueError", "bulk_create() can only be used with concrete fields in unique_fields.");
  return { ignore: false, unique, update: updateFields.filter((field) => field !== null) };
}

async function insertBatches(
  self: QuerySet,
  instances: readonly ModelInstance[],
  fields: readonly Field[],
  size: number | null,
  conflict: ConflictClause | null,
): Promise<void> {
  if (instances.length === 0) return;
  const { orm, model } = self;
  const most = Math.max(1, Math.floor(orm.compiler.dialect.maxParameters / Math.max(1, fields.length)));
  const step = Math.min(size ?? orm.compiler.dialect.rowsOfInsert, most, 500);
  const plain = conflict ? null : plainRows(orm, instances.slice(0, step), fields, true);
  if (plain) {
    const many = orm.compiler.dialect.rowsOfPlainInsert(fields.map((field) => field.valueType));
    const rest = await insertPlainBatches(self, instances, fields, Math.min(size ?? many, most, many));
    if (rest.length > 0) await insertBatches(self, rest, fields, size, conflict);
    return;
  }
  // Rows that leave different columns to the database cannot share a statement.
  const groups = new Map<string, ModelInstance[]>();
  for (const instance of instances) {
    const key = fields.map((field) => (instance.fieldValue(field) instanceof DatabaseDefault ? "d" : "v")).join("");
    const group = groups.get(key);
    if (group) group.push(instance);
    else groups.set(key, [instance]);
  }
  for (const group of groups.values()) {
    for (let at = 0; at < group.length; at += step) {
      const batch = group.slice(at, at + step);
      const rows = batch.map((instance) =>
        fields.map((field) => insertValue(orm, field, preSave(instance, field, true))),
      );
      const returning = conflict?.ignore
        ? []
        : returnedFields(
            model,
            fields,
            (rows[0] ?? []).map((piece) => piece.text === "DEFAULT"),
          );
      const stored = await insertRows(orm, model, fields, rows, returning, conflict);
      batch.forEach((instance, i) => {
        const row = stored[i];
        if (row)
          for (const field of returning)
            instance.setValue(field, field.valueType.fromDb(row[field.attname] ?? null, orm.conversion));
      });
    }
  }
}

/** Characters of a statement's texts beyond which its rows are parted: servers refuse statements of some MiB. */
const HEAVY = 2 ** 21;
/** Rows that go together whatever they hold. */
const LEAST = 100;

function isHeavy({ params }: PlainRows): boolean {
  let size = 0;
  for (const value of params) if (typeof value === "string" || value instanceof Uint8Array) size += value.length;
  return size > HEAVY;
}

/** Batch after batch, up to one with an expression in it; returns the instances that are left. */
async function insertPlainBatches(
  self: QuerySet,
  instances: readonly ModelInstance[],
  fields: readonly Field[],
  step: number,
): Promise<readonly ModelInstance[]> {
  const { orm, model } = self;
  const returning = returnedFields(model, fields, []);
  for (let at = 0; at < instances.length; at += step) {
    const batch = instances.slice(at, at + step);
    const rows = plainRows(orm, batch, fields, true);
    if (!rows) return instances.slice(at);
    if (step > LEAST && isHeavy(rows)) return insertPlainBatches(self, instances.slice(at), fields, LEAST);
    const stored = await insertPlain(orm, model, fields, rows, returning);
    if (typeof stored === "bigint") {
      let key = stored;
      for (const instance of batch) instance.setValue(model.pk, key++);
      continue;
    }
    for (const [i, row] of stored.entries())
      for (const field of returning)
        batch[i]?.setValue(field, field.valueType.fromDb(row[field.attname] ?? null, orm.conversion));
  }
  return [];
}

/** `bulk_update(objs, fields)`: one statement a batch that joins the new values by key; no signals. */
export async function bulkUpdate(
  self: QuerySet,
  objects: readonly Value[],
  names: readonly Value[],
  size: Value,
): Promise<Value> {
  const { model, orm } = self;
  const step = batchSize(size);
  if (names.length === 0) throw raise("ValueError", messages.noBulkFields);
  const fields = names.map((name) => {
    const found = model.find(String(name));
    if (!found) return model.field(String(name));
    if (found instanceof ReverseRelation || found.info.column === null)
      throw raise("ValueError", messages.bulkConcrete);
    return found;
  });
  const instances: ModelInstance[] = [];
  const withRelated: ModelInstance[] = [];
  for (const object of objects) {
    if (!(object instanceof ModelInstance)) continue;
    if (!object.hasPk) throw raise("ValueError", "All bulk_update() objects must have a primary key set.");
    instances.push(object);
    if (object.hasRelated) withRelated.push(object);
  }
  if (fields.some((field) => field.isPrimaryKey || model.pk.parts.includes(field)))
    throw raise("ValueError", messages.bulkKey);
  if (instances.length === 0) return 0n;
  for (const instance of withRelated) await prepareRelated(instance, "bulk_update");
  let count = 0;
  await orm.connection.atomic(async () => {
    const batch = Math.min(step ?? 500, 500);
    for (let at = 0; at < instances.length; at += batch)
      count += await updateBatch(self, instances.slice(at, at + batch), fields);
  });
  return BigInt(count);
}

async function updateBatch(
  self: QuerySet,
  instances: readonly ModelInstance[],
  fields: readonly Field[],
): Promise<number> {
  const { model } = self;
  const byTable = new Map<Field["model"], Field[]>();
  for (const field of fields) byTable.set(field.model, [...(byTable.get(field.model) ?? []), field]);
  let count = 0;
  let first = true;
  for (const [table, own] of byTable) {
    const key = table === model.concrete ? model.pk : (model.linkTo(table) ?? model.pk);
    const rows = key.isComposite ? null : plainRows(self.orm, instances, [key, ...own], null);
    const touched = rows
      ? await joinValues(self, table, rows, instances, own)
      : await caseValues(self, table, key, instances, own);
    if (first || count === 0) count = touched;
    first = false;
  }
  return count;
}

/** UPDATE … FROM (VALUES …): cost grows with the rows, not with their square as CASE WHEN does. */
async function joinValues(
  self: QuerySet,
  table: Field["model"],
  rows: PlainRows,
  instances: readonly ModelInstance[],
  fields: readonly Field[],
): Promise<number> {
  const { orm } = self;
  const q = (name: string): string => orm.compiler.quote(name);
  const target = table.pk;
  const narrowed = self.query.where.isEmpty ? null : await matchingKeys(self, instances);
  const restrict = narrowed
    ? sql` AND ${q(target.column)} IN (${joined(
        narrowed.map((id) => param(savedValue(orm, target, id))),
        ", ",
      )})`
    : raw("");
  if (narrowed?.length === 0) return 0;
  const values: Sql = { text: placesFor(rows.count, fields.length + 1), params: rows.params };
  const statement = orm.compiler.dialect.updateFrom({
    table: table.table,
    key: { column: target.column, type: target.valueType },
    columns: fields.map((field) => ({ column: field.column, type: field.valueType })),
    values,
    rows: rows.count,
    restrict,
  });
  const columns = fields.map((field) => field.column);
  return (
    await orm.connection.write(statement, {
      action: "update",
      table: table.table,
      columns,
      values: () => placed(rows, 1, fields.length),
      keys: { column: target.column, values: placed(rows, 0, 1) },
    })
  ).affected;
}

/** So many values of each row, from one of its places on. */
function placed({ params, count }: PlainRows, from: number, width: number): SqlValue[] {
  const values: SqlValue[] = [];
  const step = params.length / count;
  for (let row = from; row < params.length; row += step)
    for (let i = row; i < row + width; i++) values.push(params[i] ?? null);
  return values;
}

async function matchingKeys(self: QuerySet, instances: readonly ModelInstance[]): Promise<Value[]> {
  const rows = self.where(new Q([{ key: "pk__in", value: instances.map((instance) => instance.pk) }]));
  return ((await rows.rows()) as ModelInstance[]).map((row) => row.pk);
}

async function caseValues(
  self: QuerySet,
  table: Field["model"],
  key: Field,
  instances: readonly ModelInstance[],
  fields: readonly Field[],
): Promise<number> {
  const { orm } = self;
  const rows = orm.allRows(table);
  rows.query.addQ(
    new Q([
      {
        key: "pk__in",
        value: instances.map((instance) => (key === self.model.pk ? instance.pk : (instance.fieldValue(key) ?? null))),
      },
    ]),
  );
  rows.query.clearOrdering(true);
  const assignments = fields.map((field) => {
    const branches = instances.map((instance) => {
      const value = instance.fieldValue(field) ?? null;
      const result = value instanceof Expression ? value : new ValueExpression(value, field.valueType);
      return new When(
        new Q([{ key: "pk", value: key === self.model.pk ? instance.pk : (instance.fieldValue(key) ?? null) }]),
        result,
      );
    });
    return { field, value: new Case(branches, asExpression(null), field.valueType) };
  });
  return updateRows(orm, rows.query, assignments);
}
