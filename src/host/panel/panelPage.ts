import type * as vscode from "vscode";
import { Channel, type Handlers } from "../../protocol/channel";
import type { ChosenInGrid, Outdated, PanelApi, PanelHostApi, PanelView } from "../../protocol/webview";
import { Store } from "../store";
import { withFirstRows } from "./firstRows";
import { panelHtml } from "./html";
import { webviewPort } from "./port";
import type { Surface } from "./surface";

export type PageHandlers = Omit<Handlers<PanelHostApi>, "ready">;

/** One page of results on its surface. The page keeps nothing of its view and asks for it when it loads. */
export class PanelPage {
  readonly #surface: Surface;
  readonly #channel: Channel<PanelHostApi, PanelApi>;
  readonly #store = new Store();
  #view: PanelView;

  constructor(surface: Surface, extension: vscode.Uri, handlers: PageHandlers, view: PanelView) {
    this.#surface = surface;
    this.#view = view;
    this.#channel = this.#store.add(
      new Channel<PanelHostApi, PanelApi>(webviewPort(surface.webview, this.#store), {
        ...handlers,
        ready: () => withFirstRows(this.#view),
      }),
    );
    surface.webview.html = panelHtml(surface.webview, extension);
  }

  get view(): PanelView {
    return this.#view;
  }

  get surface(): Surface {
    return this.#surface;
  }

  /** Shows another view. A page that is not loaded yet asks for it when it is. */
  update(view: PanelView): void {
    this.#view = view;
    this.#channel.call("show", withFirstRows(view)).catch(() => undefined);
  }

  /** Says that what is shown is older than the data, where it is not said yet; nothing of it moves. */
  outdate(how: Outdated): void {
    const view = this.#view;
    if ((view.kind !== "results" && view.kind !== "preview") || view.outdated !== undefined) return;
    this.#view = { ...view, outdated: how };
    this.#channel.call("outdated", how).catch(() => undefined);
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
}
