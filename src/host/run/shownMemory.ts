import type * as vscode from "vscode";
import type { RunRequest } from "../../protocol/engine";

const key = "results";
/** Characters of a request that are kept: what is longer is not run again by itself. */
const most = 200_000;

/** What the panel showed when the window went. */
export interface ShownBefore {
  readonly kind: "read" | "preview" | "other";
  readonly source: string;
  /** What was read last, with the ids its results had. */
  readonly read?: RunRequest;
}

/** Remembers what the panel shows for the window's next time. It is kept with the workspace, never in the database. */
export class ShownMemory {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get(): ShownBefore | undefined {
    return this.#memory.get<ShownBefore>(key);
  }

  keep(kind: ShownBefore["kind"], source: string, read: RunRequest | undefined): void {
    const isLong = (read?.source.length ?? 0) + (read?.before?.length ?? 0) > most;
    const shown: ShownBefore = {
      kind,
      source: source.slice(0, most),
      ...(read === undefined || isLong ? {} : { read }),
    };
    void this.#memory.update(key, shown);
  }
}
