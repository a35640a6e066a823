import * as vscode from "vscode";
import type { RunRequest } from "../../protocol/engine";
import type { App } from "../app";
import { noResults, noStatement, nothingShown } from "../errors";
import { commands, languageId } from "../ids";
import { Store } from "../store";
import type { RunOptions } from "./events";
import { exportRows } from "./exportRows";
import { FreeNames } from "./freeNames";
import { registerHover } from "./hover";
import { registerInline } from "./inline";
import { type LensPlace, registerLenses } from "./lenses";
import { askForQueryset } from "./prompt";
import { expressionAt, PythonRequests } from "./pythonRequest";
import { registerRestore } from "./restore";
import type { Results } from "./runners";
import { scriptOf } from "./script";
import { nearest, statementAt, statementIn } from "./statementAt";

type Origin = Pick<RunOptions, "origin">;

/** Commands that run, preview, apply and undo. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const command = (id: string, work: (argument: unknown) => Promise<void> | void): void => {
    store.add(vscode.commands.registerCommand(id, (argument: unknown) => app.report.guard(() => work(argument))));
  };
  const python = new PythonRequests(app.language, new FreeNames(app.context.workspaceState));
  // The palette and the keys pass nothing, and mean the cursor.
  const at = async (given: unknown, work: (request: RunRequest, origin: Origin) => Promise<unknown>): Promise<void> => {
    const place = given as LensPlace | undefined;
    const origin = place?.uri ?? vscode.window.activeTextEditor?.document.uri;
    const request = await requestAt(app, python, place);
    if (request !== undefined) await work(request, { origin });
  };
  command(commands.runStatement, (place) => at(place, (request, origin) => app.runner.run(request, origin)));
  command(commands.previewStatement, (place) =>
    at(place, (request, origin) => app.runner.run(request, { ...origin, showSql: true })),
  );
  command(commands.explainStatement, (place) => at(place, (request) => app.runner.explain(request)));
  command(commands.runAll, () => runScript(app));
  command(commands.runBelow, () => runScript(app, true));
  command(commands.runSelection, async () => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return;
    const origin = editor.document.uri;
    const isScript = editor.document.languageId === languageId;
    const request = isScript
      ? await statementAt(editor, (document) => app.language.statements(document))
      : await python.selection(editor);
    if (request !== undefined) await app.runner.run(request, { origin });
  });
  command(commands.runQueryset, async () => {
    const source = await askForQueryset(app.context.workspaceState);
    if (source !== undefined) await app.runner.run({ source });
  });
  command(commands.exportResults, async (argument) => {
    const { runner, connection } = app.runners.meant((results) => results.runner.result !== undefined);
    const { result: shown } = runner;
    const given = (argument as { readonly result?: unknown } | undefined)?.result;
    const id = typeof given === "string" ? given : shown?.id;
    if (id === undefined || shown === undefined) throw noResults();
    await exportRows(connection, { id, columns: shown.columns.map((_, index) => index), model: shown.model });
  });
  command(commands.focusResults, () => {
    if (!app.runner.focus()) throw nothingShown();
  });
  command(commands.newScript, () => openScript(""));
  const previewing = ({ runner }: Results): boolean => runner.hasPreview;
  command(commands.applyPreview, () => app.runners.meant(previewing).runner.apply());
  command(commands.discardPreview, () => app.runners.meant(previewing).runner.discard());
  command(commands.undoLastApply, () => app.runner.undo());
  command(commands.cancel, () => {
    app.runners.meant(({ runner }) => runner.isBusy).runner.cancel();
    app.connection.cancelOpening();
  });
  store.add(registerLenses(app));
  store.add(registerRestore(app));
  store.add(registerHover(app));
  store.add(registerInline(app));
  return store;
}

/** Opens an unsaved `.queryset` document with the given text. */
export async function openScript(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: languageId, content });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.lineAt(document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
}

/** Runs the statements of the script that is edited: all of them, or those below the cursor's. */
async function runScript(app: App, below = false): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw noStatement();
  const { document, selection } = editor;
  const ranges = await app.language.statements(document);
  const own = below ? nearest(ranges, selection.active.line) : undefined;
  await app.runner.runAll(scriptOf(document, ranges, own === undefined ? 0 : own.endLine + 1));
}

/** The statement at a place, or at the cursor; undefined where the person took it back. */
async function requestAt(
  app: App,
  python: PythonRequests,
  place: LensPlace | undefined,
): Promise<RunRequest | undefined> {
  const statements = (document: vscode.TextDocument) => app.language.statements(document);
  if (place?.uri instanceof vscode.Uri && typeof place.line === "number") {
    if (place.expression !== undefined) return await python.expression(place.uri, place.expression, place.again);
    const document = await vscode.workspace.openTextDocument(place.uri);
    const range = nearest(await statements(document), place.line);
    if (range === undefined) throw noStatement();
    return statementIn(document, range);
  }
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw noStatement();
  return (await inPython(app, python, editor)) ?? (await statementAt(editor, statements));
}

/** The queryset that the cursor is in, in a Python file whose models are known. */
async function inPython(
  { language }: App,
  python: PythonRequests,
  editor: vscode.TextEditor,
): Promise<RunRequest | undefined> {
  const { document, selection } = editor;
  if (document.languageId !== "python" || !selection.isEmpty || !language.hasModels) return undefined;
  const found = expressionAt(await language.expressions(document), selection.active.line);
  return found && (await python.expression(document.uri, found));
}
