import type { RowChange, SqlRow, SqlValue } from "../database/backend";
import type { CausedChange } from "../orm/context";
import type { Registry } from "../orm/registry";
import type { Json } from "../protocol/json";
import type { Effect, RowEffect } from "../protocol/results";

/** One changed row after everything that happened to it is added up, with its first cause. */
export type NetChange = CausedChange;

/** Adds up what happened to each row: an insert that is deleted again is nothing, two updates are one. */
export function netChanges(changes: readonly CausedChange[]): NetChange[] {
  const net: (NetChange | null)[] = [];
  const places = new Map<string, Map<SqlValue, number>>();
  for (const next of changes) {
    const { table, key } = next.change;
    const rows = places.get(table) ?? new Map<SqlValue, number>();
    places.set(table, rows);
    const id = keyOf(key);
    const at = rows.get(id);
    if (at === undefined) {
      rows.set(id, net.length);
      net.push(next);
    } else {
      const known = net[at];
      net[at] = known ? added(known, next) : next;
    }
  }
  return net.filter((change) => change !== null);
}

/** What tells a table's keys apart: a single value is its own name. */
function keyOf(key: SqlRow): SqlValue {
  let only: SqlValue | undefined;
  for (const column in key) {
    if (only !== undefined) return Object.values(key).map(storedText).join("\0");
    only = key[column];
  }
  return only === undefined || only instanceof Uint8Array ? Object.values(key).map(storedText).join("\0") : only;
}

/** The changes without generated columns: what a journal needs, as nothing can write those back. */
export function writtenColumns(changes: readonly NetChange[], registry: Registry): NetChange[] {
  const generated = new Map<string, ReadonlySet<string>>();
  for (const model of registry.models) {
    const columns = model.localFields.filter((field) => field.isGenerated).map((field) => field.column);
    if (columns.length > 0) generated.set(model.table, new Set(columns));
  }
  return changes.map(({ change, cause }) => {
    const left = generated.get(change.table);
    const kept = (row: SqlRow | null): SqlRow | null =>
      row && left ? Object.fromEntries(Object.entries(row).filter(([column]) => !left.has(column))) : row;
    return { cause, change: { ...change, before: kept(change.before), after: kept(change.after) } };
  });
}

/** Text that names a row: its table and key. */
export function rowKey(change: RowChange): string {
  return `${change.table}\0${Object.values(change.key).map(storedText).join("\0")}`;
}

function added(first: NetChange, next: CausedChange): NetChange | null {
  const [a, b] = [first.change, next.change];
  if (a.action === "insert" && b.action === "delete") return null;
  if (a.action === "insert") return { cause: first.cause, change: { ...a, after: { ...a.after, ...b.after } } };
  if (a.action === "update" && b.action === "update") {
    return settled({
      cause: first.cause,
      change: { ...a, before: { ...b.before, ...a.before }, after: { ...a.after, ...b.after } },
    });
  }
  if (a.action === "update" && b.action === "delete")
    return { cause: next.cause, change: { ...b, before: { ...b.before, ...a.before } } };
  if (a.action === "delete" && b.action === "insert")
    return settled({ cause: next.cause, change: { ...a, action: "update", after: b.after } });
  return next;
}

/** An update narrowed to the columns that differ; null where none does. */
function settled(net: NetChange): NetChange | null {
  const { before, after, key } = net.change;
  const changed = Object.keys(after ?? {}).filter(
    (column) => !sameStored(before?.[column] ?? null, after?.[column] ?? null),
  );
  if (changed.length === 0) return null;
  const kept = (row: SqlRow | null): SqlRow =>
    Object.fromEntries([...Object.entries(key), ...changed.map((column) => [column, row?.[column] ?? null] as const)]);
  return { cause: net.cause, change: { ...net.change, before: kept(before), after: kept(after) } };
}

export function sameStored(a: SqlValue, b: SqlValue): boolean {
  return storedText(a) === storedText(b);
}

/** Text that is equal for equal stored values, types told apart. */
export function storedText(value: SqlValue): string {
  if (value === null) return "n";
  if (value instanceof Uint8Array) return `b${hex(value)}`;
  if (typeof value === "bigint") return `i${value}`;
  return typeof value === "number" ? `r${value}` : `t${value}`;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A stored value as JSON: blobs `hex:…`, integers exact. */
export function storedJson(value: SqlValue): Json {
  if (value instanceof Uint8Array) return `hex:${hex(value)}`;
  if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return Number(value);
  return value;
}

/** Labels of rows by `rowKey`, for people. */
export type Labels = ReadonlyMap<string, string>;

/** Changes as effects: grouped by model, action and cause, in the order they first happened. */
export function toEffects(
  changes: readonly NetChange[],
  registry: Registry,
  labels: Labels = new Map(),
  limit = 10_000,
): Effect[] {
  const groups = new Map<
    string,
    { effect: Omit<Effect, "rows" | "count" | "truncated">; rows: RowEffect[]; count: number }
  >();
  for (const { change, cause } of changes) {
    const key = `${change.table}\0${change.action}\0${cause}`;
    const group = groups.get(key) ?? {
      effect: { action: change.action, model: labelOf(change.table, registry), table: change.table, cause },
      rows: [],
      count: 0,
    };
    groups.set(key, group);
    group.count++;
    if (group.rows.length < limit) group.rows.push(rowEffect(change, labels));
  }
  // By key, as a person looks for a row; the database reports them in no order.
  for (const { rows } of groups.values()) rows.sort((a, b) => byKey(a.pk, b.pk));
  // What the statement itself does comes first, then what follows from it.
  const ordered = [...groups.values()].sort(
    (a, b) => Number(a.effect.cause !== "statement") - Number(b.effect.cause !== "statement"),
  );
  return ordered.map(({ effect, rows, count }) => ({
    ...effect,
    count,
    rows,
    truncated: rows.length < count,
  }));
}

function byKey(a: Json, b: Json): number {
  if (Array.isArray(a) && Array.isArray(b))
    return a.map((part: Json, i) => byKey(part, b[i] as Json)).find((order) => order !== 0) ?? 0;
  if ((typeof a === "number" || typeof a === "bigint") && (typeof b === "number" || typeof b === "bigint"))
    return a < b ? -1 : a > b ? 1 : 0;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** The model of a table; the table's own name where no model has it. */
export function labelOf(table: string, registry: Registry): string {
  return (
    registry.models.find((model) => !model.info.proxy && model.info.table.toLowerCase() === table.toLowerCase())
      ?.label ?? table
  );
}

function rowEffect(change: RowChange, labels: Labels): RowEffect {
  const keys = Object.values(change.key).map(storedJson);
  const image = (row: SqlRow | null): RowEffect["before"] =>
    row ? Object.fromEntries(Object.entries(row).map(([column, value]) => [column, storedJson(value)])) : null;
  const label = labels.get(rowKey(change));
  return {
    pk: keys.length === 1 ? (keys[0] ?? null) : keys,
    ...(label !== undefined && { label }),
    before: image(change.before),
    after: image(change.after),
  };
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
