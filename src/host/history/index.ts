import * as vscode from "vscode";
import type { HistoryEntry } from "../../protocol/results";
import type { App } from "../app";
import { isSilent } from "../errors";
import { commands, views } from "../ids";
import { Store } from "../store";
import { chained, type Link } from "./chain";
import { type EntryNode, type HistoryNode, historyItem } from "./items";
import { copyScript } from "./script";

/** The `History` view: what was applied, newest first, and its undo. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const tree = store.add(new HistoryTree(app));
  const view = store.add(vscode.window.createTreeView(views.history, { treeDataProvider: tree }));
  store.add(app.connection.onDidChange((state) => state.kind !== "opening" && tree.update()));
  store.add(app.runners.onDidWrite(() => tree.update()));
  store.add(app.connection.onDidChangeData(() => tree.update()));
  const timer = setInterval(() => view.visible && tree.age(), 60_000);
  store.add({ dispose: () => clearInterval(timer) });
  const onEntry = (id: string, work: (link: Link) => Promise<void>): void => {
    store.add(
      vscode.commands.registerCommand(id, (node?: Pick<EntryNode, "link">) =>
        app.report.guard(async () => {
          const selected = view.selection[0];
          const link = node?.link ?? (selected?.kind === "entry" ? selected.link : undefined);
          if (link !== undefined) await work(link);
        }),
      ),
    );
  };
  onEntry(commands.historyRows, ({ entry }) => app.runner.showEntry(entry.id));
  onEntry(commands.undoEntry, async ({ undo: entry }) => {
    if (entry !== undefined) await app.runner.undo({ entry });
  });
  onEntry(commands.redoEntry, async ({ redo: entry }) => {
    if (entry !== undefined) await app.runner.undo({ entry });
  });
  onEntry(commands.copyEntryScript, ({ entry }) => copyScript(app.connection, entry.id));
  onEntry(commands.copyEntryStatement, async ({ first }) => {
    await vscode.env.clipboard.writeText(first.source);
  });
  return store;
}

class HistoryTree implements vscode.TreeDataProvider<HistoryNode> {
  readonly #app: App;
  readonly #changed = new vscode.EventEmitter<undefined>();
  /** What the engine said last; undefined where something has happened since. */
  #links: readonly Link[] | undefined;
  #changes = 0;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(app: App) {
    this.#app = app;
  }

  update(): void {
    this.#links = undefined;
    this.#changes++;
    this.#changed.fire(undefined);
  }

  /** Says anew how long ago each was, without asking the engine. */
  age(): void {
    if (this.#links !== undefined && this.#links.length > 0) this.#changed.fire(undefined);
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node !== undefined) return node.kind === "entry" ? effectsOf(node) : [];
    // The view never opens a database: it shows the history of the one that is open.
    if (this.#app.connection.state.kind !== "open") return [];
    const links = this.#links ?? (await this.#read());
    return links.map((link) => ({ kind: "entry", id: link.entry.id, link }));
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    return historyItem(node, Date.now());
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #read(): Promise<readonly Link[]> {
    const change = this.#changes;
    const links = chained(await this.#entries());
    // Where something happened meanwhile, the next look reads again.
    if (change === this.#changes) this.#links = links;
    return links;
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

function effectsOf({ id, link }: EntryNode): HistoryNode[] {
  return link.entry.effects.map((effect, index) => ({ kind: "effect", id: `${id} ${index}`, effect }));
}
