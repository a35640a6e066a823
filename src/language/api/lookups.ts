import { fieldClass } from "../../models/vocabulary/fields";
import { COMMON_LOOKUPS, JSON_LOOKUPS, RELATION_LOOKUPS, transformsOf } from "../../models/vocabulary/lookups";

const always = ["exact", "in", "isnull"];
const comparing = [...always, "gt", "gte", "lt", "lte", "range"];

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

const meanings: Readonly<Record<string, string>> = {
  exact: "Equal; `None` means NULL.",
  iexact: "Equal, whatever the case.",
  contains: "Has the text in it.",
  icontains: "Has the text in it, whatever the case.",
  in: "One of a list, or of a queryset's rows.",
  gt: "Greater than.",
  gte: "Greater than or equal to.",
  lt: "Less than.",
  lte: "Less than or equal to.",
  startswith: "Begins with the text.",
  istartswith: "Begins with the text, whatever the case.",
  endswith: "Ends with the text.",
  iendswith: "Ends with the text, whatever the case.",
  range: "Between two values, both included.",
  isnull: "`True` for NULL, `False` for any value.",
  regex: "Matches a regular expression.",
  iregex: "Matches a regular expression, whatever the case.",
  year: "The year, as a number.",
  iso_year: "The year of the ISO week, as a number.",
  month: "The month, 1 to 12.",
  day: "The day of the month.",
  week: "The ISO week, 1 to 53.",
  week_day: "The day of the week, 1 for Sunday to 7.",
  iso_week_day: "The day of the week, 1 for Monday to 7.",
  quarter: "The quarter, 1 to 4.",
  hour: "The hour, 0 to 23.",
  minute: "The minute, 0 to 59.",
  second: "The second, 0 to 59.",
  date: "The date of the moment.",
  time: "The time of the moment.",
  has_key: "The document has this key.",
  has_keys: "The document has all of these keys.",
  has_any_keys: "The document has one of these keys.",
  contained_by: "Is a part of the given value.",
};

/** A lookup or transform in a sentence. */
export function lookupMeaning(name: string): string {
  return (Object.hasOwn(meanings, name) ? meanings[name] : undefined) ?? "A lookup or transform.";
}
