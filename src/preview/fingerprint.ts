import type { SqlRow, SqlValue } from "../database/backend";
import type { Registry } from "../orm/registry";
import type { NetChange } from "./effects";
import { storedText } from "./effects";

/**
 * A digest over every change's key, before-image and after-image. Keys that the database makes up are left out: a new
 * row is known by its place among the new rows, also where another row points at it.
 */
export async function fingerprintOf(changes: readonly NetChange[], registry: Registry): Promise<string> {
  const invented = new Map<string, Map<SqlValue, string>>();
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
  for (const { table, value } of newKeys) {
    const known = invented.get(table) ?? new Map<SqlValue, string>();
    invented.set(table, known);
    known.set(value, `new${known.size}`);
  }
  // Written with plain loops: this runs once for every value of every changed row.
  const imageOf = (table: string): ((row: SqlRow | null) => string) => {
    const auto = autoKeys.get(table);
    const targets = new Map(references.get(table)?.map((reference) => [reference.column, reference.table]));
    const madeUp = (column: string): ReadonlyMap<SqlValue, string> | undefined =>
      invented.get(auto === column ? table : (targets.get(column) ?? ""));
    let last: readonly string[] = [];
    let sorted: readonly (readonly [column: string, madeUp: ReadonlyMap<SqlValue, string> | undefined])[] = [];
    return (row) => {
      if (row === null) return "";
      const columns = Object.keys(row);
      if (columns.length !== last.length || columns.some((column, i) => column !== last[i])) {
        last = columns;
        sorted = [...columns].sort().map((column) => [column, madeUp(column)]);
      }
      let out = "";
      for (const [column, keys] of sorted) {
        const value = row[column] ?? null;
        out += `${column}=${keys?.get(value) ?? storedText(value)}\u0002`;
      }
      return out;
    };
  };
  const groups = new Map<string, NetChange["change"][]>();
  for (const { change, cause } of changes) {
    const kind = `${change.action}\u0003${change.table}\u0003${cause}`;
    const group = groups.get(kind);
    if (group) group.push(change);
    else groups.set(kind, [change]);
  }
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (const [kind, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const image = imageOf(group[0]?.table ?? "");
    const rows = byKey(group);
    for (let at = 0; at < rows.length; at += CHUNK) {
      let lines = "";
      for (const { key, before, after } of rows.slice(at, at + CHUNK))
        lines += `${kind}\u0003${isWithin(key, before ?? after) ? "" : image(key)}\u0003${image(before)}\u0003${image(after)}\u0004`;
      parts.push(encoder.encode(lines));
    }
  }
  const digest = await crypto.subtle.digest("SHA-256", whole(parts));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Rows that become one text at a time. */
const CHUNK = 5000;

/** Changes of one table in the order of their keys, as the database reports them in none. */
function byKey(changes: readonly NetChange["change"][]): readonly NetChange["change"][] {
  const keyed = changes.map((change) => {
    const values = Object.values(change.key);
    const first = values[0];
    const number = values.length === 1 && typeof first === "bigint" ? first : null;
    return { change, number, text: number === null ? values.map(storedText).join("\0") : "" };
  });
  keyed.sort((a, b) => {
    if (a.number !== null && b.number !== null) return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
    if (a.number !== null || b.number !== null) return a.number !== null ? -1 : 1;
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  });
  return keyed.map(({ change }) => change);
}

/** A row's image mostly holds its key as well. */
function isWithin(key: SqlRow, row: SqlRow | null): boolean {
  for (const column in key) if (row?.[column] === undefined) return false;
  return true;
}

function whole(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
