import type { Compare, Expression } from "../../python/tree";
import { type Problem, problem } from "./problem";

function isNone(node: Expression | undefined): boolean {
  return node?.type === "Literal" && node.kind === "none";
}

/** `x == None` asks the class of `x`; `x is None` is always meant. */
export function comparedWithNone({ operands, operators, from, to }: Compare): Problem[] {
  const at = operators.findIndex((operator, i) => {
    const none = isNone(operands[i]) || isNone(operands[i + 1]);
    return none && (operator === "==" || operator === "!=");
  });
  const left = operands[at];
  const right = operands[at + 1];
  if (at < 0 || !left || !right) return [];
  const word = operators[at] === "==" ? "is" : "is not";
  const fix = { title: `Compare with '${word}'`, edits: [{ from: left.to, to: right.from, text: ` ${word} ` }] };
  return [problem({ from, to }, "none-comparison", "hint", `Compare with None by '${word} None'.`, [fix])];
}
