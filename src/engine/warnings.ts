import type { Backend } from "../database/backend";
import { quoteName } from "../orm/dialects/byName";
import type { ChangeSet } from "../preview/changeSet";
import { labelOf } from "../preview/effects";
import { netChanges } from "../preview/net";
import type { Rehearsal } from "../preview/rehearsal";
import type { ScriptHost, StatementRun } from "../preview/script";
import type { PreviewWarning } from "../protocol/results";

/** Rows from which on a write asks once more, unless somebody set another number. */
export const MANY_ROWS = 1000;

/** What a preview says beside its rows. */
export async function warningsOf(
  rehearsal: Rehearsal,
  backend: Backend,
  registry: ScriptHost["registry"],
  manyRows = MANY_ROWS,
): Promise<PreviewWarning[]> {
  const { changes, statements, undo } = rehearsal;
  const warnings: PreviewWarning[] = [];
  const conflicts = [...(undo?.counts.values() ?? [])].reduce((sum, count) => sum + count, 0);
  if (conflicts > 0) {
    const message = `${conflicts} ${conflicts === 1 ? "row has" : "rows have"} changed since and ${conflicts === 1 ? "is" : "are"} left alone.`;
    warnings.push({ kind: "conflicts", message, count: conflicts });
  }
  if (backend.info.readOnly) {
    const message = "This database is open for reading only: the preview cannot be applied.";
    warnings.push({ kind: "readOnly", message });
  }
  if (rehearsal.plan.kind === "load")
    for (const message of rehearsal.plan.load.notes) warnings.push({ kind: "hint", message });
  for (const run of statements) {
    if (/\.bulk_update\(\s*[[(]\s*["']/.test(run.source)) {
      const message =
        "Django has no bulk_update with names, values and conditions, nor a BulkUpdateMixin: this was run as filter(…).update(…).";
      warnings.push({ kind: "hint", message });
    }
  }
  const whole = await wholeTables(rehearsal, backend, registry);
  warnings.push(...whole);
  if (whole.length === 0 && manyRows > 0 && changes.count >= manyRows) {
    const message = `${changes.count.toLocaleString("en")} rows are changed.`;
    warnings.push({ kind: "manyRows", message, count: changes.count });
  }
  if (backend.dialect !== "sqlite") warnings.push(...(await ofServer(rehearsal, backend)));
  const notRun = statements.flatMap(({ trace }) => trace.notRun);
  if (notRun.length > 0) {
    const names = [...new Set(notRun.map(({ what }) => what))];
    const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
    const message = `The application would also run ${shown}, which was not run here.`;
    warnings.push({ kind: "notRun", message, count: notRun.length });
  }
  return warnings;
}

/** What a server does of its own: triggers on the tables that are written to, and keys that a rehearsal uses up. */
async function ofServer({ changes }: Rehearsal, backend: Backend): Promise<PreviewWarning[]> {
  const { tables } = await backend.introspect();
  const warnings: PreviewWarning[] = [];
  let takesKeys = false;
  for (const name of new Set(changes.groups.map(({ table }) => table))) {
    const table = tables.find((each) => each.name === name);
    const actions = changes.groups.filter((group) => group.table === name).map(({ action }) => action);
    takesKeys ||= actions.includes("insert") && (table?.columns.some(({ auto }) => auto) ?? false);
    if (!table || table.triggers.length === 0) continue;
    const message = `The database runs triggers of its own on ${name}: ${table.triggers.join(", ")}. What they change here is shown; what they do elsewhere is not.`;
    warnings.push({ kind: "hidden", message });
  }
  if (takesKeys) {
    const message =
      "New rows get their keys from a sequence, which a rollback does not put back: they will be other numbers than shown.";
    warnings.push({ kind: "hint", message });
  }
  return warnings;
}

/** The changes of a statement alone; the script's, where no other statement wrote. */
export function changesOf(run: StatementRun, { changes }: Rehearsal): ChangeSet {
  const { log, from, to } = run.trace.changes;
  return from === 0 && to >= log.end ? changes : netChanges(log, from, to);
}

/** The tables of which a statement changes every row there is, of more than one. */
async function wholeTables(
  rehearsal: Rehearsal,
  backend: Backend,
  registry: ScriptHost["registry"],
): Promise<PreviewWarning[]> {
  const found: PreviewWarning[] = [];
  for (const run of rehearsal.statements) {
    if (run.error) continue;
    const counts = new Map<string, number>();
    for (const { action, cause, table, count } of changesOf(run, rehearsal).groups)
      if (action !== "insert" && cause === "statement") counts.set(table, (counts.get(table) ?? 0) + count);
    for (const [table, count] of counts) {
      const isUnfiltered = /\.all\(\)\s*\.(update|delete)\(|objects\s*\.(update|delete)\(/.test(run.source);
      if (!isUnfiltered && (count < 2 || (await hasMore(backend, table, count)))) continue;
      const model = labelOf(table, registry);
      const start = isUnfiltered
        ? "This statement has no filter: it changes every row it reaches"
        : `This statement changes every row of ${model}`;
      const message = `${start}, ${count.toLocaleString("en")} in all.`;
      found.push({ kind: "wholeTable", message, model, count });
    }
  }
  return found;
}

/** Whether a table has more rows than that: found out by stepping over so many of them. */
async function hasMore(backend: Backend, table: string, count: number): Promise<boolean> {
  const sql = `SELECT 1 AS one FROM ${quoteName(table, backend.dialect)} LIMIT 1 OFFSET ${count}`;
  return backend.read(async (session) => (await session.all(sql)).length > 0);
}
