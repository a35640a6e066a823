import type { Backend, Transaction } from "../database/backend";
import { emptyTrace, OrmConnection } from "../orm/connection";
import { WriteAttempted } from "../orm/context";
import { QuerysetError } from "../protocol/errors";
import type { HistoryEntry } from "../protocol/results";
import { type Labels, type NetChange, netChanges, summaryOf, toEffects, writtenColumns } from "./effects";
import { fingerprintOf } from "./fingerprint";
import type { Journal, JournalEntry } from "./journal";
import { labelsOf } from "./labels";
import { type RowLoad, writeLoad } from "./loading";
import { isAsAfter, isAsBefore } from "./rows";
import { type Observer, runScript, type Script, type ScriptHost, type StatementRun } from "./script";
import { type UndoRun, writeUndo } from "./undo";

/** What is rehearsed and applied: a script, the inverse of an earlier apply, or rows that are loaded as they are. */
export type Plan =
  | { readonly kind: "script"; readonly script: Script }
  | { readonly kind: "undo"; readonly entry: JournalEntry }
  | { readonly kind: "load"; readonly load: RowLoad };

/** What a rehearsal found. The plan and the fingerprint are all an apply needs. */
export interface Rehearsal {
  readonly plan: Plan;
  readonly statements: readonly StatementRun[];
  readonly changes: readonly NetChange[];
  readonly labels: Labels;
  readonly fingerprint: string;
  /** Undo only: rows that changed since and are left alone. */
  readonly conflicts: readonly NetChange[];
  /** A statement failed, and with it the script. */
  readonly failed: boolean;
}

export interface RunContext {
  readonly host: ScriptHost;
  readonly backend: Backend;
  readonly signal: AbortSignal | null;
  readonly observe: Observer;
}

/** Runs a script where nothing can be written; null where it wants to write. */
export async function runReadOnly(context: RunContext, script: Script): Promise<readonly StatementRun[] | null> {
  try {
    return await context.backend.read(
      async (session) =>
        (await runScript(context.host, script, session, false, context.signal, context.observe)).statements,
    );
  } catch (error) {
    if (error instanceof WriteAttempted) return null;
    throw error;
  }
}

/** Runs a plan in a transaction that is always rolled back. */
export async function rehearse(context: RunContext, plan: Plan): Promise<Rehearsal> {
  return context.backend.transaction((transaction) => perform(context, plan, transaction));
}

async function perform(context: RunContext, plan: Plan, transaction: Transaction): Promise<Rehearsal> {
  const { host } = context;
  if (plan.kind === "undo") {
    const connection = new OrmConnection(transaction, true, host.dialect);
    connection.trace = emptyTrace();
    // One write: what points where is looked at when all of it is there.
    const undone: UndoRun = await connection.atomic(() => writeUndo(connection, transaction, plan.entry, host.dialect));
    const changes = netChanges(connection.trace.changes);
    return {
      plan,
      statements: [],
      changes,
      labels: new Map(),
      fingerprint: await fingerprintOf(changes, host.registry),
      conflicts: undone.conflicts,
      failed: false,
    };
  }
  if (plan.kind === "load") {
    const connection = new OrmConnection(transaction, true, host.dialect);
    connection.trace = emptyTrace();
    await connection.atomic(() => writeLoad(connection, plan.load));
    connection.settle();
    const changes = netChanges(connection.trace.changes);
    return {
      plan,
      statements: [],
      changes,
      labels: new Map(),
      fingerprint: await fingerprintOf(changes, host.registry),
      conflicts: [],
      failed: false,
    };
  }
  const run = await runScript(host, plan.script, transaction, true, context.signal, context.observe);
  const changes = netChanges(run.statements.flatMap((statement) => statement.trace.changes));
  return {
    plan,
    statements: run.statements,
    changes,
    labels: await labelsOf(changes, run.orm),
    fingerprint: await fingerprintOf(changes, host.registry),
    conflicts: [],
    failed: !plan.script.keepGoing && run.statements.some((statement) => statement.error !== null),
  };
}

export type Applied =
  | { readonly kind: "applied"; readonly entry: JournalEntry; readonly rehearsal: Rehearsal; readonly summary: string }
  | { readonly kind: "conflict"; readonly rehearsal: Rehearsal }
  | { readonly kind: "failed"; readonly rehearsal: Rehearsal; readonly message: string };

