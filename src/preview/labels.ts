import type { SqlRow } from "../database/backend";
import { Q } from "../orm/expressions/q";
import type { ModelInstance } from "../orm/instance";
import type { Model } from "../orm/meta";
import type { DjangoOrm } from "../orm/orm";
import { type Labels, type NetChange, rowKey } from "./effects";

/** Rows of one table beyond which only keys are shown. */
const MOST = 100;

/** The text of changed rows, by `rowKey`: their `__str__` where the model has one. Call while the session is open. */
export async function labelsOf(changes: readonly NetChange[], orm: DjangoOrm): Promise<Labels> {
  const labels = new Map<string, string>();
  const byTable = new Map<string, NetChange[]>();
  for (const change of changes) {
    const own = byTable.get(change.change.table) ?? [];
    if (own.length < MOST) own.push(change);
    byTable.set(change.change.table, own);
  }
  for (const [table, own] of byTable) {
    const model = orm.registry.models.find((candidate) => !candidate.info.proxy && candidate.info.table === table);
    if (!model || !(await orm.scriptClassOf(model))?.lookup("__str__")) continue;
    for (const change of own) {
      try {
        const row = await instanceOf(model, change, orm);
        if (row) labels.set(rowKey(change.change), await orm.interpreter.str(row));
      } catch {
        // A __str__ that cannot be run leaves the key to speak for the row.
      }
    }
  }
  return labels;
}

async function instanceOf(model: Model, { change }: NetChange, orm: DjangoOrm): Promise<ModelInstance | null> {
  if (change.action === "update") {
    const key = Object.values(change.key)[0];
    if (model.pk.isComposite || key === undefined) return null;
    const value = model.pk.valueType.fromDb(key, orm.conversion);
    return (
      ((
        await orm
          .allRows(model)
          .where(new Q([{ key: "pk", value }]))
          .rows()
      )[0] as ModelInstance | undefined) ?? null
    );
  }
  const image: SqlRow = change.after ?? change.before ?? {};
  const row = orm.newInstance(model);
  row.scriptClass = await orm.scriptClassOf(model);
  for (const field of model.localFields)
    row.setValue(field, field.valueType.fromDb(image[field.column] ?? null, orm.conversion));
  return row;
}
