import type { Field } from "../orm/fields";
import { QuerySet } from "../orm/queryset";
import type { Blocked, Refinement } from "../protocol/refine";
import type { ColumnInfo } from "../protocol/results";
import type { Value } from "../python/objects";

/** A column that holds a field's values, under a name of its own where the query gives it one. */
export function columnOf(field: Field, name = field.attname): ColumnInfo {
  const { type, primaryKey, null: isNull, choices, maxLength, editable } = field.info;
  const { remote, targetField } = field;
  return {
    name,
    type,
    field: {
      model: field.model.label,
      name: field.name,
      attname: field.attname,
      null: isNull,
      primaryKey,
      ...(choices !== undefined && choices.length > 0 && { choices }),
      ...(maxLength !== undefined && { maxLength }),
      ...(editable === false && { editable }),
      ...(field.info.generated !== undefined && { generated: true }),
      ...(field.isForeignKey && remote !== null && { related: remote.label, target: targetField?.name ?? "pk" }),
    },
  };
}

/** What about a value keeps it from being sorted and filtered further; nothing for a plain queryset. */
export function blocksOf(value: Value | undefined): Pick<Refinement, "noOrder" | "noFilter"> {
  if (!(value instanceof QuerySet)) return both("list");
  const { query, cached } = value;
  if (cached !== null) return both("read");
  if (value.shape === "dates") return both("unnamed");
  if (query.isSliced) return both("sliced");
  // What is combined takes an order by its own columns, and nothing that narrows it.
  if (query.combinator !== null) return { noFilter: "combined", ...(query.reversed && { noOrder: "reversed" }) };
  return query.reversed ? { noOrder: "reversed" } : {};
}

function both(reason: Blocked): Pick<Refinement, "noOrder" | "noFilter"> {
  return { noOrder: reason, noFilter: reason };
}
