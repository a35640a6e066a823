import { messages } from "../../models/vocabulary/messages";
import { PyDict, PyTuple } from "../../python/collections";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import { fail, NotSupportedError } from "../errors";
import type { ModelInstance } from "../instance";
import type { QuerySet } from "../queryset";
import { collectedRows, hasDeleteReceivers } from "./collected";
import { Collector } from "./collector";

/** `instance.delete()`: the count of rows deleted, and that by model. */
export async function deleteInstance(self: ModelInstance, keepParents: boolean): Promise<Value> {
  if (!self.hasPk)
    throw raise(
      "ValueError",
      `${self.model.name} object can't be deleted because its ${self.model.pk.attname} attribute is set to None.`,
    );
  const collector = new Collector(self.orm);
  await collector.collect([self], { keepParents });
  return counted(await collector.delete());
}

/** `queryset.delete()`. Throws TypeError on slices, distinct(fields) and values, as Django does. */
export async function deleteQuerySet(self: QuerySet): Promise<Value> {
  const { query } = self;
  if (query.combinator) throw fail(NotSupportedError, messages.afterCombining("delete", query.combinator));
  if (query.isSliced) throw raise("TypeError", messages.deleteSliced);
  if (query.distinctFields.length > 0) throw raise("TypeError", messages.deleteDistinct);
  if (self.shape !== "model") throw raise("TypeError", messages.afterValues("delete"));
  const rows = self.chain();
  rows.query.selectRelated = false;
  rows.query.clearOrdering(true);
  rows.prefetches = [];
  const collector = new Collector(self.orm);
  await collector.collect(await collectedRows(rows, hasDeleteReceivers(self.orm, self.model)));
  return counted(await collector.delete());
}

function counted(counts: ReadonlyMap<string, number>): Value {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return new PyTuple([BigInt(total), new PyDict([...counts].map(([label, count]) => [label, BigInt(count)] as const))]);
}
