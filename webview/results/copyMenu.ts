import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { CopyFormat } from "../../src/protocol/rows";
import { t } from "../text";

/** The formats that cells are copied in. */
@customElement("qe-copy-menu")
export class CopyMenu extends LitElement {
  @property({ attribute: false }) what = "";
  @property({ attribute: false }) copy?: (format: CopyFormat, head: boolean) => void;
  @property({ attribute: false }) close?: () => void;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override firstUpdated(): void {
    this.querySelector("button")?.focus();
  }

  protected override render(): TemplateResult {
    const format = (label: string, name: CopyFormat, head = true): TemplateResult =>
      html`<button type="button" @click=${() => this.copy?.(name, head)}>${label}</button>`;
    return html`<div class="popup copy-menu" role="dialog" aria-label=${t("Copy As")} @keydown=${this.#onKey}>
      <p class="dim">${this.what}</p>
      <div class="choices">
        ${format(t("Tab-separated"), "tsv", false)}
        ${format(t("With column names"), "tsv")}
        ${format("CSV", "csv")}
        ${format("JSON", "json")}
        ${format("Markdown", "markdown")}
        ${format("SQL INSERT", "sql")}
        ${format("Django create()", "django")}
      </div>
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const buttons = [...this.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === "Escape") this.close?.();
    else if (event.key === "ArrowDown") buttons[Math.min(buttons.length - 1, at + 1)]?.focus();
    else if (event.key === "ArrowUp") buttons[Math.max(0, at - 1)]?.focus();
    else return;
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-copy-menu": CopyMenu;
  }
}
