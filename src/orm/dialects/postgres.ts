import type { SqlRow } from "../../database/backend";
import { placeholder } from "../../database/postgres/text";
import { quoteName } from "../../database/quote";
import { fail, NotSupportedError } from "../errors";
import { makeAware, plainMoment } from "../fieldTypes";
import { MARK, param, raw, type Sql, sql } from "../sql";
import type { Dialect, PlanStep, TypedSql } from "./dialect";
import { cockroachPaging, cockroachSteps } from "./postgres/cockroach";
import { castDate, castTime, extract, truncate } from "./postgres/dates";
import { durationMicros, durationText } from "./postgres/durations";
import { postgresFunctions } from "./postgres/functions";
import { postgresJson } from "./postgres/json";
import { columnType, hasLists, insertLists } from "./postgres/lists";
import { postgresPaging } from "./postgres/paging";
import { postgresRowTexts } from "./postgres/rowTexts";
import { castType, PARAMETER_TYPES } from "./postgres/types";

const OPERATORS: Readonly<Record<string, string>> = { exact: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" };

const PATTERNS = new Set(["contains", "startswith", "endswith"]);

/** LIKE for `contains` and its kin, over text: `i…` compares capitals, as Django does. */
function like(name: string, lhs: TypedSql, rhs: Sql, pattern: boolean): Sql | null {
  const isBlind = name !== "iexact" && PATTERNS.has(name.slice(1)) && name.startsWith("i");
  const kind = isBlind ? name.slice(1) : name;
  const left = sql`${lhs.sql}::text`;
  if (name === "iexact") {
    // The value was made a pattern for databases that compare by LIKE.
    const value = pattern ? rhs : { ...rhs, params: rhs.params.map(unescaped) };
    return sql`UPPER(${left}) = UPPER(${value})`;
  }
  if (!PATTERNS.has(kind)) return null;
  const own = isBlind ? sql`UPPER(${left})` : left;
  if (!pattern) return isBlind ? sql`${own} LIKE UPPER(${rhs})` : sql`${own} LIKE ${rhs}`;
  const text = sql`REPLACE(REPLACE(REPLACE((${rhs})::text, E'\\\\', E'\\\\\\\\'), E'%', E'\\\\%'), E'_', E'\\\\_')`;
  const value = isBlind ? sql`UPPER(${text})` : text;
  if (kind === "contains") return sql`${own} LIKE '%' || ${value} || '%'`;
  return kind === "startswith" ? sql`${own} LIKE ${value} || '%'` : sql`${own} LIKE '%' || ${value}`;
}

function unescaped(value: Sql["params"][number]): Sql["params"][number] {
  return typeof value === "string" ? value.replace(/\\(.)/gs, "$1") : value;
}

const MARKS = new RegExp(`${MARK}(::)?`, "g");

/** A statement's text with `$1`, `$2`, … . Where rows are grouped, equal parameters are one, as only then equal expressions are the same to the server. */
function place({ text, params }: Sql): string {
  const shared = /\b(GROUP BY|DISTINCT)\b/.test(text) ? new Map<string, number>() : null;
  let n = 0;
  return text.replace(MARKS, (_mark, cast: string | undefined) => {
    const value = params[n++] ?? null;
    const key = `${typeof value} ${value instanceof Uint8Array ? n : String(value)} ${cast ?? ""}`;
    const number = shared?.get(key) ?? n;
    shared?.set(key, number);
    return cast === undefined ? placeholder(value, number) : `$${number}${cast}`;
  });
}

function planSteps(rows: readonly SqlRow[]): PlanStep[] {
  const steps: PlanStep[] = [];
  const open: { readonly id: number; readonly indent: number }[] = [];
  for (const [i, row] of rows.entries()) {
    const line = String(Object.values(row)[0] ?? "");
    const indent = line.length - line.trimStart().length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    steps.push({ id: i + 1, parent: open.at(-1)?.id ?? 0, detail: line.trim().replace(/^->\s*/, "") });
    open.push({ id: i + 1, indent });
  }
  return steps;
}

/** PostgreSQL 12 and newer, in a session whose zone is UTC (`database/postgres/connection.ts`). */
export const postgresDialect: Dialect = {
  name: "postgres",
  vendor: "postgresql",
  quote: quoteName,
  place,
  operand: param,
  param(value, family) {
    const type = family === null ? undefined : PARAMETER_TYPES[family];
    return type === undefined ? param(value) : sql`${param(value)}::${type}`;
  },
  truth: (value) => (value ? "true" : "false"),
  stored: {
    boolean: (value) => (value ? "true" : "false"),
    moment(value, { useTz, zone }) {
      // A column with a zone keeps moments; without USE_TZ a naive one is the project's own time (Django sets the session's zone).
      if (value.zone || !useTz) return `${plainMoment(value.zone ? value : makeAware(value, zone))}+00`;
      return plainMoment(value);
    },
    duration: durationText,
    microseconds: durationMicros,
    uuid: (value) => value.toString(),
    numbersAsText: true,
  },
  json: postgresJson,
  integerRange: (own) => own,
  lookup(name, lhs, rhs, pattern) {
    const operator = OPERATORS[name];
    if (operator) return sql`${lhs.sql} ${operator} ${rhs}`;
    if (name === "regex") return sql`${lhs.sql}::text ~ ${rhs}`;
    if (name === "iregex") return sql`${lhs.sql}::text ~* ${rhs}`;
    const written = like(name, lhs, rhs, pattern);
    if (written) return written;
    throw fail(NotSupportedError, `${name} lookup is not supported on this database backend.`);
  },
  isAmongMany(lhs, members) {
    const array = `{${members.map((value) => `"${String(value).replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
    return sql`${lhs} = ANY(${param(array)})`;
  },
  combine(operator, left, right) {
    const [own, other] = [left.type?.family, right.type?.family];
    // The difference of two dates is a number of days to the server.
    if (operator === "-" && own === "date" && other === "date")
      return sql`(interval '1 day' * (${left.sql} - ${right.sql}))`;
    return sql`(${left.sql} ${operator === "%%" ? "%" : operator} ${right.sql})`;
  },
  extract,
  truncate,
  castDate,
  castTime,
  decimal: (value) => value,
  cast: (value, type) => sql`(${value})::${castType(type)}`,
  functions: postgresFunctions,
  checkAggregate: () => undefined,
  checkFrame(unit, start, end) {
    if (unit === "RANGE" && ((start !== null && start !== 0n) || (end !== null && end !== 0n)))
      throw fail(NotSupportedError, "PostgreSQL only supports UNBOUNDED together with PRECEDING and FOLLOWING.");
  },
  random: "RANDOM()",
  seeding: "SELECT setseed($1::double precision) AS seeded",
  supportsFilterClause: true,
  maxParameters: 65_535,
  rowsOfInsert: 100,
  rowsOfPlainInsert: (types) => (hasLists(types) ? 5000 : 100),
  nullsFirst: false,
  ordersNulls: true,
  readingNow: "",
  overriding: " OVERRIDING SYSTEM VALUE",
  unlimited: null,
  slicesInCombined: true,
  namesConflict: true,
  updatesFromItself: true,
  defersConstraints: true,
  groupsByPlace: true,
  distinctOn: true,
  returning: true,
  survivesErrors: false,
  insert({ table, columns, values, conflict, returning }) {
    const names = columns.map(quoteName).join(", ");
    const body = columns.length === 0 ? raw("DEFAULT VALUES") : sql`(${names}) VALUES ${values}`;
    const given = returning.map(({ column, as }) => `${quoteName(column)} AS ${quoteName(as)}`).join(", ");
    const tail = given === "" ? "" : ` RETURNING ${given}`;
    if (!conflict) return sql`INSERT INTO ${quoteName(table)} ${body}${tail}`;
    if (conflict.ignore) return sql`INSERT INTO ${quoteName(table)} ${body} ON CONFLICT DO NOTHING${tail}`;
    const set = conflict.update.map((column) => `${quoteName(column)} = EXCLUDED.${quoteName(column)}`).join(", ");
    const unique = conflict.unique.map(quoteName).join(", ");
    return sql`INSERT INTO ${quoteName(table)} ${body} ON CONFLICT(${unique}) DO UPDATE SET ${set}${tail}`;
  },
  insertLists,
  updateFrom({ table, key, columns, values, restrict }) {
    const own = quoteName(table);
    // Values in a list of their own have no column to take their type from.
    const set = columns.map(({ column, type }, i) => `${quoteName(column)} = v.column${i + 2}::${columnType(type)}`);
    return sql`UPDATE ${own} SET ${set.join(", ")} FROM (VALUES ${values}) AS v WHERE ${own}.${quoteName(key.column)} = v.column1::${columnType(key.type)}${restrict}`;
  },
  forUpdate({ nowait, skipLocked, of, noKey }) {
    const tables = of.length > 0 ? ` OF ${of.join(", ")}` : "";
    return ` FOR ${noKey ? "NO KEY " : ""}UPDATE${tables}${nowait ? " NOWAIT" : skipLocked ? " SKIP LOCKED" : ""}`;
  },
  explain: { prefix: "EXPLAIN ", steps: planSteps },
  paging: postgresPaging,
  rowTexts: postgresRowTexts,
};

/** CockroachDB, as its documentation tells of it: NULLs come first, and EXPLAIN is a text of its own without costs. */
export const cockroachDialect: Dialect = {
  ...postgresDialect,
  name: "cockroachdb",
  nullsFirst: true,
  explain: { prefix: "EXPLAIN ", steps: cockroachSteps },
  paging: cockroachPaging,
};
