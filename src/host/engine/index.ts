import * as vscode from "vscode";
import type { HistoryEntry } from "../../protocol/results";
import type { App } from "../app";
import { noFolder, untrusted } from "../errors";
import { commands, views } from "../ids";
import { inMessage } from "../plainText";
import { Store } from "../store";
import { candidatesOf } from "./candidates";
import { type Connection, openProject } from "./connection";
import { openItems, pickDatabase } from "./pick";
import { pickProject, projectItems } from "./projects";
import { openingSettings } from "./settings";
import { registerStatusBar } from "./statusBar";
import { forgetPasswords, testConnection } from "./testConnection";
import { registerWatch } from "./watch";

/** Choosing a database, naming it in the status bar, and noticing when it or the code changes. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  store.add(registerStatusBar(app));
  store.add(registerWatch(app));
  store.add(vscode.commands.registerCommand(commands.openDatabase, () => app.report.guard(() => openDatabase(app))));
  store.add(vscode.commands.registerCommand(commands.selectProject, () => app.report.guard(() => selectProject(app))));
  store.add(
    vscode.commands.registerCommand(commands.testConnection, () => app.report.guard(() => testConnection(app))),
  );
  store.add(
    vscode.commands.registerCommand(commands.forgetPasswords, () => app.report.guard(() => forgetPasswords(app))),
  );
  store.add(vscode.commands.registerCommand(commands.showLog, () => app.log.show()));
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      const { kind } = app.connection.state;
      const isMeant = openingSettings.some((id) => event.affectsConfiguration(id));
      if (!isMeant || kind === "closed" || kind === "failed") return;
      void app.report.guard(async () => {
        // What is only just opening was asked for with the settings before.
        await app.connection.ensureOpen();
        await app.connection.reopen();
      });
    }),
  );
  const told = new Set<string>();
  store.add(
    app.connection.onDidChange((state) => {
      if (state.kind !== "open") return;
      for (const entry of state.result.settled.filter(({ id }) => !told.has(id))) {
        told.add(entry.id);
        tellSettled(entry);
      }
    }),
  );
  return store;
}

/** Lets the person choose the database of the project in use, or one that is open, and takes it into use. */
export async function openDatabase(app: App, reason?: string): Promise<void> {
  if (!vscode.workspace.isTrusted) throw untrusted();
  const project = await app.choice.settled((workspace) => app.connection.projects(workspace));
  const picked = await pickDatabase({
    folder: project.folder,
    candidates: await candidatesOf(app, project),
    addresses: app.choice.addresses,
    open: openItems(app.connections),
    title: vscode.l10n.t("Open Database"),
    placeHolder: reason ?? vscode.l10n.t("Choose the database that querysets run against"),
    close: (opened) => app.connections.forget(opened),
  });
  if (picked === undefined) return;
  if (picked.kind === "opened") {
    await takeIntoUse(app, picked.opened.connection);
    return;
  }
  await app.choice.chooseDatabase(project, picked.url);
  await vscode.window.withProgress({ location: { viewId: views.models } }, () => app.connections.follow());
}

/** Takes a database that was opened here into use, where it is not the one in use. */
export async function takeIntoUse(app: App, connection: Connection): Promise<void> {
  const place = app.connections.opened.find((opened) => opened.connection === connection)?.place ?? null;
  if (connection === app.connections.current || place === null) return;
  if (place.project.root !== undefined) await app.choice.chooseProject(place.project);
  await app.choice.chooseDatabase(place.project, place.database);
  await vscode.window.withProgress({ location: { viewId: views.models } }, () => app.connections.follow());
}

/** Lets the person choose one of the workspace's projects, and opens its database. */
async function selectProject(app: App): Promise<void> {
  if (!vscode.workspace.isTrusted) throw untrusted();
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) throw noFolder();
  const items = await vscode.window.withProgress({ location: { viewId: views.models } }, () =>
    projectItems((workspace) => app.connection.projects(workspace)),
  );
  const picked = await pickProject(items, openProject(app.connection.state));
  if (picked === undefined) return;
  await app.choice.chooseProject(picked);
  await vscode.window.withProgress({ location: { viewId: views.models } }, () => app.connections.follow());
}

/** Says what became of an apply that was interrupted. */
function tellSettled({ source, state }: HistoryEntry): void {
  const show = vscode.l10n.t("Show History");
  void vscode.window.showInformationMessage(inMessage(settledText(source, state)), show).then((picked) => {
    if (picked === show) void vscode.commands.executeCommand(`${views.history}.focus`);
  });
}

function settledText(source: string, state: HistoryEntry["state"]): string {
  const line = source.trim().split("\n", 1)[0] ?? "";
  if (state === "applied") {
    return vscode.l10n.t("{0} was interrupted while it was applied. It is in the database; History can undo it.", line);
  }
  if (state === "not applied") {
    return vscode.l10n.t("{0} was interrupted while it was applied. It is not in the database.", line);
  }
  return vscode.l10n.t(
    "{0} was interrupted while it was applied. Its rows have been changed since, so that it cannot be told whether it is in the database; History shows them.",
    line,
  );
}
