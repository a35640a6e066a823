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

/** `queryset.delete()`. Throws TypeError on slices, distinct and values, as Django does. */
export async function deleteQuerySet(self: QuerySet): Promise<Value> {
  const { query } = self;
  if (query.combinator)
    throw fail(NotSupportedError, `Calling QuerySet.delete() after ${query.combinator}() is not supported.`);
  if (query.isSliced) throw raise("TypeError", "Cannot use 'limit' or 'offset' with delete().");
  if (query.distinct || query.distinctFields.length > 0)
    throw raise("TypeError", "Cannot call delete() after .distinct().");
  if (self.shape !== "model") throw raise("TypeError", "Cannot call delete() after .values() or .values_list()");
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
