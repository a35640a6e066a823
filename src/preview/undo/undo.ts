import type { RowChange, SqlRow, Transaction } from "../../database/backend";
import type { OrmConnection } from "../../orm/connection";
import type { DialectName } from "../../orm/dialects/dialect";
import { IntegrityError } from "../../orm/errors";
import type { Model } from "../../orm/meta";
import type { Registry } from "../../orm/registry";
import { PyRaise } from "../../python/exceptions";
import type { ChangeSet } from "../changeSet";
import { inLists, ROWS_AT_ONCE, standings } from "../rows";
import { among, type UndoChoice } from "./choice";
import { type PlacedGroup, undoOrder } from "./order";
import { park } from "./park";
import { deleteRows, insertRows, updateRows } from "./write";

/** A row that is no longer what the apply left: it is left alone. */
export interface UndoConflict {
  /** Its places: of the group in the entry, and of the row in the group. */
  readonly group: number;
  readonly row: number;
  readonly change: RowChange;
  readonly current: SqlRow | null;
}

/** What undoing an entry came to. */
export interface UndoRun {
  /** The first of them. */
  readonly conflicts: readonly UndoConflict[];
  /** How many there are, by group of the entry. */
  readonly counts: ReadonlyMap<number, number>;
}

/** Conflicts that are kept with their values. */
const MOST_CONFLICTS = 10_000;

/** What is needed to take an entry back. */
export interface UndoWork {
  readonly connection: OrmConnection;
  readonly transaction: Transaction;
  readonly registry: Registry;
  readonly dialect: DialectName;
  readonly changes: ChangeSet;
  readonly choice: UndoChoice;
}

/** What is done with a row, where it is not the plain inverse: `left` alone, or `updated` as it is there again. */
type Exceptions = ReadonlyMap<number, ReadonlyMap<number, "left" | "updated">>;

/** Writes the inverse of an entry's changes, skipping rows that are no longer what the apply left. */
export async function writeUndo(work: UndoWork): Promise<UndoRun> {
  const { connection, transaction } = work;
  const { run, exceptions } = await compare(work);
  // What points where is looked at when all of it is there.
  await transaction.deferChecks?.();
  try {
    await connection.atomic(() => writeAll(work, exceptions, null));
  } catch (error) {
    const refused = refusedColumns(error);
    if (!refused) throw error;
    await connection.atomic(() => writeAll(work, exceptions, refused));
  }
  return run;
}

/** How every row stands before anything is written. */
async function compare(work: UndoWork): Promise<{ readonly run: UndoRun; readonly exceptions: Exceptions }> {
  const { transaction, dialect, changes, choice } = work;
  const isChosen = among(choice.rows);
  const isForced = among(choice.force);
  const conflicts: UndoConflict[] = [];
  const counts = new Map<number, number>();
  const exceptions = new Map<number, Map<number, "left" | "updated">>();
  for (const [at, group] of changes.groups.entries()) {
    const own = new Map<number, "left" | "updated">();
    exceptions.set(at, own);
    let first = 0;
    for (const list of inLists(group.rows(), ROWS_AT_ONCE)) {
      const rows = list.map((change, i) => ({ change, row: first + i }));
      first += list.length;
      for (const { row } of rows) if (!isChosen(at, row)) own.set(row, "left");
      const chosen = rows.filter(({ row }) => !own.has(row));
      const found = await standings(
        transaction,
        dialect,
        chosen.map(({ change }) => change),
      );
      for (const [i, { change, is, current }] of found.entries()) {
        const row = chosen[i]?.row ?? 0;
        if (is === "after") continue;
        own.set(row, "left");
        // A row that is as it was before needs nothing.
        if (is === "before") continue;
        if (isForced(at, row) && canForce(change, current)) {
          if (change.action === "delete") own.set(row, "updated");
          else own.delete(row);
          continue;
        }
        counts.set(at, (counts.get(at) ?? 0) + 1);
        if (conflicts.length < MOST_CONFLICTS) conflicts.push({ group: at, row, change, current });
      }
    }
  }
  return { run: { conflicts, counts }, exceptions };
}

