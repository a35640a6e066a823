import { parser } from "@lezer/python";
import { count, Scanner, type ScanState } from "./scan";

/** A top-level piece of a script: the unit that is run, previewed and shown. Offsets into the whole text. */
export interface StatementText {
  readonly from: number;
  readonly to: number;
  /** Line of `from`, from 1. */
  readonly line: number;
  readonly endLine: number;
}

/** What may stand below a decorator. */
const DECORATED = /^(@|def\b|class\b|async\b)/;
const CONTINUES_COMPOUND = /^(else|elif|except|finally)\b/;

/**
 * Splits a script into its top-level statements without asking whether they are right. A statement starts on a line
 * with something at column 0. Brackets and triple quotes join lines, but only where they close again and the whole
 * parses: an opening bracket that was forgotten ends with its own line, so it never swallows what follows.
 */
export function splitStatements(text: string): StatementText[] {
  return [...statementsFrom(text, 0)];
}

/**
 * The statements from an offset on, which must be where one begins, or 0. What comes is decided by the text behind the
 * offset alone.
 */
export function* statementsFrom(text: string, from: number): Generator<StatementText> {
  const lines = lineStarts(text);
  let line = Math.max(
    0,
    lines.findLastIndex((start) => start <= from),
  );
  while (line < lines.length) {
    if (!startsStatement(text, lines, line)) {
      line++;
      continue;
    }
    const last = lastLine(text, lines, line);
    const start = lines[line] ?? 0;
    const to = trimmedEnd(text, start, lines[last + 1] ?? text.length);
    const piece = { from: start, to, line: line + 1, endLine: line + 1 + count(text, "\n", start, to) };
    yield* splitAtSemicolons(text, piece);
    line = last + 1;
  }
}

function lineStarts(text: string): number[] {
  const starts = [text.startsWith("\uFEFF") ? 1 : 0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}

function lineText(text: string, lines: readonly number[], line: number): string {
  return text.slice(lines[line] ?? text.length, lines[line + 1] ?? text.length);
}

function startsStatement(text: string, lines: readonly number[], line: number): boolean {
  const own = lineText(text, lines, line);
  return own.trim() !== "" && !own.trimStart().startsWith("#");
}

/** The last line that belongs to the statement starting on `first`: its joined lines, its block, its clauses. */
function lastLine(text: string, lines: readonly number[], first: number): number {
  let last = logicalEnd(text, lines, first);
  let decorated = lineText(text, lines, first).startsWith("@");
  for (let next = last + 1; next < lines.length; next++) {
    const own = lineText(text, lines, next);
    const blank = own.trim() === "" || own.startsWith("#");
    if (blank) continue;
    const indented = own.startsWith(" ") || own.startsWith("\t");
    if (!indented && !(decorated ? DECORATED : CONTINUES_COMPOUND).test(own)) break;
    if (!indented) decorated = own.startsWith("@");
    last = logicalEnd(text, lines, next);
    next = last;
  }
  return last;
}

/** A bracket that so many lines with the look of statements did not close was forgotten. */
const GIVEN_UP = 100;

/** The last line of the logical line that starts on `first`. */
function logicalEnd(text: string, lines: readonly number[], first: number): number {
  const from = lines[first] ?? text.length;
  const scanner = new Scanner(text, from);
  let firstColumnZero: number | null = null;
  let passed = 0;
  let inString = false;
  for (let line = first; line < lines.length; line++) {
    if (line > first && /^[A-Za-z_@"']/.test(lineText(text, lines, line))) {
      firstColumnZero ??= line;
      if (++passed > GIVEN_UP && !inString) break;
    }
    const to = lines[line + 1] ?? text.length;
    const state = scanner.advance(to);
    if (isComplete(state)) {
      if (firstColumnZero === null || parses(text.slice(from, to))) return line;
      return firstColumnZero - 1;
    }
    if (state.problem) break;
    inString = state.openString !== null;
  }
  // It never closes: it ends before the next line that could start a statement, or with the lines indented under it.
  return (firstColumnZero ?? nextColumnZero(text, lines, first)) - 1;
}

function isComplete(state: ScanState): boolean {
  return state.open.length === 0 && state.openString === null && !state.continued && state.problem === null;
}

function nextColumnZero(text: string, lines: readonly number[], first: number): number {
  for (let line = first + 1; line < lines.length; line++) {
    if (/^[A-Za-z_@"']/.test(lineText(text, lines, line))) return line;
  }
  return lines.length;
}

function parses(text: string): boolean {
  let good = true;
  parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError) good = false;
      return good;
    },
  });
  return good;
}

function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && /\s/.test(text.charAt(end - 1))) end--;
  return end;
}

/** `a; b` on one line are two statements; a compound statement's own line (`if x: a; b`) stays whole. */
function splitAtSemicolons(text: string, piece: StatementText): StatementText[] {
  if (piece.line !== piece.endLine || text.slice(piece.from, piece.to).indexOf(";") < 0) return [piece];
  const tree = parser.parse(text.slice(piece.from, piece.to));
  const group = tree.topNode.firstChild;
  if (group?.name !== "StatementGroup" || group.nextSibling) return [piece];
  const parts: StatementText[] = [];
  for (let node = group.firstChild; node; node = node.nextSibling) {
    if (node.name === ";" || node.type.isError) continue;
    parts.push({ ...piece, from: piece.from + node.from, to: trimmedEnd(text, piece.from, piece.from + node.to) });
  }
  return parts;
}
