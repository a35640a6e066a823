import { html, nothing, type TemplateResult } from "lit";
import type { Effect } from "../../src/protocol/results";
import { grouped, t } from "../text";

/** What happens to one model: how many of its rows are inserted, updated, deleted. */
export interface ModelCounts {
  readonly model: string;
  readonly counts: readonly { readonly action: Effect["action"]; readonly count: number }[];
}

/** Counts by model and action, in the order in which the effects come. */
export function countsByModel(effects: readonly Effect[]): readonly ModelCounts[] {
  const models = new Map<string, Map<Effect["action"], number>>();
  for (const { model, action, count } of effects) {
    const counts = models.get(model) ?? new Map<Effect["action"], number>();
    counts.set(action, (counts.get(action) ?? 0) + count);
    models.set(model, counts);
  }
  return [...models].map(([model, counts]) => ({
    model,
    counts: [...counts].map(([action, count]) => ({ action, count })),
  }));
}

/** The counts as a line of switches, of which one shows its model alone. Nothing where there is only one model. */
export function modelSwitches(
  models: readonly ModelCounts[],
  chosen: string | undefined,
  onChoose: (model: string | undefined) => void,
): TemplateResult | typeof nothing {
  if (models.length < 2) return nothing;
  return html`<div class="models" role="group" aria-label=${t("Changes by model")}>${models.map(({ model, counts }) => {
    const isChosen = model === chosen;
    return html`<button
      type="button" class="chip" aria-pressed=${isChosen}
      @click=${() => onChoose(isChosen ? undefined : model)}
    >${model} <span>${counts.map(countText).join(", ")}</span></button>`;
  })}</div>`;
}

function countText({ action, count }: ModelCounts["counts"][number]): string {
  const number = grouped(count);
  if (action === "insert") return t("{0} inserted", number);
  return action === "update" ? t("{0} updated", number) : t("{0} deleted", number);
}
