import { param } from "../../sql";
import type { PagingForm } from "../paging";

/** Rows come in the order of the plan, which is told exactly: it must stay as it is. */
export const sqlitePaging: PagingForm = {
  wanders: false,
  prefix: "EXPLAIN QUERY PLAN ",
  way(rows) {
    // Whether an index holds all that is read changes no order.
    const text = rows.map(({ detail }) => String(detail).replace("COVERING ", "")).join("\n");
    return { text, sorts: text.includes("USE TEMP B-TREE FOR ORDER BY"), cost: null };
  },
  keeps: (plain, keyed) => plain.text === keyed.text,
  compares: () => true,
  selected: (key) => key,
  value: param,
};
