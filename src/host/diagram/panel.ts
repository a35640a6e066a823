import * as vscode from "vscode";
import { Channel, type Handlers } from "../../protocol/channel";
import type { DiagramApi, DiagramHostApi, DiagramView } from "../../protocol/diagram";
import { diagramType } from "../ids";
import { loadPage } from "../panel/html";
import { webviewPort } from "../panel/port";
import { Store } from "../store";

interface Opened {
  readonly panel: vscode.WebviewPanel;
  readonly channel: Channel<DiagramHostApi, DiagramApi>;
}

/** The `Model Diagram` panel: one at a time, drawn anew when the models change, and restored with the window. */
export class DiagramPanel {
  readonly #extension: vscode.Uri;
  readonly #view: () => DiagramView | null;
  readonly #handlers: Omit<Handlers<DiagramHostApi>, "ready">;
  #opened: Opened | undefined;
  #around: string | undefined;

  constructor(
    extension: vscode.Uri,
    view: () => DiagramView | null,
    handlers: Omit<Handlers<DiagramHostApi>, "ready">,
  ) {
    this.#extension = extension;
    this.#view = view;
    this.#handlers = handlers;
  }

  /** Shows the diagram, of one model's surroundings where one is named. */
  show(around?: string): void {
    this.#around = around;
    if (this.#opened !== undefined) {
      this.#opened.panel.reveal();
      this.#tellAround();
      return;
    }
    const title = vscode.l10n.t("Model Diagram");
    const panel = vscode.window.createWebviewPanel(diagramType, title, vscode.ViewColumn.Active, this.#options());
    this.#opened = this.#open(panel);
  }

  /** Takes over a panel that the editor kept from before. */
  restore(panel: vscode.WebviewPanel): void {
    this.#opened?.panel.dispose();
    panel.webview.options = this.#options();
    this.#opened = this.#open(panel);
  }

  /** Draws what the models are now; a panel that is not open is left alone. */
  update(): void {
    const view = this.#opened === undefined ? null : this.#view();
    if (view !== null) this.#opened?.channel.call("show", view).catch(() => undefined);
  }

  dispose(): void {
    this.#opened?.panel.dispose();
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.#extension, "dist")] };
  }

  #tellAround(): void {
    const model = this.#around;
    this.#around = undefined;
    if (model !== undefined) this.#opened?.channel.call("around", { model }).catch(() => undefined);
  }

  #open(panel: vscode.WebviewPanel): Opened {
    const store = new Store();
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.#extension, "media", "diagram-light.svg"),
      dark: vscode.Uri.joinPath(this.#extension, "media", "diagram-dark.svg"),
    };
    const channel = new Channel<DiagramHostApi, DiagramApi>(webviewPort(panel.webview, store), {
      ...this.#handlers,
      ready: () => {
        // The page has its view before it is told what of it to show.
        setTimeout(() => this.#tellAround());
        return this.#view();
      },
    });
    store.add(channel);
    const opened = { panel, channel };
    panel.onDidDispose(() => {
      store.dispose();
      if (this.#opened === opened) this.#opened = undefined;
    });
    const page = { script: "diagram.js", title: vscode.l10n.t("Model Diagram"), worker: "elk-worker.js" };
    void loadPage({ webview: panel.webview, extension: this.#extension, store }, page);
    return opened;
  }
}
