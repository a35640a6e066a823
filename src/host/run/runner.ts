import * as vscode from "vscode";
import type { DatabaseInfo, ReadAnswer, RunAnswer, RunRequest, UndoRequest } from "../../protocol/engine";
import type { Confirmation } from "../../protocol/guards";
import type { PreviewView, ResultHandle, RowTotal, StatementResult } from "../../protocol/results";
import type { PanelView } from "../../protocol/webview";
import type { Connection } from "../engine/connection";
import { isSilent, noPreview } from "../errors";
import type { ResultsPanel } from "../panel/resultsPanel";
import { inMessage } from "../plainText";
import type { Reporter } from "../report";
import { Asking } from "./asking";
import type { Board } from "./board";
import { askToConfirm } from "./confirm";
import type { Ran, RunEvent, RunOptions, Script } from "./events";
import { failureView, type Task } from "./failure";
import { firstLine } from "./firstLine";
import { Lines } from "./lines";
import { Shown } from "./shown";
import type { ShownBefore } from "./shownMemory";

interface Parts {
  readonly connection: Connection;
  readonly panel: ResultsPanel;
  readonly report: Reporter;
  /** Remembers what is shown for the window's next time. */
  readonly keep?: (shown: Omit<ShownBefore, "database">) => void;
  /** Whether results are read again by themselves when another program has changed the data. */
  readonly refreshes?: () => boolean;
}

interface Running extends Task {
  readonly controller: AbortController;
}

/** A result whose rows were counted. */
export interface Counted {
  readonly id: string;
  readonly total: RowTotal;
}

/** Runs, previews, applies and undoes, one at a time, and shows in the panel what came of it. */
export class Runner {
  readonly #parts: Parts;
  readonly #wrote = new vscode.EventEmitter<void>();
  readonly #asking: Asking;
  readonly #counted = new vscode.EventEmitter<Counted>();
  readonly #stateChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  /** The results that are shown, and the reading on in them. */
  readonly shown: Shown;
  readonly #lines = new Lines();
  /** What the panel shows the results of. */
  #shownRun: Ran | undefined;
  /** What only read, last. */
  #read: RunRequest | undefined;
  #task: Running | undefined;
  #preview: PreviewView | undefined;
  /** The run that the preview is of. */
  #previewed: Ran | undefined;
  #lastEntry: string | undefined;
  /** What the panel shows while its database was not connected to since the window was reloaded. */
  #unconnected: Extract<PanelView, { readonly kind: "unconnected" }> | undefined;
  /** Runs once more what is shown. */
  #again: (() => Promise<unknown>) | undefined;

  /** Something was committed. */
  readonly onDidWrite = this.#wrote.event;
  /** Statements are run, or something came of them. */
  readonly onDidRun: vscode.Event<RunEvent>;
  /** The rows of a result that is shown were counted. */
  readonly onDidCount = this.#counted.event;
  /** A preview or a piece of work came or went. */
  readonly onDidChangeState = this.#stateChanged.event;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#asking = new Asking(parts.connection);
    this.onDidRun = this.#asking.onDidRun;
    const counted = (id: string, total: RowTotal): void => this.#counted.fire({ id, total });
    this.shown = new Shown(parts.connection, () => this.#stateChanged.fire(), counted);
    this.#subscriptions = vscode.Disposable.from(
      this.#wrote,
      this.#asking,
      this.#counted,
      this.#stateChanged,
      parts.panel.onDidClose(() => this.#panelClosed()),
      parts.connection.onDidChange(({ kind }) => {
        if (kind !== "open") this.#engineLeft();
        else if (parts.panel.view.kind === "unconnected") void parts.report.guard(() => this.refresh());
      }),
      parts.connection.onDidRestart(() => this.#engineLeft()),
      parts.connection.onDidChangeData(() => void this.#dataChanged()),
      parts.connection.onProgress((progress) => {
        if (parts.panel.view.kind === "busy") parts.panel.update({ ...parts.panel.view, progress });
      }),
    );
  }

  /**
   * Runs a script. What only reads shows its values; what writes shows a preview, and nothing is written. Resolves to
   * what came of it; undefined where it did not run to its end.
   */
  async run(request: RunRequest, options: RunOptions = {}): Promise<RunAnswer | undefined> {
    const ran: Ran = { request, origin: options.origin };
    let given: RunAnswer | undefined;
    await this.#do(request.source, false, { kind: "busy", source: request.source }, async (signal) => {
      given = await this.#asking.run(ran, signal);
      this.#again = () => this.run({ ...request, results: this.shown.ids }, options);
      return this.#took(ran, given, options.showSql);
    });
    return given;
  }

