import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ColumnLayout, GridRefining } from "../../src/protocol/refine";
import type { Cell, Page, ResultHandle } from "../../src/protocol/results";
import type { Host } from "../port";
import { t } from "../text";
import { hiddenToggled, moved, pinnedToggled } from "./arrange";
import { Arrangement } from "./arrangement";
import { blockedText } from "./blocked";
import { cellClass, cellContent, copyText, isCut } from "./cell";
import type { ColumnActions } from "./columnMenu";
import { droppedAt, type Slot, scrolledTo, slotsOf } from "./columnWindow";
import { cellDetail } from "./detail";
import { follow } from "./drag";
import { move, type Place } from "./gridKeys";
import { type HeadingActions, heading, orderOf } from "./heading";
import { menuContext } from "./menu";
import { Pages, pageSize } from "./pages";
import { type Position, recallPosition, rememberPosition } from "./position";
import { type Block, type CellRange, isIn, severalOf } from "./range";
import { resumeAt, takeResume } from "./resume";
import { RowWindow } from "./rowWindow";
import { extended, nothingSelected, rowsFor, toggled } from "./selection";
import { Total } from "./total";
import "./columnChooser";
import "./columnMenu";

interface Opened extends Place {
  readonly text: string;
}

/** The `Results` grid: a window onto rows that stay in the engine. Arrow keys move, Enter opens a cell's whole text. */
@customElement("qe-grid")
export class Grid extends LitElement {
  @property({ attribute: false }) host?: Host;
  @property({ attribute: false }) handle?: ResultHandle;
  /** Runs the statement with another order or other conditions; resolves to what is wrong with a value. */
  @property({ attribute: false }) refine?: (change: GridRefining) => Promise<string | undefined>;
  @state() private active: Place = { row: 0, column: 0 };
  @state() private opened: Opened | undefined;
  @state() private selection = nothingSelected;
  @state() private range: CellRange | undefined;
  /** Position of the column whose menu is open; -1 for the list of all columns. */
  @state() private menu: number | undefined;
  @state() private notice = "";
  #seen = 0;
  #restore: Position | undefined;
  #focusWanted = false;
  #pages: Pages<readonly Cell[], Page> | undefined;
  #window: RowWindow | undefined;
  #total: Total | undefined;
  #columns: Arrangement | undefined;
  #size: ResizeObserver | undefined;

  /** A person has selected rows, or reads a cell. */
  get isInUse(): boolean {
    return this.selection.rows.size > 0 || this.opened !== undefined || this.menu !== undefined;
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
    this.#seen = 0;
    const before = recallPosition(id);
    this.active = { row: before?.row ?? 0, column: before?.column ?? 0 };
    this.#restore = before;
    this.opened = undefined;
    this.menu = undefined;
    this.notice = "";
    this.selection = nothingSelected;
    this.range = undefined;
    const { host } = this;
    const read = (start: number, count: number): Promise<Page> => host.call("page", { id, start, count });
    this.#pages = new Pages(read, (page) => this.#arrived(page));
    this.#pages.need([0, Math.max(0, this.active.row)]);
    const resumed = takeResume("heading");
    const column = this.#columns.placed.findIndex(({ key }) => key === resumed?.key);
    if (column >= 0) this.#goTo({ row: -1, column });
  }

