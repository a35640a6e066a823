import * as vscode from "vscode";
import type { RowCount } from "../../protocol/engine";
import type { Connection } from "../engine/connection";
import type { Reporter } from "../report";

/** Models that are counted in one go: few enough for a statement in between not to wait. */
const batch = 20;

/** Row counts by model label. Asked for when models come into view, a batch at a time, and kept until they change. */
export class Counts {
  readonly #connection: Pick<Connection, "call">;
  readonly #report: Pick<Reporter, "words">;
  readonly #changed = new vscode.EventEmitter<readonly string[]>();
  #known = new Map<string, RowCount>();
  #asked = new Set<string>();
  #queue: string[] = [];
  #counting: Promise<void> | undefined;
  #controller = new AbortController();

  /** The models whose counts are known now, or are others than before. */
  readonly onDidChange = this.#changed.event;

  constructor(connection: Pick<Connection, "call">, report: Pick<Reporter, "words">) {
    this.#connection = connection;
    this.#report = report;
  }

  /** The count, undefined while it is not known. */
  get(label: string): RowCount | undefined {
    return this.#known.get(label);
  }

  /** Counts those models that were not counted yet, in the order in which they are asked for; resolves when all are. */
  ask(labels: readonly string[]): Promise<void> {
    const missing = labels.filter((label) => !this.#asked.has(label));
    for (const label of missing) this.#asked.add(label);
    this.#queue.push(...missing);
    this.#counting ??= this.#countQueue().finally(() => {
      this.#counting = undefined;
    });
    return this.#counting;
  }

  /** Counts one model again, now and exactly. */
  async again(label: string): Promise<void> {
    const counts = await this.#connection.call("count", { models: [label] });
    for (const [name, rows] of Object.entries(counts)) this.#known.set(name, { rows });
    this.#changed.fire([label]);
  }

  /** Forgets every count: rows were written, or another database is open. Old ones stay in view until the new are known. */
  reset(keep: boolean): void {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#asked = new Set();
    this.#queue = [];
    if (!keep) this.#known = new Map();
  }

  dispose(): void {
    this.#controller.abort();
    this.#queue = [];
    this.#changed.dispose();
  }

  async #countQueue(): Promise<void> {
    while (this.#queue.length > 0) await this.#count(this.#queue.splice(0, batch));
  }

  async #count(labels: readonly string[]): Promise<void> {
    const { signal } = this.#controller;
    try {
      const what = vscode.l10n.t("counting rows");
      const counts = await this.#connection.call("estimate", { models: labels }, signal, what);
      if (signal.aborted) return;
      const different = Object.entries(counts).filter(([label, count]) => !isSame(this.#known.get(label), count));
      for (const [label, count] of different) this.#known.set(label, count);
      if (different.length > 0) this.#changed.fire(different.map(([label]) => label));
    } catch (error) {
      // Counts are an extra of the view: their failure is for the log, never a message.
      if (!signal.aborted) this.#report.words(error);
    }
  }
}

function isSame(a: RowCount | undefined, b: RowCount): boolean {
  return a?.rows === b.rows && a.estimated === b.estimated;
}
