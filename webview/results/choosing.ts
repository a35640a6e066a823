import type { Placed } from "./arrange";
import { type Chosen, chosenCells } from "./chosen";
import type { Place } from "./gridKeys";
import { type Block, type CellRange, severalOf } from "./range";
import { extended, nothingSelected, type Selection, toggled } from "./selection";

/** What choosing needs of its grid. */
export interface ChoosingGrid {
  readonly place: Place;
  readonly placed: readonly Placed[];
  requestUpdate(): void;
}

/** Which rows and which cells of a grid a person has chosen, with the pointer or with keys. */
export class Choosing {
  readonly #grid: ChoosingGrid;
  #selection = nothingSelected;
  #range: CellRange | undefined;

  constructor(grid: ChoosingGrid) {
    this.#grid = grid;
  }

  get selection(): Selection {
    return this.#selection;
  }

  /** The block of cells, where it is more than one. */
  get block(): Block | undefined {
    return severalOf(this.#range);
  }

  /** What something is done with: the chosen rows, else the block, else the active cell. */
  get chosen(): Chosen {
    return chosenCells(this.#selection, this.block, this.#grid.place, this.#grid.placed.length);
  }

  /** A press on a cell begins a block; with Ctrl it chooses the row, with Shift the cells up to it. */
  pressed({ ctrlKey, metaKey, shiftKey }: MouseEvent, place: Place): void {
    if (shiftKey) this.extendTo(place);
    else if (ctrlKey || metaKey) this.#set(toggled(this.#selection, place.row), undefined);
    else this.#set({ rows: new Set(), anchor: place.row }, { from: place, to: place });
  }

  /** The pointer comes to a cell: the block follows while it is pressed. */
  dragged({ buttons, ctrlKey, metaKey }: MouseEvent, place: Place): void {
    if (buttons !== 1 || ctrlKey || metaKey || this.#range === undefined) return;
    this.#set(this.#selection, { from: this.#range.from, to: place });
    document.getSelection()?.empty();
  }

  /** The block goes on to a cell, from where it began. */
  extendTo(place: Place): void {
    this.#set(this.#selection, { from: this.#range?.from ?? this.#grid.place, to: place });
  }

  /** The active row, or with `isStretch` all rows up to it. */
  chooseRow(isStretch: boolean): void {
    const { row } = this.#grid.place;
    this.#set(isStretch ? extended(this.#selection, row) : toggled(this.#selection, row), this.#range);
  }

  /** Every cell of so many rows. */
  chooseAll(rows: number): void {
    const last = { row: rows - 1, column: (this.#grid.placed.length || 1) - 1 };
    this.#set(this.#selection, { from: { row: 0, column: 0 }, to: last });
  }

  endBlock(): void {
    if (this.#range !== undefined) this.#set(this.#selection, undefined);
  }

  clear(): void {
    this.#set(nothingSelected, undefined);
  }

  #set(selection: Selection, range: CellRange | undefined): void {
    this.#selection = selection;
    this.#range = range;
    this.#grid.requestUpdate();
  }
}
