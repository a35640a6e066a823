import type { Session } from "../../database/backend";
import type { Dialect, PlanStep } from "../../orm/dialects/dialect";
import type { Way } from "../../orm/dialects/paging";
import { keyOf, type PageClause } from "../../orm/query/keyset";
import type { SelectPlan } from "../../orm/query/plan";
import type { Query } from "../../orm/query/query";
import type { QuerySet } from "../../orm/queryset";
import type { Sql } from "../../orm/sql";

/** How the pages of a query are found. */
export type Access =
  /** By the keys of rows already seen. `sorts`: the database sorts anew for each page, so that one statement must do. */
  | { readonly by: "key"; readonly tie: PageClause["tie"]; readonly sorts: boolean }
  /** By their number: in the order that the query itself gives, or (`tie`) with the key at its end. */
  | { readonly by: "offset"; readonly tie: PageClause["tie"] | null };

/**
 * By key where the key at the order's end leaves the database's way to the rows much as it is (see `PagingForm`): what
 * is shown must be what the plain query shows, and as soon. A query that is distinct, grouped, combined or sliced, and one over windows, has no
 * row keys of its own, or none that a condition could leave alone: it is read by number.
 */
export async function accessOf(session: Session, queryset: QuerySet, first: number): Promise<Access> {
  const { query } = queryset;
  const byNumber: Access = { by: "offset", tie: null };
  if (!hasRowKeys(query)) return byNumber;
  const limited = queryset.limited(0, first).query;
  const { compiler } = queryset.orm;
  const { paging } = compiler.dialect;
  const keyed = (tie: PageClause["tie"]): SelectPlan => compiler.plan(limited, { tie, backwards: false, ranges: null });
  const { keys = [] } = keyed("asc");
  const compares = keys.every((entry) => paging.compares(keyOf(entry).outputTypeOrNull));
  const plain = await wayOf(session, compiler.dialect, compiler.plan(limited).sql);
  const { sorts } = plain;
  const last = sorts ? undefined : keys.at(-2);
  const ties: readonly PageClause["tie"][] = last?.descending === true ? ["desc", "asc"] : ["asc", "desc"];
  for (const tie of queryset.isOrdered ? ties : (["asc"] as const)) {
    const way = await wayOf(session, compiler.dialect, keyed(tie).sql);
    // By number too, rows of one place need an order: another page may else have them in another one.
    if (paging.keeps(plain, way)) return compares ? { by: "key", tie, sorts } : { by: "offset", tie };
  }
  return byNumber;
}

function hasRowKeys(query: Query): boolean {
  return (
    !query.isSliced &&
    !query.distinct &&
    query.combinator === null &&
    query.groupBy === null &&
    query.extraTables.length === 0 &&
    !query.where.containsWindow &&
    ![...query.annotations.values(), ...query.select].some((expression) => expression.containsWindow)
  );
}

async function wayOf(session: Session, { paging, place }: Dialect, sql: Sql): Promise<Way> {
  return paging.way(await session.all(`${paging.prefix}${place(sql)}`, sql.params));
}

/** How the database would go about a statement, which is not run. */
export async function explained(session: Session, dialect: Dialect, sql: Sql): Promise<readonly PlanStep[]> {
  const { prefix, steps } = dialect.explain;
  return steps(await session.all(`${prefix}${dialect.place(sql)}`, sql.params));
}

/** Whether rows come in an order of chance, so that two reads agree on nothing. */
export function isRandom(queryset: QuerySet, plan: SelectPlan): boolean {
  return plan.sql.text.includes(queryset.orm.compiler.dialect.random);
}
