import { messages } from "../../models/vocabulary/messages";
import { PyDict } from "../../python/collections";
import { raise } from "../../python/exceptions";
import type { Runtime, Value } from "../../python/objects";
import type { BoundArguments } from "../../python/signature";
import { Q } from "../expressions/q";
import { isInstanceLike } from "../lookups/related";
import type { QuerySet } from "../queryset";

/** `in_bulk()`: instances by key. */
export async function inBulk(self: QuerySet, { named: given }: BoundArguments, runtime: Runtime): Promise<Value> {
  if (self.query.isSliced) throw raise("TypeError", messages.inBulkSliced);
  const name = given.field_name === undefined ? "pk" : String(given.field_name);
  const field = name === "pk" ? self.model.pk : self.model.field(name);
  if (name !== "pk" && !field.isUnique) throw raise("ValueError", messages.notUnique(name));
  let rows: readonly Value[];
  if (given.id_list === undefined || given.id_list === null) rows = await self.rows();
  else {
    const ids = await runtime.list(given.id_list);
    if (ids.length === 0) return new PyDict();
    const copy = self.where(new Q([{ key: `${name}__in`, value: ids }]));
    copy.query.clearOrdering(true);
    rows = await copy.rows();
  }
  return new PyDict(
    rows
      .filter(isInstanceLike)
      .map(
        (row) =>
          [(name === "pk" ? row.pk : (row.fieldValue(field) ?? null)) as Value, row as unknown as Value] as const,
      ),
  );
}

/** `contains(obj)`. */
export async function containsObject(self: QuerySet, value: Value): Promise<boolean> {
  if (self.shape !== "model") throw raise("TypeError", `${messages.afterValues("QuerySet.contains")}.`);
  if (!isInstanceLike(value)) throw raise("TypeError", "'obj' must be a model instance.");
  if (value.model.concrete !== self.model.concrete) return false;
  if (value.pk === null) throw raise("ValueError", "QuerySet.contains() cannot be used on unsaved objects.");
  return self.where(new Q([{ key: "pk", value: value.pk }])).exists();
}
