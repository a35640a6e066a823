import type * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { languageId } from "../ids";
import {
  expressionsRequest,
  freeNamesRequest,
  type LanguageLink,
  type LanguageStart,
  modelsNotification,
  type QuerysetExpression,
  type StatementRange,
  statementsRequest,
} from "../language/link";
import { startWorker } from "./worker";

type Server = ConstructorParameters<typeof LanguageClient>[2];

/** Starts the language server in a worker, and a client for it. */
export async function startLanguageWorker(
  extension: vscode.Uri,
  log: vscode.LogOutputChannel,
  { docs, python }: LanguageStart,
): Promise<LanguageLink> {
  const worker = await startWorker(extension, "server.web.js");
  const client = new LanguageClient("querysetExplorer.language", "Queryset Explorer", worker as unknown as Server, {
    documentSelector: [{ language: languageId }, ...(python ? [{ language: "python" }] : [])],
    outputChannel: log,
    diagnosticCollectionName: languageId,
    initializationOptions: { docs },
  });
  await client.start();
  return {
    statements: (uri) => client.sendRequest<StatementRange[]>(statementsRequest, { uri }),
    expressions: (uri, text) => client.sendRequest<QuerysetExpression[]>(expressionsRequest, { uri, text }),
    freeNames: (text) => client.sendRequest<string[]>(freeNamesRequest, { text }),
    models: (models) => {
      void client.sendNotification(modelsNotification, models);
    },
    dispose: async () => {
      await client.dispose();
      worker.terminate();
    },
  };
}
