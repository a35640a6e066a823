import * as vscode from "vscode";
import type { Connection } from "../engine/connection";
import { openScript } from "../run";

/** Copies the script that would do an apply's work again, and offers to open it. */
export async function copyScript(connection: Connection, entry: string): Promise<void> {
  const { source } = await connection.call("script", { entry });
  await vscode.env.clipboard.writeText(source);
  const open = vscode.l10n.t("Open Script");
  const message = vscode.l10n.t("Copied as a script.");
  void vscode.window.showInformationMessage(message, open).then(async (picked) => {
    if (picked === open) await openScript(source);
  });
}
