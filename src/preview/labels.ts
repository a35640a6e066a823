import type { RowChange, SqlRow, SqlValue } from "../database/backend";
import { Q } from "../orm/expressions/q";
import type { ModelInstance } from "../orm/instance";
import type { Model } from "../orm/meta";
import type { DjangoOrm } from "../orm/orm";
import type { ChangeSet } from "./changeSet";
import { type Labels, rowName } from "./effects";

/** Rows of one table beyond which only keys are shown. */
const MOST = 100;

/** The text of changed rows, by `rowName`: their `__str__` where the model has one. Call while the session is open. */
export async function labelsOf(changes: ChangeSet, orm: DjangoOrm): Promise<Labels> {
  const labels = new Map<string, string>();
  for (const table of new Set(changes.groups.map((group) => group.table))) {
    const model = orm.registry.models.find((candidate) => !candidate.info.proxy && candidate.info.table === table);
    if (!model || !(await orm.scriptClassOf(model))?.lookup("__str__")) continue;
    const own: RowChange[] = [];
    for (const group of changes.groups)
      if (group.table === table) own.push(...group.rows(0, Math.max(0, MOST - own.length)));
    const read = await updatedRows(model, own, orm);
    for (const change of own) {
      try {
        const row = change.action === "update" ? read.get(keyOf(change)) : await imageRow(model, change, orm);
        if (row) labels.set(rowName(change), await orm.interpreter.str(row));
      } catch {
        // A __str__ that cannot be run leaves the key to speak for the row.
      }
    }
  }
  return labels;
}

function keyOf({ key }: RowChange): SqlValue {
  return Object.values(key)[0] ?? null;
}

/** The updated rows as they are now, by their stored keys, in one query. */
async function updatedRows(
  model: Model,
  changes: readonly RowChange[],
  orm: DjangoOrm,
): Promise<ReadonlyMap<SqlValue, ModelInstance>> {
  const keys = changes.filter(({ action }) => action === "update").map(keyOf);
  const found = new Map<SqlValue, ModelInstance>();
  if (model.pk.isComposite || keys.length === 0) return found;
  try {
    const value = keys.map((key) => model.pk.valueType.fromDb(key, orm.conversion));
    const rows = await orm
      .allRows(model)
      .where(new Q([{ key: "pk__in", value }]))
      .rows();
    const type = model.pk.valueType;
    for (const row of rows as ModelInstance[])
      found.set(type.toDb(type.prep(row.pk, orm.conversion), orm.conversion), row);
  } catch {
    // Keys that cannot be read back are shown as they are.
  }
  return found;
}

async function imageRow(model: Model, change: RowChange, orm: DjangoOrm): Promise<ModelInstance> {
  const image: SqlRow = change.after ?? change.before ?? {};
  const row = orm.newInstance(model);
  row.scriptClass = await orm.scriptClassOf(model);
  for (const field of model.localFields)
    row.setValue(field, field.valueType.fromDb(image[field.column] ?? null, orm.conversion));
  return row;
}
