import { messages } from "../../models/vocabulary/messages";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import type { BoundArguments } from "../../python/signature";
import { FieldError, fail } from "../errors";
import { Expression } from "../expressions/base";
import { plainText } from "../fieldTypes";
import type { Combinator } from "../query/query";
import type { QuerySet } from "../queryset";

/** `union()`, `intersection()` and `difference()`. */
export function combine(self: QuerySet, others: readonly Value[], combinator: Combinator): QuerySet {
  const querysets = others.filter(
    (other): other is QuerySet => other !== null && typeof other === "object" && "query" in other,
  );
  const all = [self, ...querysets];
  const copy = self.chain();
  copy.query.clearOrdering(true);
  copy.query.clearLimits();
  copy.query.combined = all.map((queryset) => queryset.query.clone());
  copy.query.combinator = combinator;
  return copy;
}

/** `order_by()`. Throws on slices and on names that are none. */
export function ordered(self: QuerySet, fields: readonly Value[]): QuerySet {
  if (self.query.isSliced) throw raise("TypeError", messages.reorderSliced);
  const copy = self.chain();
  copy.query.clearOrdering(true, false);
  copy.query.addOrdering(
    fields.map((field) => {
      if (typeof field === "string" || field instanceof Expression) return field;
      throw fail(FieldError, messages.orderedBy(plainText(field)));
    }),
  );
  return copy;
}

/** `first()` and `last()`: by the primary key where the queryset has no order. */
export async function edge(self: QuerySet, reverse: boolean, name: string): Promise<Value> {
  unsupportedIfSlicedUnordered(self, name);
  let source = self;
  if (!self.isOrdered) {
    if (self.query.groupBy && self.query.groupBy !== true && !self.query.ordering.length) {
      throw raise(
        "TypeError",
        `Cannot use QuerySet.${name}() on an unordered queryset performing aggregation. Add an ordering with order_by().`,
      );
    }
    source = ordered(self, [reverse ? "-pk" : "pk"]);
  } else if (reverse) source = reversed(self);
  const rows = await source.limited(0, 1).rows();
  return rows[0] ?? null;
}

function unsupportedIfSlicedUnordered(self: QuerySet, name: string): void {
  if (name === "last" && self.query.isSliced) throw raise("TypeError", messages.reverseSliced);
}

/** `reverse()`. */
export function reversed(self: QuerySet): QuerySet {
  if (self.query.isSliced) throw raise("TypeError", messages.reverseSliced);
  const copy = self.chain();
  copy.query.reversed = !copy.query.reversed;
  return copy;
}

/** `latest()` and `earliest()`. */
export async function latest(self: QuerySet, args: BoundArguments, earliest: boolean): Promise<Value> {
  const given = args.args.length > 0 ? args.args : [self.model.info.getLatestBy ?? []].flat();
  if (given.length === 0) throw raise("ValueError", messages.noLatest);
  if (self.query.isSliced) throw raise("TypeError", messages.changeSliced);
  const names = given.map((field) =>
    typeof field === "string" && !earliest ? (field.startsWith("-") ? field.slice(1) : `-${field}`) : field,
  );
  return ordered(self, names as Value[])
    .limited(null, 1)
    .one();
}
