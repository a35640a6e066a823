import { messages } from "../../models/vocabulary/messages";
import { raise } from "../../python/exceptions";
import type { Runtime, Value } from "../../python/objects";
import type { QuerySet } from "../queryset";
import { updateQuerySet } from "./update";

interface Given {
  /** Names of the fields, and a value for each. */
  readonly fields: readonly Value[];
  readonly values: readonly Value[];
  readonly conditions: ReadonlyMap<string, Value>;
}

/** True where `bulk_update`'s arguments are names, values and conditions, not instances and names. */
export function isMixinCall(first: readonly Value[], conditions: ReadonlyMap<string, Value>): boolean {
  return conditions.size > 0 || (first.length > 0 && first.every((each) => typeof each === "string"));
}

/**
 * `bulk_update(["level"], ["Free"], id__in=[1, 2, 3])`, the form that a so-called `BulkUpdateMixin` has in tutorials.
 * Django has no such class: it means `filter(id__in=…).update(level="Free")`, over the whole chain of inheritance.
 * Throws ValueError where fields and values are not as many, and whatever `filter` and `update` throw.
 */
export async function bulkUpdateWhere(
  self: QuerySet,
  { fields, values, conditions }: Given,
  runtime: Runtime,
): Promise<Value> {
  if (fields.length === 0) throw raise("ValueError", messages.noBulkFields);
  if (fields.length !== values.length) {
    throw raise("ValueError", `bulk_update() got ${fields.length} field names and ${values.length} values.`, {
      hint: 'Give a value for each field: bulk_update(["level"], ["Free"], id__in=[1, 2, 3]).',
    });
  }
  const assigned = new Map(fields.map((field, index): [string, Value] => [String(field), values[index] ?? null]));
  const filter = await runtime.getAttribute(self, "filter");
  const found = await runtime.call(filter, { positional: [], keywords: conditions });
  return updateQuerySet(found as QuerySet, assigned);
}
