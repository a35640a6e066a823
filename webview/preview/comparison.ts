import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Effect } from "../../src/protocol/results";
import type { ComparedResult, PanelView } from "../../src/protocol/webview";
import { grouped, rows, t } from "../text";
import type { PreviewActions } from "./actions";
import "./effectTable";

type View = Extract<PanelView, { kind: "comparison" }>;

/** How one result differs from another: rows that were added, removed and changed, the latter cell by cell. */
@customElement("qe-comparison")
export class Comparison extends LitElement {
  @property({ attribute: false }) view?: View;
  @property({ attribute: false }) actions?: Pick<PreviewActions, "effects">;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view, actions } = this;
    if (view === undefined || actions === undefined) return nothing;
    const { id, effects, uncompared, keyed } = view.view;
    return html`<section class="preview comparison" aria-label=${t("Comparison")}>
      <dl class="compared">
        ${side(t("Before"), view.before)}
        ${side(t("After"), view.after)}
      </dl>
      ${effects.map((effect, index) => {
        if (effect.count === 0) return nothing;
        const read = (start: number, count: number) => actions.effects({ comparison: id, effect: index, start, count });
        return html`<qe-effect
          .effect=${effect} .heading=${heading(effect)} .source=${`${id} ${index}`} .read=${read}
        ></qe-effect>`;
      })}
      ${keyed ? nothing : html`<p class="note">${t("A column of the primary key is missing, so rows are compared as a whole: a row that changed is one that was removed and one that was added.")}</p>`}
      ${uncompared.length === 0 ? nothing : html`<p class="note">${t("Not compared, as only one of them has it: {0}", uncompared.join(", "))}</p>`}
    </section>`;
  }
}

/** `2 added · 1 removed · 3 changed · 97 the same`, or that nothing differs. */
export function comparisonText({ view: { effects, equal } }: View): string {
  const facts = effects.filter(({ count }) => count > 0).map(fact);
  const same = t("{0} the same", grouped(equal));
  return facts.length === 0 ? `${t("Nothing differs")} · ${same}` : [...facts, same].join(" · ");
}

function fact({ action, count }: Effect): string {
  const number = grouped(count);
  if (action === "insert") return t("{0} added", number);
  return action === "update" ? t("{0} changed", number) : t("{0} removed", number);
}

function heading({ action, count }: Effect): string {
  if (action === "insert") return t("Added ({0})", rows(count));
  return action === "update" ? t("Changed ({0})", rows(count)) : t("Removed ({0})", rows(count));
}

function side(title: string, { name, source, time }: ComparedResult): TemplateResult {
  const moment = new Date(time).toLocaleString(document.documentElement.lang || "en");
  return html`<dt>${title}</dt><dd>${source.startsWith(name.replace(/…$/, "")) ? nothing : html`<strong>${name}</strong> `}<code>${source}</code> <span class="dim">${moment}</span></dd>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-comparison": Comparison;
  }
}
