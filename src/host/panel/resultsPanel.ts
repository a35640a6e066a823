import * as vscode from "vscode";
import type { ChosenInGrid, Outdated, PanelView } from "../../protocol/webview";
import { views } from "../ids";
import { Store } from "../store";
import { type PageHandlers, PanelPage } from "./panelPage";
import { isInUse } from "./place";
import { openTab, openView, type Surface, tabSurface, viewSurface } from "./surface";

/** Where the person wants results: in a tab beside the editor, or in the panel at the bottom. */
export type Location = "beside" | "panel";

interface Opened {
  readonly page: PanelPage;
  readonly location: Location;
  /** Its tab, where it has one. */
  readonly tab?: vscode.WebviewPanel;
}

/** The `Results` panel. It shows one view at a time, what is run next in the place of what was run before. */
export class ResultsPanel implements vscode.WebviewViewProvider {
  readonly #extension: vscode.Uri;
  readonly #handlers: PageHandlers;
  readonly #location: () => Location;
  readonly #store = new Store();
  readonly #closed = this.#store.add(new vscode.EventEmitter<void>());
  #view: PanelView = { kind: "empty" };
  #opened: Opened | undefined;
  /** The editor's view at the bottom, once it is there. */
  #bottom: vscode.WebviewView | undefined;
  /** The editor was asked for it. */
  #isComing = false;

  readonly onDidClose = this.#closed.event;

  constructor(extension: vscode.Uri, handlers: PageHandlers, location: () => Location = () => "beside") {
    this.#extension = extension;
    this.#handlers = handlers;
    this.#location = location;
  }

  /** Offers the view at the bottom to the editor, which makes it when it is first shown. */
  register(): vscode.Disposable {
    return vscode.window.registerWebviewViewProvider(views.results, this);
  }

  get view(): PanelView {
    return this.#opened?.page.view ?? this.#view;
  }

  /** Shows a view where the person wants results; the editor in use keeps the focus. */
  show(view: PanelView): void {
    const location = this.#location();
    const opened = this.#opened;
    if (opened !== undefined && opened.location !== location) {
      // Forgotten first: nobody closed it.
      this.#opened = undefined;
      opened.page.dispose();
    }
    this.#view = view;
    if (this.#opened === undefined) this.#open(location, view);
    else this.update(view);
    this.#opened?.page.reveal();
  }

  /** Brings an open panel to the front, with the focus; false where none is open. */
  focus(): boolean {
    this.#opened?.page.focus();
    return this.#opened !== undefined;
  }

  /** Changes the view of an open panel; never opens one. */
  update(view: PanelView): void {
    if (this.#opened === undefined && !this.#isComing) return;
    this.#view = view;
    this.#opened?.page.update(view);
  }

  /** Says that what is shown is older than the data, where it is not said yet; nothing of it moves. */
  outdate(how: Outdated): void {
    this.#opened?.page.outdate(how);
  }

  /**
   * Takes over a tab that was there before the window was reloaded; false where it is another one: what was pinned is gone
   * with the engine.
   */
  restore(panel: vscode.WebviewPanel): boolean {
    const isOurs = this.#opened === undefined && panel.title === vscode.l10n.t("Results");
    if (isOurs) this.#adopt(tabSurface(this.#extension, panel), { kind: "empty" }, panel);
    else panel.dispose();
    return isOurs;
  }

  /** The editor has made the view at the bottom. */
  resolveWebviewView(view: vscode.WebviewView): void {
    this.#bottom = view;
    this.#isComing = false;
    view.onDidDispose(() => {
      this.#bottom = undefined;
    });
    if (this.#opened === undefined) this.#adopt(viewSurface(this.#extension, view), this.#view);
  }

  /**
   * Lets go of the tab and of what it shows, so that what is run next opens another one. Undefined where the results are
   * in no tab.
   */
  release(): vscode.WebviewPanel | undefined {
    if (this.#opened?.tab === undefined) return undefined;
    const { page, tab } = this.#opened;
    page.leave();
    this.#opened = undefined;
    this.#view = { kind: "empty" };
    return tab;
  }

  /** The rows that are chosen in the page's grid; null where there are none of a model. */
  async chosen(): Promise<ChosenInGrid | null> {
    return (await this.#opened?.page.chosen()) ?? null;
  }

  dispose(): void {
    this.#opened?.page.dispose();
    this.#store.dispose();
  }

  #open(location: Location, view: PanelView): void {
    if (location === "panel") {
      // The view is made a moment later, and asks for what is to be shown.
      if (this.#bottom === undefined) {
        this.#isComing = true;
        openView();
      } else this.#adopt(viewSurface(this.#extension, this.#bottom), view);
      return;
    }
    const column = isInUse() ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const tab = openTab(this.#extension, vscode.l10n.t("Results"), column);
    this.#adopt(tabSurface(this.#extension, tab), view, tab);
  }

  #adopt(surface: Surface, view: PanelView, tab?: vscode.WebviewPanel): void {
    const page = new PanelPage(surface, this.#extension, this.#handlers, view);
    this.#opened = { page, location: tab === undefined ? "panel" : "beside", ...(tab && { tab }) };
    surface.onDidDispose(() => {
      // It may be another's by now.
      if (this.#opened?.page !== page) return;
      page.leave();
      this.#opened = undefined;
      this.#view = { kind: "empty" };
      this.#closed.fire();
    });
  }
}
