import type { Backend, SqlRow, SqlValue } from "../../database/backend";
import type { FieldFamily } from "../../models/vocabulary/fields";
import type { PyDateTime, PyTimedelta } from "../../python/datetime";
import type { FunctionExpression } from "../expressions/functions";
import type { Conversion, FieldType } from "../fieldTypes";
import type { Sql } from "../sql";
import type { PagingForm } from "./paging";
import type { RowTextForm } from "./rowTexts";

export type DialectName = Backend["dialect"];

/** One operand of an operator, with the type of its values where that is known. */
export interface TypedSql {
  readonly sql: Sql;
  readonly type: FieldType | null;
}

/** The zone that parts of a stored moment are taken in; null: the moments are naive. */
export type ZoneName = string | null;

/** How the values of some types are stored, where databases differ. The other types are stored alike everywhere. */
export interface StoredForms {
  boolean(value: boolean): SqlValue;
  /** A datetime with or without a zone. Throws ValueError where the database has no form for it. */
  moment(value: PyDateTime, conversion: Conversion): SqlValue;
  duration(value: PyTimedelta): SqlValue;
  /** Microseconds of a stored duration that is text; null for text that is none. */
  microseconds(text: string): bigint | null;
  /** Django's form of a UUID: text with dashes where the database has a type for it. */
  uuid(value: { readonly hex: string; toString(): string }): SqlValue;
  /** Numbers may arrive as text, as the database's own types are wider than a number's. */
  readonly numbersAsText: boolean;
}

/** JSON in SQL. `keys` lead from a column to a value inside it, as lookups name them: a whole number is an index. */
export interface JsonForms {
  /** The value at a path: as JSON, or as text. */
  at(root: Sql, keys: readonly string[], asText: boolean): Sql;
  /** The column, or the value at a path, equals that JSON text. */
  equals(root: Sql, keys: readonly string[], text: string): Sql;
  /** The value at a path is one of these JSON texts, or of these expressions. */
  isAmong(root: Sql, keys: readonly string[], members: readonly (string | Sql)[]): Sql;
  /** `lt`, `gte` … of the value at a path; `text` is the JSON text, `plain` the same value bare. */
  compare(name: string, root: Sql, keys: readonly string[], text: string, plain: SqlValue): Sql;
  /** There is no value at a path, or there is one. */
  isMissing(root: Sql, keys: readonly string[], missing: boolean): Sql;
  /** The object at a path has all of these names, or any of them. */
  hasNames(root: Sql, keys: readonly string[], names: readonly string[], how: "all" | "any"): Sql;
  /** `contains` and `contained_by` with a JSON text; null where the database has no such operator. */
  contains(name: "contains" | "contained_by", lhs: Sql, text: string): Sql | null;
}

/** An INSERT of some rows. Names are not yet quoted. */
export interface InsertParts {
  readonly table: string;
  /** Empty for a row of nothing but defaults. */
  readonly columns: readonly string[];
  /** The rows with their parentheses, separated by commas. */
  readonly values: Sql;
  readonly conflict: {
    readonly ignore: boolean;
    readonly unique: readonly string[];
    readonly update: readonly string[];
  } | null;
  /** Columns to give back, with the names to give them; only where `returning` is true. */
  readonly returning: readonly { readonly column: string; readonly as: string }[];
}

/** An INSERT of many rows of plain values. */
export interface InsertListsParts extends Pick<InsertParts, "table" | "returning"> {
  readonly columns: readonly { readonly column: string; readonly type: FieldType }[];
  /** Row after row. */
  readonly values: readonly SqlValue[];
  readonly rows: number;
}

/** An UPDATE that takes its values from a list of rows: the key first, then a value for each column. */
export interface UpdateFromParts {
  readonly table: string;
  readonly key: { readonly column: string; readonly type: FieldType };
  readonly columns: readonly { readonly column: string; readonly type: FieldType }[];
  readonly values: Sql;
  readonly rows: number;
  /** A further condition on the rows of the table; empty text for none. */
  readonly restrict: Sql;
}

/** What `select_for_update()` was given. */
export interface LockOptions {
  readonly nowait: boolean;
  readonly skipLocked: boolean;
  /** Aliases of the tables to lock, quoted; empty for all. */
  readonly of: readonly string[];
  readonly noKey: boolean;
}

