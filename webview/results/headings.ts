import { html, nothing, type TemplateResult } from "lit";
import type { ColumnLayout, GridRefining } from "../../src/protocol/refine";
import type { Cell, ResultHandle } from "../../src/protocol/results";
import { hiddenToggled, moved, pinnedToggled } from "./arrange";
import type { Arrangement } from "./arrangement";
import { blockedText } from "./blocked";
import type { ColumnActions } from "./columnMenu";
import { droppedAt } from "./columnWindow";
import { follow } from "./drag";
import type { Place } from "./gridKeys";
import { type HeadingActions, heading, orderOf } from "./heading";
import { resumeAt } from "./resume";
import "./columnChooser";
import "./columnMenu";

/** Runs the statement with another order or other conditions; resolves to what is wrong with a value. */
export type Refine = (change: GridRefining) => Promise<string | undefined>;

/** What the headings need of their grid. */
export interface HeadedGrid {
  readonly handle?: ResultHandle | undefined;
  readonly refine?: Refine | undefined;
  readonly place: Place;
  readonly scroller: HTMLElement | null;
  goTo(place: Place): void;
  activate(place: Place): void;
  say(notice: string): void;
  rowAt(row: number): readonly Cell[] | undefined;
  requestUpdate(): void;
}

/** The headings of a grid: they sort, open the column's menu, and are moved and widened. */
export class Headings {
  readonly #grid: HeadedGrid;
  readonly #columns: Arrangement;
  /** Position of the column whose menu is open; -1 for the list of all columns. */
  #menu: number | undefined;

  constructor(grid: HeadedGrid, columns: Arrangement) {
    this.#grid = grid;
    this.#columns = columns;
  }

  get isOpen(): boolean {
    return this.#menu !== undefined;
  }

  toggle(menu: number): void {
    this.#menu = this.#menu === menu ? undefined : menu;
    this.#grid.requestUpdate();
  }

