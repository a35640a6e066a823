import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Cell, ColumnInfo, Page, ResultHandle } from "../../src/protocol/results";
import type { Host } from "../port";
import { t } from "../text";
import { cellClass, cellContent, copyText, isCut } from "./cell";
import { columnTemplate, columnWidths, numberColumns } from "./columns";
import { cellDetail } from "./detail";
import { move, type Place } from "./gridKeys";
import { menuContext } from "./menu";
import { Pages, pageSize } from "./pages";
import { type Position, recallPosition, rememberPosition } from "./position";
import { RowWindow } from "./rowWindow";
import { extended, nothingSelected, rowsFor, toggled } from "./selection";
import { Total } from "./total";

interface Opened extends Place {
  readonly text: string;
}

/** The `Results` grid: a window onto rows that stay in the engine. Arrow keys move, Enter opens a cell's whole text. */
@customElement("qe-grid")
export class Grid extends LitElement {
  @property({ attribute: false }) host?: Host;
  @property({ attribute: false }) handle?: ResultHandle;
  @state() private active: Place = { row: 0, column: 0 };
  @state() private opened: Opened | undefined;
  @state() private template = "";
  @state() private selection = nothingSelected;
  #numbers: readonly boolean[] = [];
  #seen = 0;
  #restore: Position | undefined;
  #focusWanted = false;
  #pages: Pages<readonly Cell[], Page> | undefined;
  #window: RowWindow | undefined;
  #total: Total | undefined;

  /** A person has selected rows, or reads a cell. */
  get isInUse(): boolean {
    return this.selection.rows.size > 0 || this.opened !== undefined;
  }

  /** The page has one stylesheet, and its regions are read as one document. */
  protected override createRenderRoot(): this {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#window?.dispose();
    this.#window = undefined;
    this.#total?.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("handle") || this.host === undefined || this.handle === undefined) return;
    const { id, rowCount } = this.handle;
    this.#total?.stop();
    this.#total = new Total(this.host, id, rowCount, () => this.requestUpdate());
    this.#seen = 0;
    const before = recallPosition(id);
    this.active = { row: before?.row ?? 0, column: before?.column ?? 0 };
    this.#restore = before;
    this.opened = undefined;
    this.selection = nothingSelected;
    this.template = columnTemplate(columnWidths(this.handle.columns, []), []);
    const { host } = this;
    const read = (start: number, count: number): Promise<Page> => host.call("page", { id, start, count });
    this.#pages = new Pages(read, (page) => this.#arrived(page));
    this.#pages.need([0, this.active.row]);
  }

