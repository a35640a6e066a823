/** Pixels that a pointer moves before a press becomes a drag. */
const slack = 5;

interface Drag {
  /** Called with the distance from where it began, in pixels. */
  readonly onMove: (dx: number, event: PointerEvent) => void;
  /** Called once it is over, where it ever became a drag. */
  readonly onEnd?: (dx: number) => void;
  /** A drag from the first pixel on. */
  readonly atOnce?: boolean;
}

/** Follows a pressed pointer until it is released, wherever it goes. A click that ends a drag is none. */
export function follow(start: PointerEvent, { onMove, onEnd, atOnce = false }: Drag): void {
  if (start.button !== 0) return;
  let isDrag = atOnce;
  let last = 0;
  const move = (event: PointerEvent): void => {
    const dx = event.clientX - start.clientX;
    if (!isDrag && Math.abs(dx) < slack && Math.abs(event.clientY - start.clientY) < slack) return;
    isDrag = true;
    last = dx;
    onMove(dx, event);
  };
  const end = (): void => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", end);
    window.removeEventListener("pointercancel", end);
    if (!isDrag) return;
    onEnd?.(last);
    const swallow = (event: Event): void => event.stopPropagation();
    window.addEventListener("click", swallow, { capture: true, once: true });
    // Where the pointer was released elsewhere, no click follows.
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
}
