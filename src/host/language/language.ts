import * as vscode from "vscode";
import type { ProjectInfo } from "../../protocol/models";
import { languageId } from "../ids";
import type { Platform } from "../platform";
import { Store } from "../store";
import type { LanguageLink, StatementRange } from "./link";

/** The language server, started with the first `.queryset` document. */
export class Language {
  readonly #platform: Platform;
  readonly #log: vscode.LogOutputChannel;
  readonly #store = new Store();
  readonly #started = this.#store.add(new vscode.EventEmitter<void>());
  #link: Promise<LanguageLink> | undefined;
  #models: ProjectInfo["models"] | undefined;

  /** The server is there, or knows other models than before. */
  readonly onDidChange = this.#started.event;

  constructor(platform: Platform, log: vscode.LogOutputChannel) {
    this.#platform = platform;
    this.#log = log;
  }

  /** Starts with the first document of the language, now or when one is opened. */
  watch(): void {
    const startFor = (document: vscode.TextDocument): void => {
      if (document.languageId === languageId) this.#start().catch((error: unknown) => this.#log.error(String(error)));
    };
    this.#store.add(vscode.workspace.onDidOpenTextDocument(startFor));
    for (const document of vscode.workspace.textDocuments) startFor(document);
  }

  async statements(document: vscode.TextDocument): Promise<readonly StatementRange[]> {
    const link = await this.#start();
    return await link.statements(document.uri.toString());
  }

  /** Tells the server the models; it gets them at its start where it is not running yet. */
  async setModels(models: ProjectInfo["models"]): Promise<void> {
    this.#models = models;
    (await this.#link)?.models(models);
    this.#started.fire();
  }

  dispose(): void {
    this.#store.dispose();
    this.#link?.then((link) => link.dispose()).catch(() => undefined);
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
    const link = await this.#platform.startLanguage(this.#log);
    if (this.#models !== undefined) link.models(this.#models);
    this.#started.fire();
    return link;
  }
}
