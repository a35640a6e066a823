import type { Backend, Session, Transaction } from "../database/backend";
import type { OpenSpill } from "../database/changes/bytes";
import { ChangeLog } from "../database/changes/log";
import { OutcomeUnknown } from "../database/outcome";
import { OrmConnection } from "../orm/connection";
import { WriteAttempted } from "../orm/context";
import { QuerysetError } from "../protocol/errors";
import type { HistoryEntry } from "../protocol/results";
import type { ChangeSet } from "./changeSet";
import { type Labels, summaryOf } from "./effects";
import { isStop } from "./errors";
import { fingerprintOf } from "./fingerprint";
import { areAsFound, type FoundRows, foundRows, NOTHING_FOUND } from "./found";
import type { EntryHead, Journal } from "./journal/journal";
import { labelsOf } from "./labels";
import { type RowLoad, writeLoad } from "./loading";
import { netChanges } from "./net";
import { inLists, ROWS_AT_ONCE, standings } from "./rows";
import { type Observer, runScript, type Script, type ScriptHost, type StatementRun } from "./script";
import { ALL_ROWS, type UndoChoice } from "./undo/choice";
import { type UndoRun, writeUndo } from "./undo/undo";

/** What is rehearsed and applied: a script, the inverse of an earlier apply, or rows that are loaded as they are. */
export type Plan =
  | { readonly kind: "script"; readonly script: Script }
  | {
      readonly kind: "undo";
      readonly entry: EntryHead;
      readonly changes: ChangeSet;
      /** Absent: all rows that are as the apply left them. */
      readonly choice?: UndoChoice;
    }
  | { readonly kind: "load"; readonly load: RowLoad };

/** What a rehearsal found. */
export interface Rehearsal extends Performed {
  /** The rows that it updates, as they were. */
  readonly found: FoundRows;
}

/** What running a plan came to. */
export interface Performed {
  readonly plan: Plan;
  readonly statements: readonly StatementRun[];
  readonly changes: ChangeSet;
  readonly labels: Labels;
  readonly fingerprint: string;
  /** Undo only: rows that changed since and are left alone. */
  readonly undo: UndoRun | null;
  /** A statement failed, and with it the script. */
  readonly failed: boolean;
  /** Lets go of the rows, which may lie in a file. */
  close(): void;
}

export interface RunContext {
  readonly host: ScriptHost;
  readonly backend: Backend;
  readonly signal: AbortSignal | null;
  readonly observe: Observer;
  /** Where rows go that are too many for the memory; absent: nowhere. */
  readonly openSpill?: OpenSpill;
}

/** Runs a script where nothing can be written; null where it wants to write. */
export async function runReadOnly(context: RunContext, script: Script): Promise<readonly StatementRun[] | null> {
  try {
    return await context.backend.read(
      async (session) =>
        (await runScript(context.host, script, session, false, context.signal, context.observe)).statements,
      context.signal,
    );
  } catch (error) {
    if (error instanceof WriteAttempted) return null;
    throw error;
  }
}

/** Runs a plan in a transaction that is always rolled back. */
export async function rehearse(context: RunContext, plan: Plan): Promise<Rehearsal> {
  return context.backend.transaction(async (transaction) => {
    const start = await transaction.savepoint();
    const performed = await perform(context, plan, transaction);
    try {
      // Nothing to look at, and after some failures no transaction to do it in.
      const isUpdating = performed.changes.groups.some(({ action }) => action === "update");
      if (performed.failed || !isUpdating) return { ...performed, found: NOTHING_FOUND };
      await start.rollback();
      return { ...performed, found: await foundRows(transaction, context.host.dialect, performed.changes) };
    } catch (error) {
      performed.close();
      throw error;
    }
  }, context.signal);
}

async function perform(context: RunContext, plan: Plan, transaction: Transaction): Promise<Performed> {
  const log = new ChangeLog(context.openSpill ?? null);
  try {
    const rehearsal =
      plan.kind === "script"
        ? await performScript(context, plan, transaction, log)
        : await performRows(context, plan, transaction, log);
    log.rest();
    return rehearsal;
  } catch (error) {
    log.close();
    throw error;
  }
}

async function performScript(
  { host, signal, observe }: RunContext,
  plan: Plan & { readonly kind: "script" },
  transaction: Transaction,
  log: ChangeLog,
): Promise<Performed> {
  const run = await runScript(host, plan.script, transaction, true, signal, observe, log);
  const changes = netChanges(log);
  return {
    plan,
    statements: run.statements,
    changes,
    labels: await labelsOf(changes, run.orm),
    fingerprint: await fingerprintOf(changes, host.registry),
    undo: null,
    failed: !plan.script.keepGoing && run.statements.some((statement) => statement.error !== null),
    close: () => log.close(),
  };
}

