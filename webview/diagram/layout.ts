import ELK, { type ELK as Elk, type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk-api.js";
import type { Placement, Point, Rect } from "./geometry";
import type { Graph } from "./graph";

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
        .then((placed) => resolve(placement(placed)), reject)
        .finally(() => signal.removeEventListener("abort", onAbort));
    });
  }

  async #start(): Promise<Elk> {
    const text = await (await fetch(this.#workerUrl)).blob();
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    return new ELK({ algorithms: ["layered"], workerFactory: () => new Worker(url) });
  }
}

/** The model that is pointed at stands left of those that point at it: the picture reads from the ones to the many. */
function elkGraph({ boxes, lines }: Graph, sizes: Sizes, shape: number): ElkNode {
  return {
    id: "root",
    layoutOptions: { ...options, "elk.aspectRatio": String(shape) },
    children: boxes.map(({ model }) => ({ id: model.label, ...sizes.get(model.label) })),
    edges: lines.map(({ id, from, to }) => ({ id, sources: [to], targets: [from] })),
  };
}

function placement(root: ElkNode): Placement {
  const boxes = (root.children ?? []).map(({ id, x = 0, y = 0, width = 0, height = 0 }): [string, Rect] => {
    return [id, { x, y, width, height }];
  });
  return { boxes: new Map(boxes), lines: new Map((root.edges ?? []).map((edge) => [edge.id, pointsOf(edge)])) };
}

function pointsOf({ sections = [] }: ElkExtendedEdge): readonly Point[] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
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
  return { boxes: placed, lines: new Map() };
}
