import * as vscode from "vscode";
import type { Connection } from "../engine/connection";
import type { Counts } from "./counts";
import { itemOf } from "./items";
import { type AppNode, appNodes, type ModelsNode } from "./nodes";

/** The `Models` view: app → model → fields and relations. */
export class ModelsTree implements vscode.TreeDataProvider<ModelsNode> {
  readonly #connection: Connection;
  readonly #counts: Counts;
  readonly #changed = new vscode.EventEmitter<ModelsNode | undefined>();
  readonly #subscription: vscode.Disposable;
  #apps: readonly AppNode[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(connection: Connection, counts: Counts) {
    this.#connection = connection;
    this.#counts = counts;
    this.#subscription = counts.onDidChange(() => this.#changed.fire(undefined));
  }

  /** Shows the models of what is open now. */
  update(): void {
    const { state } = this.#connection;
    // While the database is opened again the old tree stays, so that it does not fold and unfold.
    if (state.kind === "opening") return;
    this.#apps = state.kind === "open" ? appNodes(state.result.project.models) : [];
    this.#changed.fire(undefined);
  }

  getChildren(node?: ModelsNode): ModelsNode[] {
    if (node === undefined) return [...this.#apps];
    if (node.kind === "app") {
      void this.#counts.ask(node.models.map(({ model }) => model.label));
      return [...node.models];
    }
    return node.kind === "model" ? [...node.children] : [];
  }

  getTreeItem(node: ModelsNode): vscode.TreeItem {
    return itemOf(node, this.#counts);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
