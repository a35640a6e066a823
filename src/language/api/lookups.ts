import { fieldClass } from "../../models/vocabulary/fields";
import {
  COMMON_LOOKUPS,
  DATETIME_TRANSFORMS,
  JSON_LOOKUPS,
  RELATION_LOOKUPS,
  transformsOf,
} from "../../models/vocabulary/lookups";

const always = ["exact", "in", "isnull"];
const comparing = [...always, "gt", "gte", "lt", "lte", "range"];
const everyLookup = new Set<string>([...COMMON_LOOKUPS, ...RELATION_LOOKUPS, ...JSON_LOOKUPS, ...DATETIME_TRANSFORMS]);
/** PostgreSQL's, and of its extensions. */
const elsewhere = new Set(["unaccent", "search", "trigram_similar", "overlap", "len"]);

/** Lookups and transforms worth offering on a field class. Django has text lookups on every field; few mean something there. */
export function offeredLookups(fieldType: string): readonly string[] {
  switch (fieldClass(fieldType).family) {
    case "text":
    case "file":
    case "uuid":
    case "other":
      return COMMON_LOOKUPS;
    case "bool":
    case "binary":
      return always;
    case "relation":
      return RELATION_LOOKUPS;
    case "json":
      return [...JSON_LOOKUPS, ...always];
    default:
      return [...comparing, ...transformsOf(fieldType)];
  }
}

/** Whether some field may have a lookup or transform of this name. */
export function isLookup(name: string): boolean {
  return everyLookup.has(name) || elsewhere.has(name);
}
