import type { Query } from "./query";
import { WhereNode } from "./where";

/** `&`, `|` and `^` of two querysets: the right one's tables and conditions joined into the left one (Django's `combine`). */
export function mergeQueries(left: Query, right: Query, connector: "AND" | "OR" | "XOR"): void {
  left.initialAlias();
  const source = right.clone();
  source.bumpPrefix(left);
  source.initialAlias();
  const disjunct = connector !== "AND";
  const before = left.joinedAliases();
  const reuse = disjunct ? new Set<string>(left.tables.keys()) : new Set<string>();
  const renamed = new Map<string, string>();
  for (const [alias, table] of source.tables) {
    if (table.type === null) {
      renamed.set(alias, left.baseAlias as string);
      continue;
    }
    const parent = renamed.get(table.parent) ?? table.parent;
    const made = left.adoptJoin({ ...table, parent }, reuse);
    renamed.set(alias, made);
    reuse.delete(made);
    if ((source.counts.get(alias) ?? 0) <= 0) left.unreference(made);
  }
  if (disjunct) {
    const used = new Set([...renamed.values()]);
    left.promoteJoins([...left.joinedAliases()].filter((alias) => !before.has(alias) || !used.has(alias)));
    left.promoteJoins([...before].filter((alias) => !used.has(alias)));
  }
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
