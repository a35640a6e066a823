import * as vscode from "vscode";
import type { RowsMessage } from "../../protocol/notebook";
import type { App } from "../app";
import { commands, languageId, notebookType, rendererId } from "../ids";
import { Store } from "../store";
import { Controller } from "./controller";
import { serializer } from "./serializer";

/** Notebooks of querysets: their files, what runs their cells, and their commands. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  store.add(vscode.workspace.registerNotebookSerializer(notebookType, serializer, { transientOutputs: true }));
  const controller = store.add(new Controller(app));
  const open = (cell: vscode.NotebookCell | undefined): void =>
    void app.report.guard(async () => {
      if (cell !== undefined) await app.runner.run(controller.request(cell));
    });
  store.add(
    vscode.notebooks.createRendererMessaging(rendererId).onDidReceiveMessage(({ editor, message }) => {
      const address = (message as Partial<RowsMessage> | undefined)?.open;
      open(editor.notebook.getCells().find(({ document }) => document.uri.toString() === address));
    }),
  );
  store.add(
    vscode.commands.registerCommand(commands.openCellRows, (cell?: vscode.NotebookCell) => open(cell ?? chosenCell())),
  );
  store.add(vscode.commands.registerCommand(commands.newNotebook, () => app.report.guard(newNotebook)));
  return store;
}

async function newNotebook(): Promise<void> {
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "", languageId);
  const notebook = await vscode.workspace.openNotebookDocument(notebookType, new vscode.NotebookData([cell]));
  await vscode.window.showNotebookDocument(notebook);
}

/** The cell that is chosen in the notebook in use. */
function chosenCell(): vscode.NotebookCell | undefined {
  const editor = vscode.window.activeNotebookEditor;
  if (editor?.notebook.notebookType !== notebookType) return undefined;
  return editor.notebook.cellAt(editor.selection.start);
}
