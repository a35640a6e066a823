import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { FormMatch } from "../../src/protocol/form";
import type { Cell, Page, ResultHandle } from "../../src/protocol/results";
import type { CellDetail } from "../../src/protocol/rows";
import type { Host } from "../port";
import { t } from "../text";
import type { Placed } from "./arrange";
import { Arrangement } from "./arrangement";
import { cellClass, cellContent, pendingContent } from "./cell";
import { Choosing } from "./choosing";
import type { Chosen } from "./chosen";
import { type Slot, scrolledTo, slotKey, slotsOf } from "./columnWindow";
import { type DetailedGrid, Details } from "./details";
import { type EditedGrid, Editing } from "./editing";
import { move, type Place, placeOf } from "./gridKeys";
import { GridTools, type ToolGrid } from "./gridTools";
import { type HeadedGrid, Headings, type Refine } from "./headings";
import { menuContext } from "./menu";
import { Pages, pageSize } from "./pages";
import { type Block, isIn } from "./range";
import { RelatedTexts } from "./relatedLabels";
import { takeResume } from "./resume";
import { Returning } from "./returning";
import { RowWindow } from "./rowWindow";
import { rowsFor } from "./selection";
import { Total } from "./total";

/** The `Results` grid: a window onto rows that stay in the engine. Arrow keys move, Enter opens a cell's whole text. */
@customElement("qe-grid")
export class Grid extends LitElement implements HeadedGrid, EditedGrid, ToolGrid, DetailedGrid {
  @property({ attribute: false }) host?: Host;
  @property({ attribute: false }) handle?: ResultHandle;
  @property({ attribute: false }) refine?: Refine;
  /** The statement's number in the panel, from 0. */
  @property({ attribute: false }) statement = 0;
  /** Opens the row that a foreign key leads to. */
  @property({ attribute: false }) follow?: (place: { readonly row: number; readonly column: number }) => void;
  @state() private active: Place = { row: 0, column: 0 };
  @state() private notice = "";
  #seen = 0;
  #returning: Returning | undefined;
  readonly #choosing = new Choosing(this);
  #focusWanted = false;
  /** Counts what makes every row look different: texts of related rows, pending changes. */
  #drawn = 0;
  #pages: Pages<readonly Cell[], Page> | undefined;
  #window: RowWindow | undefined;
  #total: Total | undefined;
  #columns: Arrangement | undefined;
  #headings: Headings | undefined;
  #related: RelatedTexts | undefined;
  #editing: Editing | undefined;
  #tools: GridTools | undefined;
  #details: Details | undefined;
  #size: ResizeObserver | undefined;

  /** A person has selected rows, or reads a cell. */
  get isInUse(): boolean {
    return (
      this.#choosing.selection.rows.size > 0 ||
      this.#details?.isOpen === true ||
      this.#headings?.isOpen === true ||
      this.#editing?.isInUse === true
    );
  }

  /** The page has one stylesheet, and its regions are read as one document. */
  protected override createRenderRoot(): this {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#window?.dispose();
    this.#window = undefined;
    this.#size?.disconnect();
    this.#size = undefined;
    this.#columns?.dispose();
    this.#total?.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("handle") || this.host === undefined || this.handle === undefined) return;
    const { id, rowCount } = this.handle;
    this.#total?.stop();
    this.#total = new Total(this.host, id, rowCount, () => this.requestUpdate());
    this.#columns?.dispose();
    this.#columns = new Arrangement(this.host, this.handle, () => this.requestUpdate());
    this.#headings = new Headings(this, this.#columns);
    this.#editing = new Editing(this, this.handle);
    this.#details = new Details(this);
    this.#tools = new GridTools(this, () => this.querySelector("qe-find"));
    this.#related = new RelatedTexts(this.host, id, this.handle.columns, () => this.#labelled());
    this.#drawn++;
    this.#returning = new Returning(id);
    this.#seen = this.#returning.rows;
    this.active = this.#returning.place;
    this.notice = "";
    this.#choosing.clear();
    const { host } = this;
    const read = (start: number, count: number): Promise<Page> => host.call("page", { id, start, count });
    const first = this.handle.first && { id, start: 0, rows: this.handle.first, rowCount };
    this.#pages = new Pages(read, (page) => this.#arrived(page), first);
    if (first !== undefined) this.#arrived(first);
    this.#pages.need([0, Math.max(0, this.active.row)]);
    const resumed = takeResume("heading");
    const column = this.#columns.placed.findIndex(({ key }) => key === resumed?.key);
    if (column >= 0) this.goTo({ row: -1, column });
  }