  heading({ columns, refinement }: ResultHandle, position: number): TemplateResult {
    const placed = this.#columns.placed[position];
    const column = columns[placed?.index ?? -1];
    if (placed === undefined || column === undefined) return html``;
    const { row, column: at } = this.#grid.place;
    const isNumber = this.#columns.isNumber(placed.index);
    const isActive = row === -1 && at === position;
    return heading({ column, placed, position, isNumber, isActive, refinement }, this.#actions);
  }

  /** Keys of a heading; false for those that it leaves to the grid. */
  onKey({ key, shiftKey, altKey }: KeyboardEvent): boolean {
    const { column } = this.#grid.place;
    const placed = this.#columns.placed[column];
    if (placed === undefined) return false;
    const side = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
    if (key === "Enter") void this.#sort(column, shiftKey);
    else if (key === " " || key === "ContextMenu" || (key === "F10" && shiftKey) || (key === "ArrowDown" && altKey))
      this.toggle(column);
    else if (altKey && shiftKey && side !== 0) {
      this.#arrange(moved(this.#columns.layout, this.#columns.keys, placed.key, column + side));
      this.#grid.goTo({ row: -1, column: this.#positionOf(placed.key) });
    } else if (altKey && side !== 0) this.#widen(column, placed.width + side * 12);
    else return false;
    return true;
  }

  /** The menu that is open. */
  popup({ columns, refinement }: ResultHandle): TemplateResult | typeof nothing {
    const menu = this.#menu;
    if (menu === undefined) return nothing;
    const close = (): void => this.#close();
    if (menu < 0)
      return html`<qe-column-chooser
        .keys=${this.#columns.keys} .layout=${this.#columns.layout}
        .change=${(layout: ColumnLayout) => this.#arrange(layout)} .close=${close}
      ></qe-column-chooser>`;
    const placed = this.#columns.placed[menu];
    const column = columns[placed?.index ?? -1];
    if (placed === undefined || column === undefined) return nothing;
    const { scroller, refine } = this.#grid;
    const left = placed.pinned ? placed.left : placed.left - (scroller?.scrollLeft ?? 0);
    return html`<qe-column-menu
      .style=${`left: ${Math.max(0, Math.min(left, (scroller?.clientWidth ?? 0) - 280))}px`}
      .column=${column} .index=${placed.index} .pinned=${placed.pinned} .kind=${this.#grid.rowAt(0)?.[placed.index]?.kind}
      .refinement=${refine === undefined ? undefined : refinement}
      .actions=${this.#menuActions(menu, placed.key)}
      .refine=${(change: GridRefining) => {
        resumeAt({ to: "heading", key: placed.key });
        return refine?.(change);
      }}
      .close=${close}
    ></qe-column-menu>`;
  }

  readonly #actions: HeadingActions = {
    sort: (position, add) => void this.#sort(position, add),
    focus: (column) => this.#grid.activate({ row: -1, column }),
    menu: (position) => this.toggle(position),
    fit: (position) => this.#widen(position, undefined),
    resize: (position, event) => {
      const width = this.#columns.placed[position]?.width ?? 0;
      follow(event, { atOnce: true, onMove: (dx) => this.#widen(position, width + dx) });
    },
    drag: (position, event) => {
      const key = this.#columns.placed[position]?.key;
      if (key !== undefined) follow(event, { onMove: (_, move) => this.#shift(key, move) });
    },
  };

  #menuActions(position: number, key: string): ColumnActions {
    const { layout, keys } = this.#columns;
    const done = (changed: ColumnLayout): void => {
      this.#arrange(changed);
      const at = this.#positionOf(key);
      this.#menu = undefined;
      this.#grid.goTo({ row: -1, column: Math.max(0, at < 0 ? position - 1 : at) });
    };
    return {
      pin: () => done(pinnedToggled(layout, key)),
      hide: () => done(hiddenToggled(layout, key)),
      move: (by) => {
        this.#arrange(moved(this.#columns.layout, keys, key, position + by));
        this.#menu = this.#positionOf(key);
        this.#grid.requestUpdate();
      },
      fit: () => this.#widen(position, undefined),
      widen: (by) => this.#widen(position, (this.#columns.placed[position]?.width ?? 0) + by),
    };
  }

  /** The next order of a column: ascending, descending, none. */
  async #sort(position: number, add: boolean): Promise<void> {
    const { handle, refine } = this.#grid;
    const placed = this.#columns.placed[position];
    const name = handle?.columns[placed?.index ?? -1]?.name;
    const refinement = handle?.refinement;
    if (name === undefined || placed === undefined || refinement === undefined || refine === undefined) return;
    if (refinement.noOrder !== undefined) {
      this.#grid.say(blockedText(refinement.noOrder));
      return;
    }
    const sorted = orderOf(refinement, name);
    const direction = sorted === null ? "asc" : sorted.term.descending ? null : "desc";
    resumeAt({ to: "heading", key: placed.key });
    const fault = await refine({ kind: "order", column: name, direction, add });
    if (fault !== undefined) this.#grid.say(fault);
  }

  #positionOf(key: string): number {
    return this.#columns.placed.findIndex((placed) => placed.key === key);
  }

  #widen(position: number, width: number | undefined): void {
    const placed = this.#columns.placed[position];
    if (placed !== undefined) this.#columns.widen(placed.key, width);
  }

  /** Moves the heading that is dragged to where the pointer is. */
  #shift(key: string, { clientX }: PointerEvent): void {
    const { scroller } = this.#grid;
    if (scroller === null) return;
    const x = clientX - scroller.getBoundingClientRect().left;
    const to = droppedAt(this.#columns.placed, key, { x, scrolled: scroller.scrollLeft });
    if (to !== undefined) this.#arrange(moved(this.#columns.layout, this.#columns.keys, key, to));
  }

  #arrange(layout: ColumnLayout): void {
    if (layout !== this.#columns.layout) this.#columns.change(layout);
  }

  #close(): void {
    const column = Math.max(0, this.#menu ?? 0);
    this.#menu = undefined;
    this.#grid.goTo({ row: -1, column });
  }
}
