import * as vscode from "vscode";
import type { App } from "../app";
import { placeOf } from "../engine/kept";
import { panelType } from "../ids";
import { panelTitle } from "../panel/resultsPanel";
import { ShownMemory } from "./shownMemory";

/** Brings panels back after the window was reloaded: the editor asks for each when it comes into sight. */
export function registerRestore(app: App): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(panelType, {
    deserializeWebviewPanel: async (tab) => void app.report.guard(() => restore(app, tab)),
  });
}

/** Gives a tab to the database whose results it showed. Only the one in use is connected to by itself. */
async function restore(app: App, tab: vscode.WebviewPanel): Promise<void> {
  const { all } = new ShownMemory(app.context.workspaceState);
  // A tab says whose it is where several databases were open.
  const before = all.find(({ database }) => tab.title === panelTitle(database.name)) ?? all[0];
  if (before === undefined) {
    app.runner.restore(tab, { isConnecting: true });
    return;
  }
  const place = placeOf(before.database.place);
  if (place === undefined) {
    tab.dispose();
    return;
  }
  const connection = await app.connections.remembered(place, before.database.name);
  const isConnecting = connection === app.connections.current;
  app.runners.of(connection).runner.restore(tab, { before, isConnecting });
}
