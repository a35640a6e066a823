import type { Registry } from "../orm/registry";
import { labelOf, rowEffect } from "../preview/effects";
import type { Rehearsal } from "../preview/rehearsal";
import { rowJson } from "../preview/stored";
import type { ConflictEffect } from "../protocol/results";

/** Rows that an undo leaves alone, by the effects of its entry. */
export function conflictsOf({ undo, plan, labels }: Rehearsal, registry: Registry): ConflictEffect[] {
  if (!undo || plan.kind !== "undo") return [];
  return [...undo.counts].flatMap(([effect, count]) => {
    const group = plan.changes.groups[effect];
    if (!group) return [];
    const { action, table, cause } = group;
    const rows = undo.conflicts
      .filter((conflict) => conflict.group === effect)
      .map(({ row, change, current }) => ({ ...rowEffect(change, labels), place: row, current: rowJson(current) }));
    return [
      { effect, action, model: labelOf(table, registry), table, cause, count, rows, truncated: rows.length < count },
    ];
  });
}
