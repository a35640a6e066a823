import * as vscode from "vscode";
import type { ReadAnswer, RunRequest } from "../../protocol/engine";
import type { Page } from "../../protocol/results";
import type { App } from "../app";
import { languageId, notebookType } from "../ids";
import type { RunEvent } from "../run/events";
import { Store } from "../store";
import { linesAbove, requestForCell } from "./context";
import { failureOutput, messageOutput, outputsOf } from "./outputs";

/** Runs the cells of notebooks, one at a time, through the same runner as everything else. */
export class Controller {
  readonly #app: App;
  readonly #store = new Store();
  readonly #controller: vscode.NotebookController;
  /** The text that each cell was last run with. */
  readonly #ran = new WeakMap<vscode.NotebookCell, string>();
  /** Cells whose preview is shown, by what was run. */
  readonly #previews = new Map<RunRequest, vscode.NotebookCell>();
  #last: Promise<void> = Promise.resolve();
  #interrupted = 0;
  #order = 0;

  constructor(app: App) {
    this.#app = app;
    const controller = this.#store.add(
      vscode.notebooks.createNotebookController("querysetExplorer.notebook", notebookType, "Queryset Explorer"),
    );
    controller.supportedLanguages = [languageId];
    controller.supportsExecutionOrder = true;
    controller.executeHandler = (cells) => this.#queue(cells);
    controller.interruptHandler = () => {
      this.#interrupted++;
      app.runners.meant(({ runner }) => runner.isBusy).runner.cancel();
    };
    this.#controller = controller;
    this.#store.add(
      vscode.workspace.onDidOpenNotebookDocument((notebook) => {
        if (notebook.notebookType !== notebookType) return;
        controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
      }),
    );
    this.#store.add(app.runners.onDidRun((event) => this.#follow(event)));
    const describe = (): void => {
      const { state } = app.connection;
      controller.description = state.kind === "open" ? state.result.database.name : "";
    };
    this.#store.add(app.connection.onDidChange(describe));
    describe();
  }

  /** The request for a cell, with what was run above it. */
  request(cell: vscode.NotebookCell): RunRequest {
    const above = cell.notebook
      .getCells()
      .filter(({ index }) => index < cell.index)
      .flatMap((each) => this.#ran.get(each) ?? []);
    const file = vscode.workspace.asRelativePath(cell.notebook.uri, false);
    return requestForCell({ above, own: cell.document.getText(), file });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #queue(cells: readonly vscode.NotebookCell[]): Promise<void> {
    const given = this.#interrupted;
    // All of them are shown as waiting.
    const waiting = cells.map((cell) => ({ cell, execution: this.#controller.createNotebookCellExecution(cell) }));
    this.#last = this.#last.then(async () => {
      let goesOn = true;
      for (const { cell, execution } of waiting) {
        goesOn = goesOn && given === this.#interrupted;
        // A notebook that was closed meanwhile takes no output; the cells of others are run all the same.
        if (goesOn) goesOn = await this.#run(cell, execution).catch((error) => this.#lost(error));
        else execution.end(undefined);
      }
    });
    return this.#last;
  }

  #lost(error: unknown): false {
    this.#app.log.warn(String(error));
    return false;
  }

  /** Runs one cell; false where those after it are not to be run: it failed, writes, or was cancelled. */
  async #run(cell: vscode.NotebookCell, execution: vscode.NotebookCellExecution): Promise<boolean> {
    execution.executionOrder = ++this.#order;
    execution.start(Date.now());
    const text = cell.document.getText();
    if (text.trim() === "") {
      await execution.clearOutput();
      execution.end(undefined, Date.now());
      return true;
    }
    if (this.#app.runner.isRunning) {
      const message = vscode.l10n.t("Another statement is still running. Wait for it, or cancel it.");
      await execution.replaceOutput([messageOutput(message)]);
      execution.end(undefined, Date.now());
      return false;
    }
    const request = this.request(cell);
    // What becomes of an earlier preview is no longer told in this cell.
    for (const [earlier, own] of this.#previews) if (own === cell) this.#previews.delete(earlier);
    execution.token.onCancellationRequested(() =>
      this.#app.runners.meant(({ runner }) => runner.isBusy).runner.cancel(),
    );
    try {
      const answer = await this.#app.runner.read({ request, origin: cell.document.uri });
      if (answer === null) return await this.#preview(cell, execution, request);
      if (answer === undefined) {
        await execution.replaceOutput([messageOutput(vscode.l10n.t("Cancelled. Nothing was written."))]);
        execution.end(undefined, Date.now());
        return false;
      }
      await execution.replaceOutput(await this.#outputs(answer, cell, request));
      if (answer.kind === "read") this.#ran.set(cell, text);
      else this.#ran.delete(cell);
      execution.end(answer.kind === "read", Date.now());
      return answer.kind === "read";
    } catch (error) {
      this.#ran.delete(cell);
      await execution.replaceOutput([failureOutput(this.#app.report.words(error).message)]);
      execution.end(false, Date.now());
      return false;
    }
  }

  /** What would write goes the way of every write: its preview is shown, and the person decides there. */
  async #preview(
    cell: vscode.NotebookCell,
    execution: vscode.NotebookCellExecution,
    request: RunRequest,
  ): Promise<boolean> {
    this.#previews.set(request, cell);
    const answer = await this.#app.runner.run(request, { origin: cell.document.uri });
    if (answer?.kind === "preview") {
      const note = vscode.l10n.t("Nothing is written yet: apply or discard the preview.");
      await execution.replaceOutput([messageOutput(`${answer.preview.summary}\n${note}`)]);
      this.#ran.set(cell, cell.document.getText());
      execution.end(true, Date.now());
      return false;
    }
    this.#previews.delete(request);
    this.#ran.delete(cell);
    const outputs =
      answer === undefined
        ? [messageOutput(vscode.l10n.t("Nothing was written. The results say why."))]
        : await this.#outputs(answer, cell, request);
    await execution.replaceOutput(outputs);
    execution.end(answer === undefined ? undefined : answer.kind === "read", Date.now());
    return answer?.kind === "read";
  }

  #outputs(answer: ReadAnswer, cell: vscode.NotebookCell, request: RunRequest): Promise<vscode.NotebookCellOutput[]> {
    const page = (asked: { readonly id: string; readonly start: number; readonly count: number }): Promise<Page> =>
      this.#app.connection.call("page", asked);
    return outputsOf(answer, cell.document.uri, linesAbove(request), page);
  }

  /** Says in the cell what became of its preview. */
  #follow(event: RunEvent): void {
    if (event.kind !== "applied" && event.kind !== "discarded") return;
    const cell = this.#previews.get(event.request);
    if (cell === undefined) return;
    this.#previews.delete(event.request);
    if (cell.index < 0) return;
    const message = event.kind === "applied" ? event.message : vscode.l10n.t("Discarded. Nothing was written.");
    // An output is changed while its cell runs, and only then.
    const execution = this.#controller.createNotebookCellExecution(cell);
    execution.executionOrder = this.#order;
    execution.start();
    void execution
      .replaceOutput([messageOutput(message)])
      .then(() => execution.end(true))
      .then(undefined, () => undefined);
  }
}
