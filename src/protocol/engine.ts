import type { CompareApi } from "./compare";
import type { Confirmation, DatabaseRole, GuardSettings, Guards } from "./guards";
import type { ProjectInfo } from "./models";
import type { ObjectsApi } from "./objects";
import type { Refining } from "./refine";
import type {
  ColumnInfo,
  Difference,
  EffectPage,
  EffectRows,
  EntryView,
  HistoryEntry,
  Page,
  PreviewView,
  RowTotal,
  StatementResult,
} from "./results";
import type { CellDetail, RowsApi } from "./rows";
import type { LoadApi, ScratchApi, ScratchOptions } from "./scratch";

/** A database as people name it. Never holds a password. */
export interface DatabaseInfo {
  readonly kind: "sqlite" | "sqljs" | "postgres" | "mysql";
  /** `db.sqlite3`, `scratch database`, `music on localhost`. */
  readonly name: string;
  /** Where it is: a path relative to the workspace where it lies inside, or an address. */
  readonly location: string;
  readonly readOnly: boolean;
  readonly scratch: boolean;
  /** Why nothing can be written to a database of that kind, and what to do instead. */
  readonly noWrites?: { readonly message: string; readonly hint: string };
  /** Of a server's: whether what is sent and read is encrypted on its way. */
  readonly encrypted?: boolean;
  /** What the person's settings say it is for. */
  readonly role?: DatabaseRole;
}

/** A database the workspace seems to have. */
export interface DatabaseCandidate {
  /** A path or URL as `--database` takes it. */
  readonly url: string;
  readonly label: string;
  /** Why it is offered: `settings.py`, `found in the workspace`. */
  readonly origin: string;
  /** The names that the settings have for it, as `using()` takes them. */
  readonly aliases?: readonly string[];
}

/** One of the projects in a workspace folder, with what people tell it from the others by. */
export interface ProjectChoice {
  /** Its folder relative to the workspace, `""` for the workspace itself. */
  readonly root: string;
  /** It has a `manage.py`. */
  readonly isDjango: boolean;
  /** Its settings file, relative to the workspace. */
  readonly settings?: string;
  /** The database it would open. */
  readonly database?: string;
}

/** How an attempt to connect ended, in a sentence, and what to do next where it failed. */
export interface ConnectionTest {
  readonly ok: boolean;
  readonly message: string;
  readonly hint?: string;
}

/** How many rows a model has. */
export interface RowCount {
  /** Null where they could not be counted. */
  readonly rows: number | null;
  /** Counting would take long; this is what the database can say at once. */
  readonly estimated?: boolean;
}

/** What people can set about previews, the journal and waiting. Each has a default. */
export interface EngineSettings {
  /** Rows of an effect that a preview carries; the rest is paged through. 10,000. */
  readonly sampleRows?: number;
  /** Rows from which on a write asks once more. 1,000. */
  readonly manyRows?: number;
  /** Days that journal entries are kept. 90. */
  readonly journalDays?: number;
  /** Bytes that the journal of a workspace may take. 500 MB. */
  readonly journalBytes?: number;
  /** Milliseconds to wait for another program's lock. 5,000. */
  readonly lockWait?: number;
}

export interface OpenRequest {
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  /** The project's folder relative to the workspace; absent: the first one. */
  readonly project?: string;
  /** A path or URL; absent: the workspace's own; `"scratch"`: the scratch database. */
  readonly database?: string;
  /** A server's password, as the person gave it; it goes nowhere but into the connection. */
  readonly password?: string;
  readonly backend?: "auto" | "native" | "sqljs";
  readonly scratch?: ScratchOptions;
  /** Folder for the journal, outside the workspace. */
  readonly storage: string;
  readonly settings?: EngineSettings;
  readonly guards?: GuardSettings;
}

export interface OpenResult {
  readonly project: ProjectInfo;
  readonly database: DatabaseInfo;
  /** The address that was opened, as candidates are named; `scratch` for the scratch database. Never holds a password. */
  readonly url: string;
  readonly candidates: readonly DatabaseCandidate[];
  /** The folders of every project in the workspace folder, relative to it. */
  readonly projects: readonly string[];
  /** Entries of the journal whose outcome was open after a crash, now settled; for one message to the person. */
  readonly settled: readonly HistoryEntry[];
  /** How the models differ from those that the open scratch database was made of, as sentences; absent where they do not. */
  readonly scratchChanges?: readonly string[];
}

export interface RunRequest {
  readonly source: string;
  /** For messages: the file the text is from, and the line (from 1) it starts at. */
  readonly file?: string;
  readonly line?: number;
  /** The text of the file in front of `line`: what the statement's names stand for is looked for there, and run with it. */
  readonly before?: string;
  /** ISO moment that pins the clock. */
  readonly now?: string;
  /** Ids for the results, in their order: those they had in an engine that is gone. */
  readonly results?: readonly string[];
}

export type RunAnswer =
  | { readonly kind: "read"; readonly statements: readonly StatementResult[] }
  | { readonly kind: "preview"; readonly preview: PreviewView }
  | { readonly kind: "failed"; readonly statements: readonly StatementResult[] };

/** What came of a script that wrote nothing. */
export type ReadAnswer = Exclude<RunAnswer, { readonly kind: "preview" }>;

