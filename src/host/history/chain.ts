import type { HistoryEntry } from "../../protocol/results";

/** What an entry is: the apply of a script, its undo, or the undo of that. */
export type Part = "apply" | "undo" | "redo";

/** An entry in its chain of undos. */
export interface Link {
  readonly entry: HistoryEntry;
  readonly part: Part;
  /** The apply that the chain began with; the entry itself where that is no longer kept. */
  readonly first: HistoryEntry;
  /** It is applied, but some of its rows have been undone. */
  readonly isPartlyUndone?: true;
  /** The entry whose undo takes this one back; absent where nothing can be. */
  readonly undo?: string;
  /** The entry whose undo does this one again; absent where it is done, or cannot be. */
  readonly redo?: string;
}

/** Entries, newest first, with what each can be followed by. */
export function chained(entries: readonly HistoryEntry[]): readonly Link[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const undoneBy = new Map(
    entries.flatMap(({ id, undoOf, state }) => (undoOf !== undefined && state === "applied" ? [[undoOf, id]] : [])),
  );
  const newest = [...entries].sort((a, b) => b.time.localeCompare(a.time) || b.id.localeCompare(a.id));
  return newest.map((entry) => {
    let first = entry;
    let depth = 0;
    for (; first.undoOf !== undefined && depth < entries.length; depth++) first = byId.get(first.undoOf) ?? first;
    const part: Part = entry.undoOf === undefined ? "apply" : depth % 2 === 1 ? "undo" : "redo";
    // The undo of an undo does it again.
    const again = part === "undo" ? (entry.state === "applied" ? entry.id : undefined) : undoneBy.get(entry.id);
    return {
      entry,
      part,
      first,
      ...(entry.state === "applied" && undoneBy.has(entry.id) && { isPartlyUndone: true }),
      ...(part !== "undo" && entry.state === "applied" && { undo: entry.id }),
      ...(again !== undefined && { redo: again }),
    };
  });
}
