import { nothing, type TemplateResult } from "lit";
import type { Cell, ResultHandle } from "../../src/protocol/results";
import type { CellDetail } from "../../src/protocol/rows";
import type { Host } from "../port";
import type { Placed } from "./arrange";
import type { Place } from "./gridKeys";
import { type Opened, openedView } from "./opened";

/** What the details need of their grid. */
export interface DetailedGrid {
  readonly host?: Host | undefined;
  readonly handle?: ResultHandle | undefined;
  readonly place: Place;
  readonly placed: readonly Placed[];
  /** Rows that are shown, new ones among them. */
  readonly shownRows: number;
  rowAt(row: number): readonly Cell[] | undefined;
  relatedText(cell: Cell | undefined, column: number): string | undefined;
  detailAt(place: Place): Promise<CellDetail | undefined>;
  followTo(place: Place): void;
  goTo(place: Place): void;
  show(place: Place): void;
  requestUpdate(): void;
}

/** What is open beside the grid: a cell, or a row. */
export class Details {
  readonly #grid: DetailedGrid;
  #opened: Opened | undefined;

  constructor(grid: DetailedGrid) {
    this.#grid = grid;
  }

  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  async openCell(place: Place): Promise<void> {
    if (place.row < 0) return;
    const whole = await this.#grid.detailAt(place);
    if (whole !== undefined) this.#set({ ...place, whole });
  }

  openRow(): void {
    const { shownRows, place } = this.#grid;
    if (shownRows > 0) this.#set({ row: Math.max(0, place.row) });
  }

  close(): void {
    this.#opened = undefined;
    this.#grid.goTo(this.#grid.place);
  }

  view(): TemplateResult | typeof nothing {
    const opened = this.#opened;
    const { handle, host, placed } = this.#grid;
    if (opened === undefined || handle === undefined) return nothing;
    const { columns } = handle;
    const cells = this.#grid.rowAt(opened.row);
    const labels = columns.map((_, index) => this.#grid.relatedText(cells?.[index], index));
    const index = "whole" in opened ? (placed[opened.column]?.index ?? 0) : 0;
    return openedView(
      opened,
      { columns, cells, labels, index },
      {
        close: () => this.close(),
        step: (by) => this.#step(opened.row + by),
        copy: (text) => void host?.call("copy", { text }),
        follow: () => "whole" in opened && this.#grid.followTo(opened),
      },
    );
  }

  #step(to: number): void {
    const row = Math.max(0, Math.min(this.#grid.shownRows - 1, to));
    this.#set({ row });
    this.#grid.show({ row, column: Math.max(0, this.#grid.place.column) });
  }

  #set(opened: Opened): void {
    this.#opened = opened;
    this.#grid.requestUpdate();
  }
}
