import * as vscode from "vscode";
import type { OpenResult } from "../../protocol/engine";
import type { ModelInfo } from "../../protocol/models";
import type { ObjectRef } from "../../protocol/objects";
import type { App } from "../app";
import { takeIntoUse } from "../engine";
import { noSuchModel, noTreeKey } from "../errors";
import { commands, objectsType } from "../ids";
import { appNodes, type ModelNode } from "../models/nodes";
import { isResultsActive } from "../panel/place";
import { Store } from "../store";
import { openRows, refOf, remove, treeHandlers } from "./handlers";
import { ObjectsPanel } from "./panel";
import { pickRow } from "./pick";
import { type ChosenRows, chosenRows, refsOf } from "./rows";

/** `Show Object Tree`: a row and all it is related to, as a tree to walk into. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const { connection, report } = app;
  const location = (): string | undefined => {
    const { state } = connection;
    return state.kind === "open" ? `${state.folder} ${state.result.database.location}` : undefined;
  };
  const panel: ObjectsPanel = store.add(
    new ObjectsPanel({
      extension: app.context.extensionUri,
      database: location,
      settled: async () => {
        if (connection.state.kind === "opening") await connection.ensureOpen().catch(() => undefined);
      },
      handlers: treeHandlers(app, (text) => panel.name(text)),
    }),
  );
  let before = location();
  let models: OpenResult | undefined;
  store.add(
    connection.onDidChange((state) => {
      if (state.kind === "opening") return;
      const isSame = location() === before;
      before = location();
      if (!isSame) panel.update();
      else if (state.kind === "open" && state.result !== models) panel.changed("here");
      if (state.kind === "open") models = state.result;
    }),
  );
  store.add(app.runners.onDidWrite(() => panel.changed("here")));
  store.add(connection.onDidChangeData(() => panel.changed("elsewhere")));

  const command = (id: string, work: (argument: unknown) => Promise<void>): void => {
    store.add(vscode.commands.registerCommand(id, (argument: unknown) => report.guard(() => work(argument))));
  };
  command(commands.showObjectTree, async (argument) => {
    // Rows of a panel are of its own database, and so is their tree.
    const { inUse } = app.runners;
    if (inUse !== undefined) await takeIntoUse(app, inUse.connection);
    const asked = await askedFor(app, argument);
    if (asked.length > 0) panel.show(asked);
  });
  command(commands.objectRows, async (argument) => {
    const { relation } = (argument ?? {}) as { readonly relation?: unknown };
    await openRows(app, refOf(argument), typeof relation === "string" ? relation : undefined);
  });
  command(commands.deleteObject, async (argument) => remove(app, refOf(argument)));
  store.add(
    vscode.window.registerWebviewPanelSerializer(objectsType, {
      deserializeWebviewPanel: async (restored) => {
        panel.restore(restored);
        // The page shows what it remembers when the database is open again.
        void report.guard(async () => void (await connection.ensureOpen()));
      },
    }),
  );
  return store;
}

/** The rows of a menu, of the results that are in use, or one that the person finds now. */
async function askedFor(app: App, argument: unknown): Promise<readonly ObjectRef[]> {
  const { project } = await app.connection.ensureOpen();
  if (isNamed(argument)) return [refOf(argument)];
  // The key says that the results are in use; the palette means them where they are in the active tab.
  const isOfResults = argument === "results" || (argument === undefined && isResultsActive());
  const chosen = chosenRows(argument) ?? (isOfResults ? chosenRows(await app.panel.chosen()) : undefined);
  if (chosen !== undefined) return await refs(app, project.models, chosen);
  const nodes = appNodes(project.models).flatMap(({ models }) => models);
  const ref = await pickRow(app, nodes, isNode(argument) ? argument : undefined);
  return ref === undefined ? [] : [ref];
}

async function refs(app: App, models: readonly ModelInfo[], chosen: ChosenRows): Promise<readonly ObjectRef[]> {
  const model = models.find(({ label }) => label === chosen.model);
  if (model === undefined) throw noSuchModel(chosen.model);
  const found = await refsOf(app.connection, model, chosen);
  if (found.length === 0) throw noTreeKey(model.label);
  return found;
}

function isNamed(argument: unknown): boolean {
  return typeof argument === "object" && argument !== null && "key" in argument && "model" in argument;
}

function isNode(argument: unknown): argument is ModelNode {
  return typeof argument === "object" && argument !== null && "kind" in argument && argument.kind === "model";
}
