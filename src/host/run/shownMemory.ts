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
  /** Whose it was; see `keyOf`. Absent in what earlier versions kept. */
  readonly place?: string;
}

/** Remembers what the panel shows for the window's next time. It is kept with the workspace, never in the database. */
export class ShownMemory {
  readonly #memory: vscode.Memento;
  readonly #place: () => Promise<string>;

  /** `place` tells which database the panel is of. */
  constructor(memory: vscode.Memento, place: () => Promise<string>) {
    this.#memory = memory;
    this.#place = place;
  }

  /** What was shown, where it was of the same database. */
  async get(): Promise<ShownBefore | undefined> {
    const before = this.#memory.get<ShownBefore>(key);
    return before?.place === undefined || before.place === (await this.#place()) ? before : undefined;
  }

  async keep(kind: ShownBefore["kind"], source: string, read: RunRequest | undefined): Promise<void> {
    const isLong = (read?.source.length ?? 0) + (read?.before?.length ?? 0) > most;
    const shown: ShownBefore = {
      kind,
      source: source.slice(0, most),
      place: await this.#place(),
      ...(read === undefined || isLong ? {} : { read }),
    };
    await this.#memory.update(key, shown);
  }
}
