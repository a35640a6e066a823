import type { ParsedStatement } from "../../python/parse";
import type { Expression, Lambda, Literal } from "../../python/tree";
import { elementOf } from "../infer/elements";
import { comprehensionNames } from "../infer/expressions";
import { bindOpenParameters } from "../infer/parameters";
import { infer, Layer, type Scope, within } from "../infer/scope";
import { isCall, isComprehension, type Node, pathAt } from "../nodes";
import type { Names } from "../types";
import type { Script } from "./script";

/** A place in one statement of a script with everything that is known there. Offsets are those of the statement's text. */
export interface Place {
  /** The statement's own text. */
  readonly text: string;
  readonly offset: number;
  /** Where the statement begins in the script. */
  readonly base: number;
  readonly parsed: ParsedStatement | undefined;
  /** The nodes around the place, outermost first. */
  readonly path: readonly Node[];
  readonly scope: Scope;
}

/** Reads the script and looks at one place of it. Between statements nothing is around it. */
export function placeAt(script: Script, text: string, offset: number): Place {
  const pieces = script.read(text);
  const index = pieces.findLastIndex(({ from, to }) => from <= offset && offset <= to);
  const piece = pieces[index];
  if (piece === undefined) {
    const next = pieces.findIndex(({ from }) => from > offset);
    const scope = script.scopeBefore(next < 0 ? pieces.length : next);
    return { text: "", offset: 0, base: offset, parsed: undefined, path: [], scope };
  }
  const at = offset - piece.from;
  const path = pathAt({ body: piece.parsed.statements }, at);
  const scope = scopeIn(path, script.scopeAt(index, at));
  return { text: piece.text, offset: at, base: piece.from, parsed: piece.parsed, path, scope };
}

/** The scope inside comprehensions and lambdas of a path. */
function scopeIn(path: readonly Node[], outer: Scope): Scope {
  let scope = outer;
  for (const [i, node] of path.entries()) {
    if (isComprehension(node)) scope = within(scope, comprehensionNames(node, scope));
    if (node.type === "Lambda") scope = within(scope, lambdaNames(node as Lambda, path.slice(0, i), scope));
  }
  return scope;
}

/** A lambda's parameters: `sorted(albums, key=lambda album: …)` gives it the albums one by one. */
export function lambdaNames(node: Lambda, above: readonly Node[], scope: Scope): Names {
  const names = new Layer(scope.names);
  bindOpenParameters(node.parameters, names, scope);
  const call = above.findLast(isCall);
  const [first] = node.parameters;
  if (!call || !first) return names;
  const source = sourceOf(
    call.callee,
    call.args.map(({ value }) => value).filter((value) => value !== node),
  );
  if (source) names.set(first.name, elementOf(infer(source, scope)));
  return names;
}

function sourceOf(callee: Expression, others: readonly Expression[]): Expression | undefined {
  if (callee.type === "Attribute" && callee.name === "sort") return callee.value;
  const takes = ["sorted", "min", "max", "map", "filter"];
  return callee.type === "Name" && takes.includes(callee.id) ? others[0] : undefined;
}

/** The string literal that the place is inside of: behind its opening quote and not behind its closing one. */
export function stringAt(place: Place): { readonly literal: Literal; readonly start: number } | undefined {
  const node = place.path.at(-1);
  if (node?.type !== "Literal") return undefined;
  const literal = node as Literal;
  if (literal.kind !== "str") return undefined;
  const quote = quoteOf(place.text, literal);
  const start = literal.from + quote.length;
  const open = place.parsed?.diagnostics.some(
    ({ code, from }) => code === "unterminated-string" && from === literal.from,
  );
  const inside = start <= place.offset && (place.offset < literal.to || open === true);
  return quote !== "" && inside ? { literal, start } : undefined;
}

/** The opening quote of a string as it is written, with its prefix. */
export function quoteOf(text: string, { from, to }: { readonly from: number; readonly to: number }): string {
  return /^[a-zA-Z]*("""|'''|"|')/.exec(text.slice(from, to))?.[0] ?? "";
}

/** Whether an offset of the script is in a comment. */
export function inComment(script: Script, text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const first = text.indexOf("#", lineStart);
  if (first < 0 || first >= offset) return false;
  const pieces = script.read(text);
  for (let at = first; at >= 0 && at < offset; at = text.indexOf("#", at + 1)) {
    const piece = pieces.find(({ from, to }) => from <= at && at < to);
    if (piece === undefined) return true;
    const last = pathAt({ body: piece.parsed.statements }, at - piece.from).at(-1);
    const inString = last?.type === "Literal" || last?.type === "JoinedString";
    if (!inString || last.to <= at - piece.from) return true;
  }
  return false;
}

/** The identifier around an offset: from where it starts to where it ends. */
export function wordAround(text: string, offset: number): { readonly from: number; readonly to: number } {
  const isWord = (at: number): boolean => /[\p{L}\p{N}_]/u.test(text.charAt(at));
  let from = offset;
  while (from > 0 && isWord(from - 1)) from--;
  let to = offset;
  while (to < text.length && isWord(to)) to++;
  return { from, to };
}
