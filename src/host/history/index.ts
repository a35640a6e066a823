import * as vscode from "vscode";
import type { HistoryEntry } from "../../protocol/results";
import type { App } from "../app";
import { isSilent } from "../errors";
import { commands, views } from "../ids";
import { Store } from "../store";
import { type EntryNode, type HistoryNode, historyItem } from "./items";

/** The `History` view: what was applied, newest first, and its undo. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const tree = store.add(new HistoryTree(app));
  const view = store.add(vscode.window.createTreeView(views.history, { treeDataProvider: tree }));
  store.add(app.connection.onDidChange((state) => state.kind !== "opening" && tree.update()));
  store.add(app.runner.onDidWrite(() => tree.update()));
  store.add(
    vscode.commands.registerCommand(commands.undoEntry, (node?: HistoryNode) =>
      app.report.guard(async () => {
        const target = node ?? view.selection[0];
        if (target?.kind === "entry") await app.runner.undo(target.entry.id);
      }),
    ),
  );
  return store;
}

class HistoryTree implements vscode.TreeDataProvider<HistoryNode> {
  readonly #app: App;
  readonly #changed = new vscode.EventEmitter<undefined>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(app: App) {
    this.#app = app;
  }

  update(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node !== undefined) return node.kind === "entry" ? effectsOf(node) : [];
    // The view never opens a database: it shows the history of the one that is open.
    if (this.#app.connection.state.kind !== "open") return [];
    const entries = await this.#entries();
    const newest = [...entries].sort((a, b) => b.time.localeCompare(a.time));
    return newest.map((entry) => ({ kind: "entry", id: entry.id, entry }));
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    return historyItem(node, Date.now());
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #entries(): Promise<readonly HistoryEntry[]> {
    try {
      return await this.#app.connection.call("history", undefined);
    } catch (error) {
      if (!isSilent(error)) this.#app.report.words(error);
      return [];
    }
  }
}

function effectsOf({ id, entry }: EntryNode): HistoryNode[] {
  return entry.effects.map((effect, index) => ({ kind: "effect", id: `${id} ${index}`, effect }));
}
