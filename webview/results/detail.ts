import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Cell, ColumnInfo } from "../../src/protocol/results";
import type { CellDetail as Whole } from "../../src/protocol/rows";
import { button } from "../controls";
import { grouped, t } from "../text";
import { choiceLabel, nullMark, visible } from "./cell";
import { fromBase64, hexLines, imageType } from "./hexView";
import { prettyJson } from "./prettyJson";
import { askForTree } from "./treeEvent";

/** Characters of a text that are shown: browsers lay out millions of them for seconds. */
const most = 200_000;

/** One cell beside the grid: its whole value as what it is, and what else is known of it. */
@customElement("qe-cell-detail")
export class CellDetail extends LitElement {
  @property({ attribute: false }) column?: ColumnInfo;
  /** Number of the column in the result. */
  @property({ attribute: false }) index = 0;
  @property({ attribute: false }) row = 0;
  @property({ attribute: false }) cell?: Cell;
  @property({ attribute: false }) whole?: Whole;
  @property({ attribute: false }) label?: string;
  @property({ attribute: false }) close?: () => void;
  @property({ attribute: false }) copy?: (text: string) => void;
  @property({ attribute: false }) follow?: () => void;
  @state() private image: string | undefined;
  #shown: Whole | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#free();
  }

  protected override willUpdate(): void {
    if (this.whole === this.#shown) return;
    this.#free();
    this.#shown = this.whole;
    const bytes = this.whole?.bytes === undefined ? undefined : fromBase64(this.whole.bytes.base64);
    const type = bytes === undefined ? undefined : imageType(bytes);
    // An object URL is of the page's own making: nothing is fetched.
    if (bytes !== undefined && type !== undefined) this.image = URL.createObjectURL(new Blob([bytes], { type }));
  }

  #free(): void {
    if (this.image !== undefined) URL.revokeObjectURL(this.image);
    this.image = undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { column, cell, whole } = this;
    if (column === undefined || cell === undefined || whole === undefined) return nothing;
    const title = t("{0}, row {1}", column.name, this.row + 1);
    return html`<aside class="detail" aria-label=${title} @keydown=${this.#onKey}>
      <header><h2>${title}</h2>
        ${cell.kind === "null" ? nothing : button({ label: t("Copy"), onClick: () => this.copy?.(whole.text) })}
        ${button({ label: t("Close"), onClick: () => this.close?.() })}</header>
      ${this.#facts(column, cell, whole)}
      ${this.#value(cell, whole)}
    </aside>`;
  }

  #facts(column: ColumnInfo, cell: Cell, { raw, bytes }: Whole): TemplateResult {
    const { field, type } = column;
    const choice = choiceLabel(cell, column);
    const model = field?.related?.split(".").at(-1);
    return html`<dl class="fields">
      ${type === undefined ? nothing : fact(t("Type"), type)}
      ${choice === undefined ? nothing : fact(t("Choice"), choice)}
      ${raw === undefined ? nothing : fact("Python", html`<code>${raw}</code>`)}
      ${bytes === undefined ? nothing : fact(t("Size"), t("{0} bytes", grouped(bytes.size)))}
      ${
        model === undefined || cell.kind === "null"
          ? nothing
          : fact(
              t("Row"),
              html`<a href="#" @click=${(event: Event) => {
                event.preventDefault();
                this.follow?.();
              }}>${model}: ${visible(this.label ?? cell.text)}</a> ${button({ label: t("Object Tree"), onClick: () => askForTree(this, { row: this.row, column: this.index }) })}`,
            )
      }
    </dl>`;
  }

  #value(cell: Cell, { text, bytes }: Whole): TemplateResult {
    if (cell.kind === "null") return html`<p>${nullMark()}</p>`;
    if (bytes !== undefined) {
      const all = fromBase64(bytes.base64);
      return html`
        ${this.image === undefined ? nothing : html`<img class="picture" src=${this.image} alt=${t("The bytes as an image")}>`}
        <pre class="hex" tabindex="0">${hexLines(all)}</pre>`;
    }
    if (text === "") return html`<p class="dim">${t("The text is empty.")}</p>`;
    if (text.length <= most) return html`<pre tabindex="0">${cell.kind === "json" ? prettyJson(text) : text}</pre>`;
    return html`<pre tabindex="0">${text.slice(0, most)}</pre>
      <p class="dim">${t("{0} characters more are not shown. Copy takes all of them.", grouped(text.length - most))}</p>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.close?.();
  };
}

function fact(name: string, value: string | TemplateResult): TemplateResult {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-cell-detail": CellDetail;
  }
}
