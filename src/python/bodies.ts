import { Scanner } from "./scan";

/** A function's body in a text: from the start of its first line to the end of its last. */
export interface BodyText {
  readonly from: number;
  readonly to: number;
}

const DEFINITION = /^[ \t]*(?:async[ \t]+)?def\b/;

/** The bodies of the functions in a piece of Python that stand on lines of their own; those inside others are left out. */
export function functionBodies(text: string, from: number, to: number): BodyText[] {
  const bodies: BodyText[] = [];
  let line = from;
  let inside: { readonly indent: number; from: number; to: number } | null = null;
  while (line < to) {
    const { end, said } = logicalLine(text, line, to);
    const indent = indentOf(text, line, end);
    if (indent >= 0) {
      if (inside && indent > inside.indent) {
        if (inside.from < 0) inside.from = line;
        inside.to = said;
      } else {
        if (inside && inside.from >= 0) bodies.push({ from: inside.from, to: inside.to });
        inside = DEFINITION.test(text.slice(line, end)) ? { indent, from: -1, to: -1 } : null;
      }
    }
    line = end;
  }
  if (inside && inside.from >= 0) bodies.push({ from: inside.from, to: inside.to });
  return bodies;
}

/** The text with those bodies blanked but for a number at their end: as long as before, and much less to parse. */
export function withoutBodies(text: string, from: number, to: number, bodies: readonly BodyText[]): string {
  let out = "";
  let at = from;
  for (const body of bodies) {
    out += `${text.slice(at, body.from)}${" ".repeat(body.to - body.from - 1)}0`;
    at = body.to;
  }
  return out + text.slice(at, to);
}

/** Where the logical line ends, and where what it says ends: before a comment, and before the blanks. */
function logicalLine(text: string, line: number, to: number): { readonly end: number; readonly said: number } {
  const scanner = new Scanner(text, line);
  for (let end = nextLine(text, line, to); ; end = nextLine(text, end, to)) {
    const state = scanner.advance(end);
    if (end < to && (state.open.length > 0 || state.openString !== null || state.continued)) continue;
    const { comment } = state;
    const isTrailing = comment !== null && nextLine(text, comment, to) >= end;
    return { end, said: trimmed(text, line, isTrailing ? comment : end) };
  }
}

function nextLine(text: string, at: number, to: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 || end >= to ? to : end + 1;
}

/** How far the line is indented; -1 for one that is empty or a comment. */
function indentOf(text: string, line: number, end: number): number {
  let at = line;
  while (at < end && (text.charAt(at) === " " || text.charAt(at) === "\t")) at++;
  const c = text.charAt(at);
  return at >= end || c === "\n" || c === "\r" || c === "#" ? -1 : at - line;
}

function trimmed(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && /\s/.test(text.charAt(end - 1))) end--;
  return end;
}
