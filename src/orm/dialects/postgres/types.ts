import { type FieldFamily, fieldClass } from "../../../models/vocabulary/fields";
import type { FieldType } from "../../fieldTypes";

/** The types that Django gives columns on PostgreSQL (`DatabaseWrapper.data_types`), for CAST. */
const TYPES: Readonly<Record<string, string>> = {
  AutoField: "integer",
  BigAutoField: "bigint",
  SmallAutoField: "smallint",
  BinaryField: "bytea",
  BooleanField: "boolean",
  DateField: "date",
  DateTimeField: "timestamp with time zone",
  DurationField: "interval",
  FileField: "varchar",
  FilePathField: "varchar",
  FloatField: "double precision",
  IntegerField: "integer",
  BigIntegerField: "bigint",
  IPAddressField: "inet",
  GenericIPAddressField: "inet",
  JSONField: "jsonb",
  OneToOneField: "integer",
  PositiveBigIntegerField: "bigint",
  PositiveIntegerField: "integer",
  PositiveSmallIntegerField: "smallint",
  SmallIntegerField: "smallint",
  TextField: "text",
  TimeField: "time",
  UUIDField: "uuid",
};

/** The column type in a cast. */
export function castType({ name: own, family, options }: FieldType): string {
  // `OrderWrt` and others of Django's own make have the column of the class they come from.
  const name = fieldClass(own).internalType;
  if (family === "decimal") {
    const { maxDigits, decimalPlaces } = options;
    return maxDigits === undefined ? "numeric" : `numeric(${maxDigits}, ${decimalPlaces ?? 0})`;
  }
  const known = TYPES[name];
  if (known !== undefined) return known === "varchar" ? varchar(options.maxLength) : known;
  return family === "text" ? varchar(options.maxLength) : "text";
}

function varchar(length: number | undefined): string {
  return length === undefined ? "varchar" : `varchar(${length})`;
}

/** The type of a parameter by which the server knows it where nothing around it tells. Numbers have theirs by their size. */
export const PARAMETER_TYPES: Readonly<Partial<Record<FieldFamily, string>>> = {
  bool: "boolean",
  date: "date",
  datetime: "timestamptz",
  time: "time",
  duration: "interval",
  decimal: "numeric",
  uuid: "uuid",
  json: "jsonb",
};

/** Families that a text lookup compares as they are. */
export const isText = (type: FieldType | null): boolean => type?.family === "text" || type?.family === "file";
