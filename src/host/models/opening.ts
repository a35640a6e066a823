import * as vscode from "vscode";
import type { App } from "../app";
import { openDatabase } from "../engine";
import { asksForDatabase } from "../errors";
import { views } from "../ids";
import { Store } from "../store";

/** A view that comes to sight opens the database once; one that failed is tried again only for a reason. */
export function openWhenSeen(app: App, view: vscode.TreeView<unknown>): vscode.Disposable {
  const store = new Store();
  const openIfVisible = (again = false): void => {
    const { kind } = app.connection.state;
    const wanted = kind === "closed" || (again && kind === "failed");
    if (wanted && view.visible && vscode.workspace.isTrusted && app.choice.folder() !== undefined) {
      void app.report.guard(() => openOrAsk(app));
    }
  };
  store.add(view.onDidChangeVisibility(() => openIfVisible()));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => openIfVisible(true)));
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => openIfVisible(true)));
  openIfVisible();
  return store;
}

/** Opens the database; where nothing says which, the person is asked at once instead of told that it failed. */
export async function openOrAsk(app: App): Promise<void> {
  try {
    await withViewProgress(() => app.connection.ensureOpen());
  } catch (error) {
    if (!asksForDatabase(error)) throw error;
    await openDatabase(app, error.message);
  }
}

/** Shows that the `Models` view is at work. */
export async function withViewProgress(work: () => Promise<unknown>): Promise<void> {
  await vscode.window.withProgress({ location: { viewId: views.models } }, work);
}
