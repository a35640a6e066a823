import { DatabaseError, fail } from "../errors";
import { Column } from "../expressions/columns";
import { joined, type Sql, sql } from "../sql";
import type { Compiler } from "./compiler";
import { resolveOrdering } from "./ordering";
import type { SelectedColumn, SelectPlan } from "./plan";
import type { Query } from "./query";
import { EmptyResult } from "./results";

const KEYWORDS = { union: "UNION", "union all": "UNION ALL", intersection: "INTERSECT", difference: "EXCEPT" } as const;

/** The SQL of `union()`, `intersection()` and `difference()`. Throws EmptyResult where no row can be left. */
export function compileCombined(compiler: Compiler, query: Query): SelectPlan {
  const combinator = query.combinator;
  if (!combinator) throw new Error("not a combined query");
  const ordering = orderingBeside(query);
  const parts = query.combined.map((part) =>
    query.select.length > 0 || query.selectNames.length > 0 ? withValues(part, query, ordering) : part,
  );
  // Where parts may be ordered and sliced, each stands in parentheses.
  const slices = compiler.dialect.slicesInCombined;
  for (const part of slices ? [] : parts) {
    if (part.isSliced) throw fail(DatabaseError, "LIMIT/OFFSET not allowed in subqueries of compound statements.");
    if (!part.combinator && part.orderingEntries(compiler.options.orderingOf).length > 0)
      throw fail(DatabaseError, "ORDER BY not allowed in subqueries of compound statements.");
  }
  const plans: SelectPlan[] = [];
  for (const [i, part] of parts.entries()) {
    const unordered = part.clone();
    if (!part.combinator && !(slices && part.isSliced)) unordered.clearOrdering(true);
    try {
      plans.push(compiler.plan(unordered));
    } catch (error) {
      if (!(error instanceof EmptyResult)) throw error;
      // Nothing in a union adds nothing; it ends an intersection, and a difference where it comes first.
      if (combinator === "intersection" || (combinator === "difference" && i === 0)) throw error;
    }
  }
  const first = plans[0];
  if (!first) throw new EmptyResult();
  const pieces = plans.map(
    (plan, i): Sql =>
      slices ? sql`(${plan.sql})` : parts[i]?.combinator ? sql`SELECT * FROM (${plan.sql}) AS combined` : plan.sql,
  );
  const body = joined(pieces, ` ${KEYWORDS[combinator]} `);
  const order = settled(query, combinedOrder(compiler, query, first.columns), first.columns.length);
  const columns = first.columns.slice(0, first.columns.length - ordering.length);
  return { ...first, columns, sql: sql`${body}${order}${limitClause(compiler, query)}` };
}

/** The fields that the whole is ordered by and `values()` left out: each part that chose no columns itself selects them too. */
function orderingBeside({ combined, ordering, selectNames }: Query): string[] {
  if (selectNames.length === 0 || combined.some(({ select, selectNames: own }) => select.length + own.length > 0))
    return [];
  return ordering.flatMap((term) => {
    const name = typeof term === "string" ? term.replace(/^[-+]/, "") : "";
    return name === "" || name === "pk" || selectNames.includes(name) ? [] : [name];
  });
}

/** ` LIMIT … OFFSET …` of a query, or nothing. */
export function limitClause(compiler: Compiler, query: Query): string {
  const limit = query.high !== null ? ` LIMIT ${query.high - query.low}` : query.low > 0 ? unlimited(compiler) : "";
  return query.low > 0 ? `${limit} OFFSET ${query.low}` : limit;
}

function unlimited({ dialect }: Compiler): string {
  return dialect.unlimited === null ? "" : ` LIMIT ${dialect.unlimited}`;
}

function withValues(part: Query, outer: Query, beside: readonly string[]): Query {
  if (part.selectNames.length > 0 || part.select.length > 0 || part.combinator) return part;
  const copy = part.clone();
  copy.clearSelect();
  copy.selectNames = [...outer.selectNames, ...beside];
  copy.addFields(copy.selectNames.filter((name) => !part.annotations.has(name)));
  copy.annotationMask = new Set(copy.selectNames.filter((name) => part.annotations.has(name)));
  return copy;
}

/** The order with all columns behind it, where each row is there once and needs one: see `Query.isSettled`. */
function settled({ isSettled, combinator }: Query, order: string, columns: number): string {
  if (!isSettled || combinator === "union all") return order;
  const places = Array.from({ length: columns }, (_, i) => String(i + 1)).join(", ");
  return order === "" ? ` ORDER BY ${places}` : `${order}, ${places}`;
}

/** ORDER BY of a compound statement: by the place of a selected column, the only thing it may name. */
function combinedOrder(compiler: Compiler, query: Query, columns: readonly SelectedColumn[]): string {
  if (query.ordering.length === 0) return "";
  const source = query.combined[0] as Query;
  const work = source.clone();
  work.ordering = [...query.ordering];
  work.reversed = query.reversed;
  const { entries } = resolveOrdering(work, compiler.options.orderingOf, columns);
  const terms = entries.map((entry) => {
    const at = columns.findIndex(
      (column) =>
        column.expression.identity === entry.inner.identity ||
        (entry.inner instanceof Column &&
          column.expression instanceof Column &&
          column.expression.field === entry.inner.field) ||
        entry.inner.identity === `Ref(${column.alias})`,
    );
    if (at < 0) throw fail(DatabaseError, "ORDER BY term does not match any column in the result set.");
    return `${at + 1} ${entry.direction}`;
  });
  return ` ORDER BY ${terms.join(", ")}`;
}
