import type { RowChange, SqlRow, SqlValue, Transaction } from "../../database/backend";
import { changeOf, type RecordKind, readValues } from "../../database/changes/kinds";
import { ValueReader } from "../../database/changes/values";
import type { OrmConnection } from "../../orm/connection";
import type { DialectName } from "../../orm/dialects/dialect";
import { IntegrityError } from "../../orm/errors";
import type { Model } from "../../orm/meta";
import type { Registry } from "../../orm/registry";
import { PyRaise } from "../../python/exceptions";
import type { ChangeSet } from "../changeSet";
import { netChanges } from "../net";
import { inLists, ROWS_AT_ONCE, standings } from "../rows";
import { among, type UndoChoice } from "./choice";
import { isInverse } from "./match";
import { type PlacedGroup, undoOrder } from "./order";
import { park } from "./park";
import { type KindRows, updateRows, writeInverse } from "./write";

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
  // What points where is looked at when all of it is there.
  await transaction.deferChecks?.();
  if (await writeAtOnce(work)) return { conflicts: [], counts: new Map() };
  const { run, exceptions } = await compare(work);
  try {
    await connection.atomic(() => writeAll(work, exceptions, null));
  } catch (error) {
    const refused = refusedColumns(error);
    if (!refused) throw error;
    await connection.atomic(() => writeAll(work, exceptions, refused));
  }
  return run;
}

/** Thrown to roll back what was written at once. */
class NotInverse extends Error {}

/**
 * Writes everything without a look at the rows first, and keeps it where it came to the exact inverse: then every row
 * was what the apply had left. False where it did not, or was refused, and nothing of it is left.
 */
async function writeAtOnce(work: UndoWork): Promise<boolean> {
  const { connection, changes, choice } = work;
  if (choice.rows !== null || choice.force.length > 0) return false;
  const from = connection.log.end;
  try {
    await connection.atomic(async () => {
      await writeGroups(work, new Map());
      connection.settle();
      if (!isInverse(netChanges(connection.log, from), changes)) throw new NotInverse();
    });
    return true;
  } catch (error) {
    if (error instanceof NotInverse || error instanceof PyRaise) return false;
    throw error;
  }
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
  if (refused)
    for (const placed of undoOrder(changes, registry)) {
      if (placed.group.action === "delete") continue;
      const model = modelOf(registry, placed.group.table);
      for (const rows of chosen(placed, exceptions)) await park({ connection, dialect, model }, rows, refused);
    }
  const counted = connection.log.count;
  const written = await writeGroups(work, exceptions);
  connection.settle();
  // More changes than writes: triggers had their say, and may have moved what was just put back.
  if (connection.log.count - counted > written) await writeAgain(work, exceptions);
}

/** Writes the inverse of every group, in an order that keeps constraints; returns how many rows it were. */
async function writeGroups(work: UndoWork, exceptions: Exceptions): Promise<number> {
  const { connection, changes, registry, dialect } = work;
  let written = 0;
  for (const placed of undoOrder(changes, registry)) {
    const target = { connection, dialect, model: modelOf(registry, placed.group.table) };
    for (const rows of chosen(placed, exceptions)) {
      written += rows.rows.length;
      if (rows.isUpdated) await updateRows(target, rows);
      else await writeInverse(target, rows);
    }
  }
  return written;
}

async function writeAgain(work: UndoWork, exceptions: Exceptions): Promise<void> {
  const { connection, transaction, changes, registry, dialect } = work;
  for (const placed of undoOrder(changes, registry)) {
    if (placed.group.action === "insert") continue;
    const target = { connection, dialect, model: modelOf(registry, placed.group.table) };
    for (const { kind, rows } of chosen(placed, exceptions)) {
      const found = await standings(
        transaction,
        dialect,
        rows.map((values) => changeOf(kind, values)),
      );
      const moved = rows.filter((_, i) => found[i]?.is !== "before" && found[i]?.current !== null);
      if (moved.length > 0) await updateRows(target, { kind, rows: moved });
      // Put back, and taken away again by a trigger on another row.
      const gone = rows.filter((_, i) => found[i]?.current === null);
      if (gone.length > 0 && kind.action === "delete") await writeInverse(target, { kind, rows: gone });
    }
  }
}

/** Rows of one kind that are written back alike. */
interface ChosenRows extends KindRows {
  /** Rows that were deleted and are there again: they are updated. */
  readonly isUpdated: boolean;
}

/** The rows of a group that are written back, a few hundred of one kind at a time. */
function* chosen({ group, at }: PlacedGroup, exceptions: Exceptions): Generator<ChosenRows> {
  const own = exceptions.get(at);
  const reader = new ValueReader();
  const waiting = new Map<RecordKind, { readonly plain: SqlValue[][]; readonly updated: SqlValue[][] }>();
  let row = -1;
  let last: RecordKind | null = null;
  let lists: { readonly plain: SqlValue[][]; readonly updated: SqlValue[][] } = { plain: [], updated: [] };
  for (const { kind, bytes, from } of group.records()) {
    row++;
    const how = own?.get(row);
    if (how === "left") continue;
    if (kind !== last) {
      last = kind;
      lists = waiting.get(kind) ?? { plain: [], updated: [] };
      waiting.set(kind, lists);
    }
    reader.from(bytes, from);
    const list = how === "updated" ? lists.updated : lists.plain;
    list.push(readValues(kind, reader));
    if (list.length === ROWS_AT_ONCE) yield { kind, rows: list.splice(0), isUpdated: how === "updated" };
  }
  for (const [kind, { plain, updated }] of waiting) {
    if (plain.length > 0) yield { kind, rows: plain, isUpdated: false };
    if (updated.length > 0) yield { kind, rows: updated, isUpdated: true };
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
