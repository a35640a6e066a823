const always = ["exact", "in", "isnull"];
const comparing = ["gt", "gte", "lt", "lte", "range"];
const texts = [
  "iexact",
  "contains",
  "icontains",
  "startswith",
  "istartswith",
  "endswith",
  "iendswith",
  "regex",
  "iregex",
];
const dates = ["year", "iso_year", "quarter", "month", "week", "day", "week_day", "iso_week_day"];
const times = ["hour", "minute", "second"];
const json = ["contains", "contained_by", "has_key", "has_keys", "has_any_keys"];

const textFields = /^(Char|Text|Slug|Email|URL|File|FilePath|Image|UUID|GenericIPAddress|CommaSeparatedInteger)/;

/** The transforms of a field class: they may be followed by another lookup. */
export function transformsOf(fieldClass: string): readonly string[] {
  if (fieldClass === "DateTimeField") return [...dates, ...times, "date", "time"];
  if (fieldClass === "DateField") return dates;
  return fieldClass === "TimeField" ? times : [];
}

/** The lookups that make sense on a field class, the likely ones first. */
export function lookupsOf(fieldClass: string): readonly string[] {
  if (textFields.test(fieldClass)) return [...texts, ...always, ...comparing];
  if (fieldClass === "BooleanField" || fieldClass === "BinaryField") return always;
  if (fieldClass === "JSONField") return [...json, ...always];
  return [...always, ...comparing];
}

const everyLookup = new Set([...always, ...comparing, ...texts, ...json, "unaccent", "search"]);
const everyTransform = new Set([...dates, ...times, "date", "time"]);

/** Whether Django knows the name as a lookup or transform of some field. */
export function isLookup(name: string): boolean {
  return everyLookup.has(name) || everyTransform.has(name);
}
