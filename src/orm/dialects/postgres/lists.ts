import type { SqlValue } from "../../../database/backend";
import { quoteName } from "../../../database/quote";
import type { FieldType } from "../../fieldTypes";
import { joined, param, raw, type Sql, sql } from "../../sql";
import type { InsertListsParts } from "../dialect";
import { castType, isText } from "./types";

/**
 * A column's type without its length: the column itself says when a value is too long, and a cast would cut it. Without a
 * length `character` and `bit` are of one character.
 */
export function columnType(type: FieldType): string {
  const { dbType } = type.options;
  // What the catalogue says holds for enums, arrays and ranges too.
  if (dbType !== undefined && dbType !== "") {
    if (/^character\(/.test(dbType)) return "bpchar";
    return dbType.replace(/^bit\(\d+\)/, "bit varying").replace(/\(\d+(,\d+)?\)/, "");
  }
  if (isText(type)) return "text";
  return type.family === "decimal" ? "numeric" : castType(type);
}

/** Whether there are arrays of such values: not of arrays themselves, which UNNEST would take apart. */
export function hasLists(types: readonly FieldType[]): boolean {
  return types.length > 0 && !types.some((type) => columnType(type).endsWith("]"));
}

/**
 * `INSERT … SELECT * FROM UNNEST(…)`, one array a column, as Django 5.2 inserts many rows: a short text with few parameters
 * for any number of rows.
 */
export function insertLists({ table, columns, values, rows, returning }: InsertListsParts): Sql | null {
  if (!hasLists(columns.map(({ type }) => type))) return null;
  const types = columns.map(({ type }) => columnType(type));
  const lists = types.map((type, at) => sql`${param(arrayOf(values, at, types.length, rows))}::${raw(`${type}[]`)}`);
  const names = columns.map(({ column }) => quoteName(column)).join(", ");
  const given = returning.map(({ column, as }) => `${quoteName(column)} AS ${quoteName(as)}`).join(", ");
  const tail = given === "" ? "" : ` RETURNING ${given}`;
  return sql`INSERT INTO ${quoteName(table)} (${names}) SELECT * FROM UNNEST(${joined(lists, ", ")})${tail}`;
}

/** One column of rows as the text of an array. */
function arrayOf(values: readonly SqlValue[], first: number, width: number, rows: number): string {
  const members: string[] = [];
  for (let row = 0; row < rows; row++) members.push(memberOf(values[row * width + first] ?? null));
  return `{${members.join(",")}}`;
}

function memberOf(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (typeof value === "string") return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
  return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}"`;
}
