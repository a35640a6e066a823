import { keep, kept } from "../results/kept";
import type { Choice } from "./data";
import type { ChartKind } from "./drawing";

/** A result that is shown as a chart, and how. */
export interface ChartMemory {
  /** The result's id. */
  readonly id: string;
  readonly kind?: ChartKind;
  readonly choice: Choice;
}

/** Keeps how a result is drawn, for a page that was hidden; without one, that it is not. */
export function rememberView(view: ChartMemory | undefined): void {
  keep({ chart: view });
}

/** How a result was drawn; undefined where it was not. */
export function recallView(id: string): ChartMemory | undefined {
  const { chart } = kept();
  return chart?.id === id ? chart : undefined;
}
