import type { ComparisonView } from "./compare";
import type { ComposedEdits, PickedBytes, RowEdits } from "./edits";
import type { DatabaseInfo } from "./engine";
import type { FormMatch } from "./form";
import type { Confirmation } from "./guards";
import type { ColumnLayout, GridRefining } from "./refine";
import type {
  Cell,
  Difference,
  EffectPage,
  EffectRows,
  EntryView,
  Page,
  PreviewView,
  RowTotal,
  StatementResult,
} from "./results";
import type { CellDetail, CopyFormat, FindAnswer, FindRequest, RelatedLabels, RowSpan } from "./rows";

/** What is shown is older than the data: the person is offered to have it anew, or it is fetched unless it is in use. */
export type Outdated = "offer" | "automatic";

/** A result that is compared, as people tell it from the other. */
export interface ComparedResult {
  readonly name: string;
  readonly source: string;
  /** ISO 8601, UTC: when it was run. */
  readonly time: string;
}

/** A view as it comes with its page, so that it is painted with it; `number` counts the views that the page is shown. */
export interface FirstView {
  readonly number: number;
  readonly view: PanelView;
}

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
      readonly outdated?: Outdated;
    }
  | {
      readonly kind: "preview";
      readonly preview: PreviewView;
      readonly database: DatabaseInfo;
      /** Why the last apply wrote nothing. */
      readonly conflict?: string;
      /** How what would happen now differs from what had been shown; the first rows of `differing`. */
      readonly differences?: readonly Difference[];
      readonly differing?: number;
      readonly busy?: string;
      readonly outdated?: Outdated;
    }
  | { readonly kind: "entry"; readonly view: EntryView; readonly database: DatabaseInfo }
  /** Two results, named, and how the second differs from the first. */
  | {
      readonly kind: "comparison";
      readonly view: ComparisonView;
      readonly before: ComparedResult;
      readonly after: ComparedResult;
    }
  | {
      readonly kind: "outcome";
      readonly message: string;
      readonly canUndo: boolean;
      readonly hasRows?: boolean;
      /** What was here can be run again. */
      readonly canRunAgain?: boolean;
      readonly source?: string;
    }
  /** Rows were shown before the window was reloaded, of a database that nothing is asked of before the person wants it. */
  | { readonly kind: "unconnected"; readonly name: string; readonly source: string; readonly message?: string }
  | { readonly kind: "error"; readonly message: string; readonly source?: string };

/** Which rows of which effect: of a preview, of a journal entry, or of a comparison. */
export interface EffectRequest {
  readonly preview?: string;
  readonly entry?: string;
  readonly comparison?: string;
  readonly effect: number;
  readonly start: number;
  readonly count: number;
}

/** What the host answers to the webview. Ids and values only, never SQL. */
export interface PanelHostApi {
  /** What is shown now; null where that is the view that came with the page, or was sent to it since, by its `number`. */
  ready(has: { readonly number: number | null }): PanelView | null;
  page(request: { readonly id: string; readonly start: number; readonly count: number }): Page;
  cell(request: { readonly id: string; readonly row: number; readonly column: number }): CellDetail;
  labels(request: { readonly id: string } & RowSpan): readonly RelatedLabels[];
  find(request: FindRequest): FindAnswer;
  copyRows(request: {
    readonly id: string;
    readonly rows: readonly RowSpan[];
    readonly columns: readonly number[];
    readonly format: CopyFormat;
    readonly head: boolean;
  }): { readonly rows: number };
  /** Lets the person choose a file and writes a result into it. */
  exportRows(request: { readonly id: string; readonly columns: readonly number[] }): void;
  /** Opens the row that a foreign key of a statement's result leads to. */
  follow(request: { readonly statement: number; readonly row: number; readonly column: number }): void;
  /** Shows the object tree of a row of a statement's result, or with a `column` of the row its foreign key leads to. */
  objectTree(request: { readonly statement: number; readonly row: number; readonly column?: number }): void;
  /** Asks where to save a chart, and saves it; the picture is a PNG in base64. */
  saveChart(request: { readonly png: string }): void;
  /** Counts a result's rows; without `exact` only where that is quick. */
  total(request: { readonly id: string; readonly exact: boolean }): RowTotal;
  effects(request: EffectRequest): EffectPage;
  apply(request: { readonly preview: string; readonly confirmed: Confirmation }): void;
  /** Runs another text in the place of a statement that is shown, by its number from 0. */
  runLine(request: { readonly statement: number; readonly source: string }): void;
  /** Runs a statement with another order or other conditions; a fault says what is wrong with a value. */
  refine(request: { readonly statement: number; readonly change: GridRefining }): { readonly fault?: string };
  /** The statements that pending edits of a statement's rows come to. */
  composeEdits(request: { readonly statement: number; readonly edits: RowEdits }): ComposedEdits;
  /** Runs them, which ends in a preview. */
  previewEdits(request: { readonly statement: number; readonly edits: RowEdits }): void;
  /** Rows that a foreign key's column may lead to, by a part of their text or by their key. */
  searchRelated(request: {
    readonly statement: number;
    readonly column: number;
    readonly text: string;
  }): readonly FormMatch[];
  /** Lets the person choose a file for a cell of bytes; null where they choose none. */
  pickBytes(): PickedBytes | null;
  keepColumns(request: { readonly key: string; readonly layout: ColumnLayout }): void;
  discard(request: { readonly preview: string }): void;
  undo(): void;
  /** Previews the undo of a journal entry: of these rows, and over these although they changed since. */
  undoEntry(request: {
    readonly entry: string;
    readonly rows?: readonly EffectRows[];
    readonly force?: readonly EffectRows[];
  }): void;
  copyScript(request: { readonly entry: string }): void;
  /** Runs once more what was read last. */
  back(): void;
  /** Runs once more what is shown: reads results again, or makes a preview anew. */
  refresh(): void;
  cancel(): void;
  copy(request: { readonly text: string }): void;
  /** Opens a workspace file at a line, which starts at 1. */
  reveal(request: { readonly file: string; readonly line: number }): void;
}

/** What the webview answers to the host. */
export interface PanelApi {
  show(view: PanelView): void;
  /** Says that the data has changed since what is shown was read, and leaves everything as it is. */
  outdated(how: Outdated): void;
  /** The rows of the grid that is in use: those that are chosen, else the one with the cursor; null where they are no model's. */
  chosen(): ChosenInGrid | null;
}

/** Rows of a result, by their numbers. */
export interface ChosenInGrid {
  readonly model: string;
  readonly result: string;
  readonly rows: readonly number[];
  readonly columns: readonly string[];
}

export type { Cell };
