import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type Journal, type JournalEntry, readEntry, writeEntry } from "../preview/journal";
import type { HistoryEntry } from "../protocol/results";

/** The journal folder of one workspace inside the storage folder. */
export function journalFolder(storage: string, workspace: string): string {
  return join(storage, "journal", createHash("sha256").update(workspace).digest("hex").slice(0, 16));
}

/** A journal of files: one an entry, written and synced before the commit it stands for; its state beside it. */
export class JournalFiles implements Journal {
  constructor(readonly folder: string) {}

  async begin(entry: JournalEntry): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await this.#write(`${entry.id}.json`, writeEntry(entry));
  }

  async settle(id: string, state: HistoryEntry["state"]): Promise<void> {
    await this.#write(`${id}.state`, state);
  }

  async list(): Promise<readonly JournalEntry[]> {
    let names: string[];
    try {
      names = await readdir(this.folder);
    } catch {
      return [];
    }
    const entries: JournalEntry[] = [];
    for (const name of names.filter((candidate) => candidate.endsWith(".json"))) {
      const entry = readEntry(await readFile(join(this.folder, name), "utf8"));
      if (!entry) continue;
      const state = await readFile(join(this.folder, `${entry.id}.state`), "utf8").catch(() => "open");
      entries.push({ ...entry, state: isState(state) ? state : "open" });
    }
    return entries.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** A file that is whole or not there: written aside, synced, renamed, the folder synced. */
  async #write(name: string, text: string): Promise<void> {
    const path = join(this.folder, name);
    const file = await open(`${path}.part`, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    const folder = await open(this.folder, "r").catch(() => null);
    // Some systems cannot open a folder; there the rename has to do.
    await folder?.sync().catch(() => undefined);
    await folder?.close();
  }
}

function isState(text: string): text is HistoryEntry["state"] {
  return ["applied", "not applied", "undone", "unknown"].includes(text);
}
