import type { Expression, Lambda, Statement } from "../../python/tree";
import type { Around } from "../callee";
import { comprehensionNames } from "../infer/expressions";
import { type Scope, within } from "../infer/scope";
import { children, isComprehension, type Node } from "../nodes";
import { lambdaNames } from "../script/place";

/** Goes through an expression with the names that are known at each of its parts. */
export function walk(
  expression: Expression,
  scope: Scope,
  statement: Statement,
  visit: (node: Node, around: Around) => void,
): void {
  const step = (node: Node, above: readonly Node[], outer: Scope): void => {
    const path = [...above, node];
    visit(node, { path, scope: outer });
    let inner = outer;
    if (isComprehension(node)) inner = within(outer, comprehensionNames(node, outer));
    if (node.type === "Lambda") inner = within(outer, lambdaNames(node as Lambda, above, outer));
    for (const child of children(node)) step(child, path, inner);
  };
  step(expression, [statement], scope);
}
