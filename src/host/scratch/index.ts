import * as vscode from "vscode";
import type { App } from "../app";
import { commands, settings } from "../ids";
import type { ModelNode } from "../models/nodes";
import { Store } from "../store";
import { copyToScratch } from "./copying";
import { importRows } from "./importing";
import { sampleRows } from "./sample";
import { enterScratch, leaveScratch } from "./switching";
import { clearScratch, loadScratch, offerRemake, remakeScratch, saveScratch } from "./whole";

/** The scratch database, and rows from elsewhere: made up, imported, copied. Each comes in through a preview. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const command = (id: string, work: (node: ModelNode | undefined) => Promise<void>): void => {
    store.add(vscode.commands.registerCommand(id, (given: unknown) => app.report.guard(() => work(modelOf(given)))));
  };
  command(commands.openScratch, () => enterScratch(app));
  command(commands.leaveScratch, () => leaveScratch(app));
  command(commands.sampleRows, (node) => sampleRows(app, node));
  command(commands.importRows, (node) => importRows(app, node));
  command(commands.copyToScratch, (node) => copyToScratch(app, node));
  command(commands.remakeScratch, () => remakeScratch(app));
  command(commands.clearScratch, () => clearScratch(app));
  command(commands.saveScratch, () => saveScratch(app));
  command(commands.loadScratch, () => loadScratch(app));
  let told = "";
  store.add(
    app.connection.onDidChange((state) => {
      const changes = state.kind === "open" ? (state.result.scratchChanges?.join("\n") ?? "") : told;
      if (changes === told) return;
      told = changes;
      if (state.kind === "open" && changes !== "") void app.report.guard(() => offerRemake(app, state.result));
    }),
  );
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      const { state } = app.connection;
      if (!event.affectsConfiguration(`${settings.section}.${settings.keepScratch}`)) return;
      if (state.kind === "open" && state.result.database.scratch)
        void app.report.guard(async () => void (await app.connection.reopen()));
    }),
  );
  return store;
}

/** The model of the tree that a command was chosen on. */
function modelOf(given: unknown): ModelNode | undefined {
  return typeof given === "object" && given !== null && "kind" in given && given.kind === "model"
    ? (given as ModelNode)
    : undefined;
}
