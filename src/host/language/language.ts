import * as vscode from "vscode";
import { languageId, settings } from "../ids";
import type { Platform } from "../platform";
import { Store } from "../store";
import type { LanguageLink, LanguageModels, QuerysetExpression, StatementRange } from "./link";

/** The language server, started with the first `.queryset` document. */
export class Language {
  readonly #platform: Platform;
  readonly #log: vscode.LogOutputChannel;
  readonly #docs: string;
  readonly #store = new Store();
  readonly #started = this.#store.add(new vscode.EventEmitter<void>());
  #link: Promise<LanguageLink> | undefined;
  #models: LanguageModels | undefined;

  /** The server is there, or knows other models than before. */
  readonly onDidChange = this.#started.event;

  /** `docs` is the address of the page that explains the diagnostics. */
  constructor(platform: Platform, log: vscode.LogOutputChannel, docs: string) {
    this.#platform = platform;
    this.#log = log;
    this.#docs = docs;
  }

  /** Whether models are known: without them nothing can be said about a Python file. */
  get hasModels(): boolean {
    return this.#models !== undefined;
  }

  /** Starts with the first document of the language, now or when one is opened. */
  watch(): void {
    const startFor = ({ languageId: language }: { readonly languageId: string }): void => {
      const wanted = language === languageId || (language === "python" && this.hasModels && completesPython());
      if (wanted) this.#start().catch((error: unknown) => this.#log.error(String(error)));
    };
    this.#store.add(vscode.workspace.onDidOpenTextDocument(startFor));
    this.#store.add(
      this.onDidChange(() => {
        for (const document of vscode.workspace.textDocuments) startFor(document);
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${settings.section}.${settings.pythonCompletion}`)) this.#restart();
      }),
    );
    for (const document of vscode.workspace.textDocuments) startFor(document);
  }

  async statements(document: vscode.TextDocument): Promise<readonly StatementRange[]> {
    const link = await this.#start();
    return await link.statements(document.uri.toString());
  }

  /** The `Model.objects…` expressions of a Python document. */
  async expressions(document: vscode.TextDocument): Promise<readonly QuerysetExpression[]> {
    const link = await this.#start();
    return await link.expressions(document.uri.toString(), document.getText());
  }

  /** The names in a piece of Python that it would have to be told the values of. */
  async freeNames(text: string): Promise<readonly string[]> {
    const link = await this.#start();
    return await link.freeNames(text);
  }

  /** Tells the server the models; it gets them at its start where it is not running yet. */
  async setModels(models: LanguageModels): Promise<void> {
    this.#models = models;
    (await this.#link)?.models(models);
    this.#started.fire();
  }

  dispose(): void {
    this.#store.dispose();
    this.#link?.then((link) => link.dispose()).catch(() => undefined);
  }

  #restart(): void {
    const old = this.#link;
    this.#link = undefined;
    old?.then((link) => link.dispose()).catch(() => undefined);
    this.#started.fire();
  }

  #start(): Promise<LanguageLink> {
    this.#link ??= this.#launch().catch((error: unknown) => {
      // The next document or lens tries again.
      this.#link = undefined;
      throw error;
    });
    return this.#link;
  }

  async #launch(): Promise<LanguageLink> {
    const link = await this.#platform.startLanguage(this.#log, {
      docs: this.#docs,
      python: completesPython(),
      onRestart: () => {
        const message = vscode.l10n.t(
          "The language server of Queryset Explorer ended unexpectedly and was started again.",
        );
        void vscode.window.showWarningMessage(message);
      },
    });
    if (this.#models !== undefined) link.models(this.#models);
    this.#started.fire();
    return link;
  }
}

function completesPython(): boolean {
  return vscode.workspace.getConfiguration(settings.section).get(settings.pythonCompletion, false);
}
