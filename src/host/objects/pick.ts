import * as vscode from "vscode";
import type { ObjectRef } from "../../protocol/objects";
import type { App } from "../app";
import { keyOfSeveral } from "../errors";
import { searchStatement } from "../forms/search";
import type { ModelNode } from "../models/nodes";
import { keyColumns } from "./rows";

interface Item extends vscode.QuickPickItem {
  readonly node?: ModelNode;
  readonly ref?: ObjectRef;
}

type Pick = vscode.QuickPick<Item>;

/** Milliseconds after the last letter before rows are looked for. */
const pause = 150;

/**
 * Lets the person find one row by a part of its text, or by its key, after its model where that is not given. Undefined
 * where it was dismissed. It is one list throughout: the editor would hand the focus back between two.
 */
export async function pickRow(
  app: App,
  models: readonly ModelNode[],
  given?: ModelNode,
): Promise<ObjectRef | undefined> {
  const pick: Pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t("Show Object Tree");
  pick.matchOnDescription = true;
  try {
    const node = given ?? (await pickedModel(pick, models));
    return node && (await pickedRow(app, pick, node));
  } finally {
    pick.dispose();
  }
}

async function pickedModel(pick: Pick, models: readonly ModelNode[]): Promise<ModelNode | undefined> {
  pick.placeholder = vscode.l10n.t("Type a model's name");
  pick.items = models.map((node) => ({ label: node.model.name, description: node.model.app, node }));
  pick.show();
  return (await accepted(pick))?.node;
}

async function pickedRow(app: App, pick: Pick, { model, unique }: ModelNode): Promise<ObjectRef | undefined> {
  if (keyColumns(model).length !== 1) throw keyOfSeveral(model.label);
  const { project } = await app.connection.ensureOpen();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const search = async (text: string): Promise<void> => {
    const own = ++turn;
    pick.busy = true;
    try {
      const source = searchStatement({ model, unique }, text, project.models);
      const what = vscode.l10n.t("looking for rows");
      const answer = await app.connection.call("run", { source }, undefined, what);
      if (own !== turn) return;
      const value = answer.kind === "read" ? answer.statements.at(-1)?.value : undefined;
      pick.items = Array.isArray(value) ? value.flatMap((pair) => itemOf(model.label, pair)) : [];
    } catch (error) {
      if (own === turn) app.report.show(error);
    } finally {
      if (own === turn) pick.busy = false;
    }
  };
  pick.items = [];
  pick.value = "";
  pick.placeholder = vscode.l10n.t("Type a part of a row of {0}, or its key", model.name);
  const typing = pick.onDidChangeValue((text) => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(text), pause);
  });
  pick.show();
  void search("");
  const picked = await accepted(pick);
  clearTimeout(timer);
  turn++;
  typing.dispose();
  return picked?.ref;
}

/** What the person chooses next; undefined where the list is closed. */
function accepted(pick: Pick): Promise<Item | undefined> {
  return new Promise((resolve) => {
    const listening = vscode.Disposable.from(
      pick.onDidAccept(() => settle(pick.selectedItems[0])),
      pick.onDidHide(() => settle(undefined)),
    );
    const settle = (item: Item | undefined): void => {
      listening.dispose();
      resolve(item);
    };
  });
}

function itemOf(model: string, pair: unknown): Item[] {
  if (!Array.isArray(pair)) return [];
  const [key, text] = pair as readonly unknown[];
  // What was typed was looked for by the database: the editor is not to sift it again.
  return typeof key === "string" && typeof text === "string"
    ? [{ label: text, description: key, alwaysShow: true, ref: { model, key: [key] } }]
    : [];
}
