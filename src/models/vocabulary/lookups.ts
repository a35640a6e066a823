/** Lookups that every field has (Django's documentation, "Field lookups"). */
export const COMMON_LOOKUPS = [
  "exact",
  "iexact",
  "contains",
  "icontains",
  "in",
  "gt",
  "gte",
  "lt",
  "lte",
  "startswith",
  "istartswith",
  "endswith",
  "iendswith",
  "range",
  "isnull",
  "regex",
  "iregex",
] as const;

/** Lookups of a foreign key itself; anything else about it goes through the related model. */
export const RELATION_LOOKUPS = ["exact", "in", "gt", "gte", "lt", "lte", "isnull"] as const;

/** Lookups of JSONField beside the common ones. */
export const JSON_LOOKUPS = ["contains", "contained_by", "has_key", "has_keys", "has_any_keys"] as const;

/** Transforms of a date: parts that further lookups may follow. */
export const DATE_TRANSFORMS = [
  "year",
  "iso_year",
  "month",
  "day",
  "week",
  "week_day",
  "iso_week_day",
  "quarter",
] as const;

/** Transforms of a time of day. */
export const TIME_TRANSFORMS = ["hour", "minute", "second"] as const;

/** Transforms of a datetime: both, and its date and time. */
export const DATETIME_TRANSFORMS = [...DATE_TRANSFORMS, ...TIME_TRANSFORMS, "date", "time"] as const;

/** The transforms of a field class by name (`DateTimeField`). */
export function transformsOf(fieldType: string): readonly string[] {
  if (fieldType === "DateTimeField") return DATETIME_TRANSFORMS;
  if (fieldType === "DateField") return DATE_TRANSFORMS;
  return fieldType === "TimeField" ? TIME_TRANSFORMS : [];
}
