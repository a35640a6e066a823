import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Json } from "../../src/protocol/json";
import type { Effect, RowEffect } from "../../src/protocol/results";
import { button } from "../controls";
import { nullMark } from "../results/cell";
import { rows, t } from "../text";
import { effectTitle, isChanged, keyText, shownColumns, storedText } from "./changes";

const firstRows = 100;

/** The rows that one cause changes in one model in one way: old values struck out, new ones beside them. */
@customElement("qe-effect")
export class EffectTable extends LitElement {
  @property({ attribute: false }) effect?: Effect;
  @state() private shown = firstRows;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { effect } = this;
    if (effect === undefined) return nothing;
    const columns = shownColumns(effect);
    // A label that only repeats a cell tells nothing more.
    const labelled = effect.rows.some(
      (row) => row.label !== undefined && !columns.some((name) => anyValue(row, name) === row.label),
    );
    const title = effectTitle(effect);
    const numbers = new Set(
      columns.filter((name) => effect.rows.some((row) => typeof anyValue(row, name) === "number")),
    );
    // A key that is a column of its own needs no second one.
    const keyed = !effect.rows.every((row) =>
      columns.some((column) => keyText(anyValue(row, column)) === keyText(row.pk)),
    );
    return html`<div class="scroll">
      <table class="effect ${effect.action}" aria-label=${title}>
        <caption>${title} <span class="dim">${effect.table}</span></caption>
        <thead><tr>
          ${keyed ? html`<th scope="col">${t("key")}</th>` : nothing}
          ${labelled ? html`<th scope="col">${t("row")}</th>` : nothing}
          ${columns.map((column) => html`<th scope="col" class=${numbers.has(column) ? "number" : ""}>${column}</th>`)}
        </tr></thead>
        <tbody>${effect.rows.slice(0, this.shown).map(
          (row) => html`<tr>
            ${keyed ? html`<td class="dim">${keyText(row.pk)}</td>` : nothing}
            ${labelled ? html`<td>${row.label ?? ""}</td>` : nothing}
            ${columns.map((column) => cell(row, column, numbers.has(column)))}
          </tr>`,
        )}</tbody>
      </table>
    </div>
    ${this.#rest(effect)}`;
  }

  #rest({ rows: held, count }: Effect): TemplateResult | typeof nothing {
    if (this.shown < held.length) {
      const more = (): void => {
        this.shown += firstRows * 5;
      };
      return html`<p class="more">${button({ label: t("Show more of {0}", rows(held.length)), onClick: more })}</p>`;
    }
    if (held.length >= count) return nothing;
    return html`<p class="note">${t("… and {0} more.", (count - held.length).toLocaleString(document.documentElement.lang || "en"))}</p>`;
  }
}

function anyValue({ before, after }: RowEffect, column: string): Json {
  return after?.[column] ?? before?.[column] ?? null;
}

function cell(row: RowEffect, column: string, isNumber: boolean): TemplateResult {
  const before = row.before?.[column];
  const after = row.after?.[column];
  const number = isNumber ? "number" : "";
  if (!isChanged(row, column)) return html`<td class=${number}>${shown(after)}</td>`;
  return html`<td class=${number}>${before === undefined ? nothing : html`<del>${shown(before)}</del>`}${
    before === undefined || after === undefined ? nothing : " "
  }${after === undefined ? nothing : html`<ins>${shown(after)}</ins>`}</td>`;
}

function shown(value: Json | undefined): TemplateResult | string {
  if (value === null || value === undefined) return nullMark();
  // An empty text would leave nothing to strike out or to underline.
  return value === "" ? '""' : storedText(value);
}
