import type { OpenResult, RunAnswer } from "./engine";
import type { ModelInfo } from "./models";

/** So many sample rows of a model. */
export interface SampleCount {
  /** Its label, `music.Album`. */
  readonly model: string;
  readonly rows: number;
}

/** Sample rows to make up; the same seed over the same data gives the same rows. */
export interface SampleRequest {
  readonly counts: readonly SampleCount[];
  readonly seed: number;
}

/** What a file of rows is: comma-separated values, a Django fixture (JSON), or the INSERT and COPY lines of an SQL dump. */
export type ImportFormat = "csv" | "fixture" | "sql";

export interface ImportRequest {
  readonly format: ImportFormat;
  /** The file's name, for messages. */
  readonly name: string;
  readonly text: string;
  /** CSV: the model's label. */
  readonly model?: string;
  /** CSV: the field that each column goes to, by the column's name; null leaves the column out. */
  readonly columns?: { readonly [column: string]: string | null };
}

/** What a CSV file has for a model. */
export interface ImportColumns {
  readonly columns: readonly {
    readonly name: string;
    /** The field of that name, null where there is none. */
    readonly field: string | null;
    /** The first value. */
    readonly sample: string;
  }[];
  readonly rows: number;
  /** Fields that rows cannot do without and that no column has. */
  readonly missing: readonly string[];
}

/** Something in a file that keeps it from being imported. */
export interface ImportFault {
  /** From 1. */
  readonly line: number;
  readonly column?: string;
  readonly message: string;
}

/** An import's preview, or what is wrong with the file: the first hundred faults, and how many there are. */
export type ImportAnswer =
  | { readonly kind: "answer"; readonly answer: RunAnswer }
  | { readonly kind: "faults"; readonly faults: readonly ImportFault[]; readonly count: number };

/** Rows to copy, with the rows that they point at: the first ones of a model, or of a queryset's text. */
export interface CopyRequest {
  /** A model's label. */
  readonly model?: string;
  readonly source?: string;
  readonly limit: number;
}

/** Copied rows, as a Django fixture. */
export interface CopiedRows {
  readonly text: string;
  /** Rows of each model. */
  readonly counts: readonly SampleCount[];
  /** Sentences about what was left out. */
  readonly notes: readonly string[];
}

/** How a scratch database is opened. */
export interface ScratchOptions {
  /** It is kept in the extension's storage; else it is gone with its engine. */
  readonly keep?: boolean;
  /** Models of another database that no code speaks of, whose tables a new scratch database gets as well. */
  readonly models?: readonly ModelInfo[];
}

/** What became of a scratch database that was made again for other models. */
export interface Remade {
  readonly kept: number;
  /** Sentences about rows that no longer fit. */
  readonly notes: readonly string[];
}

/** The engine's calls that bring rows in, or take them out to be brought in elsewhere. */
export interface LoadApi {
  /** Previews made-up rows. */
  sample(request: SampleRequest): RunAnswer;
  /** How the columns of a CSV file and a model's fields go together. */
  importColumns(request: { readonly model: string; readonly text: string }): ImportColumns;
  /** Previews the rows of a file; those whose key is there already are updated. */
  importRows(request: ImportRequest): ImportAnswer;
  /** Reads rows to copy them to another database. */
  copyRows(request: CopyRequest): CopiedRows;
}

/** The engine's calls for the scratch database as a whole; each fails with `Unsupported` where another one is open. */
export interface ScratchApi {
  /** Makes the tables anew for the models as they are now, and keeps the rows that still fit, or (`empty`) none. */
  remakeScratch(request: { readonly empty: boolean }): { readonly remade: Remade; readonly opened: OpenResult };
  /** Puts the content of a SQLite file in the scratch database's place. */
  loadScratch(request: { readonly content: Uint8Array }): OpenResult;
  /** The scratch database as the bytes of a SQLite file. */
  scratchContents(): Uint8Array;
}
