/** How rows are copied as text. `django` is `create()` for a model's rows, and Python dicts for others. */
export type CopyFormat = "tsv" | "csv" | "json" | "markdown" | "sql" | "django";

/** How rows are written into a file. */
export type ExportFormat = "csv" | "json" | "ndjson" | "xlsx" | "fixture";

/** Rows from a place on. */
export interface RowSpan {
  readonly start: number;
  readonly count: number;
}

/** The texts of related rows, by a foreign key's column and the text of its cell. */
export interface RelatedLabels {
  readonly column: number;
  readonly labels: { readonly [key: string]: string };
}

export interface FindRequest {
  readonly id: string;
  readonly text: string;
  /** The columns that are looked through, in the order they are shown. */
  readonly columns: readonly number[];
  /** The cell to begin behind (backwards: in front of); `position` counts in `columns`. */
  readonly from: { readonly row: number; readonly position: number };
  readonly backwards?: boolean;
}

export interface FindAnswer {
  readonly found: { readonly row: number; readonly position: number } | null;
  /** The row to go on from, where not all was looked through; null at the end. */
  readonly next: number | null;
}

/** One cell, whole. */
export interface CellDetail {
  readonly text: string;
  /** The value as it is stored or as Python writes it, where that is something else than the text. */
  readonly raw?: string;
  /** Bytes: the first of them in base64, and their number. */
  readonly bytes?: { readonly base64: string; readonly size: number };
}

/** What can be asked of a result beside its pages. */
export interface RowsApi {
  /** The texts (`__str__`) of what a page's foreign keys lead to: one query for each relation. */
  labels(request: { readonly id: string } & RowSpan): readonly RelatedLabels[];
  /** Looks for a text, a few thousand rows at a time. */
  find(request: FindRequest): FindAnswer;
  /** Rows as text, 100,000 of them at most. */
  copyText(request: {
    readonly id: string;
    readonly rows: readonly RowSpan[];
    readonly columns: readonly number[];
    readonly format: CopyFormat;
    /** Names of the columns in front. */
    readonly head: boolean;
  }): { readonly text: string; readonly rows: number };
  /** Begins to write a result into a file, which is only there once all is written. */
  exportStart(request: {
    readonly id: string;
    readonly columns: readonly number[];
    readonly format: ExportFormat;
    /** Absolute path of a local file; null for any other, whose bytes the host gets and writes. */
    readonly path: string | null;
  }): { readonly job: string };
  /**
   * Writes on for a while. `notes` says at the end what is not in the file as it is in the rows; `bytes` are the next
   * ones of a file that the host writes.
   */
  exportStep(request: { readonly job: string }): {
    readonly rows: number;
    readonly done: boolean;
    readonly notes: readonly string[];
    readonly bytes?: Uint8Array;
  };
  /** Gives an export up; the file is as it was before. */
  exportStop(request: { readonly job: string }): void;
}
