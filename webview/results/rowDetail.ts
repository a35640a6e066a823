import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Cell, ColumnInfo } from "../../src/protocol/results";
import { button } from "../controls";
import { t } from "../text";
import { cellContent } from "./cell";
import { askForTree } from "./treeEvent";

/** All the fields of one row beside the grid. */
@customElement("qe-row-detail")
export class RowDetail extends LitElement {
  @property({ attribute: false }) columns: readonly ColumnInfo[] = [];
  @property({ attribute: false }) row = 0;
  @property({ attribute: false }) cells?: readonly Cell[];
  @property({ attribute: false }) labels: readonly (string | undefined)[] = [];
  @property({ attribute: false }) step?: (by: -1 | 1) => void;
  @property({ attribute: false }) open?: (column: number) => void;
  @property({ attribute: false }) close?: () => void;

  /** The row is a model's, and its key is among the columns. */
  private get hasTree(): boolean {
    return this.columns.some(({ field, name }) => field?.primaryKey === true && field.attname === name);
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("dl")?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const title = t("Row {0}", this.row + 1);
    return html`<aside class="detail row-detail" aria-label=${title} @keydown=${this.#onKey}>
      <header><h2>${title}</h2>
        ${button({ label: t("Previous"), onClick: () => this.step?.(-1) })}
        ${button({ label: t("Next"), onClick: () => this.step?.(1) })}
        ${this.hasTree ? button({ label: t("Object Tree"), onClick: () => askForTree(this, { row: this.row }) }) : nothing}
        ${button({ label: t("Close"), onClick: () => this.close?.() })}</header>
      <dl class="fields" tabindex="0">${this.columns.map(
        (column, index) =>
          html`<dt>${column.name}</dt><dd @dblclick=${() => this.open?.(index)}>${cellContent(this.cells?.[index], { column, label: this.labels[index] })}</dd>`,
      )}</dl>
    </aside>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === "Escape") this.close?.();
    else if (key === "ArrowDown" && event.altKey) this.step?.(1);
    else if (key === "ArrowUp" && event.altKey) this.step?.(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-row-detail": RowDetail;
  }
}
