import type * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { languageId } from "../ids";
import { type LanguageLink, modelsNotification, type StatementRange, statementsRequest } from "./link";

/** Starts the server module in a process of its own. This file is a bundle of its own: the client is large. */
export async function startLanguageClient(module: string, log: vscode.LogOutputChannel): Promise<LanguageLink> {
  const client = new LanguageClient(
    "querysetExplorer.language",
    "Queryset Explorer",
    { module, transport: TransportKind.ipc },
    { documentSelector: [{ language: languageId }], outputChannel: log, diagnosticCollectionName: languageId },
  );
  await client.start();
  return {
    statements: (uri) => client.sendRequest<StatementRange[]>(statementsRequest, { uri }),
    models: (models) => {
      void client.sendNotification(modelsNotification, models);
    },
    dispose: () => client.dispose(),
  };
}
