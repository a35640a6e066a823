import * as vscode from "vscode";
import type { ObjectRef } from "../../protocol/objects";
import type { App } from "../app";
import { keyOfSeveral } from "../errors";
import { searchStatement } from "../forms/search";
import type { ModelNode } from "../models/nodes";
import { keyColumns } from "./rows";

interface Item extends vscode.QuickPickItem {
  readonly ref: ObjectRef;
}

/** Milliseconds after the last letter before rows are looked for. */
const pause = 150;

/** Lets the person find one row of a model by a part of its text, or by its key. Undefined where it was dismissed. */
export async function pickRow(app: App, { model, unique }: ModelNode): Promise<ObjectRef | undefined> {
  if (keyColumns(model).length !== 1) throw keyOfSeveral(model.label);
  const { project } = await app.connection.ensureOpen();
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t("Show Object Tree");
  pick.placeholder = vscode.l10n.t("Type a part of a row of {0}, or its key", model.name);
  pick.matchOnDescription = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller = new AbortController();
  const search = async (text: string): Promise<void> => {
    controller.abort();
    const own = new AbortController();
    controller = own;
    pick.busy = true;
    try {
      const source = searchStatement({ model, unique }, text, project.models);
      const what = vscode.l10n.t("looking for rows");
      const answer = await app.connection.call("run", { source }, undefined, what);
      if (own.signal.aborted) return;
      const value = answer.kind === "read" ? answer.statements.at(-1)?.value : undefined;
      pick.items = Array.isArray(value) ? value.flatMap((pair) => itemOf(model.label, pair)) : [];
    } catch (error) {
      if (!own.signal.aborted) app.report.show(error);
    } finally {
      if (!own.signal.aborted) pick.busy = false;
    }
  };
  pick.onDidChangeValue((text) => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(text), pause);
  });
  void search("");
  pick.show();
  const picked = await new Promise<Item | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  clearTimeout(timer);
  controller.abort();
  pick.dispose();
  return picked?.ref;
}

function itemOf(model: string, pair: unknown): Item[] {
  if (!Array.isArray(pair)) return [];
  const [key, text] = pair as readonly unknown[];
  // What was typed was looked for by the database: the editor is not to sift it again.
  return typeof key === "string" && typeof text === "string"
    ? [{ label: text, description: key, alwaysShow: true, ref: { model, key: [key] } }]
    : [];
}
