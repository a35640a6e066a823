import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { HistoryEntry } from "../../src/protocol/results";
import type { PanelView } from "../../src/protocol/webview";
import { button } from "../controls";
import { rows, t } from "../text";
import type { PreviewActions } from "./actions";
import { effectTitle } from "./changes";
import { roleBadge } from "./guards";
import { countPicked, effectRows, type Picks, withPicked } from "./picked";
import "./effectTable";

type View = Extract<PanelView, { kind: "entry" }>;

/** What was applied, row by row, from which rows can be picked to be undone. */
@customElement("qe-entry")
export class Entry extends LitElement {
  @property({ attribute: false }) view?: View;
  @property({ attribute: false }) actions?: PreviewActions;
  @state() private picks: Picks = new Map();

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("view")) this.picks = new Map();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view, actions } = this;
    if (view === undefined || actions === undefined) return nothing;
    const { entry, effects } = view.view;
    const canUndo = entry.state === "applied";
    const time = new Date(entry.time).toLocaleString(document.documentElement.lang || "en");
    return html`<section class="preview" aria-label=${t("History Entry")}>
      <code class="source">${entry.source.trim()}</code>
      <div class="decision"><div class="what">
        <p class="summary">${roleBadge(view.database.role)}${entry.summary} <span class="dim">${t("in {0}", entry.database)} · ${time} · ${stateText(entry.state)}</span></p>
        <div class="buttons">${this.#buttons(view, actions, canUndo)}</div>
      </div></div>
      ${effects.map((effect, index) => {
        const read = (start: number, count: number) =>
          actions.effects({ entry: entry.id, effect: index, start, count });
        return html`<qe-effect
          .effect=${effect} .source=${`${entry.id} ${index}`} .read=${read} .picked=${this.picks.get(index)}
          .onPick=${
            canUndo
              ? (picked: "all" | ReadonlySet<number>) => {
                  this.picks = withPicked(this.picks, index, picked);
                }
              : undefined
          }
          data-title=${effectTitle(effect)}
        ></qe-effect>`;
      })}
    </section>`;
  }

  #buttons({ view: { entry, effects } }: View, actions: PreviewActions, canUndo: boolean): TemplateResult {
    const count = countPicked(this.picks, (effect) => effects[effect]?.count ?? 0);
    const label = count === 0 ? this.#undoLabel(entry) : t("Undo {0}", rows(count));
    const undo = (): void => actions.undoEntry({ entry: entry.id, ...(count > 0 && { rows: effectRows(this.picks) }) });
    return html`
      ${canUndo ? button({ label, primary: true, onClick: undo }) : nothing}
      ${button({ label: t("Copy as Script"), onClick: () => actions.copyScript(entry.id) })}
    `;
  }

  #undoLabel({ undoOf }: HistoryEntry): string {
    return undoOf === undefined ? t("Undo All") : t("Redo All");
  }
}

function stateText(state: HistoryEntry["state"]): string {
  switch (state) {
    case "applied":
      return t("applied");
    case "undone":
      return t("undone");
    case "not applied":
      return t("not applied");
    case "unknown":
      return t("outcome unknown");
    case "applying":
      return t("being applied in another window");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-entry": Entry;
  }
}
