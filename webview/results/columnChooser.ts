import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ColumnLayout } from "../../src/protocol/refine";
import { button, checkBox, textInput } from "../controls";
import { t } from "../text";
import { hiddenToggled, plainLayout } from "./arrange";

/** The dialog of all columns: which of them are shown. */
@customElement("qe-column-chooser")
export class ColumnChooser extends LitElement {
  @property({ attribute: false }) keys: readonly string[] = [];
  @property({ attribute: false }) layout: ColumnLayout = plainLayout;
  @property({ attribute: false }) change?: (layout: ColumnLayout) => void;
  @property({ attribute: false }) close?: () => void;
  @state() private sought = "";

  protected override createRenderRoot(): this {
    return this;
  }

  protected override firstUpdated(): void {
    this.querySelector("input")?.focus();
  }

  protected override render(): TemplateResult {
    const sought = this.sought.trim().toLowerCase();
    const found = this.keys.filter((key) => key.toLowerCase().includes(sought));
    const show = (layout: ColumnLayout): void => {
      this.layout = layout;
      this.change?.(layout);
    };
    return html`<div class="popup column-chooser" role="dialog" aria-label=${t("Columns")} @keydown=${this.#onKey}>
      ${textInput({
        id: "find-column",
        name: t("Find a column"),
        placeholder: t("Find a column"),
        value: this.sought,
        onInput: (text) => {
          this.sought = text;
        },
      })}
      <div class="list" role="group" aria-label=${t("Shown columns")}>${repeat(
        found,
        (key) => key,
        (key) => checkBox(key, key, !this.layout.hidden.includes(key), () => show(hiddenToggled(this.layout, key))),
      )}</div>
      <div class="buttons">
        ${button({ label: t("Show All"), onClick: () => show({ ...this.layout, hidden: [] }) })}
        ${button({ label: t("Reset"), onClick: () => show(plainLayout) })}
        ${button({ label: t("Close"), onClick: () => this.close?.() })}
      </div>
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.close?.();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-column-chooser": ColumnChooser;
  }
}
