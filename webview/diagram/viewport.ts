import type { Point, Rect } from "./geometry";

/** What part of the drawing is seen: a point of it stands on the screen at `scale` times itself plus `x`, `y`. */
export interface Viewport extends Point {
  readonly scale: number;
}

const least = 0.04;
const most = 3;

/** Zooms by a factor so that what is under `at` (a place on the screen) stays there. */
export function zoomed(view: Viewport, factor: number, at: Point): Viewport {
  const scale = Math.min(most, Math.max(least, view.scale * factor));
  const share = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * share, y: at.y - (at.y - view.y) * share };
}

export function panned(view: Viewport, dx: number, dy: number): Viewport {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** A small picture is shown a little larger than life, as there is room. */
const largest = 1.25;

/** The whole of `content` in the middle of a screen of this size. */
export function fitting(content: Rect, width: number, height: number, margin = 28): Viewport {
  const across = (width - 2 * margin) / Math.max(content.width, 1);
  const down = (height - 2 * margin) / Math.max(content.height, 1);
  const scale = Math.max(least, Math.min(largest, across, down));
  return {
    scale,
    x: (width - content.width * scale) / 2 - content.x * scale,
    y: (height - content.height * scale) / 2 - content.y * scale,
  };
}

/** Brings a box into the middle, large enough to be read. */
export function centredOn(view: Viewport, { x, y, width, height }: Rect, screen: Rect, readable = 0.7): Viewport {
  const scale = Math.max(view.scale, readable);
  return {
    scale,
    x: screen.width / 2 - (x + width / 2) * scale,
    y: screen.height / 2 - (y + height / 2) * scale,
  };
}

/** Moves just so far that a box is in sight. */
export function inSight(view: Viewport, box: Rect, screen: Rect, margin = 24): Viewport {
  const left = box.x * view.scale + view.x;
  const top = box.y * view.scale + view.y;
  const [width, height] = [box.width * view.scale, box.height * view.scale];
  return panned(view, into(left, width, screen.width, margin), into(top, height, screen.height, margin));
}

function into(start: number, length: number, room: number, margin: number): number {
  if (start < margin) return margin - start;
  const over = start + length - (room - margin);
  return over > 0 ? -Math.min(over, start - margin) : 0;
}
