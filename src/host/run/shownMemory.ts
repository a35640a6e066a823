import type * as vscode from "vscode";
import type { RunRequest } from "../../protocol/engine";
import { isSamePlace, type KeptDatabase } from "../engine/kept";

const key = "panels";
/** Characters of a request that are kept: what is longer is not run again by itself. */
const mostText = 200_000;
/** Panels that are remembered; those that showed something longest ago go first. */
const mostPanels = 20;

/** What a panel showed when the window went. */
export interface ShownBefore {
  readonly kind: "read" | "preview" | "other";
  readonly source: string;
  /** What was read last, with the ids its results had. */
  readonly read?: RunRequest | undefined;
  readonly database: KeptDatabase;
}

/** Remembers what each panel shows for the window's next time. It is kept with the workspace, never in the database. */
export class ShownMemory {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** What panels showed, of any database, the last one first. */
  get all(): readonly ShownBefore[] {
    const kept = this.#memory.get<unknown>(key);
    return Array.isArray(kept) ? (kept as readonly ShownBefore[]) : [];
  }

  async keep({ read, source, ...shown }: ShownBefore): Promise<void> {
    const isLong = (read?.source.length ?? 0) + (read?.before?.length ?? 0) > mostText;
    const own = { ...shown, source: source.slice(0, mostText), ...(isLong ? {} : { read }) };
    const others = this.all.filter(({ database }) => !isSamePlace(database.place, shown.database.place));
    await this.#memory.update(key, [own, ...others].slice(0, mostPanels));
  }
}