  protected override updated(): void {
    const scroller = this.querySelector<HTMLElement>(".grid");
    if (scroller === null) return;
    this.#window ??= new RowWindow(scroller, () => this.requestUpdate());
    if (this.#window.update(this.#shownRows, this.active.row)) this.requestUpdate();
    else if (this.#restore !== undefined && this.#shownRows > 0) this.#goBack(scroller, this.#restore);
    else if (this.#focusWanted) this.#focus();
  }

  /** Once the rows are laid out, scrolls to where the person was before the page was hidden. */
  #goBack(scroller: HTMLElement, { top, left }: Position): void {
    this.#restore = undefined;
    scroller.scrollTo({ top, left });
  }

  readonly #remember = (): void => {
    const scroller = this.querySelector(".grid");
    if (scroller === null || this.handle === undefined || this.#restore !== undefined) return;
    const { scrollTop: top, scrollLeft: left } = scroller;
    rememberPosition({ id: this.handle.id, ...this.active, top, left });
  };

  protected override render(): TemplateResult | typeof nothing {
    const { handle } = this;
    if (handle === undefined) return nothing;
    const shown = this.#window?.rows ?? [];
    this.#pages?.need(shown.map(({ index }) => index));
    return html`
      <div class="split">
        <div
          class="grid" role="grid" aria-label=${t("Results")} aria-readonly="true" aria-multiselectable="true"
          aria-rowcount=${this.#rowCount === null ? -1 : this.#rowCount + 1} aria-colcount=${handle.columns.length}
          .style=${`--columns: ${this.template}`}
          data-vscode-context=${menuContext(handle)}
          @keydown=${this.#onKey}
          @scroll=${this.#remember}
        >
          <div class="sizer" role="presentation" .style=${`height: ${this.#window?.height ?? 0}px`}>
            <div class="row head" role="row" aria-rowindex="1">${handle.columns.map((column, index) => heading(column, index, this.#numbers[index] === true))}</div>
            ${repeat(
              shown,
              ({ index }) => index,
              ({ index, top }) => this.#row(handle, index, top),
            )}
          </div>
        </div>
        ${this.#detail(handle)}
      </div>
      ${this.#notes()}
    `;
  }

  /** Null until it is known. */
  get #rowCount(): number | null {
    return this.#total?.rows ?? null;
  }

  get #shownRows(): number {
    return this.#rowCount ?? this.#seen;
  }

  #row({ columns }: ResultHandle, index: number, top: number): TemplateResult {
    const row = this.#pages?.row(index);
    return html`<div
      class="row" role="row" aria-rowindex=${index + 2} aria-selected=${this.selection.rows.has(index)} aria-busy=${row === undefined ? "true" : nothing}
      data-vscode-context=${JSON.stringify({ rows: rowsFor(this.selection, index) })}
      .style=${`transform: translateY(${top}px)`}
    >${columns.map((_, column) => this.#cell(row?.[column], index, column))}</div>`;
  }

  #cell(cell: Cell | undefined, row: number, column: number): TemplateResult {
    const isActive = row === this.active.row && column === this.active.column;
    return html`<div
      class=${cellClass(cell)} role="gridcell" aria-colindex=${column + 1} tabindex=${isActive ? 0 : -1}
      @focus=${() => this.#activate({ row, column })}
      @mousedown=${(event: MouseEvent) => event.shiftKey && event.preventDefault()}
      @click=${(event: MouseEvent) => this.#select(event, row)}
      @dblclick=${() => this.#open({ row, column })}
    >${cellContent(cell)}</div>`;
  }

  /** A click chooses a row to do something with only where a key says so; a plain one lets go of all. */
  #select({ ctrlKey, metaKey, shiftKey }: MouseEvent | KeyboardEvent, row: number): void {
    if (shiftKey) this.selection = extended(this.selection, row);
    else if (ctrlKey || metaKey) this.selection = toggled(this.selection, row);
    else this.selection = { rows: new Set(), anchor: row };
  }

  #detail({ columns }: ResultHandle): TemplateResult | typeof nothing {
    if (this.opened === undefined) return nothing;
    const name = columns[this.opened.column]?.name ?? "";
    return cellDetail({ name, row: this.opened.row, text: this.opened.text, onClose: () => this.#closeDetail() });
  }

  #notes(): TemplateResult | typeof nothing {
    const error = this.#pages?.error;
    if (error !== undefined) return html`<p class="note" role="alert">${t("Rows are missing: {0}", error)}</p>`;
    return this.#total?.line() ?? nothing;
  }

  #arrived(page: Page | undefined): void {
    if (page !== undefined && this.handle !== undefined) {
      this.#total?.learn(page.rowCount);
      // Until the engine has counted, one row after those that were seen leads to the next page.
      const more = page.rows.length < pageSize ? 0 : 1;
      this.#seen = Math.max(this.#seen, page.start + page.rows.length + more);
      if (page.start === 0) {
        this.#numbers = numberColumns(this.handle.columns, page.rows);
        this.template = columnTemplate(columnWidths(this.handle.columns, page.rows), this.#numbers);
      }
    }
    if (this.active.row >= this.#shownRows) this.active = { row: 0, column: 0 };
    this.requestUpdate();
  }

  #activate(place: Place): void {
    if (place.row !== this.active.row || place.column !== this.active.column) this.active = place;
    this.#remember();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === "c" && document.getSelection()?.isCollapsed !== false) {
      event.preventDefault();
      void this.#copy();
    } else if (event.key === "Enter") {
      event.preventDefault();
      void this.#open(this.active);
    } else if (event.key === "Escape" && this.opened !== undefined) {
      this.#closeDetail();
    } else if (event.key === "Escape") {
      this.selection = nothingSelected;
    } else if (event.key === " ") {
      event.preventDefault();
      this.selection = toggled(this.selection, this.active.row);
    } else {
      const extent = {
        rows: this.#shownRows,
        columns: this.handle?.columns.length ?? 0,
        page: this.#window?.pageRows ?? 1,
      };
      const to = extent.rows > 0 ? move(this.active, { key: event.key, ctrl }, extent) : undefined;
      if (to === undefined) return;
      event.preventDefault();
      if (event.shiftKey) {
        const from =
          this.selection.rows.size === 0 ? { rows: new Set<number>(), anchor: this.active.row } : this.selection;
        this.selection = extended(from, to.row);
      }
      this.#goTo(to);
    }
  };

  #goTo(place: Place): void {
    this.active = place;
    this.#focusWanted = true;
    this.#window?.reveal(place.row);
    this.requestUpdate();
  }

  /** Moves the focus in the same step that renders the active cell: no key is lost between two rows. */
  #focus(): void {
    const cell = this.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
    if (cell === null) return;
    this.#focusWanted = false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The whole text of a cell, from the engine where the page has only the start of it. */
  async #text({ row, column }: Place): Promise<string | undefined> {
    const cell = this.#pages?.row(row)?.[column];
    if (cell === undefined || this.host === undefined || this.handle === undefined) return undefined;
    if (!isCut(cell)) return copyText(cell);
    return (await this.host.call("cell", { id: this.handle.id, row, column })).text;
  }

  async #copy(): Promise<void> {
    const text = await this.#text(this.active);
    if (text !== undefined) await this.host?.call("copy", { text });
  }

  async #open(place: Place): Promise<void> {
    const text = await this.#text(place);
    if (text !== undefined) this.opened = { ...place, text };
  }

  #closeDetail(): void {
    this.opened = undefined;
    this.#goTo(this.active);
  }
}

function heading({ name, type }: ColumnInfo, index: number, isNumber: boolean): TemplateResult {
  // The name is bold, not the cell: the cell's width is counted in characters of the rows' weight.
  return html`<div
    class=${isNumber ? "cell number" : "cell"} role="columnheader" aria-colindex=${index + 1} title=${type ?? name}
  ><b>${name}</b></div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-grid": Grid;
  }
}
