import type * as vscode from "vscode";
import type { RowTotal, StatementResult } from "../../protocol/results";
import type { Connection } from "../engine/connection";
import type { Runner } from "../run/runner";
import { Store } from "../store";
import type { Candidate } from "./candidates";

/** Rows of a result that are kept for the next run of the same statement. */
export const mostKept = 5_000;
/** Statements whose last two runs are remembered. */
const mostStatements = 20;
/** Bytes of them: rows of long texts are no small ones. */
const mostBytes = 8 << 20;
/** What the person waits for comes first. */
const delay = 300;

interface Run {
  /** The result as it is shown, read anew where it is scrolled to. */
  readonly id: string;
  readonly source: string;
  readonly time: string;
  readonly model: string | undefined;
  /** Its rows as they were. */
  held?: { readonly id: string; readonly rows: number };
  readonly timers: ReturnType<typeof setTimeout>[];
}

/** The last two runs of statements, with the rows of the smaller ones: what changed between them can be told. */
export class PreviousRuns implements vscode.Disposable {
  readonly #connection: Connection;
  readonly #store = new Store();
  /** By the statement's text, the earlier run first. */
  readonly #runs = new Map<string, Run[]>();
  readonly #now: () => Date;

  constructor(connection: Connection, runner: Runner, now: () => Date = () => new Date()) {
    this.#connection = connection;
    this.#now = now;
    this.#store.add(
      runner.onDidRun((event) => {
        if (event.kind !== "answered" || event.answer.kind !== "read") return;
        for (const statement of event.answer.statements) this.#ran(statement);
      }),
    );
    this.#store.add(runner.onDidCount(({ id, total }) => this.#counted(id, total)));
    this.#store.add(connection.onDidRestart(() => this.#runs.clear()));
    this.#store.add(
      connection.onDidChange(({ kind }) => {
        if (kind !== "open") this.#runs.clear();
      }),
    );
  }

  /** When a result was run. */
  timeOf(id: string): string {
    const run = [...this.#runs.values()].flat().findLast((each) => each.id === id);
    return run?.time ?? this.#now().toISOString();
  }

  /** The last two runs of a statement; `before` is missing where it ran once, `"tooMany"` where its rows were not kept. */
  of(source: string): { readonly before: Candidate | "tooMany" | undefined; readonly after: Candidate | undefined } {
    const runs = this.#runs.get(source.trim()) ?? [];
    const after = runs.at(-1);
    const before = runs.length > 1 ? runs.at(-2) : undefined;
    return {
      before: before === undefined ? undefined : before.held === undefined ? "tooMany" : candidate(before),
      after: after && candidate(after),
    };
  }

  dispose(): void {
    for (const run of [...this.#runs.values()].flat()) stop(run);
    this.#runs.clear();
    this.#store.dispose();
  }

  #ran({ source, result }: StatementResult): void {
    if (result === undefined) return;
    const key = source.trim();
    const time = this.#now().toISOString();
    const run: Run = { id: result.id, source: key, time, model: result.model, timers: [] };
    const runs = [...(this.#runs.get(key) ?? []), run];
    for (const old of runs.splice(0, runs.length - 2)) this.#forget(old);
    // The statement that was run last is forgotten last.
    this.#runs.delete(key);
    this.#runs.set(key, runs);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > mostStatements && oldest !== undefined) {
      for (const old of this.#runs.get(oldest) ?? []) this.#forget(old);
      this.#runs.delete(oldest);
    }
    if (result.rowCount !== null) this.#keep(run, result.rowCount);
  }

  #counted(id: string, { rows }: RowTotal): void {
    const run = [...this.#runs.values()].flat().findLast((each) => each.id === id);
    if (run !== undefined && rows !== null) this.#keep(run, rows);
  }

  #keep(run: Run, rows: number): void {
    if (rows > mostKept || run.timers.length > 0) return;
    const hold = async (): Promise<void> => {
      if (this.#connection.state.kind !== "open") return;
      const held = await this.#connection
        .call("hold", { id: run.id, rows: mostKept, bytes: mostBytes })
        .catch(() => null);
      if (held === null) return;
      if (this.#runs.get(run.source)?.includes(run) === true) run.held = held;
      else this.#release(held.id);
    };
    run.timers.push(setTimeout(() => void hold(), delay));
  }

  #forget(run: Run): void {
    stop(run);
    if (run.held !== undefined) this.#release(run.held.id);
  }

  #release(id: string): void {
    if (this.#connection.state.kind !== "open") return;
    this.#connection.call("release", { id }).catch(() => undefined);
  }
}

function stop({ timers }: Run): void {
  for (const timer of timers) clearTimeout(timer);
}

function candidate({ id, source, time, model, held }: Run): Candidate {
  return { id: held?.id ?? id, name: "", source, time, model, rows: held?.rows ?? null };
}
