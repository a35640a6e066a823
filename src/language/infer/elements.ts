import { type QuerySet, type Type, unknown, value } from "../types";
import { pythonValue } from "./outputs";

/** What one round of a `for` over a type gives. */
export function elementOf(type: Type): Type {
  switch (type.kind) {
    case "list":
      return type.of;
    case "tuple":
      return type.items[0] ?? unknown;
    case "dict":
      return type.keys ? value("str") : unknown;
    case "queryset":
      return rowOf(type);
    case "value":
      return type.name === "str" ? type : unknown;
    default:
      return unknown;
  }
}

/** One row of a queryset. */
export function rowOf(rows: QuerySet): Type {
  if (rows.rows === "instances") {
    const added = [...rows.annotations].flatMap(([name, annotation]) =>
      annotation.alias || annotation.relation !== undefined ? [] : [[name, pythonValue(annotation.output)] as const],
    );
    const attributes = added.length + rows.attributes.size > 0 ? new Map([...added, ...rows.attributes]) : undefined;
    return { kind: "instance", model: rows.model, ...(attributes ? { attributes } : {}) };
  }
  const { columns } = rows;
  if (rows.rows === "values") return columns?.[0]?.type ?? unknown;
  if (columns === undefined) return rows.rows === "dicts" ? { kind: "dict", value: unknown } : value("tuple");
  if (rows.rows === "tuples") {
    const items = columns.map(({ type }) => type);
    return rows.named ? { kind: "tuple", items, names: columns.map(({ name }) => name) } : { kind: "tuple", items };
  }
  const keys = new Map(columns.map(({ name, type }) => [name, type]));
  return { kind: "dict", value: columns[0]?.type ?? unknown, keys };
}

/** A slice of a sequence or queryset. */
export function sliceOf(type: Type): Type {
  if (type.kind === "queryset") return { ...type, state: { ...type.state, sliced: true, filtered: true } };
  if (type.kind === "tuple") return { kind: "list", of: elementOf(type) };
  return type.kind === "list" || (type.kind === "value" && type.name === "str") ? type : unknown;
}
