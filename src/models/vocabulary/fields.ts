/** What is fixed about one of Django's field classes. */
export interface FieldClass {
  /** What `get_internal_type()` answers. */
  readonly internalType: string;
  /** The column type on SQLite; `%` stands for max_length. Null: no column of its own. */
  readonly sqlite: string | null;
  readonly family: FieldFamily;
  /** The Python type of its values, for hovers. */
  readonly python: string;
  /** Which control edits it. */
  readonly form:
    | "text"
    | "lines"
    | "number"
    | "decimal"
    | "check"
    | "date"
    | "datetime"
    | "time"
    | "duration"
    | "choice"
    | "json"
    | "bytes"
    | "none";
  readonly maxLength?: number;
  readonly editable?: false;
  readonly dbIndex?: true;
  readonly blank?: true;
}

/** Field classes whose lookups and conversions are the same. */
export type FieldFamily =
  | "integer"
  | "float"
  | "decimal"
  | "bool"
  | "text"
  | "date"
  | "datetime"
  | "time"
  | "duration"
  | "uuid"
  | "binary"
  | "json"
  | "file"
  | "relation"
  | "other";

const integer = (internalType: string, sqlite: string, more: Partial<FieldClass> = {}): FieldClass => ({
  internalType,
  sqlite,
  family: "integer",
  python: "int",
  form: "number",
  ...more,
});
const text = (internalType: string, sqlite: string, more: Partial<FieldClass> = {}): FieldClass => ({
  internalType,
  sqlite,
  family: "text",
  python: "str",
  form: "text",
  ...more,
});
const relation = (internalType: string): FieldClass => ({
  internalType,
  sqlite: null,
  family: "relation",
  python: "Model",
  form: "choice",
});

/** Django's field classes by name. */
export const FIELD_CLASSES: Readonly<Record<string, FieldClass>> = {
  AutoField: integer("AutoField", "integer", { blank: true }),
  BigAutoField: integer("BigAutoField", "integer", { blank: true }),
  SmallAutoField: integer("SmallAutoField", "integer", { blank: true }),
  IntegerField: integer("IntegerField", "integer"),
  BigIntegerField: integer("BigIntegerField", "bigint"),
  SmallIntegerField: integer("SmallIntegerField", "smallint"),
  PositiveIntegerField: integer("PositiveIntegerField", "integer unsigned"),
  PositiveBigIntegerField: integer("PositiveBigIntegerField", "bigint unsigned"),
  PositiveSmallIntegerField: integer("PositiveSmallIntegerField", "smallint unsigned"),
  BooleanField: { internalType: "BooleanField", sqlite: "bool", family: "bool", python: "bool", form: "check" },
  NullBooleanField: {
    internalType: "NullBooleanField",
    sqlite: "bool",
    family: "bool",
    python: "bool",
    form: "check",
    blank: true,
  },
  FloatField: { internalType: "FloatField", sqlite: "real", family: "float", python: "float", form: "number" },
  DecimalField: {
    internalType: "DecimalField",
    sqlite: "decimal",
    family: "decimal",
    python: "Decimal",
    form: "decimal",
  },
  CharField: text("CharField", "varchar(%)"),
  CommaSeparatedIntegerField: text("CharField", "varchar(%)"),
  EmailField: text("CharField", "varchar(%)", { maxLength: 254 }),
  URLField: text("CharField", "varchar(%)", { maxLength: 200 }),
  SlugField: text("SlugField", "varchar(%)", { maxLength: 50, dbIndex: true }),
  TextField: text("TextField", "text", { form: "lines" }),
  FilePathField: text("FilePathField", "varchar(%)", { maxLength: 100 }),
  GenericIPAddressField: text("GenericIPAddressField", "char(39)", { maxLength: 39 }),
  IPAddressField: text("IPAddressField", "char(15)", { maxLength: 15 }),
  FileField: {
    internalType: "FileField",
    sqlite: "varchar(%)",
    family: "file",
    python: "str",
    form: "text",
    maxLength: 100,
  },
  ImageField: {
    internalType: "FileField",
    sqlite: "varchar(%)",
    family: "file",
    python: "str",
    form: "text",
    maxLength: 100,
  },
  DateField: { internalType: "DateField", sqlite: "date", family: "date", python: "datetime.date", form: "date" },
  DateTimeField: {
    internalType: "DateTimeField",
    sqlite: "datetime",
    family: "datetime",
    python: "datetime.datetime",
    form: "datetime",
  },
  TimeField: { internalType: "TimeField", sqlite: "time", family: "time", python: "datetime.time", form: "time" },
  DurationField: {
    internalType: "DurationField",
    sqlite: "bigint",
    family: "duration",
    python: "datetime.timedelta",
    form: "duration",
  },
  UUIDField: {
    internalType: "UUIDField",
    sqlite: "char(32)",
    family: "uuid",
    python: "uuid.UUID",
    form: "text",
    maxLength: 32,
  },
  BinaryField: {
    internalType: "BinaryField",
    sqlite: "BLOB",
    family: "binary",
    python: "bytes",
    form: "bytes",
    editable: false,
  },
  JSONField: { internalType: "JSONField", sqlite: "text", family: "json", python: "object", form: "json" },
  GeneratedField: {
    internalType: "GeneratedField",
    sqlite: null,
    family: "other",
    python: "object",
    form: "none",
    editable: false,
    blank: true,
  },
  // What Meta.order_with_respect_to adds.
  OrderWrt: integer("IntegerField", "integer", { editable: false }),
  ForeignKey: relation("ForeignKey"),
  OneToOneField: relation("OneToOneField"),
  ManyToManyField: relation("ManyToManyField"),
  GenericForeignKey: {
    internalType: "GenericForeignKey",
    sqlite: null,
    family: "relation",
    python: "Model",
    form: "none",
    editable: false,
  },
  GenericRelation: {
    internalType: "ManyToManyField",
    sqlite: null,
    family: "relation",
    python: "Model",
    form: "none",
    editable: false,
    blank: true,
  },
  CompositePrimaryKey: {
    internalType: "CompositePrimaryKey",
    sqlite: null,
    family: "other",
    python: "tuple",
    form: "none",
    editable: false,
    blank: true,
  },
};

