import type * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import { languageId } from "../ids";
import {
  expressionsRequest,
  freeNamesRequest,
  type LanguageLink,
  type LanguageModels,
  type LanguageStart,
  modelsNotification,
  type QuerysetExpression,
  type StatementRange,
  statementsRequest,
} from "./link";

/** A server that ends so often within this time has a fault that starting it again does not mend. */
const most = 5;
const within = 3 * 60 * 1000;

/** Starts the server module in a process of its own. This file is a bundle of its own: the client is large. */
export async function startLanguageClient(
  module: string,
  log: vscode.LogOutputChannel,
  { docs, python, onRestart }: LanguageStart,
): Promise<LanguageLink> {
  const ends: number[] = [];
  let known: LanguageModels | undefined;
  let ended = false;
  const client = new LanguageClient(
    "querysetExplorer.language",
    "Queryset Explorer",
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: languageId }, ...(python ? [{ language: "python", scheme: "file" }] : [])],
      outputChannel: log,
      diagnosticCollectionName: languageId,
      initializationOptions: { docs },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          const now = Date.now();
          ends.push(now);
          const often = ends.filter((time) => now - time < within).length > most;
          ended = true;
          // Once is enough: what it says is the same each time.
          if (ends.length === 1) onRestart();
          return { action: often ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true };
        },
      },
    },
  );
  client.onDidChangeState(({ newState }) => {
    if (newState !== State.Running || !ended || known === undefined) return;
    ended = false;
    void client.sendNotification(modelsNotification, known);
  });
  await client.start();
  return {
    statements: (uri) => client.sendRequest<StatementRange[]>(statementsRequest, { uri }),
    expressions: (uri, text) => client.sendRequest<QuerysetExpression[]>(expressionsRequest, { uri, text }),
    freeNames: (text) => client.sendRequest<string[]>(freeNamesRequest, { text }),
    models: (models) => {
      known = models;
      void client.sendNotification(modelsNotification, models);
    },
    dispose: () => client.dispose(),
  };
}
