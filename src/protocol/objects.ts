import type { OnDelete } from "./models";
import type { Cell, ColumnInfo, RowTotal } from "./results";

/** One row of a model, by the texts of its primary key's cells: one, or several for a composite key. */
export interface ObjectRef {
  /** The model's label, `music.Album`. */
  readonly model: string;
  readonly key: readonly string[];
}

/** A row with the text people know it by: its `__str__`. */
export interface ObjectNode extends ObjectRef {
  readonly text: string;
}

/** A relation as one of its rows sees it. */
export interface ObjectRelation {
  /** What the relation is asked for by; no other of the row has it. */
  readonly id: string;
  /** The attribute that leads there, `album` or `song_set`; `Song.album` where `related_name="+"` leaves none. */
  readonly name: string;
  /** Label of the model at the other end; null where a row of any model can be there. */
  readonly model: string | null;
  /** Another model's field points here. */
  readonly backwards: boolean;
  /** More than one row can be at the other end. */
  readonly many: boolean;
  /** Of a foreign key that points here: what becomes of its rows when this one is deleted. */
  readonly onDelete?: OnDelete;
  /** Where one row at most is at the other end: that row, null where there is none. */
  readonly one?: ObjectNode | null;
  /** Why that row could not be read. */
  readonly fault?: string;
}

/** A field of a row with its value. */
export interface ObjectField {
  readonly column: ColumnInfo;
  readonly cell: Cell;
}

/** A row with its fields and what it is related to. */
export interface ObjectView extends ObjectNode {
  readonly fields: readonly ObjectField[];
  /** Forwards first, then backwards, each as the models declare them. */
  readonly relations: readonly ObjectRelation[];
  /** Why rows of its model cannot be deleted; absent where they can. */
  readonly readOnly?: string;
}

/** Some of the rows at a relation's other end. */
export interface RelatedPage {
  readonly rows: readonly ObjectNode[];
  /** There are further ones. */
  readonly more: boolean;
}

/** What a statement about a row is for: to see it or its related rows in the grid, or to delete it. */
export type ObjectPurpose = "rows" | "delete";

/** What can be asked of single rows and their relations. A row that is gone fails with `DoesNotExist`. */
export interface ObjectsApi {
  object(request: ObjectRef): ObjectView;
  /** Rows at a relation's other end from a place on, in the order of their model. */
  related(
    request: ObjectRef & { readonly relation: string; readonly start: number; readonly count: number },
  ): RelatedPage;
  /** How many there are; without `exact` only up to 10,000. */
  relatedCount(request: ObjectRef & { readonly relation: string; readonly exact: boolean }): RowTotal;
  /** The statement that shows a row, or with a `relation` the rows at its other end, or deletes the row. */
  objectStatement(request: ObjectRef & { readonly relation?: string; readonly purpose: ObjectPurpose }): {
    readonly source: string;
  };
}

/** What a tree shows: the rows it begins with; none where that is what the page remembers of the same database. */
export interface TreeRoots {
  readonly roots: readonly ObjectRef[];
  /** Where the database is that they are of. */
  readonly database: string;
}

/** What the host answers to the tree's page. */
export interface TreeHostApi extends Pick<ObjectsApi, "object" | "related" | "relatedCount"> {
  /** What to show; null while no database is open. */
  ready(): TreeRoots | null;
  /** Shows a row, or the rows at a relation's other end, in the results grid. */
  openRows(request: ObjectRef & { readonly relation?: string }): void;
  /** Previews the deletion of a row. */
  remove(request: ObjectRef): void;
  openDatabase(): void;
  /** Names the tab after the row that the tree begins with. */
  title(request: { readonly text: string }): void;
  copy(request: { readonly text: string }): void;
}

/** What the tree's page answers to the host. */
export interface TreeApi {
  show(view: TreeRoots | null): void;
  /** Rows were written: from here, so that they are read again, or by another program, so that it is offered. */
  changed(how: "here" | "elsewhere"): void;
}
