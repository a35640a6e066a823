import * as vscode from "vscode";
import type { DatabaseRole } from "../../protocol/guards";
import type { App } from "../app";
import { told } from "../errors";
import { commands } from "../ids";
import { inLabel } from "../plainText";
import type { ConnectionState } from "./connection";
import { databaseName, projectName } from "./projects";
import { roleWord } from "./settings";

/** One item at the left that names the open database and leads to another. */
export function registerStatusBar(app: App): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("querysetExplorer.database", vscode.StatusBarAlignment.Left, 10);
  item.name = vscode.l10n.t("Queryset Explorer Database");
  item.command = commands.openDatabase;
  const show = (state: ConnectionState): void => {
    if (state.kind === "closed") {
      item.hide();
      return;
    }
    const { icon, text, tooltip, colour } = describe(state, app.connections.opened.length - 1);
    item.text = `$(${icon}) ${inLabel(text)}`;
    item.tooltip = tooltip;
    item.backgroundColor = colour === undefined ? undefined : new vscode.ThemeColor(colour);
    item.accessibilityInformation = { label: vscode.l10n.t("Database: {0}", text), role: "button" };
    item.show();
  };
  return vscode.Disposable.from(
    item,
    app.connection.onDidChange(show),
    app.connections.onDidList(() => show(app.connection.state)),
  );
}

/** The colours of the roles that are told by one: a status bar item has no others. */
const colours: { readonly [role in DatabaseRole]?: string } = {
  staging: "statusBarItem.warningBackground",
  production: "statusBarItem.errorBackground",
};

interface Description {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly colour?: string | undefined;
}

/** `others`: how many databases are open beside it. */
function describe(state: Exclude<ConnectionState, { kind: "closed" }>, others: number): Description {
  switch (state.kind) {
    case "opening": {
      const text = vscode.l10n.t("Opening database…");
      return { icon: "loading~spin", text, tooltip: text };
    }
    case "failed":
      return {
        icon: "database",
        text: vscode.l10n.t("No database"),
        tooltip: [told(state.error)?.message, vscode.l10n.t("No database is open. Choose one.")]
          .filter(Boolean)
          .join("\n"),
      };
    case "open": {
      const { name, location, scratch, readOnly, role, encrypted } = state.result.database;
      const project = projectName(state);
      const labels = [
        ...(role === undefined ? [] : [roleWord(role)]),
        ...(scratch && !name.toLowerCase().includes("scratch") ? [vscode.l10n.t("scratch")] : []),
        ...(readOnly ? [vscode.l10n.t("read only")] : []),
      ];
      const named = databaseName(state);
      return {
        icon: scratch ? "beaker" : "database",
        colour: role === undefined ? undefined : colours[role],
        text: labels.length > 0 ? `${named} (${labels.join(", ")})` : named,
        tooltip: [
          ...(project === undefined ? [] : [vscode.l10n.t("Project {0}", project)]),
          location,
          ...(encrypted === undefined
            ? []
            : [
                encrypted
                  ? vscode.l10n.t("The connection is encrypted.")
                  : vscode.l10n.t("The connection is not encrypted."),
              ]),
          ...(others === 0 ? [] : [vscode.l10n.t("Other databases that are open: {0}", String(others))]),
          vscode.l10n.t("Choose another database."),
        ].join("\n"),
      };
    }
  }
}
