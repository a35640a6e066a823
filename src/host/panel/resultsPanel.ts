import * as vscode from "vscode";
import type { ChosenInGrid, Outdated, PanelView } from "../../protocol/webview";
import { Store } from "../store";
import type { BottomView, Tenant } from "./bottomView";
import { type PageParts, PanelPage } from "./panelPage";
import { openTab, type Surface, tabSurface, viewSurface } from "./surface";

/** Where the person wants results: in a tab beside the editor, or in the panel at the bottom. */
export type Location = "beside" | "panel";

interface Opened {
  readonly page: PanelPage;
  readonly location: Location;
  /** Its tab, where it has one. */
  readonly tab?: vscode.WebviewPanel;
}

/** What a panel of results leans on. */
export interface PanelParts extends PageParts {
  readonly location: () => Location;
  readonly bottom: BottomView;
  /** The title that it should have now. */
  readonly title: () => string;
  /** Its preview gave way to another panel in the view at the bottom, and waits. */
  readonly onGivenWay?: () => void;
}

/** What a panel is called; with a name it says whose results it shows. */
export function panelTitle(name?: string): string {
  return name === undefined ? vscode.l10n.t("Results") : vscode.l10n.t("Results: {0}", name);
}

/** A database's `Results` panel. It shows one view at a time, what is run next in the place of what was run before. */
export class ResultsPanel implements Tenant {
  readonly #parts: PanelParts;
  readonly #store = new Store();
  readonly #closed = this.#store.add(new vscode.EventEmitter<void>());
  #view: PanelView = { kind: "empty" };
  #opened: Opened | undefined;
  /** It was asked for the view at the bottom, which is not there yet. */
  #isComing = false;
  /** It has a preview that gave way to another panel in the view at the bottom. */
  #isWaiting = false;

  readonly onDidClose = this.#closed.event;

  constructor(parts: PanelParts) {
    this.#parts = parts;
  }

  /** It is there, whether or not something else hides it. */
  get isOpen(): boolean {
    return this.#opened !== undefined || this.#isWaiting;
  }

  get isVisible(): boolean {
    return this.#opened?.page.surface.isVisible === true;
  }

  /** It is the editor in use. */
  get isActive(): boolean {
    return this.#opened?.page.surface.isActive === true;
  }

  /** Gives it the title that it should have now. */
  retitle(): void {
    if (this.#opened !== undefined) this.#opened.page.surface.title = this.#parts.title();
  }

  get view(): PanelView {
    return this.#opened?.page.view ?? this.#view;
  }

  /** Shows a view where the person wants results; the editor in use keeps the focus. */
  show(view: PanelView): void {
    const location = this.#parts.location();
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
    if (this.#isWaiting) this.#open("panel", this.#view);
    this.#opened?.page.focus();
    return this.isOpen || this.#isComing;
  }

  /** Changes the view of an open panel; never opens one. */
  update(view: PanelView): void {
    if (!this.isOpen && !this.#isComing) return;
    this.retitle();
    this.#view = view;
    if (view.kind !== "preview") this.#isWaiting = false;
    this.#opened?.page.update(view);
  }

  /** Says that what is shown is older than the data, where it is not said yet; nothing of it moves. */
  outdate(how: Outdated): void {
    this.#opened?.page.outdate(how);
    if (this.#isWaiting && this.#view.kind === "preview") this.#view = { ...this.#view, outdated: how };
  }

  /**
   * Takes over a tab that was there before the window was reloaded; false where it is another one: what was pinned is gone
   * with the engine.
   */
  restore(panel: vscode.WebviewPanel): boolean {
    const isOurs = this.#opened === undefined && panel.title.startsWith(vscode.l10n.t("Results"));
    if (isOurs) this.#adopt(tabSurface(this.#parts.extension, panel), { kind: "empty" }, panel);
    else panel.dispose();
    return isOurs;
  }

  enter(view: vscode.WebviewView): void {
    this.#isComing = false;
    if (this.#opened === undefined) this.#adopt(viewSurface(this.#parts.extension, view), this.#view);
  }

  /** What can be had again is let go of; a preview waits until it is asked for. */
  leave(): void {
    if (this.#opened?.location !== "panel") return;
    const { page } = this.#opened;
    if (page.view.kind !== "preview") {
      this.#left(page);
      return;
    }
    this.#view = page.view;
    this.#isWaiting = true;
    page.leave();
    this.#opened = undefined;
    this.#parts.onGivenWay?.();
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
      this.#isComing = true;
      this.#parts.bottom.take(this);
      return;
    }
    const tab = openTab(this.#parts.extension, this.#parts.title());
    this.#adopt(tabSurface(this.#parts.extension, tab), view, tab);
  }

  #adopt(surface: Surface, view: PanelView, tab?: vscode.WebviewPanel): void {
    const page = new PanelPage(surface, this.#parts, view);
    this.#isWaiting = false;
    this.#opened = { page, location: tab === undefined ? "panel" : "beside", ...(tab && { tab }) };
    surface.title = this.#parts.title();
    surface.onDidDispose(() => this.#left(page));
  }

  /** The page's surface is gone, or another's. */
  #left(page: PanelPage): void {
    // It may be another's by now.
    if (this.#opened?.page !== page) return;
    page.leave();
    this.#opened = undefined;
    this.#view = { kind: "empty" };
    this.#closed.fire();
  }
}
