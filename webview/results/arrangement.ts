import { type ColumnLayout, keysOf, layoutKey } from "../../src/protocol/refine";
import type { Cell, ResultHandle } from "../../src/protocol/results";
import type { Host } from "../port";
import { type Placed, placeColumns, plainLayout, resized } from "./arrange";
import { ColumnSheet } from "./columnSheet";
import { columnWidths, growingColumn, numberColumns } from "./columns";
import { columnsInSight, type Slot, type Stretch, slotsOf } from "./columnWindow";

/** Pixels beside a cell's text, and of its line. */
const padding = 17;
/** Milliseconds after the last change before it is remembered. */
const pause = 300;

/** What was arranged in this page: it may be on its way to the extension while rows come with what was before. */
const arranged = new Map<string, ColumnLayout>();

let count = 0;

/** The columns of one grid: which are shown where, how wide, and which of them are in sight. */
export class Arrangement {
  /** Class of the grid's element. */
  readonly scope = `grid-${++count}`;
  readonly #host: Host;
  readonly #handle: ResultHandle;
  readonly #onChange: () => void;
  readonly #sheet = new ColumnSheet(this.scope);
  readonly keys: readonly string[];
  readonly #key: string;
  #layout: ColumnLayout;
  #characters: readonly number[];
  #numbers: readonly boolean[] = [];
  #character = 7;
  #available = 0;
  #scrolled = 0;
  #placed: readonly Placed[] = [];
  #stretch: Stretch = { first: 0, last: -1 };
  #slots: readonly Slot[] = [];
  /** The columns that the slots are of. */
  #slotsOf: readonly Placed[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, handle: ResultHandle, onChange: () => void) {
    this.#host = host;
    this.#handle = handle;
    this.#key = layoutKey(handle);
    this.#layout = arranged.get(this.#key) ?? handle.layout ?? plainLayout;
    this.#onChange = onChange;
    this.keys = keysOf(handle.columns);
    this.#characters = columnWidths(handle.columns, []);
    this.#place();
  }

  get placed(): readonly Placed[] {
    return this.#placed;
  }

  /** What stands in a row; the same as long as nothing of it changes. */
  get slots(): readonly Slot[] {
    return this.#slots;
  }

  get stretch(): Stretch {
    return this.#stretch;
  }

  get layout(): ColumnLayout {
    return this.#layout;
  }

  get width(): number {
    const last = this.#placed.at(-1);
    return last === undefined ? 0 : last.left + last.width;
  }

  isNumber(index: number): boolean {
    return this.#numbers[index] === true;
  }

  /** Takes the widths of what stands in the first rows. */
  learn(rows: readonly (readonly Cell[])[]): void {
    this.#numbers = numberColumns(this.#handle.columns, rows);
    this.#characters = columnWidths(this.#handle.columns, rows);
    this.#place();
  }

  /** It knows how wide the grid is. */
  get isMeasured(): boolean {
    return this.#available > 0;
  }

  /** Takes over the grid's size and the width of a character in it; true where that moves a column. */
  measure(scroller: HTMLElement): boolean {
    const available = scroller.clientWidth;
    const character = characterWidth(scroller);
    if (available === this.#available && character === this.#character) return false;
    this.#available = available;
    this.#character = character;
    this.#place();
    return true;
  }

  /** Follows a scroll; true where other columns come into sight. */
  scroll(scrolled: number): boolean {
    this.#scrolled = scrolled;
    const { first, last } = this.#stretch;
    const stretch = columnsInSight(this.#placed, scrolled, this.#available);
    if (first === stretch.first && last === stretch.last && this.#slotsOf === this.#placed) return false;
    this.#stretch = stretch;
    this.#slotsOf = this.#placed;
    this.#slots = slotsOf(this.#placed, stretch);
    return true;
  }

  /** Shows another layout and remembers it. */
  change(layout: ColumnLayout): void {
    this.#layout = layout;
    arranged.set(this.#key, layout);
    this.#place();
    this.#onChange();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), pause);
  }

  widen(key: string, width: number | undefined): void {
    this.change(resized(this.#layout, key, width));
  }

  dispose(): void {
    if (this.#timer !== undefined) this.#keep();
    this.#sheet.dispose();
  }

  #place(): void {
    const widths = this.#characters.map((length) => Math.ceil(length * this.#character) + padding);
    const growing = growingColumn(this.#handle.columns.map((_, index) => this.isNumber(index)));
    this.#placed = placeColumns(this.keys, this.#layout, widths, this.#available, growing);
    this.#sheet.write(this.#placed);
    this.scroll(this.#scrolled);
  }

  #keep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#host.call("keepColumns", { key: this.#key, layout: this.#layout }).catch(() => undefined);
  }
}

const context = document.createElement("canvas").getContext("2d");

function characterWidth(element: HTMLElement): number {
  // The shorthand is empty where a font has features of its own.
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  if (context === null) return 7;
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  return context.measureText("0").width;
}
