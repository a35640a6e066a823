import * as vscode from "vscode";
import { type Confirmation, type Guards, isTyped } from "../../protocol/guards";

/**
 * Asks in a dialog for what the preview's page asks for on itself, where a command applies it. Undefined where the person
 * thought better of it.
 */
export async function askToConfirm(guards: Guards, database: string): Promise<Confirmation | undefined> {
  const { type, many = [] } = guards;
  if (type !== undefined) {
    const typed = await askForName(type, database, many);
    return typed === undefined ? undefined : { typed, many: true };
  }
  if (many.length === 0) return {};
  const apply = vscode.l10n.t("Apply");
  const picked = await vscode.window.showWarningMessage(many.join(" "), { modal: true }, apply);
  return picked === apply ? { many: true } : undefined;
}

function askForName(type: string, database: string, reasons: readonly string[]): Thenable<string | undefined> {
  const name = type.slice(type.lastIndexOf(".") + 1);
  const prompt = vscode.l10n.t("{0} is a production database. Type {1} to apply this to it.", database, name);
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Apply to Production"),
    prompt: [...reasons, prompt].join(" "),
    ignoreFocusOut: true,
    validateInput: (text) => (isTyped(type, text) ? null : vscode.l10n.t("Type {0}, or press Escape.", name)),
  });
}
