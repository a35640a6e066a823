import type { RowChange } from "../database/backend";
import type { Registry } from "../orm/registry";
import type { Effect, RowEffect } from "../protocol/results";
import type { ChangeGroup, ChangeSet } from "./changeSet";
import { keyJson, keyText, rowJson } from "./stored";

/** Rows of an effect that travel with it, unless somebody set another number. */
export const SAMPLE_ROWS = 10_000;

/** Labels of rows by `rowName`, for people. */
export type Labels = ReadonlyMap<string, string>;

/** Text that names a row: its table and key. */
export function rowName({ table, key }: RowChange): string {
  return `${table}\0${keyText(key)}`;
}

/** Changes as effects, each with its first rows. */
export function toEffects(
  changes: ChangeSet,
  registry: Registry,
  labels: Labels = new Map(),
  limit = SAMPLE_ROWS,
): Effect[] {
  return changes.groups.map((group) => {
    const { action, table, cause, origin, count } = group;
    const rows = effectRows(group, labels, 0, limit);
    const model = labelOf(table, registry);
    return { action, model, table, cause, ...(origin && { origin }), count, rows, truncated: rows.length < count };
  });
}

/** Effects by what they are alone, whatever led to them. */
export function withoutOrigins(effects: readonly Effect[]): Effect[] {
  const merged = new Map<string, Effect>();
  for (const { origin: _, ...effect } of effects) {
    const name = `${effect.table}\0${effect.action}\0${effect.cause}`;
    const known = merged.get(name);
    if (!known) merged.set(name, effect);
    else {
      const { count, truncated } = known;
      const rows = [...known.rows, ...effect.rows].sort((a, b) => (Number(a.pk) < Number(b.pk) ? -1 : 1));
      merged.set(name, { ...known, rows, count: count + effect.count, truncated: truncated || effect.truncated });
    }
  }
  return [...merged.values()];
}

/** Some rows of a group. */
export function effectRows(group: ChangeGroup, labels: Labels, start: number, count: number): RowEffect[] {
  const rows: RowEffect[] = [];
  for (const change of group.rows(start, count)) rows.push(rowEffect(change, labels));
  return rows;
}

/** One changed row as it is shown. */
export function rowEffect(change: RowChange, labels: Labels = new Map()): RowEffect {
  const label = labels.size === 0 ? undefined : labels.get(rowName(change));
  return {
    pk: keyJson(change.key),
    ...(label !== undefined && { label }),
    before: rowJson(change.before),
    after: rowJson(change.after),
  };
}

/** The model of a table; the table's own name where no model has it. */
export function labelOf(table: string, registry: Registry): string {
  return (
    registry.models.find((model) => !model.info.proxy && model.info.table.toLowerCase() === table.toLowerCase())
      ?.label ?? table
  );
}

const PAST = { insert: "inserted", update: "updated", delete: "deleted" } as const;
const FUTURE = { insert: "to insert", update: "to update", delete: "to delete" } as const;

type Counted = Pick<Effect, "action" | "cause" | "count">;

/** "2 rows updated", "1 row deleted, 12 rows deleted by cascade": what an apply did, for a status line. */
export function summaryOf(effects: readonly Counted[]): string {
  return summary(effects, PAST);
}

/** "2 rows to update": the same before it is done. */
export function intentionOf(effects: readonly Counted[]): string {
  return summary(effects, FUTURE);
}

function summary(effects: readonly Counted[], verbs: Readonly<Record<Effect["action"], string>>): string {
  const totals = new Map<string, number>();
  for (const { action, cause, count } of effects) {
    const by = cause === "statement" ? "" : ` by ${cause}`;
    const words = `${verbs[action]}${by}`;
    totals.set(words, (totals.get(words) ?? 0) + count);
  }
  if (totals.size === 0) return verbs === PAST ? "nothing changed" : "nothing to change";
  return [...totals]
    .map(([words, count]) => `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"} ${words}`)
    .join(", ");
}
