import { COUNT_ROWS } from "../expressions/aggregates";
import type { Expression } from "../expressions/base";
import { Column, Reference } from "../expressions/columns";
import { joined, type Sql, sql } from "../sql";
import type { Compiler } from "./compiler";
import type { SelectedColumn } from "./plan";
import type { Query } from "./query";
import { EmptyResult } from "./results";

/** An aggregation ready to be sent: one row, one column a name. Null SQL where the query is known to be empty. */
export interface AggregationPlan {
  readonly sql: Sql | null;
  readonly columns: readonly SelectedColumn[];
}

/** The SQL of `aggregate()` (Django's `get_aggregation`): over the query itself, or over it as a subquery where rows must first be what they are. */
export function planAggregation(
  compiler: Compiler,
  source: Query,
  aggregates: ReadonlyMap<string, Expression>,
): AggregationPlan {
  const query = source.clone();
  const resolved = new Map<string, Expression>();
  for (const [name, expression] of aggregates) {
    const done = expression.resolve({ ...query.context, summarize: true });
    resolved.set(name, done);
    query.annotations.set(name, done);
  }
  for (const name of aggregates.keys()) query.annotations.delete(name);
  const own = [...query.annotations.values()];
  const referencesSubquery = own.some((annotation) =>
    [...annotation.flatten()].some((part) => part.typeName === "Subquery" || part.typeName === "Exists"),
  );
  const existing = own.filter((annotation) => annotation.containsAggregate || annotation.containsWindow);
  const wrapped =
    query.isSliced ||
    query.distinct ||
    query.combinator !== null ||
    query.groupBy !== null ||
    existing.length > 0 ||
    query.where.containsWindow ||
    (referencesSubquery && refersTo(resolved));
  const columns: SelectedColumn[] = [...resolved].map(([alias, expression]) => ({ expression, alias }));
  try {
    return { sql: wrapped ? overSubquery(compiler, query, resolved) : direct(compiler, query, resolved), columns };
  } catch (error) {
    if (error instanceof EmptyResult) return { sql: null, columns };
    throw error;
  }
}

function refersTo(aggregates: ReadonlyMap<string, Expression>): boolean {
  return [...aggregates.values()].some((aggregate) =>
    [...aggregate.flatten()].some((part) => part instanceof Reference),
  );
}

function direct(compiler: Compiler, query: Query, aggregates: ReadonlyMap<string, Expression>): Sql {
  const inlined = new Map([...aggregates].map(([name, expression]) => [name, inline(expression)]));
  query.clearSelect();
  query.annotations = new Map(inlined);
  query.annotationMask = new Set(inlined.keys());
  query.defaultColumns = false;
  query.clearOrdering(true);
  query.clearLimits();
  query.selectRelated = false;
  return compiler.plan(query).sql;
}

/** References to annotations as the annotations themselves, where there is no subquery to name them. */
function inline(expression: Expression): Expression {
  if (expression instanceof Reference) return inline(expression.source);
  const children = expression.children();
  return children.length > 0 ? expression.withChildren(children.map(inline)) : expression;
}

function overSubquery(compiler: Compiler, query: Query, aggregates: ReadonlyMap<string, Expression>): Sql {
  const inner = query.clone();
  inner.selectRelated = false;
  inner.clearOrdering(false);
  const outerColumns: Column[] = [];
  for (const aggregate of aggregates.values()) {
    for (const part of columnsIn(aggregate)) {
      if (!outerColumns.some((known) => known.identity === part.identity)) outerColumns.push(part);
    }
  }
  if (!inner.distinct && !inner.combinator && inner.select.length === 0 && inner.groupBy === true) {
    inner.groupBy = pkOf(inner);
  }
  const names = new Map<string, string>();
  if (!inner.combinator) {
    if (inner.defaultColumns && !inner.distinct) {
      inner.defaultColumns = false;
      inner.select = pkOf(inner);
    }
    if (inner.groupBy === true) inner.groupBy = pkOf(inner);
    // Columns that the aggregates read are carried out of the subquery under names of their own.
    outerColumns.forEach((column, i) => {
      const name = `__col${i + 1}`;
      inner.annotations.set(name, column);
      inner.annotationMask?.add(name);
      names.set(column.identity, name);
    });
  }
  if (inner.select.length === 0 && !inner.defaultColumns && inner.selectedAnnotations.size === 0)
    inner.select = pkOf(inner);
  const body = compiler.plan(inner).sql;
  const outer = [...aggregates].map(
    ([name, expression]) => sql`${rename(expression, names).sql(compiler)} AS ${compiler.quote(name)}`,
  );
  return sql`SELECT ${joined(outer, ", ")} FROM (${body}) subquery`;
}

/** The columns an aggregate reads by itself; those behind a named annotation are the subquery's business. */
function columnsIn(expression: Expression): Column[] {
  if (expression instanceof Column) return [expression];
  return expression instanceof Reference ? [] : expression.children().flatMap(columnsIn);
}

function rename(expression: Expression, names: ReadonlyMap<string, string>): Expression {
  const name = expression instanceof Column ? names.get(expression.identity) : undefined;
  if (name !== undefined) return new Reference(name, expression);
  const children = expression.children();
  if (expression instanceof Reference || children.length === 0) return expression;
  return expression.withChildren(children.map((child) => rename(child, names)));
}

function pkOf(query: Query): Expression[] {
  const pk = query.pkColumns(query.initialAlias(), query.model.pk);
  return pk.children().length > 0 ? [...pk.children()] : [pk];
}

/** The plan of `count()`. */
export function planCount(compiler: Compiler, query: Query): AggregationPlan {
  return planAggregation(compiler, query, new Map<string, Expression>([["__count", COUNT_ROWS]]));
}
