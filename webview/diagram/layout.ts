import ELK, { type ELK as Elk, type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk-api.js";
import type { DiagramRelation } from "../../src/protocol/diagram";
import { centre, type Placement, type Point, type Rect } from "./geometry";
import type { Box, Graph } from "./graph";

/** The size of a box, by its model's label. */
export type Sizes = ReadonlyMap<string, { readonly width: number; readonly height: number }>;

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.randomSeed": "1",
  "elk.spacing.nodeNode": "32",
  "elk.spacing.edgeNode": "18",
  "elk.spacing.edgeEdge": "12",
  "elk.spacing.componentComponent": "48",
  "elk.layered.spacing.nodeNodeBetweenLayers": "64",
  "elk.layered.spacing.edgeNodeBetweenLayers": "26",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
} as const;

/** Room in an app's frame, with its name at the top. */
const framePadding = "[top=52,left=18,bottom=18,right=18]";

/** Arranges graphs in a worker, so that the page stays alive and the work can be stopped. */
export class Layout {
  readonly #workerUrl: string;
  #elk: Promise<Elk> | undefined;

  /** `workerUrl` is where the worker's script lies. */
  constructor(workerUrl: string) {
    this.#workerUrl = workerUrl;
  }

  /** Places boxes and lines. `shape` is the width that is wanted for a height of one. Rejects where `signal` aborts. */
  async place(graph: Graph, sizes: Sizes, shape: number, signal: AbortSignal): Promise<Placement> {
    this.#elk ??= this.#start();
    const elk = await this.#elk.catch((error: unknown) => {
      this.#elk = undefined;
      throw error;
    });
    signal.throwIfAborted();
    return await new Promise((resolve, reject) => {
      const onAbort = (): void => {
        // A worker cannot be asked to stop: it is ended, and the next graph starts another one.
        elk.terminateWorker();
        this.#elk = undefined;
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      elk
        .layout(elkGraph(graph, sizes, shape))
        .then((placed) => resolve(placement(placed, graph)), reject)
        .finally(() => signal.removeEventListener("abort", onAbort));
    });
  }

  async #start(): Promise<Elk> {
    const text = await (await fetch(this.#workerUrl)).blob();
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    return new ELK({ algorithms: ["layered", "rectpacking"], workerFactory: () => new Worker(url) });
  }
}

/** One picture of all, or a frame for each app where they are too many for one. */
function elkGraph(graph: Graph, sizes: Sizes, shape: number): ElkNode {
  const { boxes, lines } = graph;
  const node = ({ model }: Box): ElkNode => ({ id: model.label, ...sizes.get(model.label) });
  // The model that is pointed at stands left of those that point at it: it reads from the ones to the many.
  const edge = ({ id, from, to }: DiagramRelation): ElkExtendedEdge => ({ id, sources: [to], targets: [from] });
  if (!isGrouped(graph)) {
    const layoutOptions = { ...options, "elk.aspectRatio": String(shape) };
    return { id: "root", layoutOptions, children: boxes.map(node), edges: lines.map(edge) };
  }
  const apps = new Map<string, Box[]>();
  for (const box of boxes) apps.set(box.model.app, [...(apps.get(box.model.app) ?? []), box]);
  const layoutOptions = {
    "elk.algorithm": "rectpacking",
    "elk.aspectRatio": String(shape),
    "elk.spacing.nodeNode": "40",
  };
  const children = [...apps].map(([app, members]): ElkNode => {
    const labels = new Set(members.map(({ model }) => model.label));
    return {
      id: groupId(app),
      layoutOptions: { ...options, "elk.aspectRatio": "1.5", "elk.padding": framePadding },
      children: members.map(node),
      edges: lines.filter(({ from, to }) => labels.has(from) && labels.has(to)).map(edge),
    };
  });
  // The largest first: small ones fill what they leave.
  children.sort((x, y) => (y.children?.length ?? 0) - (x.children?.length ?? 0));
  return { id: "root", layoutOptions, children };
}

/** More boxes than this in one picture is a thicket. */
const mostInOne = 40;

function isGrouped({ boxes }: Graph): boolean {
  return boxes.length > mostInOne && new Set(boxes.map(({ model }) => model.app)).size > 1;
}

function groupId(app: string): string {
  return `app ${app}`;
}

function placement(root: ElkNode, graph: Graph): Placement {
  const boxes = new Map<string, Rect>();
  const lines = new Map<string, readonly Point[]>();
  const groups = new Map<string, Rect>();
  const take = (parent: ElkNode, dx: number, dy: number): void => {
    for (const edge of parent.edges ?? []) lines.set(edge.id, pointsOf(edge, dx, dy));
    for (const child of parent.children ?? []) {
      const { id, x = 0, y = 0, width = 0, height = 0 } = child;
      const place = { x: x + dx, y: y + dy, width, height };
      if (child.children === undefined) boxes.set(id, place);
      else {
        groups.set(id.slice(groupId("").length), place);
        take(child, place.x, place.y);
      }
    }
  };
  take(root, 0, 0);
  // Lines between apps go straight, from side to side.
  for (const { id, from, to } of graph.lines) {
    const [start, end] = [boxes.get(to), boxes.get(from)];
    if (!lines.has(id) && start !== undefined && end !== undefined) lines.set(id, across(start, end));
  }
  return { boxes, lines, groups };
}

function pointsOf({ sections = [] }: ElkExtendedEdge, dx: number, dy: number): readonly Point[] {
  return sections
    .flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])
    .map(({ x, y }) => ({ x: x + dx, y: y + dy }));
}

/** A line between two boxes of different apps: out at the side, over, and in at the side. */
function across(start: Rect, end: Rect): readonly Point[] {
  const out = 18;
  const [a, b] = [centre(start), centre(end)];
  const leftToRight = b.x >= a.x;
  const from = { x: leftToRight ? start.x + start.width : start.x, y: a.y };
  const to = { x: leftToRight ? end.x : end.x + end.width, y: b.y };
  const sign = leftToRight ? 1 : -1;
  return [from, { x: from.x + sign * out, y: from.y }, { x: to.x - sign * out, y: to.y }, to];
}

/** Where nothing was arranged: rows of boxes, in the order of the models, without lines. */
export function rowsOf({ boxes }: Graph, sizes: Sizes, shape: number): Placement {
  const gap = 32;
  const area = [...sizes.values()].reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const wide = Math.sqrt(area * shape);
  const placed = new Map<string, Rect>();
  let [x, y, tallest] = [0, 0, 0];
  for (const { model } of boxes) {
    const { width, height } = sizes.get(model.label) ?? { width: 120, height: 30 };
    if (x > 0 && x + width > wide) [x, y, tallest] = [0, y + tallest + gap, 0];
    placed.set(model.label, { x, y, width, height });
    x += width + gap;
    tallest = Math.max(tallest, height);
  }
  return { boxes: placed, lines: new Map(), groups: new Map() };
}