  protected override updated(): void {
    const scroller = this.querySelector<HTMLElement>(".grid");
    if (scroller === null) return;
    this.#window ??= new RowWindow(scroller, () => this.requestUpdate());
    if (this.#size === undefined) {
      this.#size = new ResizeObserver(() => {
        if (this.#columns?.measure(scroller) === true) this.requestUpdate();
      });
      this.#size.observe(scroller);
    }
    const isMeasured = this.#columns?.measure(scroller) === true;
    if (this.#window.update(this.#shownRows, this.active.row) || isMeasured) this.requestUpdate();
    else if (this.#restore !== undefined && this.#shownRows > 0) this.#goBack(scroller, this.#restore);
    else if (this.#focusWanted) this.#focus();
  }

  /** Once the rows are laid out, scrolls to where the person was before the page was hidden. */
  #goBack(scroller: HTMLElement, { top, left }: Position): void {
    this.#restore = undefined;
    scroller.scrollTo({ top, left });
  }

  readonly #onScroll = (event: Event): void => {
    const { scrollLeft } = event.target as HTMLElement;
    if (this.#columns?.scroll(scrollLeft) === true) this.requestUpdate();
    this.#remember();
  };

  readonly #remember = (): void => {
    const scroller = this.querySelector(".grid");
    if (scroller === null || this.handle === undefined || this.#restore !== undefined) return;
    const { scrollTop: top, scrollLeft: left } = scroller;
    rememberPosition({ id: this.handle.id, ...this.active, top, left });
  };

  protected override render(): TemplateResult | typeof nothing {
    const { handle } = this;
    const columns = this.#columns;
    if (handle === undefined || columns === undefined) return nothing;
    const shown = this.#window?.rows ?? [];
    this.#pages?.need(shown.map(({ index }) => index));
    const slots = slotsOf(columns.placed, columns.stretch);
    const block = severalOf(this.range);
    return html`
      <div class="split">
        <div
          class=${`grid ${columns.scope}`} role="grid" aria-label=${t("Results")} aria-readonly="true" aria-multiselectable="true"
          aria-rowcount=${this.#rowCount === null ? -1 : this.#rowCount + 1} aria-colcount=${columns.placed.length}
          data-vscode-context=${menuContext(handle)}
          @keydown=${this.#onKey}
          @scroll=${this.#onScroll}
        >
          <div class="sizer" role="presentation" .style=${`height: ${this.#window?.height ?? 0}px; width: ${columns.width}px`}>
            <div class="row head" role="row" aria-rowindex="1">${this.#slots(slots, -1, (position) => this.#heading(handle, position))}</div>
            ${repeat(
              shown,
              ({ index }) => index,
              ({ index, top }) => this.#row(slots, index, top, block),
            )}
          </div>
        </div>
        ${this.#popup(handle, columns)}
        ${this.#detail(handle)}
      </div>
      <div class="notes">${this.#notes()}${this.#hiddenNote(columns)}</div>
    `;
  }

  /** Null until it is known. */
  get #rowCount(): number | null {
    return this.#total?.rows ?? null;
  }

  get #shownRows(): number {
    return this.#rowCount ?? this.#seen;
  }

  /** A row's cells from left to right. The cell that has the focus stays laid out wherever the grid is scrolled to. */
  #slots(slots: readonly Slot[], row: number, cell: (position: number) => TemplateResult): TemplateResult[] {
    const { placed = [], stretch = { first: 0, last: -1 } } = this.#columns ?? {};
    const own = row === this.active.row ? slotsOf(placed, stretch, this.active.column) : slots;
    return own.map((slot) =>
      "gap" in slot
        ? html`<div class="gap" role="presentation" .style=${`width: ${slot.gap}px`}></div>`
        : cell(slot.position),
    );
  }

  #heading({ columns, refinement }: ResultHandle, position: number): TemplateResult {
    const placed = this.#columns?.placed[position];
    const column = columns[placed?.index ?? -1];
    if (placed === undefined || column === undefined) return html``;
    const isActive = this.active.row === -1 && this.active.column === position;
    const isNumber = this.#columns?.isNumber(placed.index) === true;
    return heading({ column, placed, position, isNumber, isActive, refinement }, this.#headingActions);
  }

  #row(slots: readonly Slot[], index: number, top: number, block: Block | undefined): TemplateResult {
    const row = this.#pages?.row(index);
    return html`<div
      class="row" role="row" aria-rowindex=${index + 2} aria-selected=${this.selection.rows.has(index)} aria-busy=${row === undefined ? "true" : nothing}
      data-vscode-context=${JSON.stringify({ rows: rowsFor(this.selection, index, block) })}
      .style=${`transform: translateY(${top}px)`}
    >${this.#slots(slots, index, (position) => this.#cell(row, { row: index, column: position }, block))}</div>`;
  }

  #cell(row: readonly Cell[] | undefined, place: Place, block: Block | undefined): TemplateResult {
    const placed = this.#columns?.placed[place.column];
    const index = placed?.index ?? 0;
    const cell = row?.[index];
    const isActive = place.row === this.active.row && place.column === this.active.column;
    const isChosen = block !== undefined && isIn(place, block);
    return html`<div
      class=${`${cellClass(cell)} k${index}${placed?.pinned === true ? " pinned" : ""}`} role="gridcell" aria-colindex=${place.column + 1} tabindex=${isActive ? 0 : -1}
      aria-selected=${isChosen ? "true" : nothing}
      @focus=${() => this.#activate(place)}
      @mousedown=${(event: MouseEvent) => this.#pressed(event, place)}
      @mouseenter=${(event: MouseEvent) => this.#dragged(event, place)}
      @dblclick=${() => this.#open(place)}
    >${cellContent(cell)}</div>`;
  }

  /** A click goes to a cell; with Ctrl it chooses its row, with Shift the cells up to it. */
  #pressed(event: MouseEvent, place: Place): void {
    if (event.button !== 0) return;
    if (event.shiftKey) {
      event.preventDefault();
      this.range = { from: this.range?.from ?? this.active, to: place };
    } else if (event.ctrlKey || event.metaKey) {
      this.selection = toggled(this.selection, place.row);
      this.range = undefined;
    } else {
      this.selection = { rows: new Set(), anchor: place.row };
      this.range = { from: place, to: place };
    }
  }

  #dragged({ buttons, ctrlKey, metaKey }: MouseEvent, place: Place): void {
    if (buttons !== 1 || ctrlKey || metaKey || this.range === undefined) return;
    this.range = { from: this.range.from, to: place };
    document.getSelection()?.empty();
  }

  readonly #headingActions: HeadingActions = {
    sort: (position, add) => void this.#sort(position, add),
    focus: (column) => this.#activate({ row: -1, column }),
    menu: (position) => {
      this.menu = this.menu === position ? undefined : position;
    },
    fit: (position) => this.#widen(position, undefined),
    resize: (position, event) => {
      const width = this.#columns?.placed[position]?.width ?? 0;
      follow(event, { atOnce: true, onMove: (dx) => this.#widen(position, width + dx) });
    },
    drag: (position, event) => {
      const key = this.#columns?.placed[position]?.key;
      if (key !== undefined) follow(event, { onMove: (_, move) => this.#shift(key, move) });
    },
  };

  #widen(position: number, width: number | undefined): void {
    const placed = this.#columns?.placed[position];
    if (placed !== undefined) this.#columns?.widen(placed.key, width);
  }

  /** Moves the heading that is dragged to where the pointer is. */
  #shift(key: string, { clientX }: PointerEvent): void {
    const columns = this.#columns;
    const scroller = this.querySelector(".grid");
    if (columns === undefined || scroller === null) return;
    const x = clientX - scroller.getBoundingClientRect().left;
    const to = droppedAt(columns.placed, key, { x, scrolled: scroller.scrollLeft });
    if (to !== undefined) this.#arrange(moved(columns.layout, columns.keys, key, to));
  }

  #arrange(layout: ColumnLayout): void {
    if (layout !== this.#columns?.layout) this.#columns?.change(layout);
  }

  /** The next order of a column: ascending, descending, none. */
  async #sort(position: number, add: boolean): Promise<void> {
    const key = this.#columns?.placed[position];
    const name = this.handle?.columns[key?.index ?? -1]?.name;
    const refinement = this.handle?.refinement;
    if (name === undefined || key === undefined || refinement === undefined || this.refine === undefined) return;
    if (refinement.noOrder !== undefined) {
      this.notice = blockedText(refinement.noOrder);
      return;
    }
    const sorted = orderOf(refinement, name);
    const direction = sorted === null ? "asc" : sorted.term.descending ? null : "desc";
    resumeAt({ to: "heading", key: key.key });
    const fault = await this.refine({ kind: "order", column: name, direction, add });
    if (fault !== undefined) this.notice = fault;
  }

  #popup({ columns, refinement }: ResultHandle, arrangement: Arrangement): TemplateResult | typeof nothing {
    const { menu } = this;
    if (menu === undefined) return nothing;
    const close = (): void => this.#closeMenu();
    if (menu < 0)
      return html`<qe-column-chooser
        .keys=${arrangement.keys} .layout=${arrangement.layout}
        .change=${(layout: ColumnLayout) => this.#arrange(layout)} .close=${close}
      ></qe-column-chooser>`;
    const placed = arrangement.placed[menu];
    const column = columns[placed?.index ?? -1];
    if (placed === undefined || column === undefined) return nothing;
    const scroller = this.querySelector(".grid");
    const left = placed.pinned ? placed.left : placed.left - (scroller?.scrollLeft ?? 0);
    return html`<qe-column-menu
      .style=${`left: ${Math.max(0, Math.min(left, (scroller?.clientWidth ?? 0) - 280))}px`}
      .column=${column} .index=${placed.index} .pinned=${placed.pinned} .kind=${this.#pages?.row(0)?.[placed.index]?.kind}
      .refinement=${this.refine === undefined ? undefined : refinement}
      .actions=${this.#columnActions(menu, placed.key, arrangement)}
      .refine=${(change: GridRefining) => {
        resumeAt({ to: "heading", key: placed.key });
        return this.refine?.(change);
      }}
      .close=${close}
    ></qe-column-menu>`;
  }

  #columnActions(position: number, key: string, arrangement: Arrangement): ColumnActions {
    const done = (layout: ColumnLayout): void => {
      this.#arrange(layout);
      const at = arrangement.placed.findIndex((placed) => placed.key === key);
      this.menu = undefined;
      this.#goTo({ row: -1, column: Math.max(0, at < 0 ? position - 1 : at) });
    };
    const { layout, keys } = arrangement;
    return {
      pin: () => done(pinnedToggled(layout, key)),
      hide: () => done(hiddenToggled(layout, key)),
      move: (by) => {
        this.#arrange(moved(arrangement.layout, keys, key, position + by));
        this.menu = arrangement.placed.findIndex((placed) => placed.key === key);
      },
      fit: () => this.#widen(position, undefined),
      widen: (by) => this.#widen(position, (arrangement.placed[position]?.width ?? 0) + by),
    };
  }

  #closeMenu(): void {
    const column = Math.max(0, this.menu ?? 0);
    this.menu = undefined;
    this.#goTo({ row: -1, column });
  }

  #detail({ columns }: ResultHandle): TemplateResult | typeof nothing {
    if (this.opened === undefined) return nothing;
    const name = columns[this.#indexAt(this.opened.column)]?.name ?? "";
    return cellDetail({ name, row: this.opened.row, text: this.opened.text, onClose: () => this.#closeDetail() });
  }

  #notes(): TemplateResult | typeof nothing {
    const error = this.#pages?.error;
    if (error !== undefined) return html`<p class="note" role="alert">${t("Rows are missing: {0}", error)}</p>`;
    if (this.notice !== "") return html`<p class="note" role="alert">${this.notice}</p>`;
    return this.#total?.line() ?? nothing;
  }

  #hiddenNote({ keys, placed }: Arrangement): TemplateResult {
    const hidden = keys.length - placed.length;
    const label = hidden === 0 ? t("Columns…") : t("Columns ({0} hidden)…", hidden);
    return html`<button type="button" class="quiet" aria-haspopup="dialog" @click=${() => {
      this.menu = this.menu === -1 ? undefined : -1;
    }}>${label}</button>`;
  }

  #arrived(page: Page | undefined): void {
    if (page !== undefined && this.handle !== undefined) {
      this.#total?.learn(page.rowCount);
      // Until the engine has counted, one row after those that were seen leads to the next page.
      const more = page.rows.length < pageSize ? 0 : 1;
      this.#seen = Math.max(this.#seen, page.start + page.rows.length + more);
      if (page.start === 0) this.#columns?.learn(page.rows);
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
    if (this.active.row === -1 && this.#onHeadingKey(event)) event.preventDefault();
    else if (ctrl && event.key.toLowerCase() === "c" && document.getSelection()?.isCollapsed !== false) {
      event.preventDefault();
      void this.#copy();
    } else if (event.key === "Enter") {
      event.preventDefault();
      void this.#open(this.active);
    } else if (event.key === "Escape" && this.opened !== undefined) {
      this.#closeDetail();
    } else if (event.key === "Escape") {
      this.selection = nothingSelected;
      this.range = undefined;
    } else if (event.key === " ") {
      event.preventDefault();
      this.#chooseRow(event.shiftKey);
    } else this.#move(event, ctrl);
  };

  #chooseRow(isStretch: boolean): void {
    const { row } = this.active;
    this.selection = isStretch ? extended(this.selection, row) : toggled(this.selection, row);
  }

  #move(event: KeyboardEvent, ctrl: boolean): void {
    const extent = {
      rows: this.#shownRows,
      columns: this.#columns?.placed.length ?? 0,
      page: this.#window?.pageRows ?? 1,
    };
    const to = event.altKey ? undefined : move(this.active, { key: event.key, ctrl }, extent);
    if (to === undefined) return;
    event.preventDefault();
    if (event.shiftKey && to.row >= 0) this.range = { from: this.range?.from ?? this.active, to };
    else this.range = undefined;
    this.#goTo(to);
  }