  protected override updated(): void {
    const scroller = this.querySelector<HTMLElement>(".grid");
    if (scroller === null) return;
    this.#window ??= new RowWindow(scroller, () => this.requestUpdate());
    if (this.#size === undefined) {
      this.#size = new ResizeObserver(() => {
        this.#returning?.resized(scroller);
        if (this.#columns?.measure(scroller) === true) this.requestUpdate();
      });
      this.#size.observe(scroller);
    }
    // A grid that shows other results keeps its size: nobody tells their columns of it.
    if (this.#columns?.isMeasured === false && this.#columns.measure(scroller)) this.requestUpdate();
    if (this.#window.update(this.shownRows, this.active.row)) this.requestUpdate();
    else if (this.#returning?.isDue === true && this.shownRows > 0) this.#returning.go(scroller);
    else if (this.#focusWanted) this.#focus();
  }

  readonly #onScroll = (event: Event): void => {
    const scroller = event.target as HTMLElement;
    this.#returning?.scrolled(scroller);
    if (this.#columns?.scroll(scroller.scrollLeft) === true) this.requestUpdate();
    this.#remember();
  };

  readonly #remember = (): void => {
    const scroller = this.querySelector(".grid");
    if (scroller !== null) this.#returning?.remember(scroller, this.active, this.rowCount);
  };

  protected override render(): TemplateResult | typeof nothing {
    const { handle } = this;
    const columns = this.#columns;
    if (handle === undefined || columns === undefined) return nothing;
    const shown = this.#window?.rows ?? [];
    this.#pages?.need(shown.map(({ index }) => index));
    const { slots } = columns;
    const { block } = this.#choosing;
    return html`
      ${this.#tools?.findBar() ?? nothing}
      <div class="split">
        <div
          class=${`grid ${columns.scope}`} role="grid" aria-label=${t("Results")} aria-readonly=${!this.isEditable} aria-multiselectable="true"
          aria-rowcount=${this.#rowCount === null ? -1 : this.#rowCount + 1} aria-colcount=${columns.placed.length}
          data-vscode-context=${menuContext(handle)}
          @keydown=${this.#onKey}
          @focusin=${this.#at((place) => this.activate(place))}
          @mousedown=${this.#at((place, event) => this.#pressed(event as MouseEvent, place))}
          @mouseover=${this.#at((place, event) => this.#choosing.dragged(event as MouseEvent, place))}
          @dblclick=${this.#at((place) => (this.isEditable ? this.#editing?.open(place) : this.#details?.openCell(place)))}
          @paste=${(event: ClipboardEvent) => this.#editing?.onPaste(event)}
          @scroll=${this.#onScroll}
        >
          <div class="sizer" role="presentation" .style=${`height: ${this.#window?.height ?? 0}px; width: ${columns.width}px`}>
            <div class="row head" role="row" aria-rowindex="1">${this.#slots(slots, -1, (position) => this.#headings?.heading(handle, position) ?? html``)}</div>
            ${repeat(
              shown,
              ({ index }) => index,
              ({ index, top }) => guard(this.#rowState(index, top, block), () => this.#row(slots, index, top, block)),
            )}
          </div>
        </div>
        ${this.#headings?.popup(handle) ?? nothing}
        ${this.#tools?.copyMenu() ?? nothing}
        ${this.#editing?.pane() ?? nothing}
        ${this.#details?.view() ?? nothing}
      </div>
      ${this.#editing?.bar() ?? nothing}
      <div class="notes">${this.#notes()}${this.#tools?.buttons(columns.keys.length - columns.placed.length) ?? nothing}</div>
    `;
  }

  /** Null until it is known. */
  get #rowCount(): number | null {
    return this.#total?.rows ?? null;
  }

  get rowCount(): number {
    return this.#rowCount ?? this.#seen;
  }

  /** With those that are not there yet. */
  get shownRows(): number {
    return this.rowCount + (this.#editing?.newRows ?? 0);
  }

  /** A row's cells from left to right. The cell that has the focus stays laid out wherever the grid is scrolled to. */
  #slots(slots: readonly Slot[], row: number, cell: (position: number) => TemplateResult): unknown {
    const { placed = [], stretch = { first: 0, last: -1 } } = this.#columns ?? {};
    const own = row === this.active.row ? slotsOf(placed, stretch, this.active.column) : slots;
    // By its column: an element that has the focus never becomes another column's cell.
    const key = (slot: Slot, at: number): string => slotKey(placed, slot, own[at + 1]);
    const gap = (width: number) => html`<div class="gap" role="presentation" .style=${`width: ${width}px`}></div>`;
    return repeat(own, key, (slot) => ("gap" in slot ? gap(slot.gap) : cell(slot.position)));
  }

  /** All that a row's look depends on: one that is as it was is not drawn again while others come into sight. */
  #rowState(index: number, top: number, block: Block | undefined): unknown[] {
    const isIn = block !== undefined && index >= block.top && index <= block.bottom;
    return [
      top,
      this.#pages?.row(index),
      this.#columns?.slots,
      index === this.active.row ? this.active.column : -1,
      this.#choosing.selection.rows.has(index) ? this.#choosing.selection : undefined,
      isIn ? block : undefined,
      index < this.rowCount,
      this.#drawn,
    ];
  }

  #row(slots: readonly Slot[], index: number, top: number, block: Block | undefined): TemplateResult {
    const row = this.#pages?.row(index);
    return html`<div
      class=${`row${this.#editing?.rowClass(index, row) ?? ""}`} role="row" aria-rowindex=${index + 2} aria-selected=${this.#choosing.selection.rows.has(index)} aria-busy=${row === undefined && index < this.rowCount ? "true" : nothing}
      data-vscode-context=${JSON.stringify({ rows: rowsFor(this.#choosing.selection, index, block) })}
      .style=${`transform: translateY(${top}px)`}
    >${this.#slots(slots, index, (position) => this.#cell(row, { row: index, column: position }, block))}</div>`;
  }

  #cell(row: readonly Cell[] | undefined, place: Place, block: Block | undefined): TemplateResult {
    const placed = this.#columns?.placed[place.column];
    const index = placed?.index ?? 0;
    const cell = row?.[index];
    const column = this.handle?.columns[index];
    const isActive = place.row === this.active.row && place.column === this.active.column;
    if (this.#editing?.isOpenAt(place) === true)
      return html`<div class=${`cell editing k${index}`} role="gridcell" aria-colindex=${place.column + 1}>${this.#editing.editor(column, cell)}</div>`;
    const pending = this.#editing?.pending(place.row, row, column);
    const isChosen = block !== undefined && isIn(place, block);
    return html`<div
      class=${`${cellClass(cell, column)} k${index}${placed?.pinned === true ? " pinned" : ""}${pending === undefined ? "" : " changed"}`} role="gridcell" aria-colindex=${place.column + 1} tabindex=${isActive ? 0 : -1}
      aria-selected=${isChosen ? "true" : nothing}
    >${pending === undefined ? cellContent(cell, { column, label: this.#related?.of(cell, index) }) : pendingContent(pending, cell, { column, label: this.labelAt(place) })}</div>`;
  }

  /** Cells have no listeners of their own: thousands come and go while one scrolls. */
  #at(work: (place: Place, event: Event) => unknown): (event: Event) => void {
    return (event) => {
      const place = placeOf(event.target);
      if (place !== undefined) work(place, event);
    };
  }

  /** A press chooses cells; with Ctrl on what leads to a related row, it follows. */
  #pressed(event: MouseEvent, place: Place): void {
    const { button, ctrlKey, metaKey, shiftKey } = event;
    if (button !== 0) return;
    const isFollowed = (ctrlKey || metaKey) && !shiftKey && (event.target as Element).closest(".related") !== null;
    if (isFollowed || shiftKey) event.preventDefault();
    if (isFollowed) this.followTo(place);
    else this.#choosing.pressed(event, place);
  }

  #notes(): TemplateResult | typeof nothing {
    const error = this.#pages?.error;
    if (error !== undefined) return html`<p class="note" role="alert">${t("Rows are missing: {0}", error)}</p>`;
    if (this.notice !== "") return html`<p class="note" role="alert">${this.notice}</p>`;
    return this.#total?.line() ?? nothing;
  }

  redraw(): void {
    this.#drawn++;
    this.requestUpdate();
  }

  say(notice: string): void {
    this.notice = notice;
  }

  get isEditable(): boolean {
    return this.#editing?.isReadOnly === false;
  }

  get editing(): Editing | undefined {
    return this.#editing;
  }

  chooseColumns(): void {
    this.#headings?.toggle(-1);
  }

  get placed(): readonly Placed[] {
    return this.#columns?.placed ?? [];
  }

  rowAt(row: number): readonly Cell[] | undefined {
    return this.#pages?.row(row);
  }

  async textAt(place: Place): Promise<string | undefined> {
    return (await this.#tools?.whole(place))?.text;
  }

  async detailAt(place: Place): Promise<CellDetail | undefined> {
    return await this.#tools?.whole(place, true);
  }

  labelAt({ row, column }: Place): string | undefined {
    const index = this.#indexAt(column);
    const cells = this.#pages?.row(row);
    const pending = this.#editing?.pending(row, cells, this.handle?.columns[index]);
    if (pending?.kind === "null") return undefined;
    return pending === undefined ? this.#related?.of(cells?.[index], index) : this.#related?.text(index, pending.text);
  }

  relatedText(cell: Cell | undefined, column: number): string | undefined {
    return this.#related?.of(cell, column);
  }

  learnLabel(column: number, match: FormMatch): void {
    this.#related?.learn(column, match);
  }

  get place(): Place {
    return this.active;
  }

  get scroller(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".grid");
  }

  #arrived(page: Page | undefined): void {
    if (page !== undefined && this.handle !== undefined) {
      this.#total?.learn(page.rowCount);
      // Until the engine has counted, one row after those that were seen leads to the next page.
      const more = page.rows.length < pageSize ? 0 : 1;
      this.#seen = Math.max(this.#seen, page.start + page.rows.length + more);
      if (page.start === 0) this.#columns?.learn(page.rows);
      void this.#related?.need(page);
    }
    if (this.active.row >= this.shownRows) this.active = { row: 0, column: 0 };
    this.requestUpdate();
  }

  /** The texts of related rows take more room than their keys. */
  #labelled(): void {
    const rows = Array.from({ length: pageSize }, (_, index) => this.#pages?.row(index) ?? []);
    this.#columns?.learn(rows.map((row) => this.#related?.shown(row) ?? row));
    this.redraw();
  }

  activate(place: Place): void {
    if (place.row !== this.active.row || place.column !== this.active.column) {
      this.active = place;
      // What was said was about the cell before.
      this.notice = "";
    }
    this.#remember();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (this.active.row === -1 && this.#headings?.onKey(event) === true) event.preventDefault();
    else if (this.#command(event, ctrl) || this.#editing?.onKey(event) === true) event.preventDefault();
    else if (event.key === "Escape" && this.#details?.isOpen === true) this.#details.close();
    else if (event.key === "Escape") this.#choosing.clear();
    else this.#move(event, ctrl);
  };

  /** Keys that do something with cells; false for those that move. */
  #command({ key, shiftKey }: KeyboardEvent, ctrl: boolean): boolean {
    const letter = ctrl ? key.toLowerCase() : "";
    if (letter === "c" && shiftKey) this.#tools?.openCopy();
    else if (letter === "c") {
      if (document.getSelection()?.isCollapsed === false) return false;
      void this.#tools?.copy();
    } else if (letter === "f") this.#tools?.openFind();
    else if (letter === "a") this.#choosing.chooseAll(this.shownRows);
    else if ((key === "F12" && !shiftKey) || (key === "Enter" && ctrl)) this.followTo(this.active);
    else if (key === "Enter" && shiftKey) this.openRow();
    else if (key === "Enter") void this.#details?.openCell(this.active);
    else if (key === " ") this.#choosing.chooseRow(shiftKey);
    else return false;
    return true;
  }

  #move(event: KeyboardEvent, ctrl: boolean): void {
    const extent = {
      rows: this.shownRows,
      columns: this.#columns?.placed.length ?? 0,
      page: this.#window?.pageRows ?? 1,
    };
    const to = event.altKey ? undefined : move(this.active, { key: event.key, ctrl }, extent);
    if (to === undefined) return;
    event.preventDefault();
    if (event.shiftKey && to.row >= 0) this.#choosing.extendTo(to);
    else this.#choosing.endBlock();
    this.goTo(to);
  }

  /** Takes the focus from elsewhere: to the active cell, or to the one nearest to it in sight. */
  enter(): void {
    const { row, column } = this.active;
    if (this.shownRows === 0) this.active = { row: -1, column };
    else if (this.#returning?.isDue !== true) this.active = { row: this.#window?.inSight(row) ?? row, column };
    this.#focusWanted = true;
    this.requestUpdate();
  }

  goTo(place: Place): void {
    this.#focusWanted = true;
    this.show(place);
  }

  /** Brings a cell into sight and makes it the active one; the focus stays where it is. */
  show(place: Place): void {
    if (!this.#focusWanted) this.#choosing.endBlock();
    this.activate(place);
    if (place.row >= 0) this.#window?.reveal(place.row);
    const scroller = this.querySelector(".grid");
    if (scroller !== null && this.#columns !== undefined) {
      const { placed } = this.#columns;
      const left = scrolledTo(placed, place.column, scroller.scrollLeft, scroller.clientWidth);
      if (left !== scroller.scrollLeft) scroller.scrollLeft = left;
      this.#columns.scroll(scroller.scrollLeft);
    }
    this.requestUpdate();
  }

  /** Moves the focus in the same step that renders the active cell: no key is lost between two rows. */
  #focus(): void {
    const cell = this.querySelector<HTMLElement>('.row > [tabindex="0"]');
    if (cell === null) return;
    this.#focusWanted = false;
    if (!document.hasFocus()) return;
    cell.focus({ preventScroll: true });
    if (this.active.row >= 0) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Number of the column at a position. */
  #indexAt(position: number): number {
    return this.#columns?.placed[position]?.index ?? 0;
  }

  get chosen(): Chosen {
    return this.#choosing.chosen;
  }

  followTo({ row, column }: Place): void {
    const index = this.#indexAt(column);
    const cell = this.#pages?.row(row)?.[index];
    const related = this.handle?.columns[index]?.field?.related;
    if (related !== undefined && cell !== undefined && cell.kind !== "null") this.follow?.({ row, column: index });
  }

  openRow(): void {
    this.#details?.openRow();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-grid": Grid;
  }
}
