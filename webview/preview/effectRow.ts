import { html, nothing, type TemplateResult } from "lit";
import type { Json } from "../../src/protocol/json";
import type { RowEffect } from "../../src/protocol/results";
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

/** What stands in one row, old values struck out beside the new ones. */
export function rowCells(row: RowEffect, { keyed, labelled, columns, numbers }: Layout, cut: boolean): TemplateResult {
  return html`
    ${keyed ? html`<td class="dim">${keyText(row.pk)}</td>` : nothing}
    ${labelled ? html`<td>${row.label ?? ""}</td>` : nothing}
    ${columns.map((column) => cell(row, column, numbers.has(column), cut))}
  `;
}

function cell(row: RowEffect, column: string, isNumber: boolean, cut: boolean): TemplateResult {
  const before = row.before?.[column];
  const after = row.after?.[column];
  const number = isNumber ? "number" : "";
  // Where the cell has not room for it all, the whole text comes up under the pointer.
  const title = cut
    ? [before, after].flatMap((value) => (value == null ? [] : [storedText(value)])).join(" → ")
    : nothing;
  if (!isChanged(row, column)) return html`<td class=${number} title=${title}>${storedValue(after ?? before)}</td>`;
  return html`<td class=${number} title=${title}>${before === undefined ? nothing : html`<del>${storedValue(before)}</del>`}${
    before === undefined || after === undefined ? nothing : " "
  }${after === undefined ? nothing : html`<ins>${storedValue(after)}</ins>`}</td>`;
}

/** A stored value as it is shown. */
export function storedValue(value: Json | undefined): TemplateResult | string {
  if (value === null || value === undefined) return nullMark();
  // An empty text would leave nothing to strike out or to underline.
  return value === "" ? '""' : storedText(value);
}
