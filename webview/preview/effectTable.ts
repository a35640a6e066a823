import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Effect, EffectPage, RowEffect } from "../../src/protocol/results";
import { button } from "../controls";
import { Pages, pageSize } from "../results/pages";
import { headHeight, RowWindow, rowHeight } from "../results/rowWindow";
import { grouped, t } from "../text";
import { effectTitle, keyText } from "./changes";
import { type Layout, most, noLayout, withRows } from "./columns";
import { change, headRow, rowCells, rowContext } from "./effectRow";
import { isPicked, type Picked, toggledRow } from "./picked";

/**
 * The rows that one cause changes in one model in one way: old values struck out, new ones beside them. A long table
 * scrolls by itself, and reads its rows when they come into sight.
 */
@customElement("qe-effect")
export class EffectTable extends LitElement {
  @property({ attribute: false }) effect?: Effect;
  /** What stands above the rows, where it is not what is done to them. */
  @property({ attribute: false }) heading?: string;
  /** Tells one effect from another: with the same source it is the same rows. */
  @property({ attribute: false }) source = "";
  @property({ attribute: false }) read?: (start: number, count: number) => Promise<EffectPage>;
  /** Called with the rows that are picked; without it none can be. */
  @property({ attribute: false }) onPick?: ((picked: Picked) => void) | undefined;
  @property({ attribute: false }) picked: Picked | undefined;
  @state() private whole:
    | { readonly row: RowEffect; readonly column: string; readonly from: Element | null }
    | undefined;
  #pages: Pages<RowEffect, EffectPage> | undefined;
  #layout: Layout = noLayout;
  #window: RowWindow | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#window?.dispose();
    this.#window = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { effect } = this;
    if (effect === undefined || (!changed.has("source") && this.#pages !== undefined)) return;
    const read = (start: number, count: number): Promise<EffectPage> =>
      this.read?.(start, count) ?? Promise.reject(new Error(t("These rows are no longer held.")));
    const rows = effect.rows.slice(0, pageSize);
    this.#pages = new Pages(read, (page) => this.#arrived(effect, page?.rows ?? []), { rows, count: effect.count });
    this.whole = undefined;
    this.#layout = withRows(noLayout, effect.action, rows);
  }

  protected override updated(): void {
    const scroller = this.querySelector<HTMLElement>(".tall");
    if (scroller === null || this.effect === undefined) return;
    this.#window ??= new RowWindow(scroller, () => this.requestUpdate());
    if (this.#window.update(this.effect.count, -1)) this.requestUpdate();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { effect } = this;
    if (effect === undefined) return nothing;
    return effect.count > pageSize ? this.#long(effect) : this.#short(effect);
  }

  #short(effect: Effect): TemplateResult {
    const title = this.heading ?? effectTitle(effect);
    return html`<p class="caption">${title} <span class="dim">${effect.table}</span></p>
    <div class="scroll" tabindex="0" role="group" aria-label=${t("Scrolls: {0}", title)}>
      <table class="effect ${effect.action}" aria-label=${title}>
        <thead>${headRow(this.#layout, this.#pickAll(effect))}</thead>
        <tbody>${effect.rows.map((row, index) => html`<tr data-vscode-context=${rowContext(effect, row)}>${this.#pickRow(effect, row, index)}${rowCells(row, this.#layout, { most: 300, onWhole: this.#showWhole })}</tr>`)}</tbody>
      </table>
    </div>
    ${this.#wholeValue()}
    ${this.#rest(effect)}`;
  }

  #long(effect: Effect): TemplateResult {
    const shown = this.#window?.rows ?? [];
    this.#pages?.need(shown.map(({ index }) => index));
    const title = this.heading ?? effectTitle(effect);
    const above = (shown[0]?.top ?? headHeight) - headHeight;
    const below = (this.#window?.height ?? 0) - (shown.at(-1)?.top ?? headHeight) - rowHeight;
    return html`
      <p class="caption">${title} <span class="dim">${effect.table}</span></p>
      <div class="tall" tabindex="0" role="group" aria-label=${t("Scrolls: {0}", title)}>
        <table class="effect ${effect.action}" aria-label=${title} aria-rowcount=${effect.count + 1} .style=${`width: ${this.#width}ch`}>
          <colgroup>${this.#columnWidths().map((width) => html`<col .style=${`width: ${width}ch`}>`)}</colgroup>
          <thead>${headRow(this.#layout, this.#pickAll(effect))}</thead>
          ${spacer(above)}
          <tbody>${shown.map(({ index }) => this.#row(effect, index))}</tbody>
          ${spacer(below)}
        </table>
      </div>
      ${this.#wholeValue()}
      ${this.#pages?.error === undefined ? nothing : html`<p class="note" role="alert">${t("Rows are missing: {0}", this.#pages.error)}</p>`}
    `;
  }

  #row(effect: Effect, index: number): TemplateResult {
    const row = this.#pages?.row(index);
    if (row === undefined) {
      const cells = this.#columnWidths().length;
      return html`<tr aria-rowindex=${index + 2} aria-busy="true"><td colspan=${cells}></td></tr>`;
    }
    return html`<tr aria-rowindex=${index + 2} data-vscode-context=${rowContext(effect, row)}>${this.#pickRow(effect, row, index)}${rowCells(row, this.#layout, { most, onWhole: this.#showWhole })}</tr>`;
  }

  /** Widths in characters: what is picked, the key, the label, the columns. */
  #columnWidths(): number[] {
    const { widths, keyed, labelled, columns } = this.#layout;
    return [
      ...(this.onPick === undefined ? [] : [4]),
      ...(keyed ? [widths.get("") ?? 8] : []),
      ...(labelled ? [24] : []),
      ...columns.map((column) => widths.get(column) ?? 16),
    ];
  }

  get #width(): number {
    return this.#columnWidths().reduce((sum, width) => sum + width, 0);
  }

  #pickAll({ count, model }: Effect): TemplateResult | typeof nothing {
    const { onPick, picked } = this;
    if (onPick === undefined) return nothing;
    return html`<input
      type="checkbox" aria-label=${t("Pick every row of {0}", model)}
      .checked=${picked === "all"} .indeterminate=${picked !== undefined && picked !== "all" && picked.size > 0}
      @change=${() => onPick(picked === "all" || count === 0 ? new Set() : "all")}
    >`;
  }

  #pickRow({ count }: Effect, row: RowEffect, index: number): TemplateResult | typeof nothing {
    const { onPick, picked } = this;
    if (onPick === undefined) return nothing;
    return html`<td class="pick"><input
      type="checkbox" aria-label=${t("Pick row {0}", row.label ?? keyText(row.pk))}
      .checked=${isPicked(picked, index)}
      @change=${() => onPick(toggledRow(picked, index, count))}
    ></td>`;
  }

  readonly #showWhole = (row: RowEffect, column: string): void => {
    this.whole = { row, column, from: document.activeElement };
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".detail vscode-button")?.focus());
  };

  /** The value that was asked for, without an end cut off. */
  #wholeValue(): TemplateResult | typeof nothing {
    if (this.whole === undefined) return nothing;
    const { row, column, from } = this.whole;
    const title = t("{0} of row {1}", column, row.label ?? keyText(row.pk));
    const close = (): void => {
      this.whole = undefined;
      if (from instanceof HTMLElement) from.focus();
    };
    return html`<aside class="detail" aria-label=${title} @keydown=${(event: KeyboardEvent) => event.key === "Escape" && close()}>
      <header><h2>${title}</h2>${button({ label: t("Close"), onClick: close })}</header>
      <pre tabindex="0">${change(row.before?.[column], row.after?.[column])}</pre>
    </aside>`;
  }

  #rest({ rows, count }: Effect): TemplateResult | typeof nothing {
    if (rows.length >= count) return nothing;
    const more = grouped(count - rows.length);
    return html`<p class="note">${t("… and {0} more.", more)}</p>`;
  }

  #arrived({ action }: Effect, rows: readonly RowEffect[]): void {
    // A later row may change a column that none of those before it did.
    if (rows.length > 0) this.#layout = withRows(this.#layout, action, rows);
    this.requestUpdate();
  }
}

function spacer(height: number): TemplateResult | typeof nothing {
  if (height <= 0) return nothing;
  return html`<tbody aria-hidden="true"><tr><td .style=${`height: ${height}px; padding: 0; border: 0`}></td></tr></tbody>`;
}
