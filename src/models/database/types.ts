/** What a declared column type says of a field. */
export interface ColumnType {
  readonly type: string;
  readonly maxLength?: number;
  readonly maxDigits?: number;
  readonly decimalPlaces?: number;
}

/** Declared types that say a field class outright, without what stands in parentheses. */
const DECLARED: Readonly<Record<string, string>> = {
  bool: "BooleanField",
  boolean: "BooleanField",
  bit: "BooleanField",
  tinyint: "SmallIntegerField",
  smallint: "SmallIntegerField",
  smallinteger: "SmallIntegerField",
  "smallint unsigned": "PositiveSmallIntegerField",
  int: "IntegerField",
  integer: "IntegerField",
  mediumint: "IntegerField",
  int2: "SmallIntegerField",
  int4: "IntegerField",
  int8: "BigIntegerField",
  bigint: "BigIntegerField",
  "unsigned big int": "PositiveBigIntegerField",
  "integer unsigned": "PositiveIntegerField",
  "int unsigned": "PositiveIntegerField",
  "bigint unsigned": "PositiveBigIntegerField",
  decimal: "DecimalField",
  numeric: "DecimalField",
  dec: "DecimalField",
  money: "DecimalField",
  smallmoney: "DecimalField",
  real: "FloatField",
  float: "FloatField",
  double: "FloatField",
  "double precision": "FloatField",
  text: "TextField",
  clob: "TextField",
  ntext: "TextField",
  longtext: "TextField",
  mediumtext: "TextField",
  tinytext: "TextField",
  char: "CharField",
  nchar: "CharField",
  varchar: "CharField",
  varchar2: "CharField",
  nvarchar: "CharField",
  nvarchar2: "CharField",
  character: "CharField",
  "native character": "CharField",
  "varying character": "CharField",
  "character varying": "CharField",
  string: "CharField",
  blob: "BinaryField",
  bytea: "BinaryField",
  binary: "BinaryField",
  varbinary: "BinaryField",
  longblob: "BinaryField",
  image: "BinaryField",
  date: "DateField",
  datetime: "DateTimeField",
  datetime2: "DateTimeField",
  smalldatetime: "DateTimeField",
  timestamp: "DateTimeField",
  timestamptz: "DateTimeField",
  "timestamp with time zone": "DateTimeField",
  "timestamp without time zone": "DateTimeField",
  time: "TimeField",
  "time without time zone": "TimeField",
  "time with time zone": "TextField",
  interval: "DurationField",
  uuid: "UUIDField",
  inet: "GenericIPAddressField",
  cidr: "TextField",
  point: "TextField",
  "bit varying": "TextField",
  citext: "TextField",
  json: "JSONField",
  jsonb: "JSONField",
};

/** The field class for a declared type: by its name, else by SQLite's rules of affinity. */
export function columnType(declared: string): ColumnType {
  const [base, numbers] = split(declared);
  // PostgreSQL's arrays and ranges carry the name of what they are of.
  const known = DECLARED[base] ?? (/\[\]$|range$/.test(base) ? "TextField" : byAffinity(base));
  const [first, second] = numbers;
  // What MySQL calls a boolean.
  if (base === "tinyint" && first === 1) return { type: "BooleanField" };
  if (known === "DecimalField") {
    return first === undefined ? { type: known } : { type: known, maxDigits: first, decimalPlaces: second ?? 0 };
  }
  if (known === "CharField") return first === undefined ? { type: known } : { type: known, maxLength: first };
  return { type: known };
}

/** `NUMERIC (10, 2) UNSIGNED` as `numeric unsigned` and `[10, 2]`. */
function split(declared: string): [base: string, numbers: number[]] {
  const open = declared.indexOf("(");
  const close = declared.indexOf(")", open);
  const inside = open < 0 ? "" : declared.slice(open + 1, close < 0 ? undefined : close);
  const outside = open < 0 ? declared : `${declared.slice(0, open)} ${close < 0 ? "" : declared.slice(close + 1)}`;
  const numbers = inside.split(",").map((part) => Number(part.trim()));
  const base = outside.toLowerCase().trim().replace(/\s+/g, " ");
  return [base, inside.trim() !== "" && numbers.every(Number.isInteger) ? numbers : []];
}

function byAffinity(base: string): string {
  if (/int/.test(base)) return /big/.test(base) ? "BigIntegerField" : "IntegerField";
  if (/char/.test(base)) return "CharField";
  if (/clob|text/.test(base)) return "TextField";
  if (/blob/.test(base)) return "BinaryField";
  if (/real|floa|doub/.test(base)) return "FloatField";
  if (/dec|numeric|money/.test(base)) return "DecimalField";
  if (/^timestamp|^datetime/.test(base)) return "DateTimeField";
  return "TextField";
}
