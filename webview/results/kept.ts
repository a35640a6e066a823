import type { RowEdits } from "../../src/protocol/edits";
import type { ChartMemory } from "../chart/memory";
import { editor } from "../editor";
import type { Position } from "./position";

/** What the results page keeps while it is hidden or reloaded, as the editor throws it away then. */
export interface Kept {
  readonly position?: Position;
  /** The nonce of the page whose first view was shown. */
  readonly first?: string | undefined;
  /** What is pending for the rows of models, by their database and label. */
  readonly pending?: { readonly [rows: string]: RowEdits };
  /** A result that is shown as a chart. */
  readonly chart?: ChartMemory | undefined;
  /** The statements that were made of what is pending for some rows, and previewed. */
  readonly previewed?: { readonly rows: string; readonly source: string } | undefined;
}

/** What was kept. */
export function kept(): Kept {
  return (editor.getState() as Kept | undefined) ?? {};
}

/** Keeps something beside what is kept already. */
export function keep(part: Kept): void {
  editor.setState({ ...kept(), ...part });
}
