import type { RowChange, SqlRow, SqlValue } from "../database/backend";
import type { HistoryEntry } from "../protocol/results";
import type { NetChange } from "./effects";

/** One apply as it is kept: enough to show it, to undo it, and to tell after a crash whether it happened. */
export interface JournalEntry {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly source: string;
  /** The database's location; never a password. */
  readonly database: string;
  readonly summary: string;
  readonly state: HistoryEntry["state"] | "open";
  readonly changes: readonly NetChange[];
  readonly undoOf?: string;
}

/** Where applies are remembered. `begin` returns only when the entry is durable. */
export interface Journal {
  begin(entry: JournalEntry): Promise<void>;
  settle(id: string, state: HistoryEntry["state"]): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly JournalEntry[]>;
}

type Stored = null | number | string | { readonly i: string } | { readonly b: string } | { readonly r: string };
type StoredRow = Readonly<Record<string, Stored>> | null;

/** A stored value as JSON that reads back as exactly the same. */
function encode(value: SqlValue): Stored {
  if (typeof value === "bigint") return { i: value.toString() };
  if (value instanceof Uint8Array) return { b: [...value].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  if (typeof value === "number" && !Number.isFinite(value)) return { r: value > 0 ? "inf" : "-inf" };
  return value;
}

function decode(value: Stored): SqlValue {
  if (value === null || typeof value !== "object") return value;
  if ("i" in value) return BigInt(value.i);
  if ("r" in value) return value.r === "inf" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return Uint8Array.from(value.b.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

const rowOut = (row: SqlRow | null): StoredRow =>
  row ? Object.fromEntries(Object.entries(row).map(([column, value]) => [column, encode(value)])) : null;
const rowIn = (row: StoredRow): SqlRow | null =>
  row ? Object.fromEntries(Object.entries(row).map(([column, value]) => [column, decode(value)])) : null;

/** An entry as text, one line. */
export function writeEntry(entry: JournalEntry): string {
  const changes = entry.changes.map(({ change, cause }) => ({
    cause,
    action: change.action,
    table: change.table,
    key: rowOut(change.key),
    before: rowOut(change.before),
    after: rowOut(change.after),
  }));
  return JSON.stringify({ ...entry, changes });
}

/** Reads an entry back; null for text that is none (a file cut short by a crash). */
export function readEntry(text: string): JournalEntry | null {
  try {
    const raw = JSON.parse(text) as Omit<JournalEntry, "changes"> & {
      changes: {
        cause: string;
        action: RowChange["action"];
        table: string;
        key: StoredRow;
        before: StoredRow;
        after: StoredRow;
      }[];
    };
    const changes = raw.changes.map(({ cause, action, table, key, before, after }) => ({
      cause,
      change: { action, table, key: rowIn(key) ?? {}, before: rowIn(before), after: rowIn(after) },
    }));
    return { ...raw, changes };
  } catch {
    return null;
  }
}

/** The newest entry that can be undone and is no undo itself; an undo of an undo does something again, so it counts. */
export function lastUndoable(entries: readonly JournalEntry[]): JournalEntry | undefined {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const takesBack = (entry: JournalEntry): boolean => {
    const undoneEntry = entry.undoOf === undefined ? undefined : byId.get(entry.undoOf);
    return undoneEntry ? !takesBack(undoneEntry) : entry.undoOf !== undefined;
  };
  return entries.find((entry) => entry.state === "applied" && !takesBack(entry));
}

/** A journal for a database that is gone when its engine is. */
export class MemoryJournal implements Journal {
  readonly #entries = new Map<string, JournalEntry>();

  async begin(entry: JournalEntry): Promise<void> {
    this.#entries.set(entry.id, entry);
  }

  async settle(id: string, state: HistoryEntry["state"]): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry) this.#entries.set(id, { ...entry, state });
  }

  async list(): Promise<readonly JournalEntry[]> {
    return [...this.#entries.values()].reverse();
  }
}

/** The entry as the host shows it. */
export function toHistory(entry: JournalEntry, labelOf: (table: string) => string): HistoryEntry {
  const counts = new Map<string, { action: RowChange["action"]; model: string; count: number }>();
  for (const { change } of entry.changes) {
    const model = labelOf(change.table);
    const key = `${change.action} ${model}`;
    const known = counts.get(key) ?? { action: change.action, model, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  return {
    id: entry.id,
    time: entry.time,
    source: entry.source,
    database: entry.database,
    summary: entry.summary,
    state: entry.state === "open" ? "unknown" : entry.state,
    effects: [...counts.values()],
    ...(entry.undoOf !== undefined && { undoOf: entry.undoOf }),
  };
}
