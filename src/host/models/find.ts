import * as vscode from "vscode";
import type { ModelNode } from "./nodes";

interface Item extends vscode.QuickPickItem {
  readonly node: ModelNode;
}

/** Lets the person pick one of the models by typing a part of its name. Undefined where it was dismissed. */
export async function pickModel(models: readonly ModelNode[], title: string): Promise<ModelNode | undefined> {
  const items = models.map((node): Item => ({ label: node.model.name, description: node.model.app, node }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t("Type a model's name"),
    matchOnDescription: true,
  });
  return picked?.node;
}

/** The model that the cursor is about: the one it names, else the one whose class it is in. */
export function modelAtCursor(
  editor: vscode.TextEditor,
  models: readonly ModelNode[],
  folder: vscode.Uri | undefined,
): ModelNode | undefined {
  const { document, selection } = editor;
  const range = document.getWordRangeAtPosition(selection.active);
  const word = range === undefined ? undefined : document.getText(range);
  const named = models.filter(({ model }) => model.name === word);
  const inFile = models.filter(({ model }) => {
    const { place } = model;
    if (place === undefined || folder === undefined) return false;
    const isHere = vscode.Uri.joinPath(folder, place.file).toString() === document.uri.toString();
    return isHere && place.line - 1 <= selection.active.line;
  });
  const around = inFile.sort((a, b) => (b.model.place?.line ?? 0) - (a.model.place?.line ?? 0))[0];
  return named.find((node) => node === around) ?? named[0] ?? around;
}
