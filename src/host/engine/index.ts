import * as vscode from "vscode";
import type { App } from "../app";
import { noFolder, untrusted } from "../errors";
import { commands, settings, views } from "../ids";
import { Store } from "../store";
import { pickDatabase } from "./pick";
import { registerStatusBar } from "./statusBar";
import { registerWatch } from "./watch";

/** Choosing a database, naming it in the status bar, and noticing when it or the code changes. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  store.add(registerStatusBar(app));
  store.add(registerWatch(app));
  store.add(vscode.commands.registerCommand(commands.openDatabase, () => app.report.guard(() => openDatabase(app))));
  store.add(vscode.commands.registerCommand(commands.showLog, () => app.log.show()));
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      const backend = `${settings.section}.${settings.sqliteBackend}`;
      if (event.affectsConfiguration(backend) && app.connection.state.kind === "open") {
        void app.report.guard(async () => void (await app.connection.reopen()));
      }
    }),
  );
  store.add(
    app.connection.onDidChange((state) => {
      if (state.kind === "open") for (const entry of state.result.settled) tellSettled(entry.source, entry.state);
    }),
  );
  return store;
}

async function openDatabase(app: App): Promise<void> {
  if (!vscode.workspace.isTrusted) throw untrusted();
  const folder = await pickFolder(app);
  if (folder === undefined) return;
  const { state } = app.connection;
  const sameFolder = state.kind === "open" && state.folder.toString() === folder.toString();
  const picked = await pickDatabase(folder, sameFolder ? state.result.candidates : []);
  if (picked === undefined) return;
  await app.choice.chooseFolder(folder);
  await app.choice.chooseDatabase(folder, picked.url);
  await vscode.window.withProgress({ location: { viewId: views.models } }, () => app.connection.reopen());
}

async function pickFolder(app: App): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) throw noFolder();
  if (folders.length === 1) return app.choice.folder();
  const placeHolder = vscode.l10n.t("Choose the folder of the project");
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder }))?.uri;
}

function tellSettled(source: string, state: string): void {
  const line = source.trim().split("\n", 1)[0] ?? "";
  const message =
    state === "applied"
      ? vscode.l10n.t(
          "{0} was interrupted when it was applied last time. It is in the database, and History can undo it.",
          line,
        )
      : vscode.l10n.t("{0} was interrupted when it was applied last time. It is not in the database.", line);
  void vscode.window.showInformationMessage(message);
}
