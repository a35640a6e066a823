import * as vscode from "vscode";
import { Channel } from "../../protocol/channel";
import type { FormApi, FormHostApi } from "../../protocol/form";
import type { App } from "../app";
import { noSuchModel } from "../errors";
import { formType, panelType } from "../ids";
import { pageHtml } from "../panel/html";
import { webviewPort } from "../panel/port";
import { Store } from "../store";
import { emptyDraft } from "./draft";
import { type Asked, idOf, subjectOf, viewOf, wordsFor } from "./form";
import { formHandlers } from "./handlers";
import { compose } from "./statement";

interface Opened {
  asked: Asked;
  readonly panel: vscode.WebviewPanel;
  readonly channel: Channel<FormHostApi, FormApi>;
}

/** The forms that are open: one panel for each model and purpose, which keeps what is entered until it is closed. */
export class FormPanels {
  readonly #app: App;
  readonly #opened = new Map<string, Opened>();

  constructor(app: App) {
    this.#app = app;
  }

  /** Shows a form, the one that is open already where there is one; what is given is entered in it. */
  show(asked: Asked): void {
    const id = idOf(asked);
    const opened = this.#opened.get(id);
    if (opened === undefined) {
      this.#opened.set(id, this.#open(id, asked));
      return;
    }
    opened.panel.reveal();
    if (asked.given === undefined) return;
    opened.asked = asked;
    this.#tell(opened);
  }

  /** The models were read again: the open forms show what their models are now. */
  update(): void {
    for (const opened of this.#opened.values()) {
      const { given: _, ...asked } = opened.asked;
      opened.asked = asked;
      this.#tell(opened);
    }
  }

  /** Runs what a form would with nothing entered in it. */
  async run(asked: Asked): Promise<void> {
    const { project } = await this.#app.connection.ensureOpen();
    const subject = subjectOf(asked, project.models);
    if (subject === undefined) throw noSuchModel(asked.label);
    await this.#app.runner.run({ source: compose(subject, emptyDraft(subject.fields)).statement });
  }

  dispose(): void {
    for (const { panel } of [...this.#opened.values()]) panel.dispose();
  }

  #tell({ asked, channel }: Opened): void {
    const { state } = this.#app.connection;
    const subject = state.kind === "open" ? subjectOf(asked, state.result.project.models) : undefined;
    if (subject !== undefined) channel.call("show", viewOf(asked, subject)).catch(() => undefined);
  }

  #open(id: string, asked: Asked): Opened {
    const store = new Store();
    const { extensionUri } = this.#app.context;
    const { state } = this.#app.connection;
    const subject = state.kind === "open" ? subjectOf(asked, state.result.project.models) : undefined;
    const title = subject === undefined ? asked.label : wordsFor(subject).title;
    const panel = vscode.window.createWebviewPanel(formType, title, columnFor(), {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist")],
    });
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, "media", "results-light.svg"),
      dark: vscode.Uri.joinPath(extensionUri, "media", "results-dark.svg"),
    };
    const handlers = formHandlers(this.#app, () => this.#opened.get(id)?.asked ?? asked);
    const channel = new Channel<FormHostApi, FormApi>(webviewPort(panel.webview, store), handlers);
    store.add(channel);
    panel.onDidDispose(() => {
      store.dispose();
      this.#opened.delete(id);
    });
    panel.webview.html = pageHtml(panel.webview, extensionUri, { script: "form.js", title });
    return { asked, panel, channel };
  }
}

/** Where a form opens: here, but not on top of the results that it was opened from. */
function columnFor(): vscode.ViewColumn {
  const { activeTab, viewColumn } = vscode.window.tabGroups.activeTabGroup;
  const input = activeTab?.input;
  // The editor puts a word of its own in front of a page's type.
  if (!(input instanceof vscode.TabInputWebview) || !input.viewType.endsWith(panelType))
    return vscode.ViewColumn.Active;
  return viewColumn > 1 ? viewColumn - 1 : vscode.ViewColumn.Beside;
}
