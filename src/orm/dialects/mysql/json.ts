import { joined, param, type Sql, sql } from "../../sql";
import type { JsonForms } from "../dialect";

/** A JSON path; `$."a"[0]`. A whole number is an index. */
function pathOf(keys: readonly string[]): string {
  return `$${keys.map((key) => (/^-?\d+$/.test(key) ? `[${Number(key)}]` : `.${nameOf(key)}`)).join("")}`;
}

/** A name in quotes, in ASCII as Django writes paths and values: MariaDB compares the letters as they are written. */
function nameOf(key: string): string {
  return JSON.stringify(key).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const extract = (root: Sql, keys: readonly string[]): Sql =>
  keys.length === 0 ? root : sql`JSON_EXTRACT(${root}, ${param(pathOf(keys))})`;

/** A JSON text as a JSON value. */
const value = (json: string): Sql => sql`JSON_EXTRACT(${param(json)}, '$')`;

const OPERATORS: Readonly<Record<string, string>> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** MySQL has a type for JSON, whose values compare by their meaning. */
export const mysqlJson: JsonForms = {
  at: (root, keys, asText) => (asText ? sql`JSON_UNQUOTE(${extract(root, keys)})` : extract(root, keys)),
  equals: (root, keys, json) => sql`${extract(root, keys)} = ${value(json)}`,
  isAmong(root, keys, members) {
    const pieces = members.map((member) => (typeof member === "string" ? value(member) : member));
    return sql`${extract(root, keys)} IN (${joined(pieces, ", ")})`;
  },
  compare: (name, root, keys, _json, plain) => sql`${extract(root, keys)} ${OPERATORS[name] ?? "="} ${param(plain)}`,
  isMissing: (root, keys, missing) => sql`${extract(root, keys)} IS ${missing ? "" : "NOT "}NULL`,
  hasNames(root, keys, names, how) {
    // A name is one even where it looks like an index.
    const tests = names.map(
      (name) => sql`JSON_CONTAINS_PATH(${root}, 'one', ${param(`${pathOf(keys)}.${nameOf(name)}`)})`,
    );
    const all = joined(tests, how === "any" ? " OR " : " AND ");
    return tests.length > 1 ? sql`(${all})` : all;
  },
  contains: (name, lhs, json) =>
    name === "contains" ? sql`JSON_CONTAINS(${lhs}, ${param(json)})` : sql`JSON_CONTAINS(${param(json)}, ${lhs})`,
};

/** MariaDB keeps JSON as text: its values are compared by a function, as the text says too much and too little. */
export const mariadbJson: JsonForms = {
  ...mysqlJson,
  // Bare, the function counts as never NULL, and rows without the value pass.
  equals: (root, keys, json) => sql`JSON_EQUALS(${extract(root, keys)}, ${param(json)}) = 1`,
  isAmong(root, keys, members) {
    const own = extract(root, keys);
    const tests = members.map((member) =>
      typeof member === "string" ? sql`JSON_EQUALS(${own}, ${param(member)}) = 1` : sql`${own} = ${member}`,
    );
    return sql`(${joined(tests, " OR ")})`;
  },
};
