import type { RowChange, Transaction } from "../database/backend";
import type { Connection, SavedRow } from "../orm/context";
import { quoteName } from "../orm/dialects/byName";
import type { DialectName } from "../orm/dialects/dialect";
import { joined, param, type Sql, sql } from "../orm/sql";
import type { NetChange } from "./effects";
import type { JournalEntry } from "./journal";
import { isAsAfter, isAsBefore } from "./rows";

/** What undoing an entry came to: rows changed since are left alone and named. */
export interface UndoRun {
  readonly conflicts: readonly NetChange[];
}

/** Writes the inverse of an entry's changes, last first, skipping rows that are no longer what the apply left. */
export async function writeUndo(
  connection: Connection,
  transaction: Transaction,
  entry: JournalEntry,
  dialect: DialectName,
): Promise<UndoRun> {
  const conflicts: NetChange[] = [];
  const inverse: NetChange[] = [];
  for (const change of [...entry.changes].reverse()) {
    if (await isAsAfter(transaction, dialect, change.change)) inverse.push(change);
    else conflicts.push(change);
  }
  // Rows come back before what points at them is written, and go after.
  const rank = { delete: 0, update: 1, insert: 2 } as const;
  for (const change of inverse.sort((a, b) => rank[a.change.action] - rank[b.change.action]))
    await connection.write(inverseOf(change, dialect), kindOf(change.change, dialect));
  // More changes than writes: triggers had their say, and may have moved what was just put back.
  connection.settle();
  if (connection.trace.changes.length > inverse.length) {
    for (const change of inverse) {
      if (change.change.action === "insert" || (await isAsBefore(transaction, dialect, change.change))) continue;
      await connection.write(updateTo(change.change, dialect), kindOf(change.change, dialect, "update"));
    }
  }
  return { conflicts };
}

function inverseOf({ change }: NetChange, dialect: DialectName): Sql {
  const q = (name: string): string => quoteName(name, dialect);
  if (change.action === "insert") return sql`DELETE FROM ${q(change.table)} WHERE ${keyed(change, dialect)}`;
  if (change.action === "update") return updateTo(change, dialect);
  const before = Object.entries(change.before ?? {});
  return sql`INSERT INTO ${q(change.table)} (${before.map(([column]) => q(column)).join(", ")}) VALUES (${joined(
    before.map(([, value]) => param(value)),
    ", ",
  )})`;
}

const INVERSE = { insert: "delete", update: "update", delete: "insert" } as const;

/** What the inverse of a change does. */
function kindOf(
  change: RowChange,
  dialect: DialectName,
  action: SavedRow["action"] = INVERSE[change.action],
): SavedRow {
  const { table } = change;
  if (action === "insert") return { action, table, columns: Object.keys(change.before ?? {}) };
  return { action, table, where: keyed(change, dialect) };
}

/** Gives a row the values it had before a change. */
function updateTo(change: RowChange, dialect: DialectName): Sql {
  const q = (name: string): string => quoteName(name, dialect);
  const keys = Object.keys(change.key);
  const set = Object.entries(change.before ?? {})
    .filter(([column]) => !keys.includes(column))
    .map(([column, value]) => sql`${q(column)} = ${param(value)}`);
  return sql`UPDATE ${q(change.table)} SET ${joined(set, ", ")} WHERE ${keyed(change, dialect)}`;
}

function keyed(change: RowChange, dialect: DialectName): Sql {
  return joined(
    Object.entries(change.key).map(([column, value]) => sql`${quoteName(column, dialect)} = ${param(value)}`),
    " AND ",
  );
}