/** Rows written back, or loaded: one write, and what points where is looked at when all of it is there. */
async function performRows(
  { host }: RunContext,
  plan: Exclude<Plan, { readonly kind: "script" }>,
  transaction: Transaction,
  log: ChangeLog,
): Promise<Performed> {
  const { dialect, registry } = host;
  const connection = new OrmConnection(transaction, true, dialect, log);
  // Nobody is shown them, and they hold every row.
  connection.tellsSql = false;
  const undo = await connection.atomic(async () => {
    if (plan.kind === "undo") {
      const { changes, choice = ALL_ROWS } = plan;
      return writeUndo({ connection, transaction, registry, dialect, changes, choice });
    }
    await writeLoad(connection, plan.load);
    return null;
  });
  connection.settle();
  const changes = netChanges(log);
  return {
    plan,
    statements: [],
    changes,
    labels: new Map(),
    fingerprint: await fingerprintOf(changes, registry),
    undo,
    failed: false,
    close: () => log.close(),
  };
}

export type Applied =
  | { readonly kind: "applied"; readonly entry: EntryHead; readonly rehearsal: Performed; readonly summary: string }
  | { readonly kind: "conflict"; readonly rehearsal: Rehearsal }
  | { readonly kind: "failed"; readonly rehearsal: Performed; readonly message: string };

/** What became of an apply's transaction; null where the data is not what was shown. */
type Committing = (Exclude<Applied, { readonly kind: "conflict" }> & { readonly doubt?: OutcomeUnknown }) | null;

/** The source of a plan, as previews and the history show it. */
export function sourceOf(plan: Plan): string {
  // Lines that were blanked out around the statement's context say nothing.
  if (plan.kind === "load") return plan.load.source;
  return plan.kind === "script" ? plan.script.source.replace(/(^|\n)(\s*\n)+/g, "$1").trim() : plan.entry.source;
}

/**
 * Runs a plan again and commits it only where it does exactly what was shown, to rows that are exactly what they were. The
 * journal has the images before the commit; afterwards the rows are read back. Throws what the database throws when the
 * commit itself fails.
 */
export async function apply(
  context: RunContext,
  shown: Rehearsal,
  journal: Journal,
  newId: () => string,
): Promise<Applied> {
  const { backend, host } = context;
  const { plan } = shown;
  if (backend.info.readOnly) {
    throw new QuerysetError("ReadOnly", `${backend.info.name} is open for reading only, so nothing was written.`, {
      hint: "The preview shows what would happen.",
    });
  }
  const outcome = await backend.transaction(async (transaction): Promise<Committing> => {
    const isAsFound = areAsFound(transaction, host.dialect, shown.changes, shown.found);
    if (!(await isAsFound.catch(nothingWritten))) return null;
    const rehearsal = await perform(context, plan, transaction);
    if (rehearsal.failed) return failure(rehearsal);
    if (rehearsal.fingerprint !== shown.fingerprint) {
      rehearsal.close();
      return null;
    }
    const { changes } = rehearsal;
    if (changes.count === 0) return { kind: "failed", rehearsal, message: "there is nothing to change." };
    const summary = summaryOf(changes.groups);
    const entry: EntryHead = {
      id: newId(),
      time: new Date().toISOString(),
      source: sourceOf(plan),
      database: backend.info.location,
      summary,
      state: "open",
      groups: changes.groups.map(({ action, table, cause, origin, count }) => ({
        action,
        table,
        cause,
        ...(origin && { origin }),
        count,
      })),
      ...(plan.kind === "undo" && { undoOf: plan.entry.id }),
    };
    await journal.begin(entry, changes);
    try {
      await transaction.commit();
    } catch (error) {
      if (error instanceof OutcomeUnknown) return { kind: "applied", entry, rehearsal, summary, doubt: error };
      await journal.settle(entry.id, "not applied");
      throw error;
    }
    return { kind: "applied", entry, rehearsal, summary };
  }, context.signal);
  if (outcome === null) {
    const rehearsal = await rehearse(context, plan);
    return rehearsal.failed ? failure(rehearsal) : { kind: "conflict", rehearsal };
  }
  if (outcome.kind !== "applied") return outcome;
  if (outcome.doubt) await assertApplied(context, outcome.entry, outcome.doubt, journal);
  const wrong = await readBack(context, outcome.rehearsal.changes);
  await journal.settle(outcome.entry.id, "applied");
  if (plan.kind === "undo" && (plan.choice ?? ALL_ROWS).rows === null) await journal.settle(plan.entry.id, "undone");
  if (wrong === 0) return outcome;
  return {
    ...outcome,
    summary: `${outcome.summary}; ${wrong} of them read back differently, so another program has written since`,
  };
}

