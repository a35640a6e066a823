import { centre, type Placement } from "./geometry";
import { type Graph, linkedTo } from "./graph";

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** Where an arrow key leads from a model: along a relation where one leads that way, else to the nearest box there. */
export function neighbour(graph: Graph, placement: Placement, from: string, direction: Direction): string | undefined {
  const linked = linkedTo(graph, from);
  const others = [...placement.boxes.keys()].filter((label) => label !== from);
  const related = others.filter((label) => linked.has(label));
  return nearest(placement, from, direction, related) ?? nearest(placement, from, direction, others);
}

function nearest(
  { boxes }: Placement,
  from: string,
  direction: Direction,
  labels: readonly string[],
): string | undefined {
  const start = boxes.get(from);
  if (start === undefined) return undefined;
  const { x, y } = centre(start);
  const isAcross = direction === "ArrowLeft" || direction === "ArrowRight";
  const sign = direction === "ArrowLeft" || direction === "ArrowUp" ? -1 : 1;
  let best: { readonly label: string; readonly cost: number } | undefined;
  for (const label of labels) {
    const box = boxes.get(label);
    if (box === undefined) continue;
    const to = centre(box);
    const ahead = sign * (isAcross ? to.x - x : to.y - y);
    const aside = Math.abs(isAcross ? to.y - y : to.x - x);
    // What lies more to the side than ahead belongs to another key.
    if (ahead <= 1 || aside > ahead * 2.5) continue;
    const cost = ahead + aside * 2;
    if (best === undefined || cost < best.cost) best = { label, cost };
  }
  return best?.label;
}

/** The models in reading order: by columns as they stand, each from top to bottom. */
export function inOrder({ boxes }: Placement): readonly string[] {
  return [...boxes].sort(([, a], [, b]) => a.x - b.x || a.y - b.y).map(([label]) => label);
}
