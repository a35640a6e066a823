import { isTrailer, isUnary, spaced } from "./spacing";
import type { FormatToken } from "./tokens";

/** Lines longer than this are broken at their brackets, as Black does. */
export const width = 88;

/** One logical line in as many lines as it needs. */
export function laidOut(tokens: readonly FormatToken[], indent: number): string[] {
  const pad = " ".repeat(indent);
  const line = pad + spaced(tokens);
  const comma = magicComma(tokens);
  if (!comma && fits(line)) return [line];
  const pair = comma ?? bestPair(tokens, indent);
  if (pair === undefined) return [line];
  const head = tokens.slice(0, pair.open + 1);
  const body = tokens.slice(pair.open + 1, pair.close);
  const tail = tokens.slice(pair.close);
  const isCall = isTrailer(tokens, pair.open);
  const lists = isCall ? tokens[pair.open]?.text === "(" : tokens[pair.open]?.text !== "(" || hasComma(body);
  return [
    ...laidHead(head, indent),
    ...laidBody(body, indent + 4, comma !== undefined, lists),
    ...laidTail(tail, indent),
  ];
}

function fits(line: string): boolean {
  return Math.max(...line.split("\n").map((one) => one.length)) <= width;
}

/** The head ends with an opening bracket: what is closed in it may still be broken. */
function laidHead(head: readonly FormatToken[], indent: number): string[] {
  return [" ".repeat(indent) + spaced(head)];
}

/** The tail begins with a closing bracket: `).order_by(…)`. */
function laidTail(tail: readonly FormatToken[], indent: number): string[] {
  // Spaces depend on what is in front of a bracket, and here that is a value.
  return [" ".repeat(indent) + spaced([{ kind: "open", text: "(" }, ...tail]).slice(1)];
}

function laidBody(body: readonly FormatToken[], indent: number, exploded: boolean, lists: boolean): string[] {
  const one = inContext(body, indent, lists);
  if (!exploded && fits(one) && !magicComma(body)) return [one];
  const parts = splitAt(body, (token) => token.text === "," && token.kind === "operator");
  if (parts.length > 1 || (exploded && parts.length > 0)) {
    const items = parts.filter((part) => part.length > 0);
    const added = lists && !items.some(isComprehension);
    return items.flatMap((item, i) => {
      const lines = laidItem(item, indent, lists);
      const comma = i < items.length - 1 || added;
      return comma ? [...lines.slice(0, -1), `${lines.at(-1) ?? ""},`] : lines;
    });
  }
  const operands = splitBefore(body, weakest(body));
  if (operands.length > 1) return operands.flatMap((operand) => laidItem(operand, indent, lists));
  return laidItem(body, indent, lists);
}

/** An item of a call: `name=value` keeps its sign without spaces. */
function laidItem(item: readonly FormatToken[], indent: number, lists: boolean): string[] {
  const named = lists && item[0]?.kind === "name" && item[1]?.text === "=";
  if (!named) return laidOut(item, indent);
  const [name, sign, ...value] = item;
  if (!name || !sign) return laidOut(item, indent);
  const lines = laidOut(value, indent + name.text.length + 1);
  const [first = "", ...rest] = lines;
  const back = name.text.length + 1;
  return [
    `${" ".repeat(indent)}${name.text}=${first.trimStart()}`,
    ...rest.map((line) => line.slice(Math.min(back, line.length - line.trimStart().length))),
  ];
}

/** A body on one line, with the spaces that it has inside of its brackets. */
function inContext(body: readonly FormatToken[], indent: number, lists: boolean): string {
  const around: FormatToken[] = lists ? [{ kind: "name", text: "f" }] : [];
  const whole = spaced([...around, { kind: "open", text: "(" }, ...body, { kind: "close", text: ")" }]);
  return " ".repeat(indent) + whole.slice(around.length + 1, -1);
}

interface Pair {
  readonly open: number;
  readonly close: number;
}

/** The bracket pairs that are in no other, without empty ones. */
function pairs(tokens: readonly FormatToken[]): Pair[] {
  const found: Pair[] = [];
  const stack: number[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "open") stack.push(i);
    if (token.kind !== "close") continue;
    const open = stack.pop() ?? 0;
    if (stack.length === 0 && i > open + 1) found.push({ open, close: i });
  }
  return found;
}

/** The last brackets whose breaking leaves a head and a tail that fit. */
function bestPair(tokens: readonly FormatToken[], indent: number): Pair | undefined {
  const all = pairs(tokens).filter(({ open }) => tokens[open]?.text !== "[" || !isTrailer(tokens, open));
  const good = all.findLast(({ open, close }) => {
    const [head = ""] = laidHead(tokens.slice(0, open + 1), indent);
    const [tail = ""] = laidTail(tokens.slice(close), indent);
    return fits(head) && fits(tail);
  });
  return good ?? all.at(-1);
}

/** Brackets whose last item has a comma are one item a line: who wrote the comma wants it so. */
function magicComma(tokens: readonly FormatToken[]): Pair | undefined {
  return pairs(tokens).findLast(({ open, close }) => {
    if (tokens[close - 1]?.text !== "," || tokens[close - 1]?.kind !== "operator") return false;
    if (tokens[open]?.text === "[" && isTrailer(tokens, open)) return false;
    const items = splitAt(tokens.slice(open + 1, close), (token) => token.text === "," && token.kind === "operator");
    // `(1,)` is a tuple of one.
    return tokens[open]?.text !== "(" || isTrailer(tokens, open) || items.filter((item) => item.length > 0).length > 1;
  });
}

function hasComma(tokens: readonly FormatToken[]): boolean {
  return splitAt(tokens, (token) => token.text === "," && token.kind === "operator").length > 1;
}

function isComprehension(tokens: readonly FormatToken[]): boolean {
  return splitAt(tokens, (token) => token.text === "for" && token.kind === "keyword").length > 1;
}

function splitAt(tokens: readonly FormatToken[], isBorder: (token: FormatToken) => boolean): FormatToken[][] {
  const groups: FormatToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    if (depth === 0 && isBorder(token)) groups.push([]);
    else groups.at(-1)?.push(token);
  }
  return groups;
}

/** The operators at which a long expression breaks first, weakest first. */
const levels: readonly (readonly string[])[] = [
  ["for", "if"],
  ["or"],
  ["and"],
  ["|"],
  ["^"],
  ["&"],
  ["+", "-"],
  ["*", "/", "//", "%"],
];

function weakest(tokens: readonly FormatToken[]): readonly string[] {
  let depth = 0;
  const present = new Set<string>();
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    if (depth === 0 && i > 0 && !isUnary(tokens, i)) present.add(token.text);
    if (token.text === "lambda" && depth === 0) return [];
  }
  return levels.find((level) => level.some((operator) => present.has(operator))) ?? [];
}

function splitBefore(tokens: readonly FormatToken[], operators: readonly string[]): FormatToken[][] {
  const groups: FormatToken[][] = [[]];
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    const border =
      depth === 0 && i > 0 && token.kind !== "string" && operators.includes(token.text) && !isUnary(tokens, i);
    if (border) groups.push([token]);
    else groups.at(-1)?.push(token);
  }
  return groups;
}