/** The source of a plan, as previews and the history show it. */
export function sourceOf(plan: Plan): string {
  // Lines that were blanked out around the statement's context say nothing.
  if (plan.kind === "load") return plan.load.source;
  return plan.kind === "script" ? plan.script.source.replace(/(^|\n)(\s*\n)+/g, "$1").trim() : plan.entry.source;
}

/**
 * Runs a plan again and commits it only where it does exactly what was shown. The journal has the images before the
 * commit; afterwards the rows are read back. Throws what the database throws when the commit itself fails.
 */
export async function apply(
  context: RunContext,
  plan: Plan,
  fingerprint: string,
  journal: Journal,
  newId: () => string,
): Promise<Applied> {
  const { backend, host } = context;
  if (backend.info.readOnly) {
    throw new QuerysetError("ReadOnly", `${backend.info.name} is open for reading only, so nothing was written.`, {
      hint: "The preview shows what would happen.",
    });
  }
  const outcome = await backend.transaction(async (transaction): Promise<Applied> => {
    const rehearsal = await perform(context, plan, transaction);
    if (rehearsal.failed)
      return {
        kind: "failed",
        rehearsal,
        message: rehearsal.statements.find((statement) => statement.error)?.error?.message ?? "The script failed.",
      };
    if (rehearsal.fingerprint !== fingerprint) return { kind: "conflict", rehearsal };
    if (rehearsal.changes.length === 0) return { kind: "failed", rehearsal, message: "there is nothing to change." };
    const summary = summaryOf(toEffects(rehearsal.changes, host.registry, new Map(), 0));
    const entry: JournalEntry = {
      id: newId(),
      time: new Date().toISOString(),
      source: sourceOf(plan),
      database: backend.info.location,
      summary,
      state: "open",
      changes: writtenColumns(rehearsal.changes, host.registry),
      ...(plan.kind === "undo" && { undoOf: plan.entry.id }),
    };
    await journal.begin(entry);
    try {
      await transaction.commit();
    } catch (error) {
      await journal.settle(entry.id, "not applied");
      throw error;
    }
    return { kind: "applied", entry, rehearsal, summary };
  });
  if (outcome.kind !== "applied") return outcome;
  const wrong = await readBack(context, outcome.entry);
  await journal.settle(outcome.entry.id, "applied");
  if (plan.kind === "undo") await journal.settle(plan.entry.id, "undone");
  if (wrong === 0) return outcome;
  return {
    ...outcome,
    summary: `${outcome.summary}; ${wrong} of them read back differently, so another program has written since`,
  };
}

/** Rows of an apply that are not as it left them; the first thousand are looked at. */
async function readBack(context: RunContext, entry: JournalEntry): Promise<number> {
  return context.backend.read(async (session) => {
    // One lock for all of them.
    await session.savepoint();
    let wrong = 0;
    for (const { change } of entry.changes.slice(0, 1000))
      if (!(await isAsAfter(session, context.host.dialect, change))) wrong++;
    return wrong;
  });
}

/** Entries whose outcome a crash left open, settled by what the database shows. */
export async function settleOpen(
  backend: Backend,
  dialect: ScriptHost["dialect"],
  journal: Journal,
): Promise<readonly { readonly entry: JournalEntry; readonly state: HistoryEntry["state"] }[]> {
  const open = (await journal.list()).filter(
    (entry) => entry.state === "open" && entry.database === backend.info.location,
  );
  const settled: { entry: JournalEntry; state: HistoryEntry["state"] }[] = [];
  for (const entry of open) {
    const state = await backend.read(async (session): Promise<HistoryEntry["state"]> => {
      // One moment of the database for all rows; and without one, each of them would lock the file anew.
      await session.savepoint();
      let after = 0;
      let before = 0;
      for (const { change } of entry.changes) {
        if (await isAsAfter(session, dialect, change)) after++;
        else if (await isAsBefore(session, dialect, change)) before++;
      }
      if (after === entry.changes.length) return "applied";
      return before > 0 && after === 0 ? "not applied" : "unknown";
    });
    await journal.settle(entry.id, state);
    if (state === "applied" && entry.undoOf !== undefined) await journal.settle(entry.undoOf, "undone");
    settled.push({ entry, state });
  }
  return settled;
}
