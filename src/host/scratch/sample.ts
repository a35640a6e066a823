import * as vscode from "vscode";
import type { App } from "../app";
import { appNodes, type ModelNode } from "../models/nodes";
import { readCounts } from "./counts";

interface Item extends vscode.QuickPickItem {
  readonly node: ModelNode;
}

/** Asks for models and numbers of rows, and previews rows that are made up for them. */
export async function sampleRows(app: App, given: ModelNode | undefined): Promise<void> {
  const { project, database } = await app.connection.ensureOpen();
  const nodes = given === undefined ? await pickModels(appNodes(project.models)) : [given];
  if (nodes === undefined || nodes.length === 0) return;
  const labels = nodes.map(({ model }) => model.label);
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Make Sample Rows"),
    value: "10",
    prompt: vscode.l10n.t(
      "Rows of each model in {0}, or of some: Album=5, Song=20. The same seed makes the same rows: 10, seed=42.",
      database.name,
    ),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const asked = readCounts(value, labels);
      return "fault" in asked
        ? vscode.l10n.t("{0} is no number of rows: write 10, or Album=5, Song=20.", asked.fault || "?")
        : null;
    },
  });
  if (text === undefined) return;
  const asked = readCounts(text, labels);
  if ("fault" in asked) return;
  const seed = asked.seed ?? Math.floor(Math.random() * 1_000_000);
  const title = vscode.l10n.t("Sample rows");
  await app.runner.load(title, (signal) =>
    app.connection.call("sample", { counts: asked.counts, seed }, signal, title),
  );
}

/** Lets the person pick models; the project's own are picked at first. */
async function pickModels(apps: ReturnType<typeof appNodes>): Promise<readonly ModelNode[] | undefined> {
  const items = apps.flatMap(({ rank, models }) =>
    models
      .filter(({ model }) => model.readOnly === undefined && model.swapped === undefined && !model.proxy)
      .map((node): Item => ({ label: node.model.name, description: node.model.app, picked: rank === "own", node })),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Make Sample Rows"),
    placeHolder: vscode.l10n.t("Models to make rows of; the rows that they need are made as well"),
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ node }) => node);
}
