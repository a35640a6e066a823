import * as vscode from "vscode";
import { inMessage } from "../plainText";

/** Says that a preview gave way to another database's results, and that nothing came of it; `show` brings it back. */
export async function tellGivenWay(name: string, show: () => void): Promise<void> {
  const again = vscode.l10n.t("Show Preview");
  const message = vscode.l10n.t(
    "The preview on {0} made room for other results. It is kept, and nothing of it is written.",
    name,
  );
  if ((await vscode.window.showInformationMessage(inMessage(message), again)) === again) show();
}