/** An update that is taken back must find its row; the other columns of a row that is gone are not known. */
function canForce({ action }: RowChange, current: SqlRow | null): boolean {
  return current !== null || action !== "update";
}

async function writeAll(work: UndoWork, exceptions: Exceptions, refused: readonly string[] | null): Promise<void> {
  const { connection, changes, registry, dialect } = work;
  const ordered = undoOrder(changes, registry);
  if (refused)
    for (const { group, at } of ordered) {
      if (group.action === "delete") continue;
      for (const list of chosen({ group, at }, exceptions))
        await park(
          connection,
          list.map(({ change }) => change),
          dialect,
          modelOf(registry, group.table),
          refused,
        );
    }
  const before = connection.log.end;
  const counted = connection.log.count;
  let written = 0;
  for (const { group, at } of ordered) {
    const model = modelOf(registry, group.table);
    for (const list of chosen({ group, at }, exceptions)) {
      const plain = list.filter(({ isUpdated }) => !isUpdated).map(({ change }) => change);
      const updated = list.filter(({ isUpdated }) => isUpdated).map(({ change }) => change);
      written += list.length;
      if (group.action === "insert") await deleteRows(connection, plain, dialect);
      else if (group.action === "update") await updateRows(connection, plain, dialect, model);
      else {
        await insertRows(connection, plain, dialect);
        await updateRows(connection, updated, dialect, model);
      }
    }
  }
  connection.settle();
  // More changes than writes: triggers had their say, and may have moved what was just put back.
  if (connection.log.end > before && connection.log.count - counted > written)
    await writeAgain(work, ordered, exceptions);
}

async function writeAgain(work: UndoWork, ordered: readonly PlacedGroup[], exceptions: Exceptions): Promise<void> {
  const { connection, transaction, registry, dialect } = work;
  for (const { group, at } of ordered) {
    if (group.action === "insert") continue;
    for (const list of chosen({ group, at }, exceptions)) {
      const changes = list.map(({ change }) => change);
      const found = await standings(transaction, dialect, changes);
      const moved = found.filter(({ is, current }) => is !== "before" && current !== null).map(({ change }) => change);
      if (moved.length > 0) await updateRows(connection, moved, dialect, modelOf(registry, group.table));
      // Put back, and taken away again by a trigger on another row.
      const gone = found.filter(({ current }) => current === null).map(({ change }) => change);
      if (gone.length > 0 && group.action === "delete") await insertRows(connection, gone, dialect);
    }
  }
}

/** The rows of a group that are written back, a few hundred at a time. */
function* chosen(
  { group, at }: PlacedGroup,
  exceptions: Exceptions,
): Generator<readonly { readonly change: RowChange; readonly isUpdated: boolean }[]> {
  const own = exceptions.get(at);
  let row = 0;
  for (const list of inLists(group.rows(), ROWS_AT_ONCE)) {
    const rows = list.map((change) => ({ change, how: own?.get(row++) }));
    const kept = rows.filter(({ how }) => how !== "left");
    if (kept.length > 0) yield kept.map(({ change, how }) => ({ change, isUpdated: how === "updated" }));
  }
}

function modelOf(registry: Registry, table: string): Model | undefined {
  return registry.models.find((model) => !model.info.proxy && model.info.table === table);
}

/** The columns that a refused row was not unique in, as `table.column`; null for other errors. */
function refusedColumns(error: unknown): readonly string[] | null {
  if (!(error instanceof PyRaise) || error.exception.exceptionClass !== IntegrityError) return null;
  const { message } = error;
  if (!/unique|duplicate/i.test(message)) return null;
  return (/failed: (.*)/.exec(message)?.[1] ?? "").split(",").map((name) => name.trim());
}
