import type { RowChange } from "../database/backend";
import type { GroupName } from "../database/changes/kinds";
import type { StoredRecord } from "../database/changes/log";

/** Rows that changed in one table in one way for one reason, by key. They are decoded as they are asked for. */
export interface ChangeGroup extends GroupName {
  readonly count: number;
  /** The rows from a place on, in the order of their keys. */
  rows(start?: number, count?: number): Iterable<RowChange>;
  /** The same as they are stored. */
  records(start?: number): Iterable<StoredRecord>;
}

/** What a script, a statement or a journal entry comes to: at most one change a row. */
export interface ChangeSet {
  readonly count: number;
  /** In the order in which they first happened, the statement's own before what followed from them. */
  readonly groups: readonly ChangeGroup[];
}

export const NO_CHANGES: ChangeSet = { count: 0, groups: [] };

/** All changes of a set, group after group. */
export function* allChanges(set: ChangeSet): Generator<RowChange> {
  for (const group of set.groups) yield* group.rows();
}
