import type { ObjectRef } from "../../src/protocol/objects";
import { editor } from "../editor";

/** What the page keeps while it is hidden, and over a restart of the editor: where the person was, and no values. */
export interface Memory {
  readonly database: string;
  readonly roots: readonly ObjectRef[];
  /** What the tree began with before, the latest last. */
  readonly back: readonly (readonly ObjectRef[])[];
  readonly expanded: readonly string[];
  readonly selected?: string;
  /** How many rows of a relation were read, where that was more than once. */
  readonly read: { readonly [group: string]: number };
  readonly top: number;
}

/** Items that are remembered as unfolded, at most. */
const most = 2000;

export function remember(memory: Memory): void {
  editor.setState({ ...memory, expanded: memory.expanded.slice(-most) });
}

/** What was kept last, where it is of this database. */
export function recall(database: string): Memory | undefined {
  const kept = editor.getState() as Memory | undefined;
  return kept?.database === database && Array.isArray(kept.roots) ? kept : undefined;
}
