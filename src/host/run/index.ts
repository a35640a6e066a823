import * as vscode from "vscode";
import type { RunRequest } from "../../protocol/engine";
import type { App } from "../app";
import { noResults, noStatement } from "../errors";
import { commands, languageId } from "../ids";
import { Store } from "../store";
import { exportRows } from "./exportRows";
import { registerHover } from "./hover";
import { registerLenses } from "./lenses";
import { askForQueryset } from "./prompt";
import { nearest, statementAt, statementIn } from "./statementAt";

/** Where a code lens stands; the palette and the keys pass nothing, and mean the cursor. */
interface Place {
  readonly uri: vscode.Uri;
  readonly line: number;
}

/** Commands that run, preview, apply and undo. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const command = (id: string, work: (argument: unknown) => Promise<void> | void): void => {
    store.add(vscode.commands.registerCommand(id, (argument: unknown) => app.report.guard(() => work(argument))));
  };
  const at = async (place: unknown, work: (request: RunRequest) => Promise<unknown>): Promise<void> => {
    await work(await requestAt(app, place as Place | undefined));
  };
  command(commands.runStatement, (place) => at(place, (request) => app.runner.run(request)));
  command(commands.previewStatement, (place) => at(place, (request) => app.runner.run(request, true)));
  command(commands.explainStatement, (place) => at(place, (request) => app.runner.explain(request)));
  command(commands.runQueryset, async () => {
    const source = await askForQueryset(app.context.workspaceState);
    if (source !== undefined) await app.runner.run({ source });
  });
  command(commands.exportResults, async (argument) => {
    const shown = app.runner.result;
    const given = (argument as { readonly result?: unknown } | undefined)?.result;
    const id = typeof given === "string" ? given : shown?.id;
    if (id === undefined || shown === undefined) throw noResults();
    await exportRows(app.connection, { id, columns: shown.columns.map((_, index) => index), model: shown.model });
  });
  command(commands.newScript, () => openScript(""));
  command(commands.applyPreview, () => app.runner.apply());
  command(commands.discardPreview, () => app.runner.discard());
  command(commands.undoLastApply, () => app.runner.undo());
  command(commands.cancel, () => {
    app.runner.cancel();
    app.connection.cancelOpening();
  });
  store.add(registerLenses(app));
  store.add(registerHover(app));
  return store;
}

/** Opens an unsaved `.queryset` document with the given text. */
export async function openScript(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: languageId, content });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.lineAt(document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
}

/** The statement at a place, or at the cursor. */
async function requestAt(app: App, place: Place | undefined): Promise<RunRequest> {
  const statements = (document: vscode.TextDocument) => app.language.statements(document);
  if (place?.uri instanceof vscode.Uri && typeof place.line === "number") {
    const document = await vscode.workspace.openTextDocument(place.uri);
    const range = nearest(await statements(document), place.line);
    if (range === undefined) throw noStatement();
    return statementIn(document, range);
  }
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw noStatement();
  return await statementAt(editor, statements);
}
