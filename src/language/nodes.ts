import type { Argument, Call, Comprehension, Span } from "../python/tree";

/** Any part of the tree. Parts without a `type` are told apart by their fields. */
export type Node = Span & { readonly type?: string };

/** The nodes around an offset, outermost first. A node touches the offset at its end as well. */
export function pathAt(module: { readonly body: readonly Node[] }, offset: number): Node[] {
  const path: Node[] = [];
  let level: readonly Node[] = module.body;
  for (;;) {
    // The last one that touches it: `a|.b` and `f(a)|` are the left node's, a following one starts further right.
    const next = level.findLast((node) => node.from <= offset && offset <= node.to);
    if (next === undefined) return path;
    path.push(next);
    level = children(next);
  }
}

/** The direct parts of a node, in the order of the text. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isRecord(value)) {
      if (isNode(value)) found.push(value);
      else Object.values(value).forEach(visit);
    }
  };
  for (const [key, value] of Object.entries(node)) if (!key.endsWith("Span")) visit(value);
  return found.sort((a, b) => a.from - b.from || a.to - b.to);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}

function isNode(value: Record<string, unknown>): value is Record<string, unknown> & Node {
  return typeof value.from === "number" && typeof value.to === "number";
}

export function isCall(node: Node): node is Call {
  return node.type === "Call";
}

export function isComprehension(node: Node): node is Comprehension {
  return node.type === "Comprehension";
}

export function isArgument(node: Node): node is Argument {
  return node.type === undefined && "star" in node;
}
