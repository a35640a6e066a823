import type { SqlValue } from "../database/backend";
import type { Registry } from "../orm/registry";
import type { NetChange } from "./effects";
import { storedText } from "./effects";

/**
 * A digest over every change's key, before-image and after-image. Keys that the database makes up are left out: a new
 * row is known by its place among the new rows, also where another row points at it.
 */
export async function fingerprintOf(changes: readonly NetChange[], registry: Registry): Promise<string> {
  const invented = new Map<string, string>();
  const autoKeys = new Map<string, string>();
  const references = new Map<string, { column: string; table: string }[]>();
  for (const model of registry.models) {
    if (model.info.proxy) continue;
    const table = model.info.table;
    if (model.pk && !model.pk.isComposite && model.pk.model === model && model.pk.type.isAuto)
      autoKeys.set(table, model.pk.column);
    const keys = model.localFields.filter((field) => field.isForeignKey && field.remote);
    references.set(
      table,
      keys.map((field) => ({ column: field.column, table: (field.targetField?.model ?? field.remote)?.table ?? "" })),
    );
  }
  const newKeys = changes.flatMap(({ change }) => {
    const auto = autoKeys.get(change.table);
    const value = auto === undefined ? undefined : change.key[auto];
    return change.action === "insert" && value !== undefined && value !== null ? [{ table: change.table, value }] : [];
  });
  // By size, as the database hands them out: it reports the rows of one statement in no order.
  newKeys.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  const places = new Map<string, number>();
  for (const { table, value } of newKeys) {
    const place = places.get(table) ?? 0;
    places.set(table, place + 1);
    invented.set(`${table}\0${storedText(value)}`, `new${place}`);
  }
  const text = (table: string, column: string, value: SqlValue): string => {
    if (autoKeys.get(table) === column) return invented.get(`${table}\0${storedText(value)}`) ?? storedText(value);
    const target = references.get(table)?.find((reference) => reference.column === column);
    return (target && invented.get(`${target.table}\0${storedText(value)}`)) ?? storedText(value);
  };
  const lines = changes.map(({ change, cause }) => {
    const image = (row: NetChange["change"]["before"]): string =>
      row
        ? Object.entries(row)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([column, value]) => `${column}=${text(change.table, column, value)}`)
            .join("\u0002")
        : "";
    return [change.action, change.table, cause, image(change.key), image(change.before), image(change.after)].join(
      "\u0003",
    );
  });
  const bytes = new TextEncoder().encode(lines.sort().join("\u0004"));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
