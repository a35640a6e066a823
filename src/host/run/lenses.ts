import * as vscode from "vscode";
import type { App } from "../app";
import { commands, languageId, settings } from "../ids";
import { Store } from "../store";

/** `▷ Run | Preview | Explain` above each top-level statement of a `.queryset` document. */
export function registerLenses(app: App): vscode.Disposable {
  const store = new Store();
  const changed = store.add(new vscode.EventEmitter<void>());
  store.add(app.language.onDidChange(() => changed.fire()));
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${settings.section}.${settings.codeLens}`)) changed.fire();
    }),
  );
  store.add(
    vscode.languages.registerCodeLensProvider(
      { language: languageId },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: async (document, token) => {
          const enabled = vscode.workspace.getConfiguration(settings.section, document).get(settings.codeLens, true);
          if (!enabled) return [];
          const ranges = await app.language.statements(document);
          return token.isCancellationRequested
            ? []
            : ranges.flatMap((range) => lensesOf(document.uri, range.startLine));
        },
      },
    ),
  );
  return store;
}

function lensesOf(uri: vscode.Uri, line: number): vscode.CodeLens[] {
  const range = new vscode.Range(line, 0, line, 0);
  const place = { uri, line };
  return [
    new vscode.CodeLens(range, {
      title: `▷ ${vscode.l10n.t("Run")}`,
      tooltip: vscode.l10n.t("Run the statement. What would write is shown first, and nothing is written."),
      command: commands.runStatement,
      arguments: [place],
    }),
    new vscode.CodeLens(range, {
      title: vscode.l10n.t("Preview"),
      tooltip: vscode.l10n.t("Show what the statement would read or change, with its SQL."),
      command: commands.previewStatement,
      arguments: [place],
    }),
    new vscode.CodeLens(range, {
      title: vscode.l10n.t("Explain"),
      tooltip: vscode.l10n.t("Show how the database would go about the queryset, without running it."),
      command: commands.explainStatement,
      arguments: [place],
    }),
  ];
}
