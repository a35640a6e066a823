import type { DatabaseInfo } from "./engine";
import type { Cell, Page, PreviewView, RowTotal, StatementResult } from "./results";

/** What the results panel shows. The webview keeps no state but this and its scroll position. */
export type PanelView =
  | { readonly kind: "empty" }
  | { readonly kind: "busy"; readonly source: string; readonly progress?: string }
  | {
      readonly kind: "results";
      readonly source: string;
      readonly statements: readonly StatementResult[];
      readonly database: DatabaseInfo;
      readonly showSql?: boolean;
    }
  | {
      readonly kind: "preview";
      readonly preview: PreviewView;
      readonly database: DatabaseInfo;
      readonly conflict?: string;
      readonly busy?: string;
    }
  | { readonly kind: "outcome"; readonly message: string; readonly canUndo: boolean; readonly source?: string }
  | { readonly kind: "error"; readonly message: string; readonly source?: string };

/** What the host answers to the webview. Ids and values only, never SQL. */
export interface PanelHostApi {
  ready(): PanelView;
  page(request: { readonly id: string; readonly start: number; readonly count: number }): Page;
  cell(request: { readonly id: string; readonly row: number; readonly column: number }): { readonly text: string };
  /** Counts a result's rows; without `exact` only where that is quick. */
  total(request: { readonly id: string; readonly exact: boolean }): RowTotal;
  apply(request: { readonly preview: string }): void;
  discard(request: { readonly preview: string }): void;
  undo(): void;
  cancel(): void;
  copy(request: { readonly text: string }): void;
  /** Opens a workspace file at a line, which starts at 1. */
  reveal(request: { readonly file: string; readonly line: number }): void;
}

/** What the webview answers to the host. */
export interface PanelApi {
  show(view: PanelView): void;
}

export type { Cell };
