import type { Registry } from "../../orm/registry";
import type { ChangeGroup, ChangeSet } from "../changeSet";

/** A group of an entry with its place there. */
export interface PlacedGroup {
  readonly group: ChangeGroup;
  readonly at: number;
}

/**
 * The groups of an entry in an order in which their inverse can be written: deleted rows come back first, those that
 * others point at before them; then updates; then new rows go, those that point at others before them.
 */
export function undoOrder(changes: ChangeSet, registry: Registry): readonly PlacedGroup[] {
  const depths = tableDepths(registry);
  const depth = ({ table }: ChangeGroup): number => depths.get(table) ?? 0;
  const rank = { delete: 0, update: 1, insert: 2 } as const;
  const sign = { delete: 1, update: 1, insert: -1 } as const;
  return changes.groups
    .map((group, at) => ({ group, at }))
    .sort(({ group: a }, { group: b }) => rank[a.action] - rank[b.action] || sign[a.action] * (depth(a) - depth(b)));
}

/** How many foreign keys lead from a table to one that points at no other, at most; circles are cut where they close. */
function tableDepths(registry: Registry): ReadonlyMap<string, number> {
  const targets = new Map<string, Set<string>>();
  for (const model of registry.models) {
    const known = targets.get(model.table) ?? new Set();
    targets.set(model.table, known);
    for (const field of model.localFields)
      if (field.isForeignKey && field.remote && field.remote.table !== model.table) known.add(field.remote.table);
  }
  const depths = new Map<string, number>();
  const visit = (table: string, open: ReadonlySet<string>): number => {
    const known = depths.get(table);
    if (known !== undefined) return known;
    let depth = 0;
    for (const target of targets.get(table) ?? [])
      if (!open.has(target)) depth = Math.max(depth, 1 + visit(target, new Set([...open, table])));
    depths.set(table, depth);
    return depth;
  };
  for (const table of targets.keys()) visit(table, new Set());
  return depths;
}
