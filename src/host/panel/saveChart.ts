import * as vscode from "vscode";

/** How a PNG begins (W3C, PNG Specification, 5.2). */
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Asks where a chart is to lie, and writes it there. Throws where the page sent something else than a PNG. */
export async function saveChart(base64: string, folder: vscode.Uri | undefined): Promise<void> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (signature.some((byte, index) => bytes[index] !== byte)) throw new TypeError("The results page sent no picture.");
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save Chart"),
    filters: { PNG: ["png"] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, "chart.png") }),
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, bytes);
  const open = vscode.l10n.t("Open");
  const name = target.path.slice(target.path.lastIndexOf("/") + 1);
  const picked = await vscode.window.showInformationMessage(vscode.l10n.t("The chart is saved in {0}.", name), open);
  if (picked === open) await vscode.commands.executeCommand("vscode.open", target);
}
