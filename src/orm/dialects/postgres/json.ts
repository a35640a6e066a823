import { quoteText } from "../../../database/quote";
import { joined, param, raw, type Sql, sql } from "../../sql";
import type { JsonForms } from "../dialect";

const isIndex = (key: string): boolean => /^-?\d+$/.test(key);

/** The value at a path, by the operators that Django uses: `->` for one step, `#>` for more. */
function at(root: Sql, keys: readonly string[], asText: boolean): Sql {
  const [first] = keys;
  if (first === undefined) return asText ? sql`(${root} #>> '{}')` : root;
  if (keys.length === 1) {
    const key = isIndex(first) ? first : quoteText(first);
    return sql`(${root} ${asText ? "->>" : "->"} ${raw(key)})`;
  }
  const path = quoteText(`{${keys.map((key) => `"${key.replace(/["\\]/g, "\\$&")}"`).join(",")}}`);
  return sql`(${root} ${asText ? "#>>" : "#>"} ${raw(path)})`;
}

const json = (text: string): Sql => sql`${param(text)}::jsonb`;

const OPERATORS: Readonly<Record<string, string>> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** A `jsonb` column. */
export const postgresJson: JsonForms = {
  at,
  equals: (root, keys, text) => sql`${at(root, keys, false)} = ${json(text)}`,
  isAmong(root, keys, members) {
    const pieces = members.map((member) => (typeof member === "string" ? json(member) : member));
    return sql`${at(root, keys, false)} IN (${joined(pieces, ", ")})`;
  },
  compare: (name, root, keys, text) => sql`${at(root, keys, false)} ${OPERATORS[name] ?? "="} ${json(text)}`,
  isMissing: (root, keys, missing) => sql`${at(root, keys, false)} IS ${missing ? "" : "NOT "}NULL`,
  hasNames(root, keys, names, how) {
    const lhs = at(root, keys, false);
    if (names.length === 1) return sql`${lhs} ? ${raw(quoteText(names[0] ?? ""))}`;
    return sql`${lhs} ${how === "any" ? "?|" : "?&"} ARRAY[${names.map(quoteText).join(", ")}]::text[]`;
  },
  contains: (name, lhs, text) => sql`${lhs} ${name === "contains" ? "@>" : "<@"} ${json(text)}`,
};
