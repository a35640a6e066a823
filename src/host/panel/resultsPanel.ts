import * as vscode from "vscode";
import { Channel, type Handlers } from "../../protocol/channel";
import type { Outdated, PanelApi, PanelHostApi, PanelView } from "../../protocol/webview";
import { formType, panelType } from "../ids";
import { Store } from "../store";
import { withFirstRows } from "./firstRows";
import { panelHtml } from "./html";
import { webviewPort } from "./port";

interface Opened {
  readonly panel: vscode.WebviewPanel;
  readonly channel: Channel<PanelHostApi, PanelApi>;
}

/** The `Results` panel. It shows one view at a time; the page keeps none of it and asks for it when it loads. */
export class ResultsPanel {
  readonly #extension: vscode.Uri;
  readonly #handlers: Omit<Handlers<PanelHostApi>, "ready">;
  readonly #closed = new vscode.EventEmitter<void>();
  #view: PanelView = { kind: "empty" };
  #opened: Opened | undefined;

  readonly onDidClose = this.#closed.event;

  constructor(extension: vscode.Uri, handlers: Omit<Handlers<PanelHostApi>, "ready">) {
    this.#extension = extension;
    this.#handlers = handlers;
  }

  get view(): PanelView {
    return this.#view;
  }

  /** Shows a view, beside the editor that is in use, which keeps the focus. */
  show(view: PanelView): void {
    this.#opened ??= this.#open();
    this.update(view);
    if (!this.#opened.panel.visible) this.#opened.panel.reveal(undefined, true);
  }

  /** Brings an open panel to the front, with the focus; false where none is open. */
  focus(): boolean {
    this.#opened?.panel.reveal();
    return this.#opened !== undefined;
  }

  /** Changes the view of an open panel; never opens one. */
  update(view: PanelView): void {
    if (this.#opened === undefined) return;
    this.#view = view;
    // A page that is not loaded yet asks for the view when it is.
    this.#opened.channel.call("show", withFirstRows(view)).catch(() => undefined);
  }

  /** Says that what is shown is older than the data, where it is not said yet; nothing of it moves. */
  outdate(how: Outdated): void {
    const view = this.#view;
    if ((view.kind !== "results" && view.kind !== "preview") || view.outdated !== undefined) return;
    this.#view = { ...view, outdated: how };
    this.#opened?.channel.call("outdated", how).catch(() => undefined);
  }

  dispose(): void {
    this.#opened?.panel.dispose();
    this.#closed.dispose();
  }

  /** Takes over a panel that was there before the window was reloaded. */
  restore(panel: vscode.WebviewPanel): void {
    if (this.#opened !== undefined) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options;
    this.#opened = this.#adopt(panel);
  }

  get #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.#extension, "dist")] };
  }

  #open(): Opened {
    const column = isInUse() ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(
      panelType,
      vscode.l10n.t("Results"),
      { viewColumn: column, preserveFocus: true },
      this.#options,
    );
    return this.#adopt(panel);
  }

  #adopt(panel: vscode.WebviewPanel): Opened {
    const store = new Store();
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.#extension, "media", "results-light.svg"),
      dark: vscode.Uri.joinPath(this.#extension, "media", "results-dark.svg"),
    };
    const channel = new Channel<PanelHostApi, PanelApi>(webviewPort(panel.webview, store), {
      ...this.#handlers,
      ready: () => withFirstRows(this.#view),
    });
    store.add(channel);
    panel.onDidDispose(() => {
      store.dispose();
      this.#opened = undefined;
      this.#view = { kind: "empty" };
      this.#closed.fire();
    });
    panel.webview.html = panelHtml(panel.webview, this.#extension);
    return { panel, channel };
  }
}

/** True where the active group shows what the results are of: an editor, or a form. */
function isInUse(): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  // The editor puts a word of its own in front of a page's type.
  const isForm = input instanceof vscode.TabInputWebview && input.viewType.endsWith(formType);
  return isForm || vscode.window.activeTextEditor !== undefined;
}
