import * as vscode from "vscode";
import type { PickedBytes } from "../../protocol/edits";

/** Bytes of a file that fit into a statement in plain sight. */
const most = 1_000_000;

/** Lets the person choose a file for a cell; null where they choose none. Throws where it is too large. */
export async function pickBytes(): Promise<PickedBytes | null> {
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t("Load File into Cell") })) ?? [];
  if (file === undefined) return null;
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > most)
    throw new Error(
      vscode.l10n.t("{0} is larger than 1 MB, which is too much for a statement. Load a smaller file.", name),
    );
  return { name, base64: base64Of(await vscode.workspace.fs.readFile(file)), size };
}

/** Works in a browser's host as well, which has no `Buffer`. */
function base64Of(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
