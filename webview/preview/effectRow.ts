import { html, nothing, type TemplateResult } from "lit";
import type { Json } from "../../src/protocol/json";
import type { Effect, RowEffect } from "../../src/protocol/results";
import { nullMark } from "../results/cell";
import { t } from "../text";
import { isChanged, keyText, storedText } from "./changes";
import type { Layout } from "./columns";

/** The headings of an effect's table; `pick` stands in front of them. */
export function headRow(
  { keyed, labelled, columns, numbers }: Layout,
  pick: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<tr>
    ${pick === nothing ? nothing : html`<th scope="col" class="pick">${pick}</th>`}
    ${keyed ? html`<th scope="col">${t("key")}</th>` : nothing}
    ${labelled ? html`<th scope="col">${t("row")}</th>` : nothing}
    ${columns.map((column) => html`<th scope="col" class=${numbers.has(column) ? "number" : ""}>${column}</th>`)}
  </tr>`;
}

/** What the editor's context menu is told of a row: one that is inserted is not there yet. */
export function rowContext({ action, model }: Pick<Effect, "action" | "model">, { pk }: RowEffect): string {
  if (action === "insert") return "{}";
  const key = (Array.isArray(pk) ? pk : [pk]).map((part: Json) => storedText(part));
  return JSON.stringify({ webviewSection: "effect", model, key });
}

/** How much of a value is shown in its cell, and what shows the rest. */
export interface Cut {
  /** Characters. */
  readonly most: number;
  readonly onWhole: (row: RowEffect, column: string) => void;
}

/** What stands in one row, old values struck out beside the new ones. */
export function rowCells(row: RowEffect, { keyed, labelled, columns, numbers }: Layout, cut: Cut): TemplateResult {
  return html`
    ${keyed ? html`<td class="dim">${keyText(row.pk)}</td>` : nothing}
    ${labelled ? html`<td>${row.label ?? ""}</td>` : nothing}
    ${columns.map((column) => cell(row, column, numbers.has(column), cut))}
  `;
}

function cell(row: RowEffect, column: string, isNumber: boolean, { most, onWhole }: Cut): TemplateResult {
  const [before, after] = [row.before?.[column], row.after?.[column]];
  const changed = isChanged(row, column);
  const isCut = [before, after].some((value) => length(value) > most);
  // In front: what stands behind a long text may be out of sight.
  const whole = isCut
    ? html`<button
        type="button" class="whole" aria-label=${t("Show {0} of row {1} whole", column, row.label ?? keyText(row.pk))}
        @click=${() => onWhole(row, column)}
      >⋯</button> `
    : nothing;
  return html`<td class=${isNumber ? "number" : ""}>${whole}${
    changed ? change(before, after, most) : storedValue(after ?? before, most)
  }</td>`;
}

/** What a value was and what it becomes, the one struck out. */
export function change(
  before: Json | undefined,
  after: Json | undefined,
  most = Number.POSITIVE_INFINITY,
): TemplateResult {
  return html`${before === undefined ? nothing : html`<del>${storedValue(before, most)}</del>`}${
    before === undefined || after === undefined ? nothing : " "
  }${after === undefined ? nothing : html`<ins>${storedValue(after, most)}</ins>`}`;
}

function length(value: Json | undefined): number {
  return value === null || value === undefined ? 0 : storedText(value).length;
}

/** A stored value as it is shown, its first characters where it is long. */
export function storedValue(value: Json | undefined, most = Number.POSITIVE_INFINITY): TemplateResult | string {
  if (value === null || value === undefined) return nullMark();
  // An empty text would leave nothing to strike out or to underline.
  const text = value === "" ? '""' : storedText(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
