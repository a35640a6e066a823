import { type ParsedStatement, parseStatement, splitStatements } from "../../python/parse";
import { laidOut } from "./layout";
import { type LogicalLine, logicalLines } from "./tokens";

/**
 * A script as Black would write it, for the subset. Each statement is parsed before and after: one that would mean
 * something else, or lose a comment, stays as it was.
 */
export function format(text: string): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const plain = text.replaceAll("\r\n", "\n");
  const pieces = splitStatements(plain);
  let out = "";
  let at = 0;
  let previous = "";
  for (const piece of pieces) {
    const gap = plain.slice(at, piece.from);
    const source = plain.slice(piece.from, piece.to);
    const written = statement(source);
    // Statements on one line with a semicolon between them keep it.
    out += gap.includes("\n") || at === 0 ? between(gap, previous, written) : gap;
    out += written;
    previous = written;
    at = piece.to;
  }
  const rest = between(plain.slice(at), previous, "").trimEnd();
  const whole = `${out}${rest}`.trimEnd();
  return whole === "" ? "" : `${whole}\n`.replaceAll("\n", newline);
}

/** What stands at the beginning of a function or class. */
const block = /^(?:@|def |class |async def )/;

/** Comments and blank lines between statements: two around functions and classes, never more. */
function between(gap: string, before: string, next: string): string {
  const first = before === "";
  const [own = "", ...below] = first ? ["", ...gap.split("\n")] : gap.split("\n");
  // What stands on the statement's own line stays there.
  let text = first ? "" : `${own.trim() === "" ? "" : `  ${comment(own)}`}\n`;
  let blank = 0;
  let written = false;
  for (const line of below.at(-1)?.trim() === "" ? below.slice(0, -1) : below) {
    if (line.trim() === "") {
      blank++;
      continue;
    }
    const space = first && !written ? 0 : Math.min(blank, 2);
    text += `${"\n".repeat(space)}${comment(line)}\n`;
    blank = 0;
    written = true;
  }
  if (next === "" || (first && !written)) return text;
  const apart = !first && !written && (block.test(next) || block.test(before));
  return text + "\n".repeat(apart ? 2 : Math.min(blank, 2));
}

/** `#text` gets a space; `#!` and lines of signs stay. */
function comment(line: string): string {
  const text = line.trim();
  return /^#[^\s!#:]/.test(text) ? `# ${text.slice(1)}` : text;
}

function parsed(text: string): ParsedStatement {
  return parseStatement(text, { from: 0, to: text.length, line: 1, endLine: 1 });
}

function statement(source: string): string {
  const before = parsed(source);
  if (before.diagnostics.length > 0) return source;
  const lines = logicalLines(source);
  if (lines === undefined) return source;
  const written = joined(lines);
  if (written === undefined || written === source) return source;
  const after = parsed(written);
  const same = after.diagnostics.length === 0 && alike(before.statements, after.statements);
  return same && sameComments(source, written) ? written : source;
}

/** The lines of a statement, each block by four spaces; undefined where one must stay as it is and cannot. */
function joined(lines: readonly LogicalLine[]): string | undefined {
  const levels: string[] = [""];
  const out: string[] = [];
  for (const [i, line] of lines.entries()) {
    const isComment = line.tokens.every(({ kind }) => kind === "comment");
    const indent = isComment ? (lines.slice(i).find(isCode)?.indent ?? line.indent) : line.indent;
    if (isComment && !lines.slice(i).some(isCode) && !levels.includes(indent)) return undefined;
    if (indent.length > (levels.at(-1) ?? "").length) {
      if (!isComment || lines.slice(i).some(isCode)) levels.push(indent);
    } else {
      while (levels.length > 1 && levels.at(-1) !== indent) levels.pop();
      if (levels.at(-1) !== indent) return undefined;
    }
    const depth = 4 * (levels.length - 1);
    if (line.fixed) {
      // Its further lines go by where it begins.
      if (line.indent.length !== depth || line.indent.includes("\t")) return undefined;
      out.push(...blanks(line, i), " ".repeat(depth) + line.source);
      continue;
    }
    out.push(...blanks(line, i), ...written(line, depth));
  }
  return out.join("\n");
}

function isCode({ tokens }: LogicalLine): boolean {
  return tokens.some(({ kind }) => kind !== "comment");
}

function blanks({ blank }: LogicalLine, i: number): string[] {
  return Array.from({ length: i === 0 ? 0 : Math.min(blank, 1) }, () => "");
}

function written({ tokens }: LogicalLine, depth: number): string[] {
  const last = tokens.at(-1);
  if (last?.kind !== "comment") return laidOut(tokens, depth);
  const text = comment(last.text);
  const code = tokens.slice(0, -1);
  if (code.length === 0) return [" ".repeat(depth) + text];
  const lines = laidOut(code, depth);
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ""}  ${text}`];
}

function sameComments(before: string, after: string): boolean {
  const words = (text: string): string =>
    (logicalLines(text) ?? [])
      .flatMap(({ tokens }) => tokens)
      .filter(({ kind }) => kind === "comment")
      .map(({ text: one }) => comment(one))
      .join("\n");
  return words(before) === words(after);
}

/** Whether two trees mean the same: all but where things stand. */
export function alike(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => alike(item, b[i]));
  if (a instanceof Uint8Array)
    return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]);
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return Object.is(a, b);
  const names = Object.keys(a).filter((name) => name !== "from" && name !== "to" && !name.endsWith("Span"));
  return names.every((name) => alike(Reflect.get(a, name), Reflect.get(b, name)));
}
