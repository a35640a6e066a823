import type { DiagramRelation } from "../../src/protocol/diagram";
import type { Point } from "./geometry";

/** What stands at an end of a line. */
export type End = "one" | "maybe" | "many" | "parent" | "none";

/** The ends of a relation: at the model it points at, and at the one that declares it. */
export function endsOf({ kind, optional }: DiagramRelation): { readonly to: End; readonly from: End } {
  switch (kind) {
    case "fk":
      return { to: optional ? "maybe" : "one", from: "many" };
    case "o2o":
      return { to: optional ? "maybe" : "one", from: "maybe" };
    case "m2m":
      return { to: "many", from: "many" };
    default:
      return { to: "parent", from: "none" };
  }
}

const corner = 6;

/** A line through points, with its corners rounded. */
export function linePath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = [`M${text(first)}`];
  rest.forEach((point, index) => {
    const before = points[index] ?? first;
    const after = points[index + 2];
    if (after === undefined) {
      parts.push(`L${text(point)}`);
      return;
    }
    const radius = Math.min(corner, distance(before, point) / 2, distance(point, after) / 2);
    parts.push(`L${text(towards(point, before, radius))}Q${text(point)} ${text(towards(point, after, radius))}`);
  });
  return parts.join("");
}

/** The path of an end's mark. `tip` is where the line meets the box, `inner` the next point along the line. */
export function endPath(end: End, tip: Point, inner: Point): string {
  const length = Math.max(distance(tip, inner), 0.001);
  const [ux, uy] = [(inner.x - tip.x) / length, (inner.y - tip.y) / length];
  /** A point so far along the line, and so far beside it. */
  const at = (along: number, across: number): string =>
    text({ x: tip.x + ux * along - uy * across, y: tip.y + uy * along + ux * across });
  const bar = (along: number): string => `M${at(along, -5)}L${at(along, 5)}`;
  switch (end) {
    case "none":
      return "";
    case "many":
      return `M${at(11, 0)}L${at(0, -6)}M${at(11, 0)}L${at(0, 6)}`;
    case "one":
      return `${bar(6)}${bar(10)}`;
    case "maybe":
      return `${bar(6)}M${at(8, 0)}A3.5 3.5 0 1 1 ${at(15, 0)}A3.5 3.5 0 1 1 ${at(8, 0)}Z`;
    case "parent":
      return `M${at(0, 0)}L${at(11, -6.5)}L${at(11, 6.5)}Z`;
  }
}

function towards(from: Point, to: Point, length: number): Point {
  const share = length / Math.max(distance(from, to), 0.001);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function text({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