  /**
   * Runs a document's statements one after another, and shows what they read. The first one that fails is the last, and
   * so is the first one that writes: its preview is shown, and nothing is written.
   */
  async runAll(script: Script): Promise<void> {
    const { statements, whole, origin } = script;
    await this.#do(whole.source, false, { kind: "busy", source: firstLine(whole.source) }, async (signal) => {
      const read: StatementResult[] = [];
      let isFailed = false;
      for (const [i, request] of statements.entries()) {
        const progress = vscode.l10n.t("Statement {0} of {1}", String(i + 1), String(statements.length));
        this.#parts.panel.update({ kind: "busy", source: request.source, progress });
        const ran: Ran = { request, origin };
        const answer = (await this.#asking.read(ran, signal)) ?? (await this.#asking.run(ran, signal));
        if (answer.kind === "preview") {
          this.#again = () => this.run({ ...request, results: this.shown.ids }, { origin });
          return this.#took(ran, answer);
        }
        read.push(...answer.statements);
        isFailed = answer.kind === "failed";
        if (isFailed) break;
      }
      this.#again = () => this.runAll(script);
      return this.#took({ request: whole, origin }, { kind: isFailed ? "failed" : "read", statements: read });
    });
  }

  /**
   * Reads what is shown elsewhere than in the panel: `onDidRun` tells what came of it. Null where it would write, and was
   * not run; undefined where it was cancelled, or something else is running.
   */
  async read(ran: Ran): Promise<ReadAnswer | null | undefined> {
    if (this.#task !== undefined) return undefined;
    const task: Running = { source: ran.request.source, writes: false, controller: new AbortController() };
    this.#setTask(task);
    try {
      return await this.#asking.read(ran, task.controller.signal);
    } catch (error) {
      if (isSilent(error)) return undefined;
      throw error;
    } finally {
      this.#setTask(undefined);
    }
  }

  /** The run whose results the panel shows; undefined where it shows something else. */
  get shownRun(): Ran | undefined {
    return this.#parts.panel.view.kind === "results" ? this.#shownRun : undefined;
  }

  /** Shows what was read elsewhere in the place of the results that the panel shows. */
  show(ran: Ran, answer: ReadAnswer): void {
    if (this.#task !== undefined || this.shownRun === undefined) return;
    this.#again = () => this.run({ ...ran.request, results: this.shown.ids }, { origin: ran.origin });
    this.#parts.panel.update(this.#took(ran, answer));
  }

  /** Keeps what was run for what is asked of it later, and shows it. */
  #took(ran: Ran, answer: RunAnswer, showSql = false): PanelView {
    const { request } = ran;
    this.#shownRun = ran;
    this.#unconnected = undefined;
    this.shown.keep(request, answer);
    this.#lines.keep(request, answer);
    if (answer.kind === "read") this.#read = { ...request, results: this.shown.ids };
    this.#keep(answer.kind === "read" || answer.kind === "preview" ? answer.kind : "other", request.source);
    return this.#answered(request.source, answer, { showSql, ran });
  }

  /** Previews rows that come from elsewhere; `source` says what they are. */
  async load(source: string, work: (signal: AbortSignal) => Promise<RunAnswer>): Promise<void> {
    await this.#do(source, false, { kind: "busy", source }, async (signal) => {
      const answer = await work(signal);
      this.#again = undefined;
      return this.#answered(source, answer);
    });
  }

  /** Runs once more what was read last: a preview or its outcome took its place. */
  async back(): Promise<void> {
    if (this.#read === undefined) return;
    const { results: _, ...request } = this.#read;
    await this.run(request);
  }

  /**
   * Takes over a panel after the window was reloaded. What only read is read again: at once where it is to connect, else
   * when the person wants it or the database is opened. A preview says that it is gone.
   */
  restore(
    restored: vscode.WebviewPanel,
    { before, isConnecting }: { readonly before?: ShownBefore; readonly isConnecting: boolean },
  ): void {
    const { panel, connection, report } = this.#parts;
    if (!panel.restore(restored) || before === undefined) return;
    const { read } = before;
    this.#read = read;
    if (before.kind === "read" && read !== undefined) {
      this.#again = () => this.run(read);
      this.#unconnected = { kind: "unconnected", name: before.database.name, source: read.source };
      if (isConnecting || connection.state.kind === "open") void report.guard(() => this.refresh());
      else panel.update(this.#unconnected);
    } else if (before.kind === "preview") {
      const message = vscode.l10n.t(
        "The window was reloaded, and the preview that was here is gone. Nothing was written. Run the statement again.",
      );
      panel.update({
        kind: "outcome",
        message,
        canUndo: false,
        hasRows: read !== undefined,
        source: before.source,
      });
    }
  }

  #keep(kind: ShownBefore["kind"], source: string): void {
    this.#parts.keep?.({ kind, source, read: this.#read });
  }

  /** What the panel shows. */
  get board(): Board {
    return { shown: this.shown, lines: this.#lines };
  }

  /** Brings the panel to the front, with the focus; false where there is none. */
  focus(): boolean {
    return this.#parts.panel.focus();
  }

  /** The first result that the panel shows. */
  get result(): ResultHandle | undefined {
    return this.#lines.result;
  }

  /** Shows how the database would go about a queryset, without running it. */
  async explain(request: RunRequest): Promise<void> {
    await this.#do(request.source, false, { kind: "busy", source: request.source }, async (signal) => {
      const answer = await this.#parts.connection.call("explain", request, signal, firstLine(request.source));
      this.#again = () => this.explain(request);
      return this.#answered(request.source, answer, { showSql: true });
    });
  }

  /**
   * Applies the preview that is shown. An id that is not its own is from a page that shows an older one. What the page
   * does not say to be confirmed is asked for here.
   */
  async apply(id?: string, confirmed?: Confirmation): Promise<void> {
    const database = this.#database();
    const seen = this.#current(id);
    const given = confirmed ?? (await askToConfirm(seen.guards ?? {}, database.name));
    if (given === undefined) return;
    // Another one may be shown since it was asked.
    const preview = this.#current(seen.id);
    const busy: PanelView = { kind: "preview", preview, database, busy: vscode.l10n.t("Applying…") };
    await this.#do(preview.source, true, busy, async (signal) => {
      const answer = await this.#parts.connection.call(
        "apply",
        { preview: preview.id, confirmed: given },
        signal,
        firstLine(preview.source),
      );
      if (answer.kind === "applied") {
        this.#keep("other", preview.source);
        this.#setPreview(undefined, undefined, answer.summary);
        this.#again = undefined;
        this.#lastEntry = answer.entry.id;
        this.#wrote.fire();
        return { kind: "outcome", message: answer.summary, canUndo: true, source: preview.source };
      }
      if (answer.kind !== "conflict") return { kind: "preview", preview, database, conflict: answer.message };
      const { message: conflict, preview: next, differences, differing } = answer;
      this.#setPreview(next, this.#previewed);
      return { kind: "preview", preview: next, database, conflict, differences, differing };
    });
  }

  discard(id?: string): void {
    const preview = this.#current(id);
    this.#setPreview(undefined);
    this.#keep("other", preview.source);
    const message = vscode.l10n.t("Discarded. Nothing was written.");
    this.#parts.panel.update({ kind: "outcome", message, canUndo: false, source: preview.source });
    this.#forget(preview);
  }

  /** Previews the inverse of an apply: the given one, or the last that can be undone. */
  async undo(request: UndoRequest = {}): Promise<void> {
    const source = vscode.l10n.t("Undo");
    await this.#do(source, false, { kind: "busy", source }, async (signal) => {
      const answer = await this.#parts.connection.call("undo", request, signal, source);
      this.#again = () => this.undo(request);
      return this.#answered(source, answer);
    });
  }

  /** Shows what an apply wrote, row by row. */
  async showEntry(id: string): Promise<void> {
    const source = vscode.l10n.t("History");
    await this.#do(source, false, { kind: "busy", source }, async (signal) => {
      const view = await this.#parts.connection.call("entry", { id }, signal, source);
      if (this.#preview !== undefined) this.#forget(this.#preview);
      this.#setPreview(undefined);
      this.#again = undefined;
      return { kind: "entry", view, database: this.#database() };
    });
  }

  /** Runs once more what is shown: reads results again, or makes a preview anew. */
  async refresh(): Promise<void> {
    await this.#again?.();
  }

  /** Previews the undo of what this panel applied last. */
  undoShown(): Promise<void> {
    return this.undo(this.#lastEntry === undefined ? {} : { entry: this.#lastEntry });
  }

  cancel(): void {
    this.#task?.controller.abort();
    this.shown.cancel();
  }

  /** A preview is shown that can be applied. */
  get hasPreview(): boolean {
    return this.#preview !== undefined;
  }

  /** The database that everything here is about. */
  get connection(): Connection {
    return this.#parts.connection;
  }

  /** A statement is run, or a preview applied. */
  get isRunning(): boolean {
    return this.#task !== undefined;
  }

  /** Something is under way that a person waits for. */
  get isBusy(): boolean {
    return this.#task !== undefined || this.shown.isCounting;
  }

  dispose(): void {
    this.cancel();
    this.#subscriptions.dispose();
  }

  async #do(
    source: string,
    writes: boolean,
    busy: PanelView,
    work: (signal: AbortSignal) => Promise<PanelView>,
  ): Promise<void> {
    const { panel, report } = this.#parts;
    if (this.#task !== undefined) {
      await this.#offerCancel(this.#task);
      return;
    }
    // Nobody waits for what only the results before this one were counted for.
    this.shown.cancel();
    const task: Running = { source, writes, controller: new AbortController() };
    this.#shownRun = undefined;
    this.#setTask(task);
    panel.show(busy);
    try {
      panel.show(await work(task.controller.signal));
    } catch (error) {
      const { state } = this.#parts.connection;
      const database = state.kind === "open" ? state.result.database : undefined;
      const words = isSilent(error) ? undefined : report.words(error);
      if (this.#unconnected !== undefined && database === undefined) {
        panel.update({ ...this.#unconnected, ...(words !== undefined && { message: words.message }) });
        return;
      }
      panel.update(failureView(task, error, { preview: this.#preview, database, words: words?.message }));
      if (words?.action !== undefined) report.present(words);
    } finally {
      this.#setTask(undefined);
    }
  }

  #answered(
    source: string,
    answer: RunAnswer,
    { showSql = false, ran }: { readonly showSql?: boolean; readonly ran?: Ran } = {},
  ): PanelView {
    const database = this.#database();
    if (this.#preview !== undefined) this.#forget(this.#preview);
    if (answer.kind === "preview") {
      this.#setPreview(answer.preview, ran);
      return { kind: "preview", preview: answer.preview, database };
    }
    this.#setPreview(undefined);
    return { kind: "results", source, statements: answer.statements, database, showSql };
  }

  /** Says so where what is shown is older than the data. */
  async #dataChanged(): Promise<void> {
    const { panel, connection, refreshes } = this.#parts;
    if (this.#again === undefined || this.#task !== undefined) return;
    if (panel.view.kind === "results") panel.outdate(refreshes?.() === true ? "automatic" : "offer");
    const preview = this.#preview;
    if (panel.view.kind !== "preview" || preview === undefined) return;
    const { current } = await connection.call("isCurrent", { preview: preview.id }).catch(() => ({ current: null }));
    if (current !== true && this.#preview === preview && this.#task === undefined) panel.outdate("offer");
  }

  async #offerCancel(running: Running): Promise<void> {
    const cancel = vscode.l10n.t("Cancel It");
    const message = vscode.l10n.t("{0} is still running. Wait for it, or cancel it.", firstLine(running.source));
    const picked = await vscode.window.showInformationMessage(inMessage(message), cancel);
    if (picked === cancel && this.#task === running) running.controller.abort();
  }

  #panelClosed(): void {
    const preview = this.#preview;
    this.#setPreview(undefined);
    // An apply goes on: its outcome opens the panel again.
    if (this.#task?.writes === true) return;
    this.cancel();
    if (preview !== undefined) this.#forget(preview);
  }

  /** A preview lives in the engine that made it. */
  #engineLeft(): void {
    const preview = this.#preview;
    this.#setPreview(undefined);
    if (preview === undefined || this.#task !== undefined) return;
    const message = vscode.l10n.t(
      "The database was opened again, so this preview no longer holds. Run the statement again.",
    );
    this.#parts.panel.update({ kind: "outcome", message, canUndo: false, source: preview.source });
  }

  /** Lets the engine drop a preview that nobody sees any more. */
  #forget(preview: PreviewView): void {
    if (this.#parts.connection.state.kind !== "open") return;
    this.#parts.connection.call("discard", { preview: preview.id }).catch(() => undefined);
  }

  #current(id: string | undefined): PreviewView {
    if (this.#preview === undefined || (id !== undefined && id !== this.#preview.id)) throw noPreview();
    return this.#preview;
  }

  #database(): DatabaseInfo {
    const { state } = this.#parts.connection;
    if (state.kind !== "open") throw new Error("No database is open.");
    return state.result.database;
  }

  /** Shows another preview, or none; `applied` says what the one before wrote. */
  #setPreview(preview: PreviewView | undefined, ran?: Ran, applied?: string): void {
    const left = this.#previewed;
    this.#preview = preview;
    this.#previewed = ran;
    if (left !== undefined && left !== ran) {
      this.#asking.tell(
        applied === undefined ? { ...left, kind: "discarded" } : { ...left, kind: "applied", message: applied },
      );
    }
    this.#stateChanged.fire();
  }

  #setTask(task: Running | undefined): void {
    this.#task = task;
    this.#stateChanged.fire();
  }
}
