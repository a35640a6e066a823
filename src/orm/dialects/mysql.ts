import { raise } from "../../python/exceptions";
import { fail, NotSupportedError } from "../errors";
import { type FieldType, plainMoment } from "../fieldTypes";
import { joined, MARK, param, raw, type Sql, sql } from "../sql";
import type { Dialect, TypedSql, UpdateFromParts } from "./dialect";
import { extracted, local, truncatedDate, truncatedMoment, truncatedTime } from "./mysql/dates";
import { mysqlFunctions } from "./mysql/functions";
import { mariadbJson, mysqlJson } from "./mysql/json";
import { operand } from "./mysql/operand";
import { mysqlPaging } from "./mysql/paging";
import { mysqlRowTexts } from "./mysql/rowTexts";

const quote = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

const OPERATORS: Readonly<Record<string, string>> = { exact: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** Whether text is compared by case is the column's collation's to say, as in Django; BINARY makes it so in any case. */
function like(name: string, { sql: given }: TypedSql, rhs: Sql, pattern: boolean): Sql | null {
  const kind = name.replace(/^i(?=contains|startswith|endswith|exact)/, "");
  if (name !== "iexact" && !["contains", "startswith", "endswith"].includes(kind)) return null;
  // Text inside JSON is compared by case always, so that both sides are folded.
  const folds = kind !== name && given.text.startsWith("JSON_UNQUOTE(");
  const lhs = folds ? sql`LOWER(${given})` : given;
  const operator = kind === name ? "LIKE BINARY" : "LIKE";
  const fold = (piece: Sql): Sql => (folds ? sql`LOWER(${piece})` : piece);
  if (!pattern || kind === "exact") return sql`${lhs} ${operator} ${fold(rhs)}`;
  const escaped = sql`REPLACE(REPLACE(REPLACE(${rhs}, '\\\\', '\\\\\\\\'), '%', '\\%'), '_', '\\_')`;
  if (kind === "contains") return sql`${lhs} ${operator} ${fold(sql`CONCAT('%', ${escaped}, '%')`)}`;
  if (kind === "startswith") return sql`${lhs} ${operator} ${fold(sql`CONCAT(${escaped}, '%')`)}`;
  return sql`${lhs} ${operator} ${fold(sql`CONCAT('%', ${escaped})`)}`;
}

const isMoment = (type: FieldType | null): boolean => type?.family === "date" || type?.family === "datetime";

function combine(operator: string, left: TypedSql, right: TypedSql): Sql {
  const [own, other] = [left.type?.family, right.type?.family];
  const lapse = ({ sql: piece, type }: TypedSql): Sql =>
    type?.family === "duration" ? sql`INTERVAL ${piece} MICROSECOND` : piece;
  if ((operator === "+" || operator === "-") && own !== other && (own === "duration" || other === "duration")) {
    // A sum may begin with its interval; it reads better, and always works, the other way round.
    const [first, second] = own === "duration" && operator === "+" ? [right, left] : [left, right];
    return sql`(${lapse(first)} ${operator} ${lapse(second)})`;
  }
  if (operator === "-" && own === "time" && other === "time")
    return sql`((FLOOR(TIME_TO_SEC(${left.sql})) * 1000000 + MICROSECOND(${left.sql})) - (FLOOR(TIME_TO_SEC(${right.sql})) * 1000000 + MICROSECOND(${right.sql})))`;
  if (operator === "-" && isMoment(left.type) && isMoment(right.type))
    return sql`TIMESTAMPDIFF(MICROSECOND, ${right.sql}, ${left.sql})`;
  switch (operator) {
    case "^":
      return sql`POW(${left.sql}, ${right.sql})`;
    // The server's own answer is unsigned.
    case "#":
      return sql`CONVERT(${left.sql} ^ ${right.sql}, SIGNED)`;
    case "&":
    case "|":
    case "<<":
      return sql`CONVERT(${left.sql} ${operator} ${right.sql}, SIGNED)`;
    case ">>":
      return sql`FLOOR(${left.sql} / POW(2, ${right.sql}))`;
    default:
      return sql`(${left.sql} ${operator === "%%" ? "%" : operator} ${right.sql})`;
  }
}

/** What CAST calls Django's types; it knows fewer than columns have. */
function castType({ name, options }: FieldType): string {
  if (name.startsWith("Positive")) return "unsigned integer";
  if (/(?:Integer|Auto|Boolean|Duration)Field$/.test(name)) return "signed integer";
  if (name === "CharField" && options.maxLength !== undefined) return `char(${options.maxLength})`;
  if (name === "DecimalField") return `decimal(${options.maxDigits ?? 65}, ${options.decimalPlaces ?? 30})`;
  return (
    { DateField: "date", DateTimeField: "datetime(6)", TimeField: "time(6)", BinaryField: "binary" }[name] ?? "char"
  );
}

function cast(value: Sql, type: FieldType): Sql {
  if (type.name === "FloatField") return sql`(${value} + 0e0)`;
  if (type.name === "JSONField") return sql`JSON_EXTRACT(${value}, '$')`;
  return sql`CAST(${value} AS ${castType(type)})`;
}

/** `CASE id WHEN 1 THEN … END` for each column: neither server takes an UPDATE from a list of values. */
function updateFrom({ table, key, columns, values, rows, restrict }: UpdateFromParts): Sql {
  const width = columns.length + 1;
  const keyColumn = quote(key.column);
  const keys = Array.from({ length: rows }, (_, row) => values.params[row * width] ?? null);
  const set = columns.map(({ column }, i) => {
    const params = keys.flatMap((value, row) => [value, values.params[row * width + i + 1] ?? null]);
    const whens = Array.from({ length: rows }, () => `WHEN ${MARK} THEN ${MARK}`).join(" ");
    return sql`${quote(column)} = CASE ${keyColumn} ${{ text: whens, params }} END`;
  });
  const members = joined(
    keys.map((value) => param(value)),
    ", ",
  );
  return sql`UPDATE ${quote(table)} SET ${joined(set, ", ")} WHERE ${keyColumn} IN (${members})${restrict}`;
}

let lastPlaced = { text: "", placed: "" };

/** MySQL 8 and newer. Django's `django.db.backends.mysql` is what it follows. */
export const mysqlDialect: Dialect = {
  name: "mysql",
  vendor: "mysql",
  quote,
  place({ text }) {
    if (lastPlaced.text !== text) lastPlaced = { text, placed: text.replaceAll(MARK, "?") };
    return lastPlaced.placed;
  },
  param: operand,
  operand,
  truth: (value) => (value ? "1" : "(0 = 1)"),
  stored: {
    boolean: (value) => (value ? 1n : 0n),
    moment(value, conversion) {
      if (value.zone && !conversion.useTz)
        throw raise("ValueError", "MySQL backend does not support timezone-aware datetimes when USE_TZ is False.");
      return plainMoment(value);
    },
    duration: (value) => value.micros,
    // Sums and means of whole numbers are decimals.
    microseconds: (text) => (/^-?\d+(?:\.\d+)?$/.test(text) ? BigInt(Math.round(Number(text))) : null),
    uuid: (value) => value.hex,
    numbersAsText: true,
  },
  json: mysqlJson,
  // Positive fields are UNSIGNED, which doubles what they hold.
  integerRange: (own) => (own[0] === 0n ? [0n, own[1] * 2n + 1n] : own),
  lookup(name, lhs, rhs, pattern) {
    const operator = OPERATORS[name];
    if (operator) return sql`${lhs.sql} ${operator} ${rhs}`;
    if (name === "regex" || name === "iregex")
      return sql`REGEXP_LIKE(${lhs.sql}, ${rhs}, '${name === "regex" ? "c" : "i"}')`;
    const pattern_ = like(name, lhs, rhs, pattern);
    if (pattern_) return pattern_;
    throw fail(NotSupportedError, `${name} lookup is not supported on this database backend.`);
  },
  isAmongMany: (lhs, members) => sql`${lhs} IN (${joined(members.map(param), ", ")})`,
  combine,
  extract: (part, of, value, zone) => extracted(part, of === "datetime" ? local(value, zone) : value),
  truncate(part, of, value, zone) {
    if (of === "date") return truncatedDate(part, local(value, zone));
    return of === "time" ? truncatedTime(part, value) : truncatedMoment(part, local(value, zone));
  },
  castDate: (value, zone) => sql`DATE(${local(value, zone)})`,
  castTime: (value, zone) => sql`TIME(${local(value, zone)})`,
  decimal: (value) => value,
  cast,
  functions: mysqlFunctions,
  checkAggregate: () => undefined,
  checkFrame: () => undefined,
  random: "RAND()",
  supportsFilterClause: false,
  maxParameters: 1_000_000,
  rowsOfInsert: 100,
  rowsOfPlainInsert: () => 1000,
  nullsFirst: true,
  ordersNulls: false,
  readingNow: " FOR UPDATE",
  overriding: "",
  unlimited: "18446744073709551615",
  slicesInCombined: true,
  namesConflict: false,
  updatesFromItself: false,
  defersConstraints: false,
  groupsByPlace: false,
  distinctOn: false,
  returning: false,
  survivesErrors: true,
  insert({ table, columns, values, conflict }) {
    const names = columns.map(quote).join(", ");
    const update =
      !conflict || conflict.ignore
        ? ""
        : ` ON DUPLICATE KEY UPDATE ${conflict.update.map((column) => `${quote(column)} = VALUES(${quote(column)})`).join(", ")}`;
    const body = columns.length === 0 && values.text === "" ? raw("()") : values;
    return sql`INSERT ${conflict?.ignore ? "IGNORE " : ""}INTO ${quote(table)} (${names}) VALUES ${body}${update}`;
  },
  updateFrom,
  forUpdate({ nowait, skipLocked, of }) {
    const tables = of.length > 0 ? ` OF ${of.join(", ")}` : "";
    return ` FOR UPDATE${tables}${nowait ? " NOWAIT" : skipLocked ? " SKIP LOCKED" : ""}`;
  },
  explain: {
    prefix: "EXPLAIN ",
    steps: (rows) =>
      rows.map((row, i) => {
        const shown = ["select_type", "table", "type", "key", "rows", "Extra"].flatMap((name) => {
          const value = row[name];
          return value === null || value === undefined || value === "" ? [] : [`${name}: ${String(value)}`];
        });
        return { id: i + 1, parent: 0, detail: shown.join(", ") };
      }),
  },
  paging: mysqlPaging,
  rowTexts: mysqlRowTexts,
};

/** MariaDB 10.5 and newer. */
export const mariadbDialect: Dialect = {
  ...mysqlDialect,
  name: "mariadb",
  updatesFromItself: true,
  json: mariadbJson,
  lookup(name, lhs, rhs, pattern) {
    if (name === "regex") return sql`${lhs.sql} REGEXP BINARY ${rhs}`;
    if (name === "iregex") return sql`${lhs.sql} REGEXP ${rhs}`;
    return mysqlDialect.lookup(name, lhs, rhs, pattern);
  },
  // FOR UPDATE locks the rows of all tables here.
  forUpdate: ({ nowait, skipLocked }) => ` FOR UPDATE${nowait ? " NOWAIT" : skipLocked ? " SKIP LOCKED" : ""}`,
};
