import type * as vscode from "vscode";
import { type ColumnLayout, layoutKey } from "../../protocol/refine";
import type { StatementResult } from "../../protocol/results";

const key = "columns";
/** Layouts that are remembered; those used longest ago go first. */
const most = 300;

/** How a person arranged columns, by model. It is kept with the workspace, never in the database. */
export class ColumnMemory {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get(model: string): ColumnLayout | null {
    return this.#all().find(([name]) => name === model)?.[1] ?? null;
  }

  /** Statements' results with the layouts of their columns. */
  in(statements: readonly StatementResult[]): readonly StatementResult[] {
    return statements.map((statement) => {
      const layout = statement.result && this.get(layoutKey(statement.result));
      return statement.result && layout ? { ...statement, result: { ...statement.result, layout } } : statement;
    });
  }

  async keep(model: string, layout: ColumnLayout): Promise<void> {
    const others = this.#all().filter(([name]) => name !== model);
    const isPlain = layout.order.length + layout.hidden.length + layout.pinned.length === 0;
    const own = isPlain && Object.keys(layout.widths).length === 0 ? [] : [[model, layout] as const];
    await this.#memory.update(key, [...own, ...others].slice(0, most));
  }

  #all(): readonly (readonly [string, ColumnLayout])[] {
    return this.#memory.get(key, []);
  }
}

/** A layout as a page sent it, its shape checked. */
export function layoutOf(sent: unknown): ColumnLayout {
  const { order, hidden, pinned, widths } = (sent ?? {}) as { readonly [name: string]: unknown };
  const given = typeof widths === "object" && widths !== null ? Object.entries(widths) : [];
  return {
    order: names(order),
    hidden: names(hidden),
    pinned: names(pinned),
    widths: Object.fromEntries(
      given.filter((entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0),
    ),
  };
}

function names(sent: unknown): string[] {
  return Array.isArray(sent) ? sent.filter((name): name is string => typeof name === "string") : [];
}
