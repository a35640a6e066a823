import { overlap, type Placement, type Rect } from "./geometry";
import type { Graph } from "./graph";
import type { Sizes } from "./layout";

/** Room that a line's end wants below it. */
const below = 8;

/**
 * The placement there was, for a graph of the same boxes and lines whose boxes are at most taller or shorter; undefined
 * where something would not fit, or where there is more to place.
 */
export function kept(graph: Graph, sizes: Sizes, before: Placement): Placement | undefined {
  if (graph.boxes.length !== before.boxes.size || graph.lines.length !== before.lines.size) return undefined;
  if (!graph.lines.every(({ id }) => before.lines.has(id))) return undefined;
  const points = [...before.lines.values()].flat();
  const boxes = new Map<string, Rect>();
  for (const { model } of graph.boxes) {
    const old = before.boxes.get(model.label);
    const size = sizes.get(model.label);
    // A wider box would cover its lines' ends.
    if (old === undefined || size === undefined || size.width > old.width) return undefined;
    const ends = points.filter(({ x, y }) => isOnSide(old, x, y)).map(({ y }) => y - old.y + below);
    boxes.set(model.label, { ...old, height: Math.max(size.height, ...ends) });
  }
  const all = [...boxes.values()];
  const collides = all.some((box, index) => all.slice(index + 1).some((other) => overlap(box, other)));
  return collides ? undefined : { ...before, boxes };
}

function isOnSide({ x, y, width, height }: Rect, atX: number, atY: number): boolean {
  const onSide = Math.abs(atX - x) < 1 || Math.abs(atX - x - width) < 1;
  return onSide && atY >= y && atY <= y + height;
}

/** How far to move the new picture so that what was looked at stays where it was: by a box that both have. */
export function shift(
  before: Placement,
  after: Placement,
  anchor: string | undefined,
): { readonly dx: number; readonly dy: number } {
  const labels = [...(anchor === undefined ? [] : [anchor]), ...before.boxes.keys()];
  const label = labels.find((each) => before.boxes.has(each) && after.boxes.has(each)) ?? "";
  const [old, now] = [before.boxes.get(label), after.boxes.get(label)];
  return old === undefined || now === undefined ? { dx: 0, dy: 0 } : { dx: old.x - now.x, dy: old.y - now.y };
}
