import type { Session } from "../../database/backend";
import type { Dialect, PlanStep } from "../../orm/dialects/dialect";
import type { PageClause } from "../../orm/query/keyset";
import type { SelectPlan } from "../../orm/query/plan";
import type { Query } from "../../orm/query/query";
import type { QuerySet } from "../../orm/queryset";
import type { Sql } from "../../orm/sql";

/** How the pages of a query are found. */
export type Access =
  /** By the keys of rows already seen. `sorts`: the database sorts anew for each page, so that one statement must do. */
  | { readonly by: "key"; readonly tie: PageClause["tie"]; readonly sorts: boolean }
  /** By their number. */
  | { readonly by: "offset" };

/**
 * By key where the key at the order's end leaves the database's way to the rows as it is: what is shown must be what the
 * plain query shows, and as soon. A query that is distinct, grouped, combined or sliced, and one over windows, has no
 * row keys of its own, or none that a condition could leave alone: it is read by number.
 */
export async function accessOf(session: Session, queryset: QuerySet, first: number): Promise<Access> {
  const { query } = queryset;
  if (!hasRowKeys(query) || !queryset.orm.compiler.dialect.pagesByKey) return { by: "offset" };
  const limited = queryset.limited(0, first).query;
  const { compiler } = queryset.orm;
  const plain = await waysOf(session, compiler.dialect, compiler.plan(limited).sql);
  const sorts = plain.includes("USE TEMP B-TREE FOR ORDER BY");
  const last = sorts ? undefined : compiler.plan(limited, { tie: "asc", backwards: false, ranges: null }).keys?.at(-2);
  const ties: readonly PageClause["tie"][] = last?.descending === true ? ["desc", "asc"] : ["asc", "desc"];
  for (const tie of queryset.isOrdered ? ties : (["asc"] as const)) {
    const paged = await waysOf(
      session,
      compiler.dialect,
      compiler.plan(limited, { tie, backwards: false, ranges: null }).sql,
    );
    if (paged === plain) return { by: "key", tie, sorts };
  }
  return { by: "offset" };
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

/** The database's way to the rows, as one text. Whether an index holds all that is read changes no order. */
async function waysOf(session: Session, dialect: Dialect, sql: Sql): Promise<string> {
  return (await explained(session, dialect, sql)).map(({ detail }) => detail.replace("COVERING ", "")).join("\n");
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
