import * as vscode from "vscode";
import type { App } from "./app";
import * as compare from "./compare";
import * as demo from "./demo";
import * as diagram from "./diagram";
import * as engine from "./engine";
import { Connection } from "./engine/connection";
import { tellEngineLost } from "./engine/lost";
import { withPassword } from "./engine/passwords";
import { Choice } from "./engine/target";
import * as forms from "./forms";
import * as history from "./history";
import { settings } from "./ids";
import { Language } from "./language/language";
import * as models from "./models";
import * as notebook from "./notebook";
import * as objects from "./objects";
import { ColumnMemory } from "./panel/columns";
import { panelHandlers } from "./panel/handlers";
import type { PageHandlers } from "./panel/panelPage";
import { type Location, ResultsPanel } from "./panel/resultsPanel";
import type { Platform } from "./platform";
import * as recent from "./recent";
import { Reporter } from "./report";
import * as run from "./run";
import type { Board } from "./run/board";
import { Runner } from "./run/runner";
import { ShownMemory } from "./run/shownMemory";
import * as scratch from "./scratch";
import { Store } from "./store";

/** Whether results are read again by themselves. */
function refreshes(choice: Choice): boolean {
  const configuration = vscode.workspace.getConfiguration(settings.section, choice.folder());
  return configuration.get<string>(settings.refreshResults) === "automatic";
}

function resultsLocation(): Location {
  return vscode.workspace.getConfiguration(settings.section).get<Location>(settings.resultsLocation, "beside");
}

/** Puts the host together on a platform. What it returns closes all of it. */
export function start(context: vscode.ExtensionContext, platform: Platform): vscode.Disposable {
  const store = new Store();
  const log = store.add(vscode.window.createOutputChannel("Queryset Explorer", { log: true }));
  const report = new Reporter(log);
  const choice = new Choice(context, platform.opensVirtual);
  const connection = store.add(
    new Connection(platform, log, {
      target: (projects) => choice.target(projects),
      withPassword: (target, attempt) => withPassword(target, choice.passwords, attempt),
      onEngineLost: (stop, failure) => tellEngineLost(report, stop, failure),
    }),
  );
  const language = store.add(
    new Language(platform, log, vscode.Uri.joinPath(context.extensionUri, "docs", "diagnostics.md").toString()),
  );
  // The panel's page acts through the runner, which shows its outcome in the panel.
  const columns = new ColumnMemory(context.workspaceState);
  const pageHandlers = (board: () => Board): PageHandlers =>
    panelHandlers({ connection, choice, report, columns, runner: () => runner, board });
  const handlers = pageHandlers(() => runner.board);
  const panel = store.add(new ResultsPanel(context.extensionUri, handlers, () => resultsLocation()));
  store.add(panel.register());
  const memory = new ShownMemory(context.workspaceState);
  const runner: Runner = store.add(
    new Runner({ connection, panel, report, memory, refreshes: () => refreshes(choice) }),
  );
  const app: App = { context, platform, log, report, choice, connection, language, runner, panel, pageHandlers };
  for (const feature of [engine, models, forms, diagram, history, scratch, run, recent, compare, notebook, demo])
    store.add(feature.register(app));
  store.add(objects.register(app, panel));
  language.watch();
  return store;
}
