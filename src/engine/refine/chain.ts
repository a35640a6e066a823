import { parseStatement, splitStatements } from "../../python/parse";
import type { Argument, Attribute, Call, Expression } from "../../python/tree";

/** One call of a chain: `.filter(…)` with the places of its parts in the text. */
export interface Step {
  readonly name: string;
  readonly args: readonly Argument[];
  /** From before its dot to behind its closing parenthesis. */
  readonly from: number;
  readonly to: number;
  readonly argsFrom: number;
  readonly argsTo: number;
}

/** A statement that is one expression, as a chain of calls. */
export interface Chain {
  readonly text: string;
  /** The last calls, in order, back to the first thing that is none. */
  readonly steps: readonly Step[];
  /** Where the expression begins and ends in the text. */
  readonly from: number;
  readonly to: number;
  /** A call cannot be written behind it without parentheses around it. */
  readonly isOpen: boolean;
  /** What the chain hangs on is a plain name or attribute: `Album.objects`. */
  readonly endsInName: boolean;
}

const closed = new Set<Expression["type"]>(["Name", "Attribute", "Call", "Subscript", "Missing"]);

/** The chain of a text's only expression; null where the text is anything else, or cannot be read. */
export function chainOf(text: string): Chain | null {
  const [piece, ...more] = splitStatements(text);
  if (piece === undefined || more.length > 0) return null;
  const { statements, diagnostics } = parseStatement(text, piece);
  const [statement, ...others] = statements;
  if (diagnostics.length > 0 || others.length > 0 || statement?.type !== "ExpressionStatement") return null;
  const { value } = statement;
  const steps: Step[] = [];
  let node: Expression = value;
  while (isMethodCall(node)) {
    steps.unshift(stepOf(text, node, node.callee));
    node = node.callee.value;
  }
  // Parentheses around the whole have no node of their own: what is written at the inner end stays inside of them.
  const { from, to } = inner(text, value);
  const endsInName = value.type === "Name" || value.type === "Attribute";
  if (closed.has(value.type)) return { text, steps, from, to, isOpen: false, endsInName };
  const around = parenthesesAround(text, from, to);
  return { text, steps, ...(around ?? { from, to }), isOpen: around === null, endsInName };
}

/** The parentheses that a whole expression stands in, where it does. */
function parenthesesAround(text: string, from: number, to: number): { from: number; to: number } | null {
  const open = text.slice(0, from).trimEnd().length - 1;
  const close = to + (text.slice(to).length - text.slice(to).trimStart().length);
  return text.charAt(open) === "(" && text.charAt(close) === ")" ? { from: open, to: close + 1 } : null;
}

function isMethodCall(node: Expression): node is Call & { readonly callee: Attribute } {
  return node.type === "Call" && node.callee.type === "Attribute";
}

function stepOf(text: string, call: Call, { name, nameSpan }: Attribute): Step {
  const dot = text.lastIndexOf(".", nameSpan.from);
  let from = dot;
  while (from > 0 && /[\s\\]/.test(text.charAt(from - 1))) from--;
  const { argsSpan } = call;
  return { name, args: call.args, from, to: argsSpan.to, argsFrom: argsSpan.from + 1, argsTo: argsSpan.to - 1 };
}

/** An expression's own extent, where its node has that of the parentheses around it. */
function inner(text: string, value: Expression): { from: number; to: number } {
  if (value.type === "Call") return { from: value.from, to: Math.min(value.to, value.argsSpan.to) };
  if (value.type === "Attribute") return { from: value.from, to: Math.min(value.to, value.nameSpan.to) };
  const whole = text.slice(value.from, value.to);
  return { from: value.from, to: value.from + whole.trimEnd().length };
}
