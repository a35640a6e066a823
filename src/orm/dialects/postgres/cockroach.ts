import type { SqlRow } from "../../../database/backend";
import type { PlanStep } from "../dialect";
import type { PagingForm } from "../paging";
import { postgresPaging } from "./paging";

const lineOf = (row: SqlRow): string => String(Object.values(row)[0] ?? "");

/** CockroachDB's EXPLAIN: a tree drawn with `└──`, its steps behind bullets. */
export function cockroachSteps(rows: readonly SqlRow[]): PlanStep[] {
  const steps: PlanStep[] = [];
  const open: { readonly id: number; readonly indent: number }[] = [];
  for (const row of rows) {
    const line = lineOf(row);
    const indent = line.indexOf("•");
    if (indent < 0) continue;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const id = steps.length + 1;
    steps.push({ id, parent: open.at(-1)?.id ?? 0, detail: line.slice(indent + 1).trim() });
    open.push({ id, indent });
  }
  return steps;
}

/** It tells no costs: a page is found by key where that adds no sort. */
export const cockroachPaging: PagingForm = {
  ...postgresPaging,
  prefix: "EXPLAIN ",
  way(rows) {
    const text = rows.map(lineOf).join("\n");
    return { text, sorts: /•\s*(?:sort|top-k)\b/.test(text), cost: null };
  },
  keeps: (plain, keyed) => plain.sorts || !keyed.sorts,
};
