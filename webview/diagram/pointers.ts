import type { Point } from "./geometry";

interface Moves {
  /** A drag, by so much on the screen. */
  readonly pan: (dx: number, dy: number) => void;
  /** A pinch or a turn of the wheel, about a place on the screen. */
  readonly zoom: (factor: number, at: Point) => void;
  /** A press that was no drag, on whatever was there. */
  readonly press: (target: Element, event: PointerEvent) => void;
}

/** Movements below this many pixels are a press, not a drag. */
const still = 4;

/** Drags, pinches and wheel turns on the drawing. */
export class Pointers {
  readonly #surface: SVGSVGElement;
  readonly #moves: Moves;
  readonly #down = new Map<number, Point>();
  #travelled = 0;
  #target: Element | undefined;

  constructor(surface: SVGSVGElement, moves: Moves) {
    this.#surface = surface;
    this.#moves = moves;
    surface.addEventListener("pointerdown", this.#onDown);
    surface.addEventListener("pointermove", this.#onMove);
    surface.addEventListener("pointerup", this.#onUp);
    surface.addEventListener("pointercancel", this.#onUp);
    surface.addEventListener("wheel", this.#onWheel, { passive: false });
  }

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    if (this.#down.size === 0) {
      this.#travelled = 0;
      this.#target = event.target instanceof Element ? event.target : undefined;
    }
    this.#down.set(event.pointerId, this.#place(event));
  };

  readonly #onMove = (event: PointerEvent): void => {
    const before = this.#down.get(event.pointerId);
    if (before === undefined) return;
    const now = this.#place(event);
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    this.#travelled += Math.hypot(dx, dy);
    this.#down.set(event.pointerId, now);
    if (this.#travelled < still) return;
    // Only a drag takes the pointer: a press must stay the box's own.
    if (!this.#surface.hasPointerCapture(event.pointerId)) this.#surface.setPointerCapture(event.pointerId);
    const other = [...this.#down].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) {
      this.#surface.classList.add("dragging");
      this.#moves.pan(dx, dy);
      return;
    }
    const factor = distance(now, other) / Math.max(1, distance(before, other));
    this.#moves.zoom(factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  };

  readonly #onUp = (event: PointerEvent): void => {
    const wasDown = this.#down.delete(event.pointerId);
    this.#surface.classList.remove("dragging");
    const target = this.#target;
    if (!wasDown || this.#down.size > 0 || target === undefined) return;
    this.#target = undefined;
    if (event.type === "pointerup" && this.#travelled < still) this.#moves.press(target, event);
  };

  readonly #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    if (event.shiftKey) {
      this.#moves.pan(-(event.deltaX || event.deltaY), 0);
      return;
    }
    // A pinch on a touchpad comes as a wheel with the control key; its steps are finer.
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 24 : event.deltaY;
    this.#moves.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0016)), this.#place(event));
  };

  #place(event: MouseEvent): Point {
    const { left, top } = this.#surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
