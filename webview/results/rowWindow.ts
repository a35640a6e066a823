import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
  type VirtualizerOptions,
} from "@tanstack/virtual-core";

const rowHeight = 24;
const headHeight = 26;

/** Browsers lay out no element much taller than this many rows. */
export const mostRows = 1_000_000;

/** The rows that are in sight, and those around them. */
export class RowWindow {
  readonly #virtualizer: Virtualizer<HTMLElement, Element>;
  readonly #options: Omit<VirtualizerOptions<HTMLElement, Element>, "count" | "rangeExtractor">;
  readonly #unmount: () => void;
  readonly #scroller: HTMLElement;
  #count = -1;
  #active = 0;

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
    return this.#virtualizer.getVirtualItems().map(({ index, start }) => ({ index, top: start }));
  }

  get height(): number {
    return this.#virtualizer.getTotalSize();
  }

  get pageRows(): number {
    return Math.max(1, Math.floor((this.#scroller.clientHeight - headHeight) / rowHeight) - 1);
  }

  /** Takes over the number of rows and the active one; true where that changes what is shown. */
  update(count: number, active: number): boolean {
    const changed = count !== this.#count || active !== this.#active;
    this.#count = count;
    this.#active = active;
    if (changed) this.#virtualizer.setOptions({ ...this.#options, count, rangeExtractor: keeping(active) });
    this.#virtualizer._willUpdate();
    return changed;
  }

  reveal(row: number): void {
    this.#virtualizer.scrollToIndex(row, { align: "auto" });
  }

  dispose(): void {
    this.#unmount();
  }
}

/** The active row stays rendered when it is scrolled away, so that it keeps the focus. A new one each time: the virtualizer compares. */
function keeping(active: number): (range: Range) => number[] {
  return (range) => {
    const shown = defaultRangeExtractor(range);
    return active >= range.count || shown.includes(active) ? shown : [...shown, active].sort((a, b) => a - b);
  };
}
