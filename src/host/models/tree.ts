import * as vscode from "vscode";
import type { OpenResult } from "../../protocol/engine";
import type { Connection } from "../engine/connection";
import type { Counts } from "./counts";
import { itemOf } from "./items";
import { type AppNode, appNodes, childrenOf, type ModelNode, type ModelsNode } from "./nodes";

/** Up to this many models, the project's own apps are unfolded at first. */
const unfoldedModels = 100;

/** The `Models` view: app → model → fields, relations and managers. */
export class ModelsTree implements vscode.TreeDataProvider<ModelsNode> {
  readonly #connection: Pick<Connection, "state">;
  readonly #counts: Counts;
  readonly #changed = new vscode.EventEmitter<ModelsNode[] | undefined>();
  readonly #subscription: vscode.Disposable;
  #result: OpenResult | undefined;
  #apps: readonly AppNode[] = [];
  #models: ReadonlyMap<string, ModelNode> = new Map();
  /** The apps whose models were looked at, and are counted again when rows change. */
  readonly #seen = new Set<string>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(connection: Pick<Connection, "state">, counts: Counts) {
    this.#connection = connection;
    this.#counts = counts;
    this.#subscription = counts.onDidChange((labels) => {
      this.#changed.fire(labels.flatMap((label) => this.#models.get(label) ?? []));
    });
  }

  /** Shows the models of what is open now. */
  update(): void {
    const { state } = this.#connection;
    // While the database is opened again the old tree stays, so that it does not fold and unfold.
    if (state.kind === "opening") return;
    const result = state.kind === "open" ? state.result : undefined;
    if (result !== undefined && result === this.#result) {
      this.recount();
      return;
    }
    this.#result = result;
    this.#apps = result === undefined ? [] : appNodes(result.project.models, result.project.problems);
    this.#models = new Map(this.#apps.flatMap(({ models }) => models.map((node) => [node.model.label, node])));
    this.#changed.fire(undefined);
  }

  /** Counts again the models that were looked at: their rows changed, nothing else. */
  recount(): void {
    for (const app of this.#apps) if (this.#seen.has(app.id)) void this.#ask(app);
  }

  /** Every model that is shown, in the order of the tree. */
  get models(): readonly ModelNode[] {
    return this.#apps.flatMap(({ models }) => models);
  }

  /** The node of a model, by its label. */
  find(label: string): ModelNode | undefined {
    return this.#models.get(label);
  }

  getChildren(node?: ModelsNode): ModelsNode[] {
    if (node === undefined) return [...this.#apps];
    if (node.kind === "app") {
      this.#seen.add(node.id);
      void this.#ask(node);
    }
    return [...childrenOf(node)];
  }

  /** `reveal` needs it; only models are revealed. */
  getParent(node: ModelsNode): ModelsNode | undefined {
    return node.kind === "model" ? this.#apps.find(({ name }) => name === node.model.app) : undefined;
  }

  getTreeItem(node: ModelsNode): vscode.TreeItem {
    return itemOf(node, {
      count: (label) => this.#counts.get(label),
      unfold: this.#models.size <= unfoldedModels,
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** Counts a model's app before it is unfolded: the editor loses a `reveal` when an item changes under it. */
  async prepare(node: ModelNode): Promise<void> {
    const app = this.#apps.find(({ name }) => name === node.model.app);
    if (app !== undefined) await this.#ask(app);
  }

  #ask({ models }: AppNode): Promise<void> {
    // A model without a table has no rows to count.
    const counted = models.filter(({ model }) => model.swapped === undefined && !lacksTable(model.drift));
    return this.#counts.ask(counted.map(({ model }) => model.label));
  }
}

function lacksTable(drift: ModelNode["model"]["drift"]): boolean {
  return drift.some(({ kind }) => kind === "tableMissing");
}
