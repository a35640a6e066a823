import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
  type VirtualizerOptions,
} from "@tanstack/virtual-core";

/** Height of a row, in pixels. */
export const rowHeight = 24;
/** Height of the headings above the rows. */
export const headHeight = 26;

/** Browsers lay out no element much taller than this many rows: of more, this many are laid out at a time. */
export const mostRows = 1_000_000;

/** The rows that are in sight, and those around them. Where there are too many to lay out, a part of them that moves along. */
export class RowWindow {
  readonly #virtualizer: Virtualizer<HTMLElement, Element>;
  readonly #options: Omit<VirtualizerOptions<HTMLElement, Element>, "count" | "rangeExtractor">;
  readonly #unmount: () => void;
  readonly #scroller: HTMLElement;
  #count = -1;
  #active = 0;
  /** The row that the laid out part begins with. */
  #base = 0;

  constructor(scroller: HTMLElement, onChange: () => void) {
    this.#scroller = scroller;
    this.#options = {
      getScrollElement: () => scroller,
      estimateSize: () => rowHeight,
      paddingStart: headHeight,
      scrollPaddingStart: headHeight,
      overscan: 10,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange,
    };
    this.#virtualizer = new Virtualizer({ ...this.#options, count: 0 });
    this.#unmount = this.#virtualizer._didMount();
  }

  get rows(): readonly { readonly index: number; readonly top: number }[] {
    const base = this.#base;
    return this.#virtualizer.getVirtualItems().map(({ index, start }) => ({ index: base + index, top: start }));
  }

  get height(): number {
    return this.#virtualizer.getTotalSize();
  }

  /** The row that is in sight whole and nearest to one. */
  inSight(row: number): number {
    const first = this.#base + Math.ceil(this.#scroller.scrollTop / rowHeight);
    return Math.max(0, Math.min(Math.max(row, first), first + this.pageRows, this.#count - 1));
  }

  get pageRows(): number {
    return Math.max(1, Math.floor((this.#scroller.clientHeight - headHeight) / rowHeight) - 1);
  }

  /** Takes over the number of rows and the active one; true where that changes what is shown. */
  update(count: number, active: number): boolean {
    const changed = count !== this.#count || active !== this.#active;
    if (count < this.#base) this.#base = 0;
    this.#count = count;
    this.#active = active;
    if (changed) this.#layOut();
    this.#virtualizer._willUpdate();
    return this.#follow() || changed;
  }

  reveal(row: number): void {
    if (row < this.#base || row >= this.#base + mostRows) {
      this.#base = this.#baseAround(row);
      this.#layOut();
    }
    this.#virtualizer.scrollToIndex(row - this.#base, { align: "auto" });
  }

  dispose(): void {
    this.#unmount();
  }

  #layOut(): void {
    const count = Math.max(0, Math.min(this.#count - this.#base, mostRows));
    this.#virtualizer.setOptions({ ...this.#options, count, rangeExtractor: keeping(this.#active - this.#base) });
  }

  /** The laid out part moves along when one scrolls to its edge and there are rows beyond. */
  #follow(): boolean {
    if (this.#count <= mostRows) return false;
    // Not what the virtualizer last heard of: it hears of a scroll only after this one.
    const { scrollTop, clientHeight } = this.#scroller;
    const start = Math.floor(scrollTop / rowHeight);
    const isAtEnd = start + clientHeight / rowHeight >= mostRows && this.#base + mostRows < this.#count;
    if (!isAtEnd && !(start === 0 && this.#base > 0)) return false;
    const first = this.#base + start;
    const offset = scrollTop - start * rowHeight;
    this.#base = this.#baseAround(first);
    this.#layOut();
    this.#scroller.scrollTop = (first - this.#base) * rowHeight + offset;
    return true;
  }

  #baseAround(row: number): number {
    const round = Math.floor((row - mostRows / 2) / 1000) * 1000;
    return Math.max(0, Math.min(round, this.#count - mostRows));
  }
}

/** The active row stays rendered when it is scrolled away, so that it keeps the focus. A new one each time: the virtualizer compares. */
function keeping(active: number): (range: Range) => number[] {
  return (range) => {
    const shown = defaultRangeExtractor(range);
    return active < 0 || active >= range.count || shown.includes(active)
      ? shown
      : [...shown, active].sort((a, b) => a - b);
  };
}