export type ApplyAnswer =
  | { readonly kind: "applied"; readonly entry: HistoryEntry; readonly summary: string }
  | {
      readonly kind: "conflict";
      readonly message: string;
      readonly preview: PreviewView;
      /** What differs from the preview that was to be applied, row by row; the first 1,000. */
      readonly differences: readonly Difference[];
      /** How many rows differ in all. */
      readonly differing: number;
    }
  /** What is to be confirmed was not; the preview is as it was. */
  | { readonly kind: "unconfirmed"; readonly guards: Guards; readonly message: string }
  | { readonly kind: "failed"; readonly message: string };

export interface UndoRequest {
  /** Absent: the last entry that can be undone. */
  readonly entry?: string;
  /** Only these rows of the entry; absent: all. */
  readonly rows?: readonly EffectRows[];
  /** Rows that are overwritten although they changed since. */
  readonly force?: readonly EffectRows[];
}

/** What the engine answers. Errors cross as `RemoteError` with a code: a QuerysetError's, `Cancelled`, or `Bug`. */
export interface EngineApi extends LoadApi, ScratchApi, RowsApi, ObjectsApi, CompareApi {
  /** The projects of a workspace folder; needs nothing open. */
  projects(request: { readonly workspace: string }): readonly ProjectChoice[];
  /** The databases that the workspace seems to have; needs nothing open. */
  databases(request: { readonly workspace: string; readonly project?: string }): readonly DatabaseCandidate[];
  /** Connects beside what is open, and says how far it came. Fails with `AccessDenied` where a password is wanted. */
  test(request: {
    readonly workspace: string;
    readonly project?: string;
    readonly database: string;
    readonly password?: string;
  }): ConnectionTest;
  /**
   * Reads the models and connects; fails with `AccessDenied` where a server wants a password or refuses the one it got,
   * with `ConnectionFailed` where a named database cannot be opened, and with
   * `ImproperlyConfigured` where nothing says which database to open and a person has to.
   */
  open(request: OpenRequest): OpenResult;
  /**
   * Reads again what changed: the named files and folders (relative to the workspace), and the database's tables;
   * without `changed`, everything. Null where models and tables are as they were.
   */
  refresh(request: { readonly changed?: readonly string[] }): OpenResult | null;
  /** Row counts by model label; null where counting failed. */
  count(request: { readonly models: readonly string[] }): { readonly [label: string]: number | null };
  /** The same for a view that must not wait: where counting takes long, an estimate. */
  estimate(request: { readonly models: readonly string[] }): { readonly [label: string]: RowCount };
  /** Runs a script: what only reads comes back with values, what writes with a preview. */
  run(request: RunRequest): RunAnswer;
  /** Runs a script where nothing can be written; null where it wants to write: then nothing of it is rehearsed either. */
  read(request: RunRequest): ReadAnswer | null;
  page(request: { readonly id: string; readonly start: number; readonly count: number }): Page;
  /** The number of a result's rows; without `exact` only where that is quick, else that there are more than 100,000. */
  total(request: { readonly id: string; readonly exact: boolean }): RowTotal;
  /** One cell, whole. */
  cell(request: { readonly id: string; readonly row: number; readonly column: number }): CellDetail;
  /** Commits a preview, once what its `guards` ask for has been confirmed. */
  apply(request: { readonly preview: string; readonly confirmed?: Confirmation }): ApplyAnswer;
  discard(request: { readonly preview: string }): void;
  history(): readonly HistoryEntry[];
  /** Previews the inverse of a journal entry; without an id, of the last one that can be undone. */
  undo(request: UndoRequest): RunAnswer;
  /** Rows of an effect of a preview, of a journal entry or of a comparison (one of them), by the effect's place. */
  effects(request: {
    readonly preview?: string;
    readonly entry?: string;
    readonly comparison?: string;
    readonly effect: number;
    readonly start: number;
    readonly count: number;
  }): EffectPage;
  /** A journal entry with its rows. */
  entry(request: { readonly id: string }): EntryView;
  /** Whether nobody wrote to the database since a preview was made; null where that cannot be told without running it. */
  isCurrent(request: { readonly preview: string }): { readonly current: boolean | null };
  /** The text of a `.queryset` that would do a journal entry's work again. */
  script(request: { readonly entry: string }): { readonly source: string };
  /**
   * The SQL a queryset would send, for hovers; empty where the source is none. Nothing is read: where the statement, or
   * one before it that it needs, would have to, there is no SQL.
   */
  sql(request: { readonly source: string; readonly before?: string }): { readonly sql: string };
  /** How the database would go about a queryset, which is not run: each statement's `plan`. */
  explain(request: RunRequest): RunAnswer;
  /** A statement's text with another order or other conditions. Nothing is read or run. */
  refine(request: {
    readonly source: string;
    /** The columns of its result. */
    readonly columns: readonly ColumnInfo[];
    readonly change: Refining;
  }): { readonly source: string };
}

/** What the engine tells its host unasked. */
export interface EngineEvents {
  progress(report: { readonly message: string }): void;
  /** Another program changed the database's tables, and with them the models. */
  models(result: OpenResult): void;
  /** Another program committed to the open database: what is shown of it may be old. Never for what was applied here. */
  dataChanged(): void;
  log(line: { readonly level: "info" | "warn" | "error"; readonly text: string }): void;
}
