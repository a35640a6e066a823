import * as vscode from "vscode";
import { Channel, type Handlers } from "../../protocol/channel";
import type { ObjectRef, TreeApi, TreeHostApi, TreeRoots } from "../../protocol/objects";
import { objectsType } from "../ids";
import { loadPage } from "../panel/html";
import { besideResults } from "../panel/place";
import { webviewPort } from "../panel/port";
import { Store } from "../store";

interface Opened {
  readonly panel: vscode.WebviewPanel;
  readonly channel: Channel<TreeHostApi, TreeApi>;
}

interface Parts {
  readonly extension: vscode.Uri;
  readonly handlers: Omit<Handlers<TreeHostApi>, "ready">;
  /** Where the open database is; undefined while none is open. */
  readonly database: () => string | undefined;
  /** Resolves at once, or when an opening that is under way has come to its end. */
  readonly settled: () => Promise<void>;
}

/** The `Object Tree` panel: one at a time, restored with the window. Its page remembers what it showed. */
export class ObjectsPanel {
  readonly #parts: Parts;
  #opened: Opened | undefined;
  /** What was asked for, until the page has it: that keeps it from then on. */
  #roots: TreeRoots | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Shows the trees of some rows. */
  show(roots: readonly ObjectRef[]): void {
    const database = this.#parts.database();
    if (database === undefined) return;
    this.#roots = { roots, database };
    if (this.#opened !== undefined) {
      this.#opened.panel.reveal();
      this.update();
      return;
    }
    const options = { ...this.#options(), enableFindWidget: true };
    this.#opened = this.#open(vscode.window.createWebviewPanel(objectsType, title(), besideResults(), options));
  }

  /** Takes over a panel that the editor kept from before. */
  restore(panel: vscode.WebviewPanel): void {
    this.#opened?.panel.dispose();
    panel.webview.options = this.#options();
    this.#opened = this.#open(panel);
  }

  /** Names the tab after the row that the tree begins with. */
  name(text: string): void {
    if (this.#opened !== undefined) this.#opened.panel.title = text;
  }

  /** Another database is open, or none: a panel that is open shows what there is of it. */
  update(): void {
    const asked = this.#roots;
    this.#opened?.channel.call("show", this.#view()).then(
      () => this.#delivered(asked),
      () => undefined,
    );
  }

  /** Rows were written. */
  changed(how: "here" | "elsewhere"): void {
    this.#opened?.channel.call("changed", how).catch(() => undefined);
  }

  dispose(): void {
    this.#opened?.panel.dispose();
  }

  #view(): TreeRoots | null {
    const database = this.#parts.database();
    if (database === undefined) return null;
    return this.#roots?.database === database ? this.#roots : { roots: [], database };
  }

  #delivered(asked: TreeRoots | undefined): void {
    if (this.#roots === asked) this.#roots = undefined;
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.#parts.extension, "dist")] };
  }

  #open(panel: vscode.WebviewPanel): Opened {
    const { extension, handlers } = this.#parts;
    const store = new Store();
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, "media", "objects-light.svg"),
      dark: vscode.Uri.joinPath(extension, "media", "objects-dark.svg"),
    };
    const channel = new Channel<TreeHostApi, TreeApi>(webviewPort(panel.webview, store), {
      ...handlers,
      ready: async () => {
        await this.#parts.settled();
        const view = this.#view();
        if (view !== null) this.#roots = undefined;
        return view;
      },
    });
    store.add(channel);
    const opened = { panel, channel };
    panel.onDidDispose(() => {
      store.dispose();
      if (this.#opened !== opened) return;
      this.#opened = undefined;
      this.#roots = undefined;
    });
    void loadPage({ webview: panel.webview, extension, store }, { script: "objects.js", title: title() });
    return opened;
  }
}

function title(): string {
  return vscode.l10n.t("Object Tree");
}
