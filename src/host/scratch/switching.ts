import * as vscode from "vscode";
import type { App } from "../app";
import { untrusted } from "../errors";
import { views } from "../ids";

/** Opens the project's scratch database. What was open before is remembered. */
export async function enterScratch(app: App): Promise<void> {
  if (!vscode.workspace.isTrusted) throw untrusted();
  const project = await app.choice.settled((workspace) => app.connection.projects(workspace));
  const { state } = app.connection;
  // Tables that only the database knows are known nowhere else.
  const models = state.kind === "open" && !state.result.database.scratch ? state.result.project.models : [];
  await app.choice.enterScratch(
    project,
    models.filter(({ origin }) => origin === "database"),
  );
  // Tables of another database are only made with it.
  await follow(app, models.length > 0);
}

/** Opens again what was open before the scratch database. */
export async function leaveScratch(app: App): Promise<void> {
  const project = await app.choice.settled((workspace) => app.connection.projects(workspace));
  await app.choice.leaveScratch(project);
  await follow(app);
}

async function follow(app: App, anew = false): Promise<void> {
  await vscode.window.withProgress({ location: { viewId: views.models } }, () => app.connections.follow({ anew }));
}
