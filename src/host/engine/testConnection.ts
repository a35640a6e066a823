import * as vscode from "vscode";
import type { App } from "../app";
import { untrusted } from "../errors";
import { commands } from "../ids";
import { inMessage } from "../plainText";
import { candidatesOf } from "./candidates";
import { withPassword } from "./passwords";
import { pickDatabase } from "./pick";
import { passwordName } from "./target";

/** Connects to a database that the person picks, beside what is open, and says how far it came. */
export async function testConnection(app: App): Promise<void> {
  if (!vscode.workspace.isTrusted) throw untrusted();
  const project = await app.choice.settled((workspace) => app.connection.projects(workspace));
  const picked = await pickDatabase({
    folder: project.folder,
    candidates: await candidatesOf(app, project),
    addresses: app.choice.addresses,
    open: [],
    title: vscode.l10n.t("Test Connection"),
    placeHolder: vscode.l10n.t("Choose the database to connect to"),
  });
  if (picked?.kind !== "address" || picked.url === undefined) return;
  const database = picked.url;
  const target = await app.choice.target({ project, database });
  const name = passwordName(project, database);
  const password = await app.choice.passwords.get(name);
  const { workspace, project: root } = target.request;
  const request = { workspace, storage: target.request.storage, database, ...(password !== undefined && { password }) };
  const { result } = await withPassword({ ...target, request, passwordName: name }, app.choice.passwords, (asked) =>
    app.connection.ask(
      "test",
      {
        workspace,
        database,
        ...(root !== undefined && { project: root }),
        ...(asked.request.password !== undefined && { password: asked.request.password }),
      },
      vscode.l10n.t("testing the connection"),
    ),
  );
  if (result.ok) {
    void vscode.window.showInformationMessage(inMessage(result.message));
    return;
  }
  const open = vscode.l10n.t("Open Database…");
  const text = result.hint === undefined ? result.message : `${result.message} ${result.hint}`;
  if ((await vscode.window.showWarningMessage(inMessage(text), open)) === open)
    await vscode.commands.executeCommand(commands.openDatabase);
}

/** Removes every password of this workspace from the editor's secret storage. */
export async function forgetPasswords(app: App): Promise<void> {
  const count = await app.choice.passwords.forget();
  const text =
    count === 0
      ? vscode.l10n.t("No password of this workspace's databases was kept.")
      : vscode.l10n.t("The passwords of this workspace's databases were forgotten: {0}.", String(count));
  void vscode.window.showInformationMessage(text);
}
