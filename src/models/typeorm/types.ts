import type { ChoiceInfo } from "../../protocol/models";
import type { ColumnDraft } from "./drafts";
import { EnumValue, isList, isObject, numberOf, textOf, type Value } from "./values";

/** A TypeORM column as one of Django's field classes, with the options that the class takes. */
export interface FieldShape {
  readonly type: string;
  readonly maxLength?: number;
  readonly maxDigits?: number;
  readonly decimalPlaces?: number;
  readonly choices?: readonly ChoiceInfo[];
}

/** TypeORM's column types, those of every database together, by the field class that fits their values. */
const TYPES: Readonly<Record<string, string>> = {
  CharField:
    "string,varchar,char,nvarchar,nchar,character,character varying,varying character,native character,varchar2,nvarchar2," +
    "char varying,citext,enum,simple-enum,bpchar,inet,cidr,macaddr",
  TextField: "text,tinytext,mediumtext,longtext,ntext,clob,nclob,long,xml,simple-array,set,tsvector,tsquery,hstore",
  IntegerField: "number,int,integer,int4,mediumint,serial,serial4",
  SmallIntegerField: "smallint,int2,tinyint,year,smallserial",
  BigIntegerField: "bigint,int8,int64,serial8,bigserial",
  PositiveBigIntegerField: "unsigned big int",
  DecimalField: "decimal,numeric,dec,fixed,money,smallmoney",
  FloatField: "float,float4,float8,real,double,double precision,float64,binary_float,binary_double",
  BooleanField: "boolean,bool,bit",
  DateTimeField:
    "datetime,datetime2,smalldatetime,timestamp,timestamptz,timestamp without time zone,timestamp with time zone," +
    "timestamp with local time zone,datetimeoffset,timestamp_ntz,seconddate",
  DateField: "date",
  TimeField: "time,timetz,time without time zone,time with time zone",
  JSONField: "json,jsonb,simple-json",
  UUIDField: "uuid,uniqueidentifier",
  BinaryField: "blob,tinyblob,mediumblob,longblob,bytea,binary,varbinary,raw,long raw,bytes,image",
};

const CLASSES: ReadonlyMap<string, string> = new Map(
  Object.entries(TYPES).flatMap(([field, types]) => types.split(",").map((type) => [type, field] as const)),
);

const UNSIGNED: Readonly<Record<string, string>> = {
  IntegerField: "PositiveIntegerField",
  SmallIntegerField: "PositiveSmallIntegerField",
  BigIntegerField: "PositiveBigIntegerField",
};

/** The field of a column; null where its type is not known, which the database then tells. */
export function shapeOf(draft: ColumnDraft): FieldShape | null {
  const { options } = draft;
  const choices = choicesOf(options.get("enum"));
  const chosen = choices === null ? {} : { choices };
  // An array column holds many values of the type, which no field here does.
  if (options.get("array") === true) return null;
  const name = draft.type ?? (choices === null ? undefined : "enum");
  const declared = name === "Date" ? "datetime" : name?.toLowerCase();
  const type = declared === undefined ? undefined : CLASSES.get(declared);
  if (type === undefined) return null;
  if (type === "CharField") {
    const given = options.get("length");
    const length = Number(numberOf(given) ?? textOf(given));
    return { type, ...(Number.isInteger(length) && length > 0 ? { maxLength: length } : {}), ...chosen };
  }
  if (type === "DecimalField") {
    const maxDigits = numberOf(options.get("precision"));
    const scale = numberOf(options.get("scale"));
    return { type, ...(maxDigits === undefined ? {} : { maxDigits, decimalPlaces: scale ?? 0 }), ...chosen };
  }
  const isFlag = declared === "tinyint" && (numberOf(options.get("width")) === 1 || options.get("length") === "1");
  if (isFlag) return { type: "BooleanField" };
  const sized = options.get("unsigned") === true ? (UNSIGNED[type] ?? type) : type;
  return { type: sized, ...chosen };
}

/** What each of an enum's values is called. A number's name back, which such enums also have, is no value. */
function choicesOf(value: Value): ChoiceInfo[] | null {
  if (value instanceof EnumValue || isObject(value)) {
    const members = value instanceof EnumValue ? value.members : value;
    return [...members].flatMap(([label, each]) =>
      typeof each === "string" || typeof each === "number" ? [{ value: each, label }] : [],
    );
  }
  if (!isList(value)) return null;
  return value.flatMap((each) =>
    typeof each === "string" || typeof each === "number" ? [{ value: each, label: String(each) }] : [],
  );
}
