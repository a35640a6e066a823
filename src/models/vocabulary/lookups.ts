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

const textOutputs = new Set([
  "iexact",
  "contains",
  "icontains",
  "startswith",
  "istartswith",
  "endswith",
  "iendswith",
  "regex",
  "iregex",
]);

/** Lookups of PostgreSQL's and its extensions' own fields; every other field has none of them. */
const POSTGRES_LOOKUPS: Readonly<Record<string, readonly string[]>> = {
  ArrayField: ["contains", "contained_by", "overlap", "len"],
  HStoreField: ["contains", "contained_by", "has_key", "has_keys", "has_any_keys", "keys", "values"],
};
const RANGE_LOOKUPS = [
  "contains",
  "contained_by",
  "overlap",
  "fully_lt",
  "fully_gt",
  "not_lt",
  "not_gt",
  "adjacent_to",
];
const RANGE_LOOKUPS_AND_PARTS = [...RANGE_LOOKUPS, "startswith", "endswith", "isempty", "lower_inc", "upper_inc"];
/** What `django.contrib.postgres` adds to text. */
const POSTGRES_TEXT = ["search", "trigram_similar", "trigram_word_similar", "trigram_strict_word_similar"];

/** Every lookup that a field class has, by its name (`CharField`). Relations have their own. */
export function lookupsOf(fieldType: string): readonly string[] {
  if (["ForeignKey", "OneToOneField", "ManyToManyField"].includes(fieldType)) return RELATION_LOOKUPS;
  if (fieldType === "CompositePrimaryKey") return ["exact", "in", "gt", "gte", "lt", "lte", "isnull"];
  if (fieldType === "JSONField") return [...COMMON_LOOKUPS, ...JSON_LOOKUPS];
  if (fieldType.endsWith("RangeField")) return [...COMMON_LOOKUPS, ...RANGE_LOOKUPS_AND_PARTS];
  if (fieldType === "CharField" || fieldType === "TextField") return [...COMMON_LOOKUPS, ...POSTGRES_TEXT];
  return [
    ...COMMON_LOOKUPS,
    ...(Object.hasOwn(POSTGRES_LOOKUPS, fieldType) ? (POSTGRES_LOOKUPS[fieldType] ?? []) : []),
  ];
}

/** The field class that a transform of a field class gives; undefined where it has no such transform. */
export function transformed(fieldType: string, name: string): string | undefined {
  // Any key of a document, and any place in a list.
  if (fieldType === "JSONField") return "JSONField";
  if (fieldType === "HStoreField") return "TextField";
  if (fieldType === "ArrayField")
    return name === "len" ? "IntegerField" : /^\d+(_\d+)?$/.test(name) ? "Field" : undefined;
  if (fieldType.endsWith("RangeField")) return RANGE_LOOKUPS_AND_PARTS.includes(name) ? "Field" : undefined;
  if (name === "unaccent" && (fieldType === "CharField" || fieldType === "TextField")) return fieldType;
  if (!transformsOf(fieldType).includes(name)) return undefined;
  return name === "date" ? "DateField" : name === "time" ? "TimeField" : "IntegerField";
}

/** Whether a lookup compares as text, whatever the field holds. */
export function isTextLookup(name: string): boolean {
  return textOutputs.has(name);
}
