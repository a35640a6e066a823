import * as vscode from "vscode";
import type { SourcePlace } from "../../protocol/models";
import type { App } from "../app";
import { noModelHere, noSuchModel } from "../errors";
import { commands, views } from "../ids";
import { openScript } from "../run";
import { Store } from "../store";
import type { Counts } from "./counts";
import { modelAtCursor, pickModel } from "./find";
import { allRows, type ModelNode, type ModelsNode, nameOf, otherEnd, placeOf } from "./nodes";
import { openOrAsk, withViewProgress } from "./opening";
import type { ModelsTree } from "./tree";

/** What can be done from the `Models` view, and with models from elsewhere. */
export function registerCommands(
  app: App,
  view: vscode.TreeView<ModelsNode>,
  tree: ModelsTree,
  counts: Counts,
): vscode.Disposable {
  const store = new Store();
  const { connection, report } = app;
  const command = (id: string, work: (argument: unknown) => Promise<unknown> | unknown): void => {
    const run = async (argument: unknown): Promise<void> => void (await work(argument));
    store.add(vscode.commands.registerCommand(id, (argument: unknown) => report.guard(() => run(argument))));
  };
  /** A command of the tree's items: what was clicked, else what is selected. */
  const onNode = <T extends ModelsNode>(id: string, work: (node: T) => Promise<unknown> | unknown): void =>
    command(id, async (argument) => {
      const node = (argument as T | undefined) ?? (view.selection[0] as T | undefined);
      if (node !== undefined) await work(node);
    });
  const reveal = async (node: ModelNode): Promise<void> => {
    await vscode.commands.executeCommand(`${views.models}.focus`);
    await tree.prepare(node);
    await view.reveal(node, { select: true, focus: true, expand: true });
  };

  // A key can mean any item.
  onNode(commands.openRows, (node) => node.kind === "model" && app.runner.run({ source: allRows(node) }));
  onNode<ModelNode>(commands.newQuerysetHere, (node) => openScript(allRows(node)));
  onNode<ModelNode>(commands.countRows, (node) => counts.again(node.model.label));
  onNode(commands.copyName, (node) => vscode.env.clipboard.writeText(nameOf(node)));
  onNode(commands.goToDefinition, (node) => openPlace(app, placeOf(node)));
  onNode(commands.goToModel, async (node) => {
    const label = otherEnd(node);
    const target = label === undefined ? undefined : tree.find(label);
    if (label !== undefined && target === undefined) throw noSuchModel(label);
    if (target !== undefined) await reveal(target);
  });
  command(commands.findModel, async () => {
    await connection.ensureOpen();
    const picked = await pickModel(tree.models, vscode.l10n.t("Find Model"));
    if (picked !== undefined) await reveal(picked);
  });
  command(commands.revealModel, async () => {
    await connection.ensureOpen();
    const editor = vscode.window.activeTextEditor;
    const node = editor === undefined ? undefined : modelAtCursor(editor, tree.models, app.choice.folder());
    if (node === undefined) throw noModelHere();
    await reveal(node);
  });
  command(commands.refreshModels, async () => {
    if (connection.state.kind === "open") await withViewProgress(() => connection.refresh());
    else await openOrAsk(app);
  });
  return store;
}

/** Opens the code at a place in the open project's folder; a path that leads out of it opens nothing. */
export async function openPlace(app: App, place: SourcePlace | undefined): Promise<void> {
  const { state } = app.connection;
  if (place === undefined || state.kind !== "open") return;
  const uri = vscode.Uri.joinPath(state.folder, place.file);
  if (!uri.path.startsWith(`${state.folder.path}/`)) return;
  const position = new vscode.Position(Math.max(0, place.line - 1), place.column ?? 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position) });
}
