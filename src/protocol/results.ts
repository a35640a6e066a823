import type { Guards } from "./guards";
import type { Json } from "./json";
import type { ChoiceInfo } from "./models";
import type { ColumnLayout, Refinement } from "./refine";

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

/** What led to an effect: rows of a model, and the foreign key that leads to them. `music.Album` by `Song.album`. */
export interface Origin {
  /** Label of the model whose rows caused it. */
  readonly model: string;
  /** Model and field by which they did. */
  readonly via: string;
}

/** The rows one cause changed in one table in one way. `rows` are the first ones; `effects` of the engine has them all. */
export interface Effect {
  readonly action: "insert" | "update" | "delete";
  readonly model: string;
  readonly table: string;
  /** `statement`, `cascade`, `SET_NULL`, `SET_DEFAULT`, `SET`, `signal NAME`, `trigger`. */
  readonly cause: string;
  /** Of a cascade and its kin: what it came from, so that causes can be shown as a tree. */
  readonly origin?: Origin;
  readonly count: number;
  readonly rows: readonly RowEffect[];
  readonly truncated: boolean;
}

/** Rows of an effect, by its place among the effects and their places in it as `effects` pages them (from 0). */
export interface EffectRows {
  readonly effect: number;
  /** Absent: all rows of the effect. */
  readonly rows?: readonly number[];
}

/** A row that an undo leaves alone, as it is no longer what the apply left. */
export interface ConflictRow extends RowEffect {
  /** Its place in the entry's effect, for `undo`'s `force`. */
  readonly place: number;
  /** The row's present values in the columns of `before` and `after`; null where there is no such row. */
  readonly current: { readonly [column: string]: Json } | null;
}

/** Conflicts of one effect of a journal entry. `before` and `after` are those of the apply. */
export interface ConflictEffect extends Pick<Effect, "action" | "model" | "table" | "cause" | "count" | "truncated"> {
  /** The entry's effect, by its place. */
  readonly effect: number;
  readonly rows: readonly ConflictRow[];
}

/** One row that a write would change otherwise than its preview said. */
export interface Difference {
  readonly model: string;
  readonly table: string;
  readonly pk: Json;
  /** What the preview said of it; null where it did not name the row. */
  readonly shown: (RowEffect & Pick<Effect, "action">) | null;
  /** What would happen to it now; null where nothing would. */
  readonly now: (RowEffect & Pick<Effect, "action">) | null;
}

/**
 * What a preview says beside its rows. `wholeTable` and `manyRows` ask for one more question before the apply;
 * `notRun` and `hidden` tell what happens elsewhere and is not shown.
 */
export interface PreviewWarning {
  readonly kind: "wholeTable" | "manyRows" | "notRun" | "hidden" | "conflicts" | "readOnly" | "hint";
  /** A whole sentence. */
  readonly message: string;
  readonly model?: string;
  readonly count?: number;
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
  readonly field?: ColumnField;
  /** It is computed from a group of rows, which the columns without this name. */
  readonly aggregate?: "number" | "other";
}

/** The field whose values a column holds. */
export interface ColumnField {
  /** Label of the model that has the field. */
  readonly model: string;
  readonly name: string;
  readonly attname: string;
  readonly null: boolean;
  readonly primaryKey: boolean;
  readonly choices?: readonly ChoiceInfo[];
  readonly maxLength?: number;
  readonly editable?: false;
  /** The database computes it. */
  readonly generated?: true;
  /** A foreign key: label of the model it leads to, and the field of that model that it holds. */
  readonly related?: string;
  readonly target?: string;
}

/** A table-like value that the engine keeps for paging. */
export interface ResultHandle {
  readonly id: string;
  readonly columns: readonly ColumnInfo[];
  /** Label of the rows' model, where they are a model's. */
  readonly model?: string;
  /** Null until it is known. */
  readonly rowCount: number | null;
  /** What the statement's text says of the rows' order and conditions. */
  readonly refinement?: Refinement;
  /** The first rows, as `page` gives them: of results that are in sight at once. */
  readonly first?: Page["rows"];
  /** How the person arranged the columns of such rows, where they did; the host tells the page. */
  readonly layout?: ColumnLayout;
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
  readonly warnings: readonly PreviewWarning[];
  /** A preview of an undo names the journal entry it undoes. */
  readonly undoOf?: string;
  /** What it undoes is an undo, so that it does an apply again. */
  readonly isRedo?: true;
  /** What is to be confirmed before it is applied; absent: nothing. */
  readonly guards?: Guards;
  /** Of an undo: rows changed since, which it leaves alone unless they are named by `force`. */
  readonly conflicts?: readonly ConflictEffect[];
}

/** A journal entry opened again: its rows as they were shown when it was applied. */
export interface EntryView {
  readonly entry: HistoryEntry;
  readonly effects: readonly Effect[];
}

/** Some rows of an effect. */
export interface EffectPage {
  readonly rows: readonly RowEffect[];
  /** All the rows there are. */
  readonly count: number;
}

export interface HistoryEntry {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly source: string;
  readonly database: string;
  readonly summary: string;
  /** `applying`: another window is at it. `unknown`: its outcome could not be told. */
  readonly state: "applied" | "not applied" | "undone" | "unknown" | "applying";
  readonly effects: readonly { readonly action: Effect["action"]; readonly model: string; readonly count: number }[];
  readonly undoOf?: string;
}
