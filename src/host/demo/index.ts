import * as vscode from "vscode";
import type { App } from "../app";
import { commands } from "../ids";
import { copyFresh, differs, exists } from "./copy";

/** `Open Demo Workspace`: a copy of the demo project, in a folder of its own. */
export function register(app: App): vscode.Disposable {
  return vscode.commands.registerCommand(commands.openDemo, () => app.report.guard(() => openDemo(app)));
}

async function openDemo(app: App): Promise<void> {
  const original = vscode.Uri.joinPath(app.context.extensionUri, "media", "demo");
  const copy = vscode.Uri.joinPath(app.context.globalStorageUri, "demo");
  const isOpen = vscode.workspace.workspaceFolders?.[0]?.uri.toString() === copy.toString();
  const changed = (await exists(copy)) && (await differs(original, copy));
  const fresh = changed ? await askFresh() : true;
  if (fresh === undefined) return;
  if (fresh) {
    if (isOpen) app.connection.close();
    await copyFresh(original, copy);
  }
  if (isOpen) {
    await app.connection.ensureOpen();
    await vscode.commands.executeCommand("querysetExplorer.models.focus");
    return;
  }
  await vscode.commands.executeCommand("vscode.openFolder", copy, { forceReuseWindow: true });
}

/** True for a fresh copy, false to keep the changed one, undefined where the person wants neither. */
async function askFresh(): Promise<boolean | undefined> {
  const keep = vscode.l10n.t("Keep My Changes");
  const fresh = vscode.l10n.t("Start Fresh");
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("The demo workspace has changes of yours. Open it with them, or start from a fresh copy?"),
    { modal: true, detail: vscode.l10n.t("A fresh copy replaces the demo's files and its database.") },
    keep,
    fresh,
  );
  return picked === undefined ? undefined : picked === fresh;
}
