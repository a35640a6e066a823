import type { Span } from "../../python/tree";
import { children, type Node, pathAt } from "../nodes";
import type { Script } from "../script/script";

/** Lines that can be folded into their first one, zero-based. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind?: "comment" | "imports";
}

const foldable = new Set([
  "FunctionDefinition",
  "ClassDefinition",
  "For",
  "While",
  "If",
  "With",
  "Try",
  "Match",
  "Call",
  "List",
  "Dict",
  "Set",
  "Tuple",
  "Comprehension",
  "Literal",
  "JoinedString",
]);

/** What can be folded: blocks, calls and lists over several lines, runs of comments and of imports. */
export function folds(script: Script, text: string): Fold[] {
  const lines = lineStarts(text);
  const pieces = script.read(text);
  const found = new Map<number, Fold>();
  const add = (fold: Fold): void => {
    const known = found.get(fold.startLine);
    if (fold.endLine > fold.startLine && (!known || known.endLine < fold.endLine)) found.set(fold.startLine, fold);
  };
  for (const [index, piece] of pieces.entries()) {
    if (piece.line === piece.endLine) continue;
    for (const { from, to } of script.fact("folds", index, () => spans(piece.parsed.statements))) {
      add({ startLine: lineOf(lines, piece.from + from), endLine: lineOf(lines, piece.from + to) });
    }
  }
  for (const run of runs(text.split("\n"), /^\s*#/)) add({ ...run, kind: "comment" });
  for (const run of runs(text.split("\n"), /^(?:import|from)\s/)) add({ ...run, kind: "imports" });
  return [...found.values()].sort((a, b) => a.startLine - b.startLine);
}

function spans(body: readonly Node[]): Span[] {
  const found: Span[] = [];
  const visit = (node: Node): void => {
    if (node.type !== undefined && foldable.has(node.type)) found.push({ from: node.from, to: node.to });
    for (const child of children(node)) visit(child);
  };
  for (const node of body) visit(node);
  return found;
}

function runs(lines: readonly string[], pattern: RegExp): Fold[] {
  const found: Fold[] = [];
  let start = -1;
  for (const [i, line] of [...lines, ""].entries()) {
    if (pattern.test(line)) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      if (i - 1 > start) found.push({ startLine: start, endLine: i - 1 });
      start = -1;
    }
  }
  return found;
}

/** The spans around an offset, the narrowest first: word, call, statement, script. */
export function selections(script: Script, text: string, offset: number): Span[] {
  const piece = script.read(text).find(({ from, to }) => from <= offset && offset <= to);
  const whole: Span = { from: 0, to: text.length };
  if (piece === undefined) return [whole];
  const path = pathAt({ body: piece.parsed.statements }, offset - piece.from);
  const own = path.map(({ from, to }) => ({ from: from + piece.from, to: to + piece.from }));
  const all = [...own.reverse(), { from: piece.from, to: piece.to }, whole];
  return all.filter((span, i) => i === 0 || span.from !== all[i - 1]?.from || span.to !== all[i - 1]?.to);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