/** Everything in which databases differ for the ORM. One file a database; nothing outside asks which it is. */
export interface Dialect {
  readonly name: DialectName;
  /** `connection.vendor` in Python. */
  readonly vendor: string;
  quote(name: string): string;
  /** A statement's text with the database's own placeholders. */
  place(statement: Sql): string;
  /** A stored value where nothing around it tells its type: with a cast, if the database needs one. */
  param(value: SqlValue, family: FieldFamily | null): Sql;
  /** A stored value beside a column of that type, which tells its type where the database goes by the column. */
  operand(value: SqlValue, family: FieldFamily | null): Sql;
  /** A condition that always holds, or never. */
  truth(value: boolean): string;
  readonly stored: StoredForms;
  readonly json: JsonForms;
  /** The integers that a column takes, by the range of its field class. */
  integerRange(own: readonly [bigint, bigint]): readonly [bigint, bigint];
  /** `lhs OPERATOR rhs` for a lookup by name (`exact`, `icontains`). `pattern` tells a rhs that is an expression. */
  lookup(name: string, lhs: TypedSql, rhs: Sql, pattern: boolean): Sql;
  /** `lhs IN (…)` where there are more members than a statement may have parameters. */
  isAmongMany(lhs: Sql, members: readonly SqlValue[]): Sql;
  combine(operator: string, left: TypedSql, right: TypedSql): Sql;
  /** A part of a date, time, datetime or duration as an integer. */
  extract(part: string, of: "date" | "datetime" | "time", value: Sql, zone: ZoneName): Sql;
  truncate(part: string, of: "date" | "datetime" | "time", value: Sql, zone: ZoneName): Sql;
  castDate(value: Sql, zone: ZoneName): Sql;
  castTime(value: Sql, zone: ZoneName): Sql;
  /** A decimal expression as a number, where the database would else compare it as text. */
  decimal(value: Sql): Sql;
  cast(value: Sql, type: FieldType): Sql;
  /** Functions that are called differently here, by Django's name. */
  readonly functions: Readonly<Record<string, (args: readonly Sql[], call: FunctionExpression) => Sql>>;
  /** Throws what Django throws where an aggregate does not go with its operand's type here. */
  checkAggregate(name: string, operand: FieldType | null): void;
  /** Throws NotSupportedError for a window frame that the database does not have. */
  checkFrame(unit: "ROWS" | "RANGE", start: bigint | null, end: bigint | null): void;
  readonly random: string;
  /** A statement that sets where the random numbers of a transaction begin, by one parameter below 1: a replay draws the same. */
  readonly seeding?: string;
  /** `COUNT(x) FILTER (WHERE …)`; else CASE WHEN stands in the aggregate. */
  readonly supportsFilterClause: boolean;
  /** Most parameters that one statement may have. */
  readonly maxParameters: number;
  /** Rows that one INSERT of many has, where nothing else is asked for: more of them take longer, or win nothing. */
  readonly rowsOfInsert: number;
  /** The same where all values are plain parameters, of columns of these types. */
  rowsOfPlainInsert(types: readonly FieldType[]): number;
  /** The default NULL order: first in ascending order, or last. */
  readonly nullsFirst: boolean;
  /** `NULLS FIRST` and `NULLS LAST` can be written. */
  readonly ordersNulls: boolean;
  /**
   * What makes a SELECT inside a transaction read rows as they are now, and keep them so, where it else reads them as they
   * were at its start; empty where a write to a row that changed since then fails anyway.
   */
  readonly readingNow: string;
  /** What an INSERT says before VALUES to give a column the value that the database would number it with; empty where nothing has to be said. */
  readonly overriding: string;
  /** LIMIT's operand for all rows, where an OFFSET needs a LIMIT before it; null where it needs none. */
  readonly unlimited: string | null;
  /** Parts of a UNION may be ordered and sliced, in parentheses. */
  readonly slicesInCombined: boolean;
  /** An upsert may name the columns whose values are in its way. */
  readonly namesConflict: boolean;
  /** The condition of an UPDATE may read the table that it writes. */
  readonly updatesFromItself: boolean;
  /** Foreign keys can be checked at the end of a transaction, so that rows that point at each other can go in any order. */
  readonly defersConstraints: boolean;
  /** GROUP BY may name a selected column by its place. */
  readonly groupsByPlace: boolean;
  /** `distinct("name")` as DISTINCT ON. */
  readonly distinctOn: boolean;
  /** INSERT gives rows back. */
  readonly returning: boolean;
  /** After a refused statement, more can be asked in the same transaction. */
  readonly survivesErrors: boolean;
  insert(parts: InsertParts): Sql;
  /** Many rows by a list of values for each column, where the database has such; null for columns that cannot be told so. */
  insertLists?(parts: InsertListsParts): Sql | null;
  updateFrom(parts: UpdateFromParts): Sql;
  /** ` FOR UPDATE …` behind a SELECT; empty where the database has no row locks. */
  forUpdate(options: LockOptions): string;
  readonly explain: ExplainForm;
  readonly paging: PagingForm;
  readonly rowTexts: RowTextForm;
}

/** How the database tells its plan for a statement. */
export interface ExplainForm {
  /** What stands before the statement. */
  readonly prefix: string;
  /** The answer's rows as the steps of a tree. */
  steps(rows: readonly SqlRow[]): readonly PlanStep[];
}

/** One step of a query's plan; `parent` is another step's id, or 0. */
export interface PlanStep {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}