  /** Keys of a heading; false for those that it leaves to the grid. */
  #onHeadingKey({ key, shiftKey, altKey }: KeyboardEvent): boolean {
    const { column } = this.active;
    const columns = this.#columns;
    const placed = columns?.placed[column];
    if (columns === undefined || placed === undefined) return false;
    const side = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
    if (key === "Enter") void this.#sort(column, shiftKey);
    else if (key === " " || key === "ContextMenu" || (key === "F10" && shiftKey) || (key === "ArrowDown" && altKey))
      this.menu = column;
    else if (altKey && shiftKey && side !== 0) {
      this.#arrange(moved(columns.layout, columns.keys, placed.key, column + side));
      this.#goTo({ row: -1, column: columns.placed.findIndex(({ key: other }) => other === placed.key) });
    } else if (altKey && side !== 0) this.#widen(column, placed.width + side * 12);
    else return false;
    return true;
  }

  #goTo(place: Place): void {
    this.active = place;
    this.#focusWanted = true;
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
    cell.focus({ preventScroll: true });
    if (this.active.row >= 0) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Number of the column at a position. */
  #indexAt(position: number): number {
    return this.#columns?.placed[position]?.index ?? 0;
  }

  /** The whole text of a cell, from the engine where the page has only the start of it. */
  async #text({ row, column: position }: Place): Promise<string | undefined> {
    const column = this.#indexAt(position);
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
    if (place.row < 0) return;
    const text = await this.#text(place);
    if (text !== undefined) this.opened = { ...place, text };
  }

  #closeDetail(): void {
    this.opened = undefined;
    this.#goTo(this.active);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-grid": Grid;
  }
}
