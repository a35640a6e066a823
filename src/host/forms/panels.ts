import * as vscode from "vscode";
import { Channel } from "../../protocol/channel";
import type { FormApi, FormDraft, FormHostApi } from "../../protocol/form";
import { type App, staying } from "../app";
import { databaseName } from "../engine/projects";
import { noSuchModel } from "../errors";
import { formType } from "../ids";
import { loadPage } from "../panel/html";
import { besideResults } from "../panel/place";
import { webviewPort } from "../panel/port";
import { Store } from "../store";
import { emptyDraft } from "./draft";
import { type Asked, askedById, idOf, keyName, subjectOf, viewOf, wordsFor } from "./form";
import { formHandlers } from "./handlers";
import { draftOfRow, presentRow } from "./present";
import { compose } from "./statement";

interface Opened {
  readonly id: string;
  asked: Asked;
  /** The key whose row is being read. */
  reading?: string;
  /** What it asks and runs goes to the database that was in use when it was opened. */
  readonly app: App;
  readonly panel: vscode.WebviewPanel;
  readonly channel: Channel<FormHostApi, FormApi>;
}

/** The forms that are open: one panel for each database, model and purpose, which keeps what is entered until it is closed. */
export class FormPanels {
  readonly #app: App;
  readonly #opened = new Set<Opened>();

  constructor(app: App) {
    this.#app = app;
  }

  /**
   * Shows a form over the database that `app` stays with, the one that is open already where there is one; what is given
   * is entered in it.
   */
  show(asked: Asked, app: App): void {
    const opened = this.#find(idOf(asked), app);
    if (opened === undefined) {
      this.#open(asked, app);
      return;
    }
    opened.panel.reveal();
    if (asked.given === undefined) return;
    opened.asked = asked;
    this.#tell(opened);
  }

  /** The models were read again: the open forms show what their models are now. */
  update(): void {
    for (const opened of this.#opened) {
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

  /** A form goes with its database. */
  closeLeft(): void {
    const left = new Set<unknown>(this.#app.connections.opened.map(({ connection }) => connection));
    for (const { app, panel } of [...this.#opened]) if (!left.has(app.connection)) panel.dispose();
  }

  dispose(): void {
    for (const { panel } of [...this.#opened]) panel.dispose();
  }

  #find(id: string, { connection }: App): Opened | undefined {
    return [...this.#opened].find((opened) => opened.id === id && opened.app.connection === connection);
  }

  #tell({ app, asked, channel }: Opened): void {
    const { state } = app.connection;
    const subject = state.kind === "open" ? subjectOf(asked, state.result.project.models) : undefined;
    if (subject !== undefined) channel.call("show", viewOf(asked, subject)).catch(() => undefined);
  }

  /** A form for the row of a key shows what the row holds as soon as the key is entered. */
  async #readRow(opened: Opened, draft: FormDraft): Promise<void> {
    const { app, asked } = opened;
    const { state } = app.connection;
    if (asked.kind !== "forceUpdate" || state.kind !== "open") return;
    const subject = subjectOf(asked, state.result.project.models);
    const name = subject === undefined ? undefined : keyName(subject.model);
    const entered = name === undefined ? undefined : draft.values[name];
    if (subject === undefined || entered?.kind !== "value" || entered.text.trim() === "") return;
    const key = entered.text.trim();
    if (key === asked.present?.key || opened.reading === key) return;
    opened.reading = key;
    const present = await presentRow(app, subject, key);
    // Another key may be entered by now.
    if (present === undefined || !this.#opened.has(opened) || opened.reading !== key) return;
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
    const app = staying(this.#app);
    if (asked === undefined || typeof id !== "string" || this.#find(id, app) !== undefined) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#open(asked, app, panel);
  }

  #options(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.#app.context.extensionUri, "dist")],
    };
  }

  #open(asked: Asked, app: App, restored?: vscode.WebviewPanel): void {
    const store = new Store();
    const { extensionUri } = app.context;
    const { state } = app.connection;
    const subject = state.kind === "open" ? subjectOf(asked, state.result.project.models) : undefined;
    const own = subject === undefined ? asked.label : wordsFor(subject).title;
    const isOneOfMany = state.kind === "open" && app.connections.opened.length > 1;
    const title = isOneOfMany ? `${own} (${databaseName(state)})` : own;
    const panel = restored ?? vscode.window.createWebviewPanel(formType, title, besideResults(), this.#options());
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, "media", "results-light.svg"),
      dark: vscode.Uri.joinPath(extensionUri, "media", "results-dark.svg"),
    };
    const handlers = formHandlers(
      app,
      () => opened.asked,
      (draft) => void this.#readRow(opened, draft).catch((error: unknown) => void app.report.words(error)),
    );
    const channel = new Channel<FormHostApi, FormApi>(webviewPort(panel.webview, store), handlers);
    const opened: Opened = { id: idOf(asked), asked, app, panel, channel };
    this.#opened.add(opened);
    store.add(channel);
    panel.onDidDispose(() => {
      store.dispose();
      this.#opened.delete(opened);
    });
    void loadPage({ webview: panel.webview, extension: extensionUri, store }, { script: "form.js", title });
  }
}
