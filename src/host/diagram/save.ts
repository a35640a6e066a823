import * as vscode from "vscode";
import { inMessage } from "../plainText";

/** Asks where a picture is to lie, and writes it there. */
export async function savePicture(svg: unknown, folder: vscode.Uri | undefined): Promise<void> {
  if (typeof svg !== "string" || !svg.startsWith("<?xml")) throw new TypeError("The diagram sent no picture.");
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save Diagram"),
    filters: { SVG: ["svg"] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, "models.svg") }),
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(svg));
  const open = vscode.l10n.t("Open");
  const name = target.path.slice(target.path.lastIndexOf("/") + 1);
  const picked = await vscode.window.showInformationMessage(
    inMessage(vscode.l10n.t("The diagram is saved in {0}.", name)),
    open,
  );
  if (picked === open) await vscode.commands.executeCommand("vscode.open", target);
}
