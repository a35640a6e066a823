import type { RowChange, SqlRow, SqlValue } from "../../database/backend";
import { ChangeLog } from "../../database/changes/log";
import type { ChangeSet } from "../changeSet";
import { netChanges } from "../net";
import type { EntryHead } from "./journal";

type Stored = null | number | string | { readonly i: string } | { readonly b: string } | { readonly r: string };
type StoredRow = Readonly<Record<string, Stored>> | null;

interface OldChange {
  readonly cause: string;
  readonly action: RowChange["action"];
  readonly table: string;
  readonly key: StoredRow;
  readonly before: StoredRow;
  readonly after: StoredRow;
}

function decode(value: Stored): SqlValue {
  if (value === null || typeof value !== "object") return value;
  if ("i" in value) return BigInt(value.i);
  if ("r" in value) return value.r === "inf" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return Uint8Array.from(value.b.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

const rowIn = (row: StoredRow): SqlRow | null =>
  row ? Object.fromEntries(Object.entries(row).map(([column, value]) => [column, decode(value)])) : null;

/** An entry of the first form, one JSON text; null for text that is none (a file cut short by a crash). */
export function readOldEntry(
  text: string,
): { readonly head: Omit<EntryHead, "state">; readonly changes: ChangeSet } | null {
  try {
    const { changes: old, ...head } = JSON.parse(text) as Omit<EntryHead, "groups"> & {
      readonly changes: readonly OldChange[];
    };
    const log = new ChangeLog();
    for (const { cause, action, table, key, before, after } of old)
      log.add({ action, table, key: rowIn(key) ?? {}, before: rowIn(before), after: rowIn(after) }, { cause });
    const changes = netChanges(log);
    const groups = changes.groups.map(({ action, table, cause, count }) => ({ action, table, cause, count }));
    return { head: { ...head, groups }, changes };
  } catch {
    return null;
  }
}
