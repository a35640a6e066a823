import type { Place } from "./gridKeys";
import { type Position, recallPosition, rememberPosition } from "./position";

/** Brings a person back to where they were in a result before its page was hidden, and remembers where they are. */
export class Returning {
  readonly #id: string;
  readonly #before: Position | undefined;
  #isDue: boolean;
  /** How far the grid could be scrolled, where that is not as far as it was. */
  #reached: number | undefined;

  constructor(id: string) {
    this.#id = id;
    this.#before = recallPosition(id);
    this.#isDue = this.#before !== undefined;
  }

  /** Rows that were known then. */
  get rows(): number {
    return this.#before?.rows ?? 0;
  }

  get place(): Place {
    return { row: this.#before?.row ?? 0, column: this.#before?.column ?? 0 };
  }

  /** The grid is not yet where it was. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Scrolls to where the grid was, once its rows are laid out. */
  go(scroller: HTMLElement): void {
    this.#isDue = false;
    const { top = 0, left = 0 } = this.#before ?? {};
    scroller.scrollTo({ top, left });
    this.#reached = scroller.scrollTop < Math.floor(top) ? scroller.scrollTop : undefined;
  }

  /** The grid has another size. What is pending takes its room below it late, and more can be scrolled past then. */
  resized(scroller: HTMLElement): void {
    if (this.#reached !== undefined) this.go(scroller);
  }

  /** The grid was scrolled: by a person, unless it is where `go` brought it. */
  scrolled({ scrollTop }: HTMLElement): void {
    if (scrollTop !== this.#reached) this.#reached = undefined;
  }

  /** Remembers where a person is; `rows` are known. */
  remember({ scrollTop: top, scrollLeft: left }: Element, place: Place, rows: number): void {
    if (!this.#isDue && this.#reached === undefined) rememberPosition({ id: this.#id, ...place, top, left, rows });
  }
}
