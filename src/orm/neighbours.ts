import { raise } from "../python/exceptions";
import { PyBuiltin, type Value } from "../python/objects";
import { fail } from "./errors";
import { Q } from "./expressions/q";
import type { Field } from "./fields";
import type { ModelInstance } from "./instance";
import type { QuerySet } from "./queryset";

/**
 * `get_next_by_placed(**lookups)` and `get_previous_by_placed()` of a date that may not be NULL, `get_next_in_order()` and
 * `get_previous_in_order()` of a model that is ordered with respect to another; undefined for other names.
 */
export function neighbourMethods(self: ModelInstance, name: string): Value | undefined {
  const [, way, by] = /^get_(next|previous)_(in_order|by_.+)$/.exec(name) ?? [];
  if (by === undefined) return undefined;
  const isNext = way === "next";
  if (by === "in_order") {
    const { orderWithRespectTo } = self.model.info;
    const group = self.model.fields.find((field) => field.name === orderWithRespectTo);
    return group && new PyBuiltin(name, async () => inOrder(self, group, isNext));
  }
  const field = self.model.fields.find((candidate) => `by_${candidate.name}` === by);
  if (field === undefined || field.isNullable || !["date", "datetime"].includes(field.type.family)) return undefined;
  return new PyBuiltin(name, async (args) => {
    const lookups = [...args.keywords].map(([key, value]) => ({ key, value }));
    return byDate(self, field, isNext, lookups);
  });
}

async function byDate(
  self: ModelInstance,
  field: Field,
  isNext: boolean,
  lookups: readonly { readonly key: string; readonly value: Value }[],
): Promise<Value> {
  if (!self.hasPk) throw raise("ValueError", "get_next/get_previous cannot be used on unsaved objects.");
  const operator = isNext ? "gt" : "lt";
  const value = self.fieldValue(field) ?? null;
  const tied = new Q([
    { key: field.name, value },
    { key: `pk__${operator}`, value: self.pk },
  ]);
  const beyond = new Q([{ key: `${field.name}__${operator}`, value }]);
  const rows = await self.orm.defaultQuerySet(self.model);
  const among = lookups.length > 0 ? rows.where(new Q([...lookups])) : rows;
  return first(self, among.where(new Q([tied, beyond], "OR")), isNext, [field.name, "pk"]);
}

async function inOrder(self: ModelInstance, group: Field, isNext: boolean): Promise<Value> {
  const place = self.model.fields.find((field) => field.name === "_order");
  const rows = (await self.orm.defaultQuerySet(self.model)).where(
    new Q([
      { key: group.attname, value: self.fieldValue(group) ?? null },
      { key: `_order__${isNext ? "gt" : "lt"}`, value: (place && self.fieldValue(place)) ?? null },
    ]),
  );
  return first(self, rows, isNext, ["_order"]);
}

async function first(
  { model, orm }: ModelInstance,
  rows: QuerySet,
  isNext: boolean,
  names: readonly string[],
): Promise<Value> {
  rows.query.clearOrdering(true);
  rows.query.ordering = names.map((name) => (isNext ? name : `-${name}`));
  const [found] = await rows.limited(null, 1).rows();
  if (found === undefined) throw fail(orm.doesNotExist(model), `${model.name} matching query does not exist.`);
  return found;
}
