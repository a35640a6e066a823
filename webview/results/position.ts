import { editor } from "../editor";
import type { Place } from "./gridKeys";

/** Where a person is in a grid. The page is thrown away while it is hidden; this brings them back. */
export interface Position extends Place {
  /** The result's id. */
  readonly id: string;
  readonly top: number;
  readonly left: number;
  /** Rows that were known then. */
  readonly rows: number;
}

export function rememberPosition(position: Position): void {
  editor.setState({ position });
}

/** The last position, where it was in this result. */
export function recallPosition(id: string): Position | undefined {
  const state = editor.getState() as { readonly position?: Position } | undefined;
  return state?.position?.id === id ? state.position : undefined;
}
