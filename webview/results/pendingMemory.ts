import { Edits } from "./edits";
import { keep, kept } from "./kept";

const before = kept();
const byRows = new Map<string, Edits>(
  Object.entries(before.pending ?? {}).map(([rows, edits]) => [rows, Edits.of(edits)]),
);
let previewed = before.previewed;
let database = "";

/** The database that is shown: what is pending for another one's rows stays with those. */
export function pendingIn(location: string): void {
  database = location;
}

/**
 * What is pending for a model's rows. It names them by their keys, so it stays whatever queryset shows them, and when the
 * page is hidden or the window reloaded.
 */
export function pendingOf(model: string | undefined): Edits {
  return (model === undefined ? undefined : byRows.get(rowsOf(model))) ?? Edits.none;
}

export function rememberPending(model: string | undefined, edits: Edits): void {
  if (model === undefined) return;
  byRows.set(rowsOf(model), edits);
  write();
}

/** The statements of a model's pending edits are on their way to their preview. */
export function pendingPreviewed(model: string, source: string): void {
  previewed = { rows: rowsOf(model), source };
  write();
}

/** Something was applied: what was pending for it is done. */
export function pendingApplied(source: string | undefined): void {
  if (previewed === undefined || previewed.source !== source) return;
  byRows.delete(previewed.rows);
  previewed = undefined;
  write();
}

/** A model's rows in the database that is shown. */
function rowsOf(model: string): string {
  return `${database} ${model}`;
}

function write(): void {
  const pending = [...byRows].filter(([, edits]) => !edits.isEmpty).map(([rows, { all }]) => [rows, all]);
  keep({ pending: Object.fromEntries(pending), previewed });
}
