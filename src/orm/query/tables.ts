import type { JoinStep } from "./paths";
import type { WhereNode } from "./where";

/** A table in FROM, by its alias. */
export interface BaseTable {
  readonly table: string;
  readonly alias: string;
  readonly parent: null;
  readonly type: null;
}

/** A joined table. `type` changes as filters demand or allow rows to be missing. */
export interface JoinedTable {
  readonly table: string;
  readonly alias: string;
  readonly parent: string;
  readonly type: "INNER" | "LEFT";
  readonly step: JoinStep;
  readonly nullable: boolean;
  /** What else the rows must meet: the condition of a FilteredRelation. */
  readonly condition: WhereNode | null;
}

export type TableReference = BaseTable | JoinedTable;

/** Two joins that may be one. */
export function sameJoin(a: TableReference, table: string, parent: string, step: JoinStep): boolean {
  return a.type !== null && a.table === table && a.parent === parent && a.step.identity === step.identity;
}
