import * as vscode from "vscode";
import type { OpenResult } from "../../protocol/engine";
import type { App } from "../app";
import { projectName } from "../engine/projects";
import { commands, diagramType } from "../ids";
import type { ModelNode } from "../models/nodes";
import { Store } from "../store";
import { diagramHandlers } from "./handlers";
import { DiagramPanel } from "./panel";
import { diagramOf } from "./view";

/** `Show Model Diagram`: the models and their relations as a picture to walk through. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const { connection, report } = app;
  const view = () => {
    const { state } = connection;
    if (state.kind !== "open") return null;
    const name = projectName(state) ?? vscode.workspace.getWorkspaceFolder(state.folder)?.name ?? "";
    return diagramOf(state.result.project, name);
  };
  const panel = store.add(new DiagramPanel(app.context.extensionUri, view, diagramHandlers(app)));
  let shown: OpenResult | undefined;
  store.add(
    connection.onDidChange((state) => {
      if (state.kind !== "open" || state.result === shown) return;
      shown = state.result;
      panel.update();
    }),
  );
  const show = async (around?: string): Promise<void> => {
    await connection.ensureOpen();
    panel.show(around);
  };
  store.add(vscode.commands.registerCommand(commands.showDiagram, () => report.guard(() => show())));
  store.add(
    vscode.commands.registerCommand(commands.diagramAround, (node?: ModelNode) =>
      report.guard(() => show(node?.model.label)),
    ),
  );
  store.add(
    vscode.window.registerWebviewPanelSerializer(diagramType, {
      deserializeWebviewPanel: async (restored) => {
        panel.restore(restored);
        // The page draws what it remembers when the database is open again.
        void report.guard(async () => void (await connection.ensureOpen()));
      },
    }),
  );
  return store;
}
