import type { Sql } from "../sql";

/** One operand of an arithmetic operator, with the family of its type where that is known. */
export interface TypedSql {
  readonly sql: Sql;
  readonly type: string | null;
}

/** The zone names a date function works in: the stored values', and the one that parts are taken in. Null: naive. */
export type ZoneName = string | null;

/** Everything in which databases differ for the ORM. One file a database; nothing outside asks which it is. */
export interface Dialect {
  readonly name: "sqlite" | "postgres" | "mysql";
  quote(name: string): string;
  /** `lhs OPERATOR rhs` for a lookup by name (`exact`, `icontains`). `pattern` tells a rhs that is an expression. */
  lookup(name: string, lhs: Sql, rhs: Sql, pattern: boolean): Sql;
  combine(operator: string, left: TypedSql, right: TypedSql): Sql;
  /** A part of a date, time or datetime as an integer. */
  extract(part: string, of: "date" | "datetime" | "time", value: Sql, zone: ZoneName): Sql;
  truncate(part: string, of: "date" | "datetime" | "time", value: Sql, zone: ZoneName): Sql;
  castDate(value: Sql, zone: ZoneName): Sql;
  castTime(value: Sql, zone: ZoneName): Sql;
  /** A JSON value at a path; `$."a"[0]` in SQLite's and MySQL's notation. */
  jsonExtract(value: Sql, path: string): Sql;
  jsonType(value: Sql, path: string): Sql;
  hasJsonKey(value: Sql, path: string): Sql;
  /** The value that a JSON path is compared with. */
  jsonValue(value: Sql): Sql;
  /** A decimal expression as a number, where the database would else compare it as text. */
  decimal(value: Sql): Sql;
  /** The column type in a CAST, by Django's internal type. */
  castType(
    internalType: string,
    options: { readonly maxDigits?: number; readonly decimalPlaces?: number; readonly maxLength?: number },
  ): string;
  /** Functions that are called differently here: by Django's name. */
  readonly functions: Readonly<Record<string, (args: readonly Sql[], extra: Readonly<Record<string, unknown>>) => Sql>>;
  readonly random: string;
  readonly supportsFilterClause: boolean;
  /** Most parameters that one statement may have. */
  readonly maxParameters: number;
  /** The default NULL order: first in ascending order, or last. */
  readonly nullsFirst: boolean;
  readonly unlimited: string;
}
