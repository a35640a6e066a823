import type * as vscode from "vscode";
import type { Platform } from "./host/platform";
import { start } from "./host/start";
import { startEngineWorker } from "./host/web/engine";
import { startLanguageWorker } from "./host/web/language";

/** Entry for a host in a browser: the engine and the language server run in workers, on files that the editor reads. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri } = context;
  const storage = context.storageUri ?? context.globalStorageUri;
  const platform: Platform = {
    startEngine: () => startEngineWorker(extensionUri, storage),
    startLanguage: (log, options) => startLanguageWorker(extensionUri, log, options),
    opensVirtual: true,
  };
  context.subscriptions.push(start(context, platform));
}
