/** What a form is for. `method` calls a method of a manager. */
export type FormKind =
  | "insert"
  | "forceInsert"
  | "forceUpdate"
  | "upsert"
  | "bulkCreate"
  | "bulkUpdate"
  | "delete"
  | "method";

/** How a value is entered. `python` takes an expression as it is. */
export type EditorKind =
  | "text"
  | "longText"
  | "integer"
  | "float"
  | "decimal"
  | "boolean"
  | "date"
  | "datetime"
  | "time"
  | "duration"
  | "uuid"
  | "json"
  | "bytes"
  | "choice"
  | "relation"
  | "relations"
  | "python";

/** One field of a form, or one parameter of a method. */
export interface FormField {
  readonly name: string;
  /** As the model says it: `CharField(30)`, `ForeignKey → music.Album`. */
  readonly type: string;
  readonly editor: EditorKind;
  /** A row cannot do without it. */
  readonly required: boolean;
  readonly nullable: boolean;
  /** What stands in the row where the field is left out, as it is written; absent where nothing says so. */
  readonly default?: string;
  readonly help?: string;
  readonly maxLength?: number;
  readonly choices?: readonly { readonly text: string; readonly label: string }[];
  /** Label of the model that a relation leads to. */
  readonly related?: string;
  /** What the key that a relation holds is entered with, where that model is known. */
  readonly keyEditor?: EditorKind;
  /** Why nothing can be entered: the database or Django fills it in. */
  readonly fixed?: string;
  /** Upsert: the row is looked up by it, unless the person chooses otherwise. */
  readonly key?: boolean;
}

/**
 * What is entered for a field. `unset`: left out, so that the default or the value in the row stays. A `value`'s text is
 * what was typed; an empty one is an empty text, never NULL.
 */
export type FormValue =
  | { readonly kind: "unset" }
  | { readonly kind: "null" }
  | { readonly kind: "value"; readonly text: string; readonly label?: string }
  | { readonly kind: "expression"; readonly text: string }
  | { readonly kind: "keys"; readonly keys: readonly FormMatch[] };

/** A row that a relation may lead to: its key as text, and its `__str__`. */
export interface FormMatch {
  readonly key: string;
  readonly label: string;
}

/** Everything entered in a form. The page keeps it while the form is open, whatever becomes of its previews. */
export interface FormDraft {
  readonly values: { readonly [field: string]: FormValue };
  /** Upsert: the fields that the row is looked up by. */
  readonly keys: readonly string[];
  /** Bulk update and delete: what stands in the parentheses of `filter(…)`. */
  readonly filter: string;
  /** Bulk create: CSV, tab-separated text or JSON. */
  readonly text: string;
  /** Bulk create: the field that each column goes to, by the column's name, where it is not the one of that name. */
  readonly columns: { readonly [column: string]: string };
}

/** What a form shows. */
export interface FormView {
  /** Tells one form from another: a page that is shown another one begins anew. */
  readonly id: string;
  readonly kind: FormKind;
  /** `Insert Row: music.Album`. */
  readonly title: string;
  /** What the form does, in a sentence. */
  readonly about: string;
  readonly model: string;
  readonly fields: readonly FormField[];
  /** Bulk update and delete: what rows can be told by. */
  readonly conditions?: {
    /** What stands in front of the filter: `Album.objects.filter(`. */
    readonly before: string;
    readonly fields: readonly { readonly name: string; readonly lookups: readonly string[] }[];
  };
  readonly draft: FormDraft;
}

/** A condition of a filter, as it is entered: `title`, `icontains`, `abbey`. */
export interface FormCondition {
  readonly field: string;
  readonly lookup: string;
  readonly text: string;
}

/** Something that keeps the statement from being run. Without a field it is about the form as a whole. */
export interface FormFault {
  readonly message: string;
  readonly field?: string;
  /** Bulk create: row of the data, from 1, and the column's name. */
  readonly row?: number;
  readonly column?: string;
  /** The person has not come to it yet: said only once they ask for the preview. */
  readonly early?: boolean;
}

/** How pasted data was understood. */
export interface FormTable {
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly field: string | null; readonly sample: string }[];
}

/** The statement for a draft; a very long one ends in `…` where it is shown. */
export interface Composed {
  readonly statement: string;
  readonly faults: readonly FormFault[];
  readonly table?: FormTable;
}

/** What the host answers to a form's page. The page sends what was entered, never a statement. */
export interface FormHostApi {
  /** Null where the form's model is no longer there. */
  ready(): FormView | null;
  compose(draft: FormDraft): Composed;
  /** Runs the statement, which shows its preview in the results panel; the faults are those found before and by it. */
  preview(draft: FormDraft): { readonly faults: readonly FormFault[]; readonly done: boolean };
  /** Rows that a relation may lead to, by a part of their text or by their key. */
  search(request: { readonly field: string; readonly text: string }): readonly FormMatch[];
  /** How many rows a filter finds. */
  count(request: { readonly filter: string }): { readonly rows: number } | { readonly error: string };
  /** A condition as it is written in a filter. */
  condition(request: FormCondition): { readonly python: string } | { readonly fault: string };
  copy(draft: FormDraft): void;
  /** Opens the statement in a new script. */
  openScript(draft: FormDraft): void;
  /** Lets the person choose a CSV or JSON file; null where they choose none. */
  pickFile(): { readonly name: string; readonly text: string } | null;
}

/** What a form's page answers to the host. */
export interface FormApi {
  show(view: FormView): void;
}

/** The editors of Django's field classes, the first that matches; others are left to those who show them. */
export const editorsByType: readonly (readonly [RegExp, EditorKind])[] = [
  [/BooleanField$/, "boolean"],
  [/(Integer|Auto)Field$/, "integer"],
  [/^FloatField$/, "float"],
  [/^DecimalField$/, "decimal"],
  [/^DateTimeField$/, "datetime"],
  [/^DateField$/, "date"],
  [/^TimeField$/, "time"],
  [/^DurationField$/, "duration"],
  [/^UUIDField$/, "uuid"],
  [/^(JSON|Array|HStore)Field$/, "json"],
  [/^BinaryField$/, "bytes"],
  [/^TextField$/, "longText"],
];
