import type { SqlRow, SqlValue } from "../../database/backend";
import type { FieldType } from "../fieldTypes";
import type { Sql } from "../sql";

/** How a database would come to a query's rows. */
export interface Way {
  /** The same for the same way, where the database tells enough for that. */
  readonly text: string;
  /** All rows are sorted before the first one comes. */
  readonly sorts: boolean;
  /** What the planner thinks that the rows asked for cost, in its own units; null where it does not say. */
  readonly cost: number | null;
}

/** How pages of a result are found by the keys of rows that were seen, and when they may be. */
export interface PagingForm {
  /** Rows that a statement leaves without an order may come in another one with the next page. */
  readonly wanders: boolean;
  /** What stands before a statement, so that its way is told and nothing run. */
  readonly prefix: string;
  way(rows: readonly SqlRow[]): Way;
  /** Whether a page in the order of its keys shows what the plain query shows, about as soon. */
  keeps(plain: Way, keyed: Way): boolean;
  /** Whether `>` goes by the order of ORDER BY, for values of that type as they were read. Null: the type is not known. */
  compares(type: FieldType | null): boolean;
  /** A key where it is selected: exact enough to be compared with. */
  selected(key: Sql, type: FieldType | null): Sql;
  /** A value that was read so, beside its key. */
  value(value: SqlValue, type: FieldType | null): Sql;
}
