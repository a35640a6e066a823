import type { Expression } from "../expressions/base";
import type { OrderBy } from "../expressions/ordering";
import type { Sql } from "../sql";
import type { RelatedSelection } from "./selection";

/** One column of a SELECT: what it is, and the name it has in the result rows. */
export interface SelectedColumn {
  readonly expression: Expression;
  readonly alias: string;
}

/** The names under which the parts of a composite key are selected. */
export function partAlias(alias: string, part: number): string {
  return `${alias}__${part}`;
}

/** A SELECT ready to be sent, with what its columns mean. */
export interface SelectPlan {
  readonly sql: Sql;
  readonly columns: readonly SelectedColumn[];
  readonly related: readonly RelatedSelection[];
  /** Places of the annotations among the columns, by name. */
  readonly annotations: ReadonlyMap<string, number>;
  /** A page's order, whose values are selected under `keyAlias`. */
  readonly keys?: readonly OrderBy[];
}
