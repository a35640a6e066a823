import * as vscode from "vscode";
import { Channel, type Handlers } from "../../protocol/channel";
import type { ChosenInGrid, FirstView, Outdated, PanelApi, PanelHostApi, PanelView } from "../../protocol/webview";
import { Store } from "../store";
import type { ColumnMemory } from "./columns";
import { withFirstRows } from "./firstRows";
import { loadPage } from "./html";
import { plain, webviewPort } from "./port";
import type { Surface } from "./surface";

export type PageHandlers = Omit<Handlers<PanelHostApi>, "ready">;

/** What a page leans on. */
export interface PageParts {
  readonly extension: vscode.Uri;
  readonly handlers: PageHandlers;
  readonly columns: ColumnMemory;
}

/** Milliseconds that the editor takes in any case to make a page's frame: what is known by then comes with the page. */
const patience = 50;

/** One page of results on its surface. The page keeps nothing of its view and asks for it when it loads. */
export class PanelPage {
  readonly #surface: Surface;
  readonly #columns: ColumnMemory;
  readonly #channel: Channel<PanelHostApi, PanelApi>;
  readonly #store = new Store();
  #view: PanelView;
  /** Counts the views. */
  #number = 0;
  /** The page has what it shows at first. */
  #isLoaded = false;
  #settled: () => void = () => undefined;

  constructor(surface: Surface, { extension, handlers, columns }: PageParts, view: PanelView) {
    this.#surface = surface;
    this.#columns = columns;
    this.#view = view;
    this.#channel = this.#store.add(
      new Channel<PanelHostApi, PanelApi>(webviewPort(surface.webview, this.#store), {
        ...handlers,
        ready: ({ number }) => (number === this.#number ? null : this.#forPage()),
      }),
    );
    void loadPage(
      { webview: surface.webview, extension, store: this.#store },
      {
        script: "webview.js",
        title: vscode.l10n.t("Results"),
        images: true,
        chart: "chart.js",
        first: () => this.#first(),
      },
    );
  }

  get view(): PanelView {
    return this.#view;
  }

  get surface(): Surface {
    return this.#surface;
  }

  /** Shows another view: with the page, while that is still to be loaded. */
  update(view: PanelView): void {
    this.#set(view);
    if (this.#isLoaded) this.#channel.call("show", this.#forPage()).catch(() => undefined);
    else if (view.kind !== "busy") this.#settled();
  }

  /** Says that what is shown is older than the data, where it is not said yet; nothing of it moves. */
  outdate(how: Outdated): void {
    const view = this.#view;
    if ((view.kind !== "results" && view.kind !== "preview") || view.outdated !== undefined) return;
    this.#set({ ...view, outdated: how });
    if (this.#isLoaded) this.#channel.call("outdated", how).catch(() => undefined);
  }

  /** The rows that are chosen in its grid; null where there are none of a model. */
  chosen(): Promise<ChosenInGrid | null> {
    return this.#channel.call("chosen", undefined);
  }

  /** Brings the page into sight, where it is not; the focus stays where it is. */
  reveal(): void {
    if (!this.#surface.isVisible) this.#surface.reveal();
  }

  /** Brings the page into sight with the focus. */
  focus(): void {
    this.#surface.focus();
  }

  /** Lets go of the surface, which may be another page's from now on. */
  leave(): void {
    this.#store.dispose();
  }

  dispose(): void {
    this.leave();
    this.#surface.dispose();
  }

  #set(view: PanelView): void {
    this.#view = view;
    this.#number++;
  }

  /** What comes with the page: the outcome of what is run, where that is quick. */
  async #first(): Promise<unknown> {
    if (this.#view.kind === "busy") {
      await new Promise<void>((resolve) => {
        this.#settled = resolve;
        setTimeout(resolve, patience);
      });
    }
    this.#isLoaded = true;
    return plain({ number: this.#number, view: this.#forPage() } satisfies FirstView);
  }

  #forPage(): PanelView {
    const view = withFirstRows(this.#view);
    return view.kind === "results" ? { ...view, statements: this.#columns.in(view.statements) } : view;
  }
}
