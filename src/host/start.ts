import * as vscode from "vscode";
import type { App } from "./app";
import * as compare from "./compare";
import * as demo from "./demo";
import * as diagram from "./diagram";
import * as engine from "./engine";
import { takeIntoUse } from "./engine";
import type { EngineConnection } from "./engine/connection";
import { Connections } from "./engine/connections";
import { tellEngineLost } from "./engine/lost";
import { Choice } from "./engine/target";
import * as forms from "./forms";
import * as history from "./history";
import { settings } from "./ids";
import { Language } from "./language/language";
import * as models from "./models";
import * as notebook from "./notebook";
import * as objects from "./objects";
import { BottomView } from "./panel/bottomView";
import { ColumnMemory } from "./panel/columns";
import { tellGivenWay } from "./panel/givenWay";
import { panelHandlers } from "./panel/handlers";
import type { PageParts } from "./panel/panelPage";
import { type Location, panelTitle, ResultsPanel } from "./panel/resultsPanel";
import type { Platform } from "./platform";
import * as recent from "./recent";
import { Reporter } from "./report";
import * as run from "./run";
import type { Board } from "./run/board";
import { Runner } from "./run/runner";
import { Runners } from "./run/runners";
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

/** A panel says whose rows it shows where several databases were opened. */
function resultsTitle(connections: Connections, connection: EngineConnection): string {
  return panelTitle(connections.opened.length < 2 ? undefined : connections.nameOf(connection));
}

/** Puts the host together on a platform. What it returns closes all of it. */
export function start(context: vscode.ExtensionContext, platform: Platform): vscode.Disposable {
  const store = new Store();
  const log = store.add(vscode.window.createOutputChannel("Queryset Explorer", { log: true }));
  const report = new Reporter(log);
  const choice = new Choice(context, platform.opensVirtual);
  const connections = store.add(
    new Connections({
      platform,
      log,
      choice,
      onEngineLost: (stop, failure) => tellEngineLost(report, stop, failure),
    }),
  );
  const language = store.add(
    new Language(platform, log, vscode.Uri.joinPath(context.extensionUri, "docs", "diagnostics.md").toString()),
  );
  const columns = new ColumnMemory(context.workspaceState);
  const memory = new ShownMemory(context.workspaceState);
  const bottom = new BottomView(() => runners.current.panel);
  const runners: Runners = store.add(
    new Runners(connections, (connection) => {
      // The panel's page acts through the runner, which shows its outcome in the panel.
      const pageParts = (board: () => Board): PageParts => ({
        extension: context.extensionUri,
        columns,
        handlers: panelHandlers({
          connection,
          choice,
          report,
          columns,
          runner: () => runner,
          board,
          use: () => takeIntoUse(app, connection),
        }),
      });
      const panel: ResultsPanel = new ResultsPanel({
        ...pageParts(() => runner.board),
        location: resultsLocation,
        bottom,
        title: () => resultsTitle(connections, connection),
        onGivenWay: () => void tellGivenWay(connections.nameOf(connection) ?? "", () => panel.focus()),
      });
      const runner: Runner = new Runner({
        connection,
        panel,
        report,
        refreshes: () => refreshes(choice),
        keep: (shown) => {
          const database = connections.kept(connection);
          if (database !== undefined) void memory.keep({ ...shown, database });
        },
      });
      return { connection, panel, runner, pageParts };
    }),
  );
  store.add(bottom.register());
  const app: App = {
    context,
    platform,
    log,
    report,
    choice,
    connections,
    connection: connections,
    runners,
    get runner() {
      return runners.current.runner;
    },
    get panel() {
      return runners.current.panel;
    },
    get pageParts() {
      return runners.current.pageParts;
    },
    language,
  };
  for (const feature of [
    engine,
    models,
    forms,
    diagram,
    history,
    scratch,
    run,
    recent,
    compare,
    notebook,
    demo,
    objects,
  ])
    store.add(feature.register(app));
  language.watch();
  return store;
}
