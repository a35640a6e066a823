import { JoinPromoter } from "./promotion";
import type { Query } from "./query";
import { WhereNode } from "./where";

/** `&`, `|` and `^` of two querysets: the right one's tables and conditions joined into the left one (Django's `combine`). */
export function mergeQueries(left: Query, right: Query, connector: "AND" | "OR" | "XOR"): void {
  left.initialAlias();
  const source = right.clone();
  source.bumpPrefix(left);
  source.initialAlias();
  const disjunct = connector !== "AND";
  const promoter = new JoinPromoter(connector, 2, false);
  promoter.vote(left.innerAliases());
  const needed = new Set<string>();
  const reuse = disjunct ? new Set<string>(left.tables.keys()) : new Set<string>();
  const renamed = new Map<string, string>();
  for (const [alias, table] of source.tables) {
    if (table.type === null) {
      renamed.set(alias, left.baseAlias as string);
      continue;
    }
    const parent = renamed.get(table.parent) ?? table.parent;
    const { alias: made, isInner } = left.adoptJoin({ ...table, parent }, reuse);
    if (isInner) needed.add(made);
    renamed.set(alias, made);
    reuse.delete(made);
    if ((source.counts.get(alias) ?? 0) <= 0) left.unreference(made);
  }
  for (const prefix of source.subqueryPrefixes) left.subqueryPrefixes.add(prefix);
  promoter.vote(needed);
  promoter.apply(left);
  const where = source.where.relabel(renamed) as WhereNode;
  left.where =
    where.isEmpty || left.where.isEmpty
      ? connector === "AND"
        ? left.where.isEmpty
          ? where
          : left.where
        : new WhereNode()
      : left.where.add(where, connector);
  if (right.ordering.length > 0) left.ordering = [...right.ordering];
  left.reversed = right.ordering.length > 0 ? right.reversed : left.reversed;
}
