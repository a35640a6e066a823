import * as vscode from "vscode";
import type { Connection } from "../engine/connection";
import type { Reporter } from "../report";

/** Row counts by model label. Asked for an app at a time, when its models come into view, and kept until they change. */
export class Counts {
  readonly #connection: Connection;
  readonly #report: Reporter;
  readonly #changed = new vscode.EventEmitter<void>();
  #known = new Map<string, number | null>();
  #asked = new Set<string>();
  #controller = new AbortController();

  readonly onDidChange = this.#changed.event;

  constructor(connection: Connection, report: Reporter) {
    this.#connection = connection;
    this.#report = report;
  }

  /** The count, null where counting failed, undefined while it is not known. */
  get(label: string): number | null | undefined {
    return this.#known.get(label);
  }

  /** Counts those models that were not counted yet. */
  async ask(labels: readonly string[]): Promise<void> {
    const missing = labels.filter((label) => !this.#asked.has(label));
    if (missing.length === 0) return;
    for (const label of missing) this.#asked.add(label);
    const { signal } = this.#controller;
    try {
      const counts = await this.#connection.call("count", { models: missing }, signal, vscode.l10n.t("counting rows"));
      if (signal.aborted) return;
      for (const [label, count] of Object.entries(counts)) this.#known.set(label, count);
      this.#changed.fire();
    } catch (error) {
      // Counts are an extra of the view: their failure is for the log, never a message.
      if (!signal.aborted) this.#report.words(error);
    }
  }

  /** Counts one model again, now. */
  async again(label: string): Promise<void> {
    const counts = await this.#connection.call("count", { models: [label] });
    for (const [name, count] of Object.entries(counts)) this.#known.set(name, count);
    this.#changed.fire();
  }

  /** Forgets every count: rows were written, or another database is open. Old ones stay in view until the new are known. */
  reset(keep: boolean): void {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#asked = new Set();
    if (!keep) this.#known = new Map();
  }

  dispose(): void {
    this.#controller.abort();
    this.#changed.dispose();
  }
}
