import { fail, NotSupportedError } from "../errors";
import { joined, quoteName, raw, type Sql, sql } from "../sql";
import type { Dialect, TypedSql, ZoneName } from "./dialect";

const OPERATORS: Readonly<Record<string, string>> = {
  exact: "=",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
};
const ESCAPED = "ESCAPE '\\'";

/** SQLite's LIKE folds ASCII case always, so Django's contains and icontains are the same here. */
function like(name: string, lhs: Sql, rhs: Sql, pattern: boolean): Sql | null {
  const kind = name.replace(/^i(?=contains|startswith|endswith|exact)/, "");
  if (name !== "iexact" && !["contains", "startswith", "endswith"].includes(kind)) return null;
  if (!pattern) return sql`${lhs} LIKE ${rhs} ${ESCAPED}`;
  const escaped = sql`REPLACE(REPLACE(REPLACE(${rhs}, '\\', '\\\\'), '%', '\\%'), '_', '\\_')`;
  if (kind === "contains") return sql`${lhs} LIKE '%' || ${escaped} || '%' ${ESCAPED}`;
  if (kind === "startswith") return sql`${lhs} LIKE ${escaped} || '%' ${ESCAPED}`;
  return kind === "endswith" ? sql`${lhs} LIKE '%' || ${escaped} ${ESCAPED}` : sql`${lhs} LIKE ${rhs} ${ESCAPED}`;
}

const text = (value: string | null): Sql => raw(value === null ? "NULL" : `'${value.replaceAll("'", "''")}'`);
const zoneArgs = (zone: ZoneName): Sql => joined([text(zone), text(zone === null ? null : "UTC")], ", ");

function combine(operator: string, left: TypedSql, right: TypedSql): Sql {
  const dated = (type: string | null): boolean => type === "date" || type === "datetime" || type === "time";
  if (left.type === "duration" || right.type === "duration") {
    if ((operator === "+" || operator === "-") && (dated(left.type) || dated(right.type))) {
      return sql`django_format_dtdelta('${operator}', ${left.sql}, ${right.sql})`;
    }
  } else if (operator === "-" && dated(left.type) && dated(right.type)) {
    return left.type === "time"
      ? sql`django_time_diff(${left.sql}, ${right.sql})`
      : sql`django_timestamp_diff(${left.sql}, ${right.sql})`;
  }
  if (operator === "^") return sql`POWER(${left.sql}, ${right.sql})`;
  if (operator === "#") return sql`BITXOR(${left.sql}, ${right.sql})`;
  return sql`(${left.sql} ${operator === "%%" ? "%" : operator} ${right.sql})`;
}

const CAST_TYPES: Readonly<Record<string, string>> = {
  BooleanField: "bool",
  BinaryField: "BLOB",
  DateField: "date",
  DateTimeField: "datetime",
  TimeField: "time",
  DurationField: "bigint",
  FloatField: "real",
  UUIDField: "char(32)",
  TextField: "text",
  JSONField: "text",
  BigIntegerField: "bigint",
  SmallIntegerField: "smallint",
  CharField: "varchar",
};

/** SQLite 3.37 and newer, with the functions of `sqliteFunctions.ts` on the connection. */
export const sqliteDialect: Dialect = {
  name: "sqlite",
  quote: (name) => quoteName(name, "sqlite"),
  lookup(name, lhs, rhs, pattern) {
    const operator = OPERATORS[name];
    if (operator) return sql`${lhs} ${operator} ${rhs}`;
    if (name === "regex") return sql`${lhs} REGEXP ${rhs}`;
    if (name === "iregex") return sql`${lhs} REGEXP '(?i)' || ${rhs}`;
    const pattern_ = like(name, lhs, rhs, pattern);
    if (pattern_) return pattern_;
    throw fail(NotSupportedError, `${name} lookup is not supported on this database backend.`);
  },
  combine,
  extract(part, of, value, zone) {
    if (of === "time") return sql`django_time_extract('${part}', ${value})`;
    if (of === "date") return sql`django_date_extract('${part}', ${value})`;
    return sql`django_datetime_extract('${part}', ${value}, ${zoneArgs(zone)})`;
  },
  truncate(part, of, value, zone) {
    if (of === "time") return sql`django_time_trunc('${part}', ${value}, ${zoneArgs(zone)})`;
    if (of === "date") return sql`django_date_trunc('${part}', ${value}, ${zoneArgs(zone)})`;
    return sql`django_datetime_trunc('${part}', ${value}, ${zoneArgs(zone)})`;
  },
  castDate: (value, zone) => sql`django_datetime_cast_date(${value}, ${zoneArgs(zone)})`,
  castTime: (value, zone) => sql`django_datetime_cast_time(${value}, ${zoneArgs(zone)})`,
  jsonExtract(value, path) {
    const at = text(path);
    return sql`(CASE WHEN JSON_TYPE(${value}, ${at}) IN ('false', 'true', 'null') THEN JSON_TYPE(${value}, ${at}) ELSE JSON_EXTRACT(${value}, ${at}) END)`;
  },
  jsonType: (value, path) => sql`JSON_TYPE(${value}, ${text(path)})`,
  hasJsonKey: (value, path) => sql`JSON_TYPE(${value}, ${text(path)}) IS NOT NULL`,
  jsonValue(value) {
    const only = value.params[0];
    if (value.params.length === 1 && (only === "true" || only === "false" || only === "null")) return value;
    return sql`JSON_EXTRACT(${value}, '$')`;
  },
  decimal: (value) => sql`(CAST(${value} AS NUMERIC))`,
  castType(type, { maxLength }) {
    if (type === "CharField" && maxLength !== undefined) return `varchar(${maxLength})`;
    if (type === "DecimalField") return "NUMERIC";
    return CAST_TYPES[type] ?? (type.endsWith("IntegerField") || type.endsWith("AutoField") ? "integer" : "text");
  },
  functions: {},
  random: "RAND()",
  supportsFilterClause: true,
  maxParameters: 32_766,
  nullsFirst: true,
  unlimited: "-1",
};
