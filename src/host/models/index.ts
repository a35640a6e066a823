import * as vscode from "vscode";
import type { App } from "../app";
import { commands, views } from "../ids";
import { openScript } from "../run";
import { Store } from "../store";
import { Counts } from "./counts";
import { allRows, type ModelNode, type ModelsNode, nameOf, placeOf } from "./nodes";
import { ModelsTree } from "./tree";

/** The `Models` view and its commands. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const { connection, report } = app;
  const counts = store.add(new Counts(connection, report));
  const tree = store.add(new ModelsTree(connection, counts));
  const view = store.add(vscode.window.createTreeView(views.models, { treeDataProvider: tree, showCollapseAll: true }));
  let location: string | undefined;

  store.add(
    connection.onDidChange((state) => {
      if (state.kind === "open") {
        const here = `${state.folder.toString()} ${state.result.database.location}`;
        counts.reset(here === location);
        location = here;
        void app.language.setModels(state.result.project.models);
      }
      tree.update();
    }),
  );
  store.add(
    app.runner.onDidWrite(() => {
      counts.reset(true);
      tree.update();
    }),
  );

  /** A view that comes to sight opens the database once; one that failed is tried again only for a reason. */
  const openIfVisible = (again = false): void => {
    const { kind } = connection.state;
    const wanted = kind === "closed" || (again && kind === "failed");
    if (wanted && view.visible && vscode.workspace.isTrusted && app.choice.folder() !== undefined) void openInView(app);
  };
  store.add(view.onDidChangeVisibility(() => openIfVisible()));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => openIfVisible(true)));
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => openIfVisible(true)));
  openIfVisible();

  const command = <T>(id: string, work: (node: T) => Promise<unknown> | unknown): void => {
    const run = async (node: T | undefined): Promise<void> => {
      const target = node ?? (view.selection[0] as T | undefined);
      if (target !== undefined) await work(target);
    };
    store.add(vscode.commands.registerCommand(id, (node?: T) => report.guard(() => run(node))));
  };
  command<ModelNode>(commands.openRows, (node) => app.runner.run({ source: allRows(node) }));
  command<ModelNode>(commands.newQuerysetHere, (node) => openScript(allRows(node)));
  command<ModelNode>(commands.countRows, (node) => counts.again(node.model.label));
  command<ModelsNode>(commands.copyName, (node) => vscode.env.clipboard.writeText(nameOf(node)));
  command<ModelsNode>(commands.goToDefinition, (node) => goToDefinition(app, node));
  store.add(
    vscode.commands.registerCommand(commands.refreshModels, () =>
      report.guard(async () => {
        if (connection.state.kind !== "open") await connection.ensureOpen();
        else await withViewProgress(() => connection.refresh());
      }),
    ),
  );
  return store;
}

/** Opens the database because its view came to sight. The view has the ways out of a failure, but cannot say its reason. */
async function openInView(app: App): Promise<void> {
  await app.report.guard(() => withViewProgress(() => app.connection.ensureOpen()));
}

async function withViewProgress(work: () => Promise<unknown>): Promise<void> {
  await vscode.window.withProgress({ location: { viewId: views.models } }, work);
}

async function goToDefinition(app: App, node: ModelsNode): Promise<void> {
  const place = placeOf(node);
  const folder = app.choice.folder();
  if (place === undefined || folder === undefined) return;
  const position = new vscode.Position(place.line - 1, place.column ?? 0);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, place.file), {
    selection: new vscode.Range(position, position),
  });
}
