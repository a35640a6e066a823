import * as vscode from "vscode";
import { inLabel } from "../plainText";

const key = "inputs";
const kept = 30;

/** Asks for a queryset in a line of text; a button offers what was asked before. Undefined where it was dismissed. */
export async function askForQueryset(memory: vscode.Memento): Promise<string | undefined> {
  const past = memory.get<string[]>(key, []);
  let value = "";
  while (true) {
    const answer = await askOnce(value, past.length > 0);
    if (answer === undefined) return undefined;
    if (answer.kind === "text") {
      // What was asked is not to wait for what is remembered of it.
      void memory.update(key, [answer.text, ...past.filter((text) => text !== answer.text)].slice(0, kept));
      return answer.text;
    }
    const items = past.map((text) => ({ label: inLabel(text), text }));
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Earlier Querysets") });
    value = picked?.text ?? answer.text;
  }
}

type Asked = { readonly kind: "text" | "history"; readonly text: string };

function askOnce(value: string, hasPast: boolean): Promise<Asked | undefined> {
  const input = vscode.window.createInputBox();
  const history: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon("history"),
    tooltip: vscode.l10n.t("Earlier Querysets"),
  };
  input.title = vscode.l10n.t("Run Queryset");
  input.placeholder = 'Album.objects.filter(artist="The Beatles")';
  input.prompt = vscode.l10n.t("What would write is shown first, and nothing is written until you apply it.");
  input.value = value;
  // People look things up elsewhere while they write; and a panel that gets its focus back late must not close the box.
  input.ignoreFocusOut = true;
  input.buttons = hasPast ? [history] : [];
  return new Promise((resolve) => {
    const settle = (answer: Asked | undefined): void => {
      resolve(answer);
      input.dispose();
    };
    input.onDidAccept(() => {
      if (input.value.trim() !== "") settle({ kind: "text", text: input.value.trim() });
    });
    input.onDidTriggerButton(() => settle({ kind: "history", text: input.value }));
    input.onDidHide(() => settle(undefined));
    input.show();
  });
}
