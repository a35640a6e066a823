import { joined, param, raw, type Sql, sql } from "../../sql";
import type { JsonForms } from "../dialect";

const text = (value: string): Sql => raw(`'${value.replaceAll("'", "''")}'`);

/** A JSON path; `$."a"[0]`. A whole number is an index. */
function pathOf(keys: readonly string[]): string {
  return `$${keys.map((key) => (/^-?\d+$/.test(key) ? `[${Number(key)}]` : `.${JSON.stringify(key)}`)).join("")}`;
}

function extract(root: Sql, keys: readonly string[]): Sql {
  const at = text(pathOf(keys));
  return sql`(CASE WHEN JSON_TYPE(${root}, ${at}) IN ('false', 'true', 'null') THEN JSON_TYPE(${root}, ${at}) ELSE JSON_EXTRACT(${root}, ${at}) END)`;
}

const typeAt = (root: Sql, path: string): Sql => sql`JSON_TYPE(${root}, ${text(path)})`;

/** What a JSON text is compared with. */
function value(json: string): Sql {
  const given = param(json);
  return json === "true" || json === "false" || json === "null" ? given : sql`JSON_EXTRACT(${given}, '$')`;
}

const OPERATORS: Readonly<Record<string, string>> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** SQLite keeps JSON as text. */
export const sqliteJson: JsonForms = {
  at: extract,
  equals(root, keys, json) {
    if (keys.length === 0) return sql`JSON(${root}) = JSON(${param(json)})`;
    if (json === "null") return sql`${typeAt(root, pathOf(keys))} = ${param("null")}`;
    return sql`${extract(root, keys)} = ${value(json)}`;
  },
  isAmong(root, keys, members) {
    const pieces = members.map((member) => (typeof member === "string" ? value(member) : member));
    return sql`${extract(root, keys)} IN (${joined(pieces, ", ")})`;
  },
  compare: (name, root, keys, _json, plain) => sql`${extract(root, keys)} ${OPERATORS[name] ?? "="} ${param(plain)}`,
  isMissing: (root, keys, missing) => sql`${typeAt(root, pathOf(keys))} IS ${missing ? "" : "NOT "}NULL`,
  hasNames(root, keys, names, how) {
    // A name is one even where it looks like an index.
    const tests = names.map((name) => sql`${typeAt(root, `${pathOf(keys)}.${JSON.stringify(name)}`)} IS NOT NULL`);
    const all = joined(tests, how === "any" ? " OR " : " AND ");
    return tests.length > 1 ? sql`(${all})` : all;
  },
  contains: () => null,
};
