import * as vscode from "vscode";
import type { StatementResult } from "../../protocol/results";
import type { App } from "../app";
import { nothingPinned, nothingToPin, tooManyToPin } from "../errors";
import { contexts } from "../ids";
import { PanelPage } from "../panel/panelPage";
import { openTab, tabSurface } from "../panel/surface";
import { Shown } from "../run/shown";
import { Store } from "../store";
import { type Candidate, candidatesOf, nameOf } from "./candidates";
import { waitingFor } from "./waiting";

/** What of a result can be pinned. */
const most = { rows: 100_000, bytes: 256 << 20 };

interface Pinned {
  name: string;
  readonly statements: readonly StatementResult[];
  readonly time: string;
  readonly tab: vscode.WebviewPanel;
  readonly page: PanelPage;
}

/** Results that stay as they were, each in a tab of its own, whatever is run next. */
export class Pins {
  readonly #app: App;
  readonly #store = new Store();
  #pinned: readonly Pinned[] = [];

  constructor(app: App) {
    this.#app = app;
    this.#store.add(app.connection.onDidRestart(() => this.#lose()));
    this.#store.add(
      app.connection.onDidChange(({ kind }) => {
        if (kind !== "open") this.#lose();
      }),
    );
  }

  /** What is pinned, as it can be compared. */
  get candidates(): readonly Candidate[] {
    return this.#pinned.flatMap(({ statements, name, time }) => candidatesOf(statements, name, time));
  }

  /** The pinned results in the tab in use. */
  get active(): readonly Candidate[] {
    const own = this.#pinned.find(({ tab }) => tab.active);
    return own === undefined ? [] : candidatesOf(own.statements, own.name, own.time);
  }

  /** Keeps the results that the panel shows, with their rows as they are; what is run next opens another panel. */
  async pin(time: string): Promise<void> {
    const { panel, runner } = this.#app;
    const { view } = panel;
    if (view.kind !== "results" || !view.statements.some(({ result }) => result !== undefined)) throw nothingToPin();
    const { lines } = runner.board;
    const statements = await this.#held(view.statements);
    const name = nameOf(statements.find(({ result }) => result !== undefined)?.source ?? "");
    const { extensionUri } = this.#app.context;
    // Something else may have been run while the rows were read.
    const isShown = panel.view.kind === "results" && panel.view.statements === view.statements;
    const tab = (isShown ? panel.release() : undefined) ?? openTab(extensionUri, name);
    const board = { shown: new Shown(this.#app.connection, () => undefined), lines: lines.with(statements) };
    const { outdated: _, ...shown } = view;
    const own = this.#app.pageParts(() => board);
    const again = async (): Promise<void> => {
      const request = board.lines.whole;
      if (request !== undefined) await runner.run(request);
    };
    // Pinned rows stay as they are: what a page would read again is run beside them.
    const parts = { ...own, handlers: { ...own.handlers, refresh: () => void this.#app.report.guard(again) } };
    const page = new PanelPage(tabSurface(extensionUri, tab), parts, { ...shown, statements });
    const pinned: Pinned = { name, statements, time, tab, page };
    this.#pinned = [...this.#pinned, pinned];
    this.#title(pinned);
    this.#tellActive();
    tab.onDidChangeViewState(() => this.#tellActive());
    tab.onDidDispose(() => this.#closed(pinned));
  }

  /** Gives pinned results another name: those in use, or the ones that the person chooses. */
  async rename(): Promise<void> {
    const pinned = this.#pinned.find(({ tab }) => tab.active) ?? (await this.#choose());
    if (pinned === undefined) return;
    const name = await vscode.window.showInputBox({
      title: vscode.l10n.t("Rename Results"),
      value: pinned.name,
      validateInput: (text) => (text.trim() === "" ? vscode.l10n.t("Give a name, or press Escape.") : undefined),
    });
    if (name === undefined) return;
    pinned.name = name.trim();
    this.#title(pinned);
  }

  dispose(): void {
    for (const { page } of this.#pinned) page.dispose();
    this.#store.dispose();
  }

  async #choose(): Promise<Pinned | undefined> {
    if (this.#pinned.length === 0) throw nothingPinned();
    if (this.#pinned.length === 1) return this.#pinned[0];
    const items = this.#pinned.map((pinned) => ({ label: pinned.name, pinned }));
    return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Rename Results") }))?.pinned;
  }

  /** The statements with their rows held in the engine. */
  #held(statements: readonly StatementResult[]): Promise<readonly StatementResult[]> {
    return waitingFor(vscode.l10n.t("Pinning the results"), async (signal) => {
      const held: StatementResult[] = [];
      for (const statement of statements) {
        const { result } = statement;
        const kept = result && (await this.#app.connection.call("hold", { id: result.id, ...most }, signal));
        if (kept === null) throw tooManyToPin(most.rows, most.bytes >> 20);
        held.push(
          kept && result ? { ...statement, result: { ...result, id: kept.id, rowCount: kept.rows } } : statement,
        );
      }
      return held;
    });
  }

  #title({ tab, name }: Pinned): void {
    tab.title = vscode.l10n.t("Pinned: {0}", name);
  }

  #tellActive(): void {
    const isPinned = this.#pinned.some(({ tab }) => tab.active);
    void vscode.commands.executeCommand("setContext", contexts.isPinned, isPinned);
  }

  #closed(pinned: Pinned): void {
    this.#pinned = this.#pinned.filter((each) => each !== pinned);
    pinned.page.leave();
    this.#tellActive();
    if (this.#app.connection.state.kind !== "open") return;
    for (const { result } of pinned.statements) {
      if (result !== undefined) this.#app.connection.call("release", { id: result.id }).catch(() => undefined);
    }
  }

  /** The rows were in an engine that is gone. */
  #lose(): void {
    const message = vscode.l10n.t(
      "The database was opened again, and the rows that were pinned here are gone. Run Again reads them as they are now.",
    );
    for (const { page, statements } of this.#pinned) {
      const source = statements.map((statement) => statement.source.trim()).join("\n");
      page.update({ kind: "outcome", message, canUndo: false, canRunAgain: true, source });
    }
    this.#pinned = [];
  }
}
