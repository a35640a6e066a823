import type { RowChange } from "../../database/backend";
import type { HistoryEntry } from "../../protocol/results";
import type { ChangeSet } from "../changeSet";

/** What is known of an entry without its rows. */
export interface EntryHead {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly source: string;
  /** The database's location; never a password. */
  readonly database: string;
  readonly summary: string;
  readonly state: HistoryEntry["state"] | "open";
  readonly undoOf?: string;
  readonly groups: readonly EntryGroup[];
}

/** Rows of one table that changed in one way, counted. */
export interface EntryGroup {
  readonly action: RowChange["action"];
  readonly table: string;
  readonly cause: string;
  readonly origin?: { readonly model: string; readonly via: string };
  readonly count: number;
}

/** Where applies are remembered. */
export interface Journal {
  /** It holds on to the very changes it was given. */
  readonly holdsChanges: boolean;
  /** Returns only when the entry and its rows are durable. */
  begin(entry: EntryHead, changes: ChangeSet): Promise<void>;
  settle(id: string, state: HistoryEntry["state"]): Promise<void>;
  /** Newest first, without their rows. */
  list(): Promise<readonly EntryHead[]>;
  /** An entry's rows; throws LookupError where it is not there, or cannot be read. */
  open(id: string): Promise<ChangeSet>;
  /** Whether the one who began an open entry is at it still, as far as that can be told. */
  isAtWork(id: string): Promise<boolean>;
}

/** The newest entry that can be undone and is no undo itself; an undo of an undo does something again, so it counts. */
export function lastUndoable(entries: readonly EntryHead[]): EntryHead | undefined {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const takesBack = (entry: EntryHead): boolean => {
    const undoneEntry = entry.undoOf === undefined ? undefined : byId.get(entry.undoOf);
    return undoneEntry ? !takesBack(undoneEntry) : entry.undoOf !== undefined;
  };
  return entries.find((entry) => entry.state === "applied" && !takesBack(entry));
}

/** The entry as the host shows it. */
export function toHistory(entry: EntryHead, labelOf: (table: string) => string): HistoryEntry {
  const counts = new Map<string, { action: RowChange["action"]; model: string; count: number }>();
  for (const { action, table, count } of entry.groups) {
    const model = labelOf(table);
    const key = `${action} ${model}`;
    const known = counts.get(key) ?? { action, model, count: 0 };
    known.count += count;
    counts.set(key, known);
  }
  return {
    id: entry.id,
    time: entry.time,
    source: entry.source,
    database: entry.database,
    summary: entry.summary,
    state: entry.state === "open" ? "applying" : entry.state,
    effects: [...counts.values()],
    ...(entry.undoOf !== undefined && { undoOf: entry.undoOf }),
  };
}
