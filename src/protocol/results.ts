import type { Json } from "./json";

/** A statement's failure, in Django's words where the failure is Django's. `line` and `column` start at 1 and 0. */
export interface StatementError {
  /** `FieldError`, `DoesNotExist`, `SyntaxError`, `IntegrityError`, `Conflict` … */
  readonly type: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** What to do next, where there is something. */
  readonly hint?: string;
}

/** One changed row. Columns in the database's own storage form: blobs as `hex:…`, integers past 2^53 as strings. */
export interface RowEffect {
  /** The primary key's value, or a list for a composite key. */
  readonly pk: Json;
  /** Text for people: the row's `__str__`, or its key. */
  readonly label?: string;
  readonly before: { readonly [column: string]: Json } | null;
  readonly after: { readonly [column: string]: Json } | null;
}

/** The rows one cause changed in one table in one way. */
export interface Effect {
  readonly action: "insert" | "update" | "delete";
  readonly model: string;
  readonly table: string;
  /** `statement`, `cascade`, `SET_NULL`, `SET_DEFAULT`, `SET`, `signal NAME`, `trigger`. */
  readonly cause: string;
  readonly count: number;
  readonly rows: readonly RowEffect[];
  readonly truncated: boolean;
}

export interface SignalSent {
  readonly signal: string;
  readonly sender: string;
  readonly instance: string;
  readonly pk: Json;
  readonly created?: boolean;
  readonly action?: string;
  readonly update_fields?: readonly string[] | null;
}

/** Something the application would do and we did not: a receiver, an override, a validator outside the subset. */
export interface NotRun {
  readonly what: string;
  readonly file: string;
  readonly line: number;
  readonly reason?: string;
}

/** One SQL statement as it was sent. */
export interface SqlSent {
  readonly sql: string;
  readonly parameters: readonly Json[];
  readonly milliseconds: number;
}

/** What one statement came to. `value` is absent for statements that have none (an assignment). */
export interface StatementResult {
  readonly line: number;
  readonly endLine: number;
  readonly source: string;
  readonly value?: Json;
  /** `queryset`, `values`, `int`, `instance` …, as `test/django/README.md` lists them. */
  readonly valueType?: string;
  readonly printed?: string;
  /** How the database would go about the statement's queryset, as a tree of lines: where that was asked for. */
  readonly plan?: string;
  readonly error?: StatementError;
  readonly sql: readonly string[];
  /** Milliseconds that each of `sql` took. */
  readonly sqlMilliseconds?: readonly number[];
  readonly effects: readonly Effect[];
  readonly signals: readonly SignalSent[];
  readonly notRun: readonly NotRun[];
  readonly milliseconds: number;
  /** Rows of a table-like value, held by the engine and paged by `page`; absent for other values. */
  readonly result?: ResultHandle;
}

export type Outcome = "read" | "previewed" | "applied" | "conflict" | "failed";

/** The headless runner's one JSON object. */
export interface RunReport {
  readonly statements: readonly StatementResult[];
  readonly outcome: Outcome;
  readonly fingerprint?: string;
  /** Id of the journal entry that undoes an apply. */
  readonly undo?: string;
}

export type CellKind =
  | "null"
  | "bool"
  | "int"
  | "float"
  | "decimal"
  | "str"
  | "date"
  | "datetime"
  | "time"
  | "duration"
  | "uuid"
  | "bytes"
  | "json"
  | "relation"
  | "object";

/** One cell as it is shown. `text` is cut at 1,000 characters; `length` is then the whole length. */
export interface Cell {
  readonly kind: CellKind;
  readonly text: string;
  readonly length?: number;
}

export interface ColumnInfo {
  readonly name: string;
  /** Django's field class where the column is a field. */
  readonly type?: string;
}

/** A table-like value that the engine keeps for paging. */
export interface ResultHandle {
  readonly id: string;
  readonly columns: readonly ColumnInfo[];
  /** Label of the rows' model, where they are a model's. */
  readonly model?: string;
  /** Null until it is known. */
  readonly rowCount: number | null;
}

/** How many rows a result has. */
export interface RowTotal {
  /** Null where they were not counted to their end. */
  readonly rows: number | null;
  /** There are more than these. */
  readonly moreThan?: number;
}

export interface Page {
  readonly id: string;
  readonly start: number;
  /** Fewer than were asked for where the result ends. */
  readonly rows: readonly (readonly Cell[])[];
  /** Null until it is known. */
  readonly rowCount: number | null;
}

/** A preview as the host and the webview see it. */
export interface PreviewView {
  readonly id: string;
  readonly source: string;
  readonly database: string;
  readonly statements: readonly StatementResult[];
  /** All effects of the script, merged by model, action and cause. */
  readonly effects: readonly Effect[];
  readonly summary: string;
  readonly fingerprint: string;
  readonly warnings: readonly string[];
  /** A preview of an undo names the journal entry it undoes. */
  readonly undoOf?: string;
}

export interface HistoryEntry {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly source: string;
  readonly database: string;
  readonly summary: string;
  readonly state: "applied" | "not applied" | "undone" | "unknown";
  readonly effects: readonly { readonly action: Effect["action"]; readonly model: string; readonly count: number }[];
  readonly undoOf?: string;
}