/** The database gave up before anything was written: a deadlock, or it is gone. */
function nothingWritten(error: unknown): never {
  if (!(error instanceof QuerysetError) || isStop(error)) throw error;
  const { code, message, hint } = error;
  throw new QuerysetError(code, `Nothing was written: ${message}`, {
    cause: error,
    ...(hint !== undefined && { hint }),
  });
}

function failure(rehearsal: Performed): Applied & { readonly kind: "failed" } {
  const failed = rehearsal.statements.find((statement) => statement.error);
  return { kind: "failed", rehearsal, message: failed?.error?.message ?? "The script failed." };
}

/**
 * Looks up by the rows themselves what became of an apply whose COMMIT was not answered. Throws where it was not kept, and
 * where that cannot be told: then the journal's entry stays open, and the next one who opens the database settles it.
 */
async function assertApplied(
  { backend, host }: RunContext,
  entry: EntryHead,
  doubt: OutcomeUnknown,
  journal: Journal,
): Promise<void> {
  let state: HistoryEntry["state"];
  try {
    const changes = await journal.open(entry.id);
    state = await backend.read((session) => outcomeOf(session, host.dialect, changes));
  } catch {
    throw doubt;
  }
  if (state === "applied") return;
  if (state === "unknown") throw doubt;
  await journal.settle(entry.id, state);
  throw new QuerysetError("OperationalError", "The connection was lost, and nothing was written.", {
    hint: "The rows are as they were before. Apply it again.",
    cause: doubt,
  });
}

/** Rows that are looked at after a commit. */
const READ_BACK = 1000;

/** Rows of an apply that are not as it left them; the first thousand are looked at. */
async function readBack({ backend, host }: RunContext, changes: ChangeSet): Promise<number> {
  return backend.read(async (session) => {
    // One lock for all of them.
    await session.savepoint();
    let wrong = 0;
    let left = READ_BACK;
    for (const group of changes.groups) {
      for (const list of inLists(group.rows(0, left), ROWS_AT_ONCE)) {
        left -= list.length;
        for (const { is } of await standings(session, host.dialect, list)) if (is !== "after") wrong++;
      }
    }
    return wrong;
  });
}

/** An entry whose outcome was open, with what became of it. */
export interface Settled {
  readonly entry: EntryHead;
  readonly state: HistoryEntry["state"];
}

/**
 * Entries whose outcome a crash left open, settled by what the database shows. It is looked at under the write lock, where
 * there is one: whoever is in the middle of an apply holds it, so that what is seen is final. An entry whose writer may
 * still be at it stays open.
 */
export async function settleOpen(
  backend: Backend,
  dialect: ScriptHost["dialect"],
  journal: Journal,
): Promise<readonly Settled[]> {
  const open = (await journal.list()).filter(
    (entry) => entry.state === "open" && entry.database === backend.info.location,
  );
  const settled: Settled[] = [];
  for (const entry of open) {
    const isLocked = backend.dialect === "sqlite" && !backend.info.readOnly;
    if (!isLocked && (await journal.isAtWork(entry.id))) continue;
    const settle = async (session: Session): Promise<void> => {
      const now = (await journal.list()).find(({ id }) => id === entry.id);
      if (now?.state !== "open") return;
      const state = await outcomeOf(session, dialect, await journal.open(entry.id));
      await journal.settle(entry.id, state);
      if (state === "applied" && entry.undoOf !== undefined) await journal.settle(entry.undoOf, "undone");
      settled.push({ entry, state });
    };
    try {
      await (isLocked ? backend.transaction(settle) : backend.read(settle));
    } catch (error) {
      // Another program holds the lock for longer than we wait: whoever it is, it may be the entry's own writer.
      if (!(error instanceof QuerysetError && error.code === "OperationalError")) throw error;
    }
  }
  return settled;
}

async function outcomeOf(
  session: Session,
  dialect: ScriptHost["dialect"],
  changes: ChangeSet,
): Promise<HistoryEntry["state"]> {
  // One moment of the database for all rows; and without one, each of them would lock the file anew.
  await session.savepoint();
  let after = 0;
  let before = 0;
  for (const group of changes.groups) {
    for (const list of inLists(group.rows(), ROWS_AT_ONCE)) {
      for (const { is } of await standings(session, dialect, list)) {
        if (is === "after") after++;
        else if (is === "before") before++;
      }
    }
  }
  if (after === changes.count) return "applied";
  return before > 0 && after === 0 ? "not applied" : "unknown";
}
