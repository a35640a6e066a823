import type { Effect } from "../../src/protocol/results";

/** An effect by its place in the preview, and those that its rows led to. */
export interface CauseNode {
  readonly index: number;
  readonly effect: Effect;
  readonly children: readonly CauseNode[];
}

/** What led to what: an effect stands under that of the model whose rows caused it. */
export function causeTree(effects: readonly Effect[]): readonly CauseNode[] {
  const parents = effects.map((_, index) => parentOf(effects, index));
  const node = (index: number, above: ReadonlySet<number>): CauseNode[] => {
    const effect = effects[index];
    if (effect === undefined || above.has(index)) return [];
    const path = new Set([...above, index]);
    const children = parents.flatMap((parent, child) => (parent === index ? node(child, path) : []));
    return [{ index, effect, children }];
  };
  return effects.flatMap((_, index) => (isTop(parents, index) ? node(index, new Set()) : []));
}

/** The places of an effect and of all that stand under it. */
export function placesOf({ index, children }: CauseNode): readonly number[] {
  return [index, ...children.flatMap(placesOf)];
}

function parentOf(effects: readonly Effect[], index: number): number | undefined {
  const origin = effects[index]?.origin;
  if (origin === undefined) return undefined;
  const found = effects.flatMap(({ model }, other) => (model === origin.model && other !== index ? [other] : []));
  // What a row led to is deleted with it, as a rule; and what comes before it is nearer to the statement.
  return found.find((other) => effects[other]?.action === "delete") ?? found[0];
}

/** True for an effect that none led to, and for the first of a ring in which each led to the next. */
function isTop(parents: readonly (number | undefined)[], index: number): boolean {
  const seen = new Set<number>();
  for (let at: number | undefined = index; at !== undefined && !seen.has(at); at = parents[at]) seen.add(at);
  const last = [...seen].at(-1);
  const ring = last === undefined ? undefined : parents[last];
  if (ring === undefined) return parents[index] === undefined;
  const members = [...seen].slice([...seen].indexOf(ring));
  return index === Math.min(...members);
}
