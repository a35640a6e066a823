import { COMMON_LOOKUPS, JSON_LOOKUPS, RELATION_LOOKUPS } from "../../models/vocabulary/lookups";
import type { Expression } from "../expressions/base";
import { Column } from "../expressions/columns";
import { FunctionExpression } from "../expressions/functions";
import { dateTransform, EXTRACT, YearLookup } from "./dates";
import { jsonLookup, KeyTransform } from "./json";
import { Comparison, Exact, In, IsNull, type Lookup, Pattern, Range, type RightSide } from "./lookup";
import { relatedLookup } from "./related";

const COMMON = new Set<string>(COMMON_LOOKUPS);

/** The lookup of that name on an expression; null where its type has none. */
export function makeLookup(lhs: Expression, name: string, rhs: RightSide): Lookup | null {
  if (lhs instanceof Column && lhs.isRelation) return relatedLookup(lhs, name, rhs);
  if (lhs.outputTypeOrNull?.family === "json" || lhs instanceof KeyTransform) {
    const own = jsonLookup(lhs, name, rhs);
    if (own) return own;
  }
  if (
    lhs instanceof FunctionExpression &&
    lhs.kind === EXTRACT &&
    ["year", "iso_year"].includes(String(lhs.extra.part))
  ) {
    if (["exact", "gt", "gte", "lt", "lte"].includes(name)) return new YearLookup(lhs, rhs, name);
  }
  switch (name) {
    case "exact":
      return new Exact(lhs, rhs, name);
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return new Comparison(lhs, rhs, name);
    case "in":
      return new In(lhs, rhs, name);
    case "range":
      return new Range(lhs, rhs, name);
    case "isnull":
      return new IsNull(lhs, rhs, name);
    default:
      return COMMON.has(name) ? new Pattern(lhs, rhs, name) : null;
  }
}

/** The transform of that name: a date part, a JSON key; null where the type has none. */
export function makeTransform(lhs: Expression, name: string): Expression | null {
  if (lhs instanceof Column && lhs.isRelation) return null;
  if (lhs.outputTypeOrNull?.family === "json" || lhs instanceof KeyTransform) return new KeyTransform(lhs, name);
  return dateTransform(lhs, name);
}

/** Lookup names of an expression, for "perhaps you meant". */
export function lookupNames(lhs: Expression): string[] {
  if (lhs instanceof Column && lhs.isRelation) return [...RELATION_LOOKUPS];
  const json = lhs.outputTypeOrNull?.family === "json" ? JSON_LOOKUPS : [];
  return [...COMMON_LOOKUPS, ...json];
}
