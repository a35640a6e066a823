import type { Backend } from "../database/backend";
import type { Registry } from "../orm/registry";
import type { ChangeSet } from "../preview/changeSet";
import { type Labels, labelOf, toEffects } from "../preview/effects";
import { type EntryHead, type Journal, lastUndoable, toHistory } from "../preview/journal/journal";
import { settleOpen } from "../preview/rehearsal";
import { QuerysetError } from "../protocol/errors";
import type { EntryView, HistoryEntry } from "../protocol/results";

/** What was applied to the open database, as the journal has it. */
export class History {
  constructor(
    readonly journal: Journal,
    readonly backend: Backend,
    readonly registry: () => Registry,
  ) {}

  /** Newest first. Entries that were open and are settled by now are settled first. */
  async list(): Promise<readonly HistoryEntry[]> {
    return (await this.#heads()).map((entry) => this.shown(entry));
  }

  /** Settles what a crash left open; see `settleOpen`. */
  async settle(): Promise<readonly HistoryEntry[]> {
    const settled = await settleOpen(this.backend, this.backend.dialect, this.journal);
    return settled.map(({ entry, state }) => this.shown({ ...entry, state }));
  }

  async #heads(): Promise<readonly EntryHead[]> {
    const { location } = this.backend.info;
    return (await this.journal.list()).filter((entry) => entry.database === location);
  }

  shown(entry: EntryHead): HistoryEntry {
    return toHistory(entry, (table) => labelOf(table, this.registry()));
  }

  /** Throws LookupError where there is none of that id. */
  async find(id: string): Promise<EntryHead> {
    const found = (await this.#heads()).find((entry) => entry.id === id);
    if (found) return found;
    throw new QuerysetError("LookupError", "There is no such entry in the history.", {
      hint: "Old entries are dropped when the journal grows past its limits.",
    });
  }

  async view(
    id: string,
    sampleRows: number | undefined,
    labels: (changes: ChangeSet) => Promise<Labels>,
  ): Promise<EntryView> {
    const entry = await this.find(id);
    const changes = await this.journal.open(id);
    return {
      entry: this.shown(entry),
      effects: toEffects(changes, this.registry(), await labels(changes), sampleRows),
    };
  }

  /** The entry of that id, or the last one that can be undone, with its rows. Throws LookupError where it cannot be undone. */
  async undoable(id: string | undefined): Promise<{ readonly entry: EntryHead; readonly changes: ChangeSet }> {
    const heads = await this.#heads();
    const entry = id === undefined ? lastUndoable(heads) : heads.find((candidate) => candidate.id === id);
    if (!entry)
      throw new QuerysetError("LookupError", "There is nothing to undo.", {
        hint: "Only what was applied from here can be undone.",
      });
    if (entry.state !== "applied")
      throw new QuerysetError("LookupError", `This entry cannot be undone: it is ${entry.state}.`);
    return { entry, changes: await this.journal.open(entry.id) };
  }

  /** True for an entry that took back an apply, false for an apply and for one that was done again. */
  async isUndo({ undoOf }: EntryHead): Promise<boolean> {
    const heads = new Map((await this.#heads()).map((head) => [head.id, head]));
    let isUndo = false;
    for (let id = undoOf; id !== undefined; id = heads.get(id)?.undoOf) isUndo = !isUndo;
    return isUndo;
  }

  /** The text of a script that would do an entry's work again. */
  async script(id: string): Promise<string> {
    const entry = await this.find(id);
    const { source, time, database, summary } = entry;
    const isUndo = await this.isUndo(entry);
    const done = isUndo ? `${summary}, an undo` : summary;
    const note = isUndo ? "# This is the statement that was undone.\n" : "";
    return `# ${database}, ${time}: ${done.replaceAll("\n", " ")}\n${note}${source}\n`;
  }
}
