import { FieldError, fail } from "../errors";
import { Expression } from "../expressions/base";
import { Column, Reference } from "../expressions/columns";
import { FunctionExpression } from "../expressions/functions";
import { OrderBy } from "../expressions/ordering";
import type { Model } from "../meta";
import { tryTransform } from "./filters";
import { followNames } from "./paths";
import type { SelectedColumn } from "./plan";
import type { OrderingEntry, Query } from "./query";

export interface ResolvedOrdering {
  readonly entries: readonly OrderBy[];
  /** It is the model's own Meta.ordering, which grouping drops. */
  readonly fromMeta: boolean;
}

type OrderingOf = (model: Model) => readonly OrderingEntry[];

/** `?`: rows in an order of chance. */
export const RANDOM = new FunctionExpression(
  { name: "Random", template: (_args, compiler) => ({ text: compiler.dialect.random, params: [] }) },
  [],
);

/** ORDER BY, names resolved and joined for; an entry named twice is kept once. */
export function resolveOrdering(
  query: Query,
  orderingOf: OrderingOf,
  selected: readonly SelectedColumn[],
): ResolvedOrdering {
  const fromMeta = query.ordering.length === 0 && query.defaultOrdering;
  const entries = query.orderingEntries(orderingOf);
  const out: OrderBy[] = [];
  const seen = new Set<string>();
  const add = (entry: OrderBy): void => {
    const key = entry.inner.identity;
    if (seen.has(key)) return;
    seen.add(key);
    out.push(entry);
  };
  for (const entry of entries) {
    for (const resolved of resolveEntry(query, entry, orderingOf, selected))
      add(query.reversed ? resolved.reversed() : resolved);
  }
  return { entries: out, fromMeta };
}

function resolveEntry(
  query: Query,
  entry: OrderingEntry,
  orderingOf: OrderingOf,
  selected: readonly SelectedColumn[],
): OrderBy[] {
  if (entry instanceof Expression) {
    const order = entry instanceof OrderBy ? entry : new OrderBy(entry);
    const resolved = order.resolve(query.context) as OrderBy;
    return [resolved];
  }
  if (entry === "?") return [new OrderBy(RANDOM)];
  const descending = entry.startsWith("-");
  const name = entry.replace(/^[-+]/, "");
  const annotation = query.annotations.get(name);
  if (annotation) {
    const isSelected = selected.some((column) => column.alias === name && column.expression === annotation);
    return [new OrderBy(isSelected ? new Reference(name, annotation) : annotation, descending)];
  }
  const names = name.split("__");
  const first = query.annotations.get(names[0] ?? "");
  if (first)
    return [
      new OrderBy(
        names.slice(1).reduce<Expression>((at, transform) => tryTransform(at, transform), first),
        descending,
      ),
    ];
  return byName(query, name, query.model, query.initialAlias(), descending, orderingOf, []);
}

/** A name's columns; a foreign key by name goes on to its model's own ordering, as Django's does. */
function byName(
  query: Query,
  name: string,
  model: Model,
  alias: string,
  descending: boolean,
  orderingOf: OrderingOf,
  seen: readonly string[],
): OrderBy[] {
  const names = name.split("__");
  const path = followNames(names, model, {
    allowMany: true,
    failOnMissing: false,
    annotations: [],
    ...(seen.length === 0 && { filtered: query.filteredRelations }),
  });
  const joins = [alias];
  for (const step of path.steps) joins.push(query.joinStep(joins.at(-1) as string, step, null));
  const last = names.at(-1) as string;
  const { final } = path;
  const isRelation = final.isReverse || final.isForeignKey || final.isManyToMany || final.kind === "genericRelation";
  const related = isRelation && path.rest.length === 0 ? orderingOf(path.model) : [];
  if (isRelation && related.length > 0 && last !== "pk" && (final.isReverse || final.attname !== last)) {
    const key = joins.map((join) => query.table(join)?.table ?? "").join(">") + name;
    if (seen.includes(key)) throw fail(FieldError, "Infinite loop caused by ordering.");
    return related.flatMap((entry) => {
      const end = joins.at(-1) as string;
      if (entry instanceof Expression) {
        const order = entry instanceof OrderBy ? entry : new OrderBy(entry);
        return [prefixed(query.spawn(path.model), order, end, descending)];
      }
      const down = entry.startsWith("-") !== descending;
      return byName(query, entry.replace(/^[-+]/, ""), path.model, end, down, orderingOf, [...seen, key]);
    });
  }
  const { targets, alias: end } = query.trimJoins(path, joins);
  return targets.flatMap((target) => {
    const columns: Expression[] = target.isComposite
      ? target.parts.map((part) => new Column(end, part))
      : [new Column(end, target)];
    return columns.map(
      (column) =>
        new OrderBy(
          path.rest.reduce<Expression>((at, transform) => tryTransform(at, transform), column),
          descending,
        ),
    );
  });
}

/** An expression of a related model's ordering, its columns taken from that model's table. */
function prefixed(inner: Query, order: OrderBy, alias: string, descending: boolean): OrderBy {
  const resolved = order.resolve(inner.context) as OrderBy;
  const moved = resolved.relabel(new Map([[inner.baseAlias ?? "", alias]])) as OrderBy;
  return descending ? moved.reversed() : moved;
}
