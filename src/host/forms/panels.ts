import * as vscode from "vscode";
import { Channel } from "../../protocol/channel";
import type { FormApi, FormDraft, FormHostApi } from "../../protocol/form";
import type { App } from "../app";
import { noSuchModel } from "../errors";
import { formType } from "../ids";
import { pageHtml } from "../panel/html";
import { besideResults } from "../panel/place";
import { webviewPort } from "../panel/port";
import { Store } from "../store";
import { emptyDraft } from "./draft";
import { type Asked, askedById, idOf, keyName, subjectOf, viewOf, wordsFor } from "./form";
import { formHandlers } from "./handlers";
import { draftOfRow, presentRow } from "./present";
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
  /** The keys whose rows are being read, by form. */
  readonly #reading = new Map<string, string>();

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

  /** A form for the row of a key shows what the row holds as soon as the key is entered. */
  async #readRow(id: string, draft: FormDraft): Promise<void> {
    const { asked } = this.#opened.get(id) ?? {};
    const { state } = this.#app.connection;
    if (asked?.kind !== "forceUpdate" || state.kind !== "open") return;
    const subject = subjectOf(asked, state.result.project.models);
    const name = subject === undefined ? undefined : keyName(subject.model);
    const entered = name === undefined ? undefined : draft.values[name];
    if (subject === undefined || entered?.kind !== "value" || entered.text.trim() === "") return;
    const key = entered.text.trim();
    if (key === asked.present?.key || this.#reading.get(id) === key) return;
    this.#reading.set(id, key);
    const present = await presentRow(this.#app, subject, key);
    const opened = this.#opened.get(id);
    // Another key may be entered by now.
    if (present === undefined || opened === undefined || this.#reading.get(id) !== key) return;
    const given = draftOfRow(subject, present, draft, opened.asked.present);
    opened.asked = { ...opened.asked, given, present };
    this.#tell(opened);
    const { given: _, ...kept } = opened.asked;
    opened.asked = kept;
  }

  /** Takes over a form that the editor kept from before; its page remembers what was entered. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const id = typeof state === "object" && state !== null && "id" in state ? state.id : undefined;
    const asked = typeof id === "string" ? askedById(id) : undefined;
    if (asked === undefined || typeof id !== "string" || this.#opened.has(id)) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#opened.set(id, this.#open(id, asked, panel));
  }

  #options(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.#app.context.extensionUri, "dist")],
    };
  }

  #open(id: string, asked: Asked, restored?: vscode.WebviewPanel): Opened {
    const store = new Store();
    const { extensionUri } = this.#app.context;
    const { state } = this.#app.connection;
    const subject = state.kind === "open" ? subjectOf(asked, state.result.project.models) : undefined;
    const title = subject === undefined ? asked.label : wordsFor(subject).title;
    const panel = restored ?? vscode.window.createWebviewPanel(formType, title, besideResults(), this.#options());
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, "media", "results-light.svg"),
      dark: vscode.Uri.joinPath(extensionUri, "media", "results-dark.svg"),
    };
    const handlers = formHandlers(
      this.#app,
      () => this.#opened.get(id)?.asked ?? asked,
      (draft) => void this.#readRow(id, draft).catch((error: unknown) => void this.#app.report.words(error)),
    );
    const channel = new Channel<FormHostApi, FormApi>(webviewPort(panel.webview, store), handlers);
    store.add(channel);
    panel.onDidDispose(() => {
      store.dispose();
      this.#opened.delete(id);
      this.#reading.delete(id);
    });
    panel.webview.html = pageHtml(panel.webview, extensionUri, { script: "form.js", title });
    return { asked, panel, channel };
  }
}
