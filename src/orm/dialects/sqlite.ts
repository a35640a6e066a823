import { quoteName } from "../../database/quote";
import { raise } from "../../python/exceptions";
import { FieldError, fail, NotSupportedError } from "../errors";
import { call } from "../expressions/functions";
import { ValueExpression } from "../expressions/values";
import { plainMoment } from "../fieldTypes";
import { joined, MARK, param, raw, type Sql, sql } from "../sql";
import type { Dialect, TypedSql, ZoneName } from "./dialect";
import { sqliteJson } from "./sqlite/json";
import { sqlitePaging } from "./sqlite/paging";
import { sqliteRowTexts } from "./sqlite/rowTexts";

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

const isDated = (family: string | undefined): boolean =>
  family === "date" || family === "datetime" || family === "time";

function combine(operator: string, left: TypedSql, right: TypedSql): Sql {
  const [own, other] = [left.type?.family, right.type?.family];
  if (own === "duration" || other === "duration") {
    if ((operator === "+" || operator === "-") && (isDated(own) || isDated(other))) {
      return sql`django_format_dtdelta('${operator}', ${left.sql}, ${right.sql})`;
    }
  } else if (operator === "-" && isDated(own) && isDated(other)) {
    return own === "time"
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

/** The batches of a bulk write have one text of many thousand characters. */
let lastPlaced = { text: "", placed: "" };

function place({ text }: Sql): string {
  if (lastPlaced.text !== text) lastPlaced = { text, placed: text.replaceAll(MARK, "?") };
  return lastPlaced.placed;
}

/** SQLite keeps every integer in 64 bits, so its fields take any of them (Django's SQLite backend says the same). */
const LEAST = -9223372036854775808n;
const MOST = 9223372036854775807n;

/** SQLite 3.37 and newer, with the functions of `sqliteFunctions.ts` on the connection. */
export const sqliteDialect: Dialect = {
  name: "sqlite",
  vendor: "sqlite",
  quote: quoteName,
  place,
  param,
  operand: param,
  truth: (value) => (value ? "1" : "(0 = 1)"),
  stored: {
    boolean: (value) => (value ? 1n : 0n),
    moment(value, conversion) {
      if (value.zone && !conversion.useTz)
        throw raise("ValueError", "SQLite backend does not support timezone-aware datetimes when USE_TZ is False.");
      return plainMoment(value);
    },
    duration: (value) => value.micros,
    microseconds: () => null,
    uuid: (value) => value.hex,
    numbersAsText: false,
  },
  json: sqliteJson,
  integerRange: (own) => [own[0] >= 0n ? 0n : LEAST, MOST],
  lookup(name, { sql: lhs }, rhs, pattern) {
    const operator = OPERATORS[name];
    if (operator) return sql`${lhs} ${operator} ${rhs}`;
    if (name === "regex") return sql`${lhs} REGEXP ${rhs}`;
    if (name === "iregex") return sql`${lhs} REGEXP '(?i)' || ${rhs}`;
    const pattern_ = like(name, lhs, rhs, pattern);
    if (pattern_) return pattern_;
    throw fail(NotSupportedError, `${name} lookup is not supported on this database backend.`);
  },
  isAmongMany(lhs, members) {
    const array = `[${members.map((value) => (typeof value === "bigint" ? value.toString() : JSON.stringify(value))).join(",")}]`;
    return sql`${lhs} IN (SELECT value FROM json_each(${param(array)}))`;
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
  decimal: (value) => sql`(CAST(${value} AS NUMERIC))`,
  cast(value, { name, family, options }) {
    // Dates are kept as text: CAST would read them as numbers.
    if (family === "datetime") return sql`strftime('%Y-%m-%d %H:%M:%f', ${value})`;
    if (family === "date") return sql`date(${value})`;
    if (family === "time") return sql`strftime('%H:%M:%f', ${value})`;
    if (name === "CharField" && options.maxLength !== undefined)
      return sql`CAST(${value} AS varchar(${String(options.maxLength)}))`;
    if (name === "DecimalField") return sql`CAST(${value} AS NUMERIC)`;
    const isWhole = name.endsWith("IntegerField") || name.endsWith("AutoField");
    return sql`CAST(${value} AS ${CAST_TYPES[name] ?? (isWhole ? "integer" : "text")})`;
  },
  functions: {
    Round(args, { args: [, places] }) {
      if (places instanceof ValueExpression && typeof places.value === "bigint" && places.value < 0n)
        throw raise("ValueError", "SQLite does not support negative precision.");
      return call("ROUND", args);
    },
  },
  checkAggregate(name, operand) {
    if ((name !== "Sum" && name !== "Avg") || !isDated(operand?.family)) return;
    // Durations are integers, and dates text: SQLite can sum the one and not the other.
    throw fail(
      FieldError,
      `You cannot use Sum, Avg, StdDev, and Variance aggregations on date/time fields in sqlite3 since date/time is saved as text. (${name})`,
    );
  },
  checkFrame: () => undefined,
  random: "RAND()",
  supportsFilterClause: true,
  maxParameters: 32_766,
  rowsOfInsert: 25,
  rowsOfPlainInsert: () => 25,
  nullsFirst: true,
  ordersNulls: true,
  readingNow: "",
  overriding: "",
  unlimited: "-1",
  slicesInCombined: false,
  namesConflict: true,
  updatesFromItself: true,
  defersConstraints: true,
  groupsByPlace: false,
  distinctOn: false,
  returning: true,
  survivesErrors: true,
  insert({ table, columns, values, conflict, returning }) {
    const names = columns.map(quoteName).join(", ");
    const body = columns.length === 0 ? raw("DEFAULT VALUES") : sql`(${names}) VALUES ${values}`;
    const upsert =
      !conflict || conflict.ignore
        ? ""
        : ` ON CONFLICT(${conflict.unique.map(quoteName).join(", ")}) DO UPDATE SET ${conflict.update
            .map((column) => `${quoteName(column)} = EXCLUDED.${quoteName(column)}`)
            .join(", ")}`;
    return sql`INSERT ${conflict?.ignore ? "OR IGNORE " : ""}INTO ${quoteName(table)} ${body}${upsert}${returningClause(returning)}`;
  },
  updateFrom({ table, key, columns, values, restrict }) {
    const set = columns.map(({ column }, i) => `${quoteName(column)} = v.column${i + 2}`).join(", ");
    const own = quoteName(table);
    return sql`UPDATE ${own} SET ${set} FROM (VALUES ${values}) AS v WHERE ${own}.${quoteName(key.column)} = v.column1${restrict}`;
  },
  forUpdate: () => "",
  explain: {
    prefix: "EXPLAIN QUERY PLAN ",
    steps: (rows) =>
      rows.map(({ id, parent, detail }) => ({ id: Number(id), parent: Number(parent), detail: String(detail) })),
  },
  paging: sqlitePaging,
  rowTexts: sqliteRowTexts,
};

/** ` RETURNING …`, or nothing. */
function returningClause(columns: readonly { readonly column: string; readonly as: string }[]): string {
  if (columns.length === 0) return "";
  return ` RETURNING ${columns.map(({ column, as }) => `${quoteName(column)} AS ${quoteName(as)}`).join(", ")}`;
}
