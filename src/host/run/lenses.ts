import * as vscode from "vscode";
import type { App } from "../app";
import { cellScheme, commands, languageId, settings } from "../ids";
import type { QuerysetExpression } from "../language/link";
import { Store } from "../store";

/** Where a lens stands; in a Python file with the expression that it runs. */
export interface LensPlace {
  readonly uri: vscode.Uri;
  readonly line: number;
  readonly expression?: QuerysetExpression;
  /** Ask for the values of its names once more. */
  readonly again?: boolean;
}

/** `▷ Run | Preview | Explain` above each top-level statement of a `.queryset` document, and above querysets in Python. */
export function registerLenses(app: App): vscode.Disposable {
  const store = new Store();
  const changed = store.add(new vscode.EventEmitter<void>());
  store.add(app.language.onDidChange(() => changed.fire()));
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(settings.section)) changed.fire();
    }),
  );
  store.add(
    vscode.languages.registerCodeLensProvider(
      { language: languageId },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: async (document, token) => {
          // A notebook's cells have buttons of their own.
          if (document.uri.scheme === cellScheme || !isOn(document, settings.codeLens)) return [];
          const ranges = await app.language.statements(document);
          if (token.isCancellationRequested) return [];
          return ranges.flatMap(({ startLine }) => lensesOf({ uri: document.uri, line: startLine }));
        },
      },
    ),
  );
  store.add(
    vscode.languages.registerCodeLensProvider(
      { language: "python", scheme: "file" },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: async (document, token) => {
          // Before models are known, no name in a program is one.
          if (!app.language.hasModels || !isOn(document, settings.pythonCodeLens)) return [];
          const found = await app.language.expressions(document);
          if (token.isCancellationRequested) return [];
          return found.flatMap((expression) => pythonLenses(document.uri, expression));
        },
      },
    ),
  );
  return store;
}

function isOn(document: vscode.TextDocument, setting: string): boolean {
  return vscode.workspace.getConfiguration(settings.section, document).get(setting, true);
}

function pythonLenses(uri: vscode.Uri, expression: QuerysetExpression): vscode.CodeLens[] {
  const place: LensPlace = { uri, line: expression.startLine, expression };
  const lenses = lensesOf(place);
  if (expression.free.length === 0) return lenses;
  return [
    ...lenses,
    new vscode.CodeLens(rangeOf(place), {
      title: vscode.l10n.t("Values…"),
      tooltip: vscode.l10n.t("Say what {0} stands for, and run the queryset.", expression.free.join(", ")),
      command: commands.runStatement,
      arguments: [{ ...place, again: true }],
    }),
  ];
}

function rangeOf({ line }: LensPlace): vscode.Range {
  return new vscode.Range(line, 0, line, 0);
}

function lensesOf(place: LensPlace): vscode.CodeLens[] {
  const range = rangeOf(place);
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
