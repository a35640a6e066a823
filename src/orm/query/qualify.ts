import type { Expression } from "../expressions/base";
import { Column, ColumnTuple, Reference } from "../expressions/columns";
import { OrderBy } from "../expressions/ordering";
import { Lookup } from "../lookups/lookup";
import { joined, raw, type Sql, sql } from "../sql";
import { limitClause } from "./combined";
import type { Compiler } from "./compiler";
import { partAlias, type SelectedColumn } from "./plan";
import type { Query } from "./query";
import { WhereNode } from "./where";

/** The conditions of a query, split by where they can stand. */
export interface QualifiedParts {
  readonly before: readonly (WhereNode | null)[];
  /** What filters the rows of window functions. */
  readonly qualify: WhereNode;
  readonly columns: readonly SelectedColumn[];
  readonly order: readonly OrderBy[];
}

/**
 * A query filtered by window functions: the functions are computed in a subquery, the condition stands around it, and
 * order and limits after that (Django's `get_qualify_sql`).
 */
export function compileQualified(compiler: Compiler, query: Query, parts: QualifiedParts): Sql {
  const inner = query.clone();
  inner.where = new WhereNode(parts.before.filter((part) => part !== null));
  inner.clearLimits();
  inner.clearOrdering(true);
  let hidden = 0;
  const named = new Map<string, Reference>();
  for (const { expression, alias } of parts.columns)
    if (!(expression instanceof ColumnTuple)) named.set(expression.identity, new Reference(alias, expression));
  const lift = (expression: Expression): Expression => {
    const known = named.get(expression.identity);
    if (known) return known;
    if (expression instanceof Lookup || expression instanceof WhereNode)
      return expression.withChildren(expression.children().map(lift));
    if (expression instanceof Reference)
      return [...named.values()].some(({ name }) => name === expression.name) ? expression : lift(expression.source);
    if (!(expression instanceof Column) && expression.children().length === 0) return expression;
    const name = `qual${hidden++}`;
    inner.annotations.set(name, expression);
    inner.annotationMask?.add(name);
    const reference = new Reference(name, expression);
    named.set(expression.identity, reference);
    return reference;
  };
  const condition = lift(parts.qualify);
  const order = parts.order.map((entry) => new OrderBy(lift(entry.inner), entry.descending, entry.nulls));
  const body = compiler.plan(inner).sql;
  const names = parts.columns.flatMap(({ expression, alias }) =>
    expression instanceof ColumnTuple ? expression.columns.map((_, i) => partAlias(alias, i)) : [alias],
  );
  const selected = names.length > 0 ? names.map((name) => compiler.quote(name)).join(", ") : "1";
  const pieces = [
    sql`SELECT ${raw(selected)} FROM (${body}) ${raw(compiler.quote("qualify"))} WHERE ${condition.sql(compiler)}`,
  ];
  if (order.length > 0)
    pieces.push(
      sql`ORDER BY ${joined(
        order.map((entry) => entry.sql(compiler)),
        ", ",
      )}`,
    );
  return sql`${joined(pieces, " ")}${limitClause(compiler, query)}`;
}