const spatial = (name: string): readonly [string, FieldClass] => [
  name,
  { internalType: name, sqlite: "text", family: "other", python: "GEOSGeometry", form: "text" },
];
const range = (name: string): readonly [string, FieldClass] => [
  name,
  { internalType: name, sqlite: "text", family: "other", python: "Range", form: "text" },
];

/** Field classes of `django.contrib.postgres` and `django.contrib.gis`. */
const CONTRIB_FIELD_CLASSES: ReadonlyMap<string, FieldClass> = new Map<string, FieldClass>([
  ["ArrayField", { internalType: "ArrayField", sqlite: "text", family: "other", python: "list", form: "json" }],
  ["HStoreField", { internalType: "HStoreField", sqlite: "text", family: "other", python: "dict", form: "json" }],
  [
    "SearchVectorField",
    { internalType: "SearchVectorField", sqlite: "text", family: "other", python: "str", form: "none" },
  ],
  ["CICharField", text("CharField", "varchar(%)")],
  ["CIEmailField", text("CharField", "varchar(%)", { maxLength: 254 })],
  ["CITextField", text("TextField", "text", { form: "lines" })],
  ...["IntegerRangeField", "BigIntegerRangeField", "DecimalRangeField", "DateRangeField", "DateTimeRangeField"].map(
    range,
  ),
  ...["GeometryField", "PointField", "LineStringField", "PolygonField", "MultiPointField", "MultiLineStringField"].map(
    spatial,
  ),
  ...["MultiPolygonField", "GeometryCollectionField", "RasterField"].map(spatial),
]);

/** Facts of a field class; one we do not know is taken for text, which keeps every value as it is. */
export function fieldClass(name: string): FieldClass {
  const known = Object.hasOwn(FIELD_CLASSES, name) ? FIELD_CLASSES[name] : CONTRIB_FIELD_CLASSES.get(name);
  return known ?? { internalType: name, sqlite: "text", family: "other", python: "object", form: "text" };
}

/** Whether Django itself has a field class of this name. */
export function isFieldClass(name: string): boolean {
  return Object.hasOwn(FIELD_CLASSES, name);
}

/** Whether one of Django's own apps for single databases has a field class of this name. */
export function isContribFieldClass(name: string): boolean {
  return CONTRIB_FIELD_CLASSES.has(name);
}
