import { Edits } from "./edits";

const byModel = new Map<string, Edits>();
let previewed: { readonly model: string; readonly source: string } | undefined;

/** What is pending for a model's rows. It names them by their keys, so it stays whatever queryset shows them. */
export function pendingOf(model: string | undefined): Edits {
  return (model === undefined ? undefined : byModel.get(model)) ?? Edits.none;
}

export function rememberPending(model: string | undefined, edits: Edits): void {
  if (model !== undefined) byModel.set(model, edits);
}

/** The statements of a model's pending edits are on their way to their preview. */
export function pendingPreviewed(model: string, source: string): void {
  previewed = { model, source };
}

/** Something was applied: what was pending for it is done. */
export function pendingApplied(source: string | undefined): void {
  if (previewed === undefined || previewed.source !== source) return;
  byModel.delete(previewed.model);
  previewed = undefined;
}
