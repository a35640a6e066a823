import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ResultHandle } from "../../src/protocol/results";
import { button, textInput } from "../controls";
import type { Host } from "../port";
import { grouped, t } from "../text";
import type { Place } from "./gridKeys";

/** Looks for a text in all rows of a result, those that were never shown among them. */
@customElement("qe-find")
export class FindBar extends LitElement {
  @property({ attribute: false }) host?: Host;
  @property({ attribute: false }) handle?: ResultHandle;
  /** The columns in the order they are shown. */
  @property({ attribute: false }) columns: readonly number[] = [];
  @property({ attribute: false }) from: Place = { row: 0, column: 0 };
  @property({ attribute: false }) show?: (place: Place) => void;
  @property({ attribute: false }) close?: () => void;
  @state() private text = "";
  @state() private note = "";
  #looking: AbortController | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#looking?.abort();
  }

  protected override firstUpdated(): void {
    this.focusInput();
  }

  focusInput(): void {
    const input = this.querySelector("input");
    input?.focus();
    input?.select();
  }

  protected override render(): TemplateResult {
    return html`<div class="find" role="search" aria-label=${t("Find in results")} @keydown=${this.#onKey}>
      ${textInput({
        id: "find",
        name: t("Find"),
        placeholder: t("Find"),
        value: this.text,
        onInput: (text) => {
          this.text = text;
          this.note = "";
        },
      })}
      <span class="dim" role="status">${this.note}</span>
      ${button({ label: t("Previous"), onClick: () => void this.#find(true) })}
      ${button({ label: t("Next"), onClick: () => void this.#find(false) })}
      ${button({ label: t("Close"), onClick: () => this.close?.() })}
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      this.close?.();
    } else if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      void this.#find(event.shiftKey);
    }
  };

  async #find(backwards: boolean): Promise<void> {
    const { host, handle, text } = this;
    if (host === undefined || handle === undefined || text === "") return;
    this.#looking?.abort();
    const looking = new AbortController();
    this.#looking = looking;
    let from = { row: Math.max(0, this.from.row), position: this.from.column };
    try {
      while (!looking.signal.aborted) {
        const request = { id: handle.id, text, columns: this.columns, from, backwards };
        const { found, next } = await host.call("find", request, looking.signal);
        if (looking.signal.aborted) return;
        if (found !== null) {
          this.note = t("Row {0}", grouped(found.row + 1));
          this.show?.({ row: found.row, column: found.position });
          return;
        }
        if (next === null) {
          this.note = backwards ? t("Nothing more above.") : t("Nothing more below.");
          return;
        }
        this.note = t("Looking at row {0}…", grouped(next));
        from = { row: next, position: backwards ? this.columns.length : -1 };
      }
    } catch (error) {
      if (!looking.signal.aborted) this.note = error instanceof Error ? error.message : String(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-find": FindBar;
  }
}
