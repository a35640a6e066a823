import type { FieldFamily } from "../../../models/vocabulary/fields";
import { sql } from "../../sql";
import type { PagingForm } from "../paging";
import { operand } from "./operand";

/** Characters of text by which rows are sorted whole: `max_sort_length` is 1,024 bytes, and one can have four. */
const SORTED_WHOLE = 255;

const EXACT: ReadonlySet<FieldFamily> = new Set([
  "integer",
  "float",
  "decimal",
  "bool",
  "date",
  "datetime",
  "time",
  "duration",
  "uuid",
]);

/** InnoDB's indexes end in the primary key, so that their rows come in the order of the page by themselves. */
export const mysqlPaging: PagingForm = {
  wanders: false,
  prefix: "EXPLAIN ",
  way(rows) {
    const text = rows.map(({ table, type, key, Extra }) => [table, type, key, Extra].join(" ")).join("\n");
    return { text, sorts: /Using (filesort|temporary)/.test(text), cost: null };
  },
  keeps: (plain, keyed) => plain.sorts || !keyed.sorts,
  compares(type) {
    if (type === null) return false;
    // These are sorted by their number, and compared as text.
    if (/^(enum|set)\b/i.test(type.options.dbType ?? "")) return false;
    if (type.family === "text" || type.family === "file") return (type.options.maxLength ?? Infinity) <= SORTED_WHOLE;
    return EXACT.has(type.family);
  },
  // A FLOAT is shown with six digits; as a DOUBLE it is whole.
  selected: (key, type) => (type?.family === "float" ? sql`(${key} + 0e0)` : key),
  value: (value, type) => operand(value, type?.family ?? null),
};
