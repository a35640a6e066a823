import * as vscode from "vscode";
import type { OpenResult } from "../../protocol/engine";
import type { App } from "../app";
import { projectName } from "../engine/projects";
import { contexts, views } from "../ids";
import { Store } from "../store";
import { registerCommands } from "./commands";
import { Counts } from "./counts";
import { openWhenSeen } from "./opening";
import { CodeProblems } from "./problems";
import { ModelsTree } from "./tree";

/** The `Models` view, its commands, and what else the models are told to. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const { connection, report } = app;
  const counts = store.add(new Counts(connection, report));
  const tree = store.add(new ModelsTree(connection, counts));
  const problems = store.add(new CodeProblems());
  const view = store.add(vscode.window.createTreeView(views.models, { treeDataProvider: tree, showCollapseAll: true }));
  let location: string | undefined;
  let shown: OpenResult | undefined;

  store.add(
    connection.onDidChange((state) => {
      if (state.kind === "open") {
        const here = `${state.folder.toString()} ${state.result.database.location}`;
        counts.reset(here === location);
        location = here;
        if (state.result !== shown)
          void app.language.setModels({ models: state.result.project.models, root: state.folder.toString() });
        shown = state.result;
        const name = projectName(state);
        view.description = name ?? "";
        const { scratch } = state.result.database;
        view.message = scratch ? vscode.l10n.t("Scratch database: nothing here is in your project's own.") : "";
        void vscode.commands.executeCommand("setContext", contexts.isScratch, scratch);
        void vscode.commands.executeCommand("setContext", contexts.severalProjects, name !== undefined);
      }
      problems.update(state);
      tree.update();
    }),
  );
  store.add(
    app.runners.onDidWrite(() => {
      counts.reset(true);
      tree.recount();
    }),
  );
  store.add(openWhenSeen(app, view));
  store.add(registerCommands(app, view, tree, counts));
  return store;
}
