import * as vscode from "vscode";
import type { App } from "../app";
import { isScratchAlready } from "../errors";
import { pickModel } from "../models/find";
import { allRows, appNodes, importOf, type ModelNode } from "../models/nodes";
import { inMessage } from "../plainText";
import { previewImport } from "./importing";
import { enterScratch } from "./switching";

/** Rows that are copied at most. */
const mostRows = 10_000;

/** Asks which rows, reads them with those that they point at, opens the scratch database and previews them there. */
export async function copyToScratch(app: App, given: ModelNode | undefined): Promise<void> {
  const { project, database } = await app.connection.ensureOpen();
  if (database.scratch) throw isScratchAlready();
  const nodes = appNodes(project.models).flatMap(({ models }) => models);
  const node = given ?? (await pickModel(nodes, vscode.l10n.t("Copy Table to Scratch")));
  if (node === undefined) return;
  const before = importOf(node);
  const source = await vscode.window.showInputBox({
    title: vscode.l10n.t("Copy Table to Scratch"),
    value: `${allRows(node).slice(before.length)}[:100]`,
    prompt: vscode.l10n.t("The rows to copy from {0}; the rows that they point at come along.", database.name),
    ignoreFocusOut: true,
  });
  if (source === undefined || source.trim() === "") return;
  const title = vscode.l10n.t("Copying rows");
  const copied = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return app.connection.call("copyRows", { source: before + source, limit: mostRows }, controller.signal, title);
    },
  );
  await enterScratch(app);
  await previewImport(app, {
    format: "fixture",
    name: vscode.l10n.t("rows of {0}", database.name),
    text: copied.text,
  });
  if (copied.notes.length > 0) void vscode.window.showInformationMessage(inMessage(copied.notes.join(" ")));
}
