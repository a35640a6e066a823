import { QuerysetError } from "../../protocol/errors";
import type { HistoryEntry } from "../../protocol/results";
import type { ChangeSet } from "../changeSet";
import type { EntryHead, Journal } from "./journal";

/** A journal for a database that is gone when its engine is. */
export class MemoryJournal implements Journal {
  readonly holdsChanges = true;
  readonly #entries = new Map<string, { readonly head: EntryHead; readonly changes: ChangeSet }>();

  async begin(head: EntryHead, changes: ChangeSet): Promise<void> {
    this.#entries.set(head.id, { head, changes });
  }

  async settle(id: string, state: HistoryEntry["state"]): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry) this.#entries.set(id, { ...entry, head: { ...entry.head, state } });
  }

  async list(): Promise<readonly EntryHead[]> {
    return [...this.#entries.values()].map(({ head }) => head).reverse();
  }

  async open(id: string): Promise<ChangeSet> {
    const entry = this.#entries.get(id);
    if (!entry) throw new QuerysetError("LookupError", "There is no such entry in the history.");
    return entry.changes;
  }

  async isAtWork(): Promise<boolean> {
    return false;
  }
}
