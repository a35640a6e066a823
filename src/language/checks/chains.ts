import type { Attribute, Call } from "../../python/tree";
import { isCall, type Node } from "../nodes";

/** The calls on the result of a call, one after the other: `.order_by(…)` and `.count()` behind `.filter(…)`. */
export function callsAbove(call: Call, path: readonly Node[]): Call[] {
  const found: Call[] = [];
  let below: Node = call;
  for (let i = path.indexOf(call) - 1; i >= 0; i--) {
    const node = path[i];
    if (node === undefined) break;
    if (isCall(node) && node.callee === below) found.push(node);
    else if (!(node.type === "Attribute" && (node as Attribute).value === below) && node.type !== "Subscript") break;
    below = node;
  }
  return found;
}
