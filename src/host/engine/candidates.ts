import * as vscode from "vscode";
import type { DatabaseCandidate } from "../../protocol/engine";
import type { App } from "../app";
import type { Project } from "./projects";

/** The databases that the project seems to have: what the open engine knows, or a look at its files. */
export async function candidatesOf(app: App, project: Project): Promise<readonly DatabaseCandidate[]> {
  const { state } = app.connection;
  if (state.kind === "open" && state.folder.toString() === project.folder.toString()) return state.result.candidates;
  const request = { workspace: project.folder.fsPath, ...(project.root !== undefined && { project: project.root }) };
  const what = vscode.l10n.t("looking for databases");
  return app.connection.ask("databases", request, what).then(
    (found) => found,
    () => [],
  );
}
