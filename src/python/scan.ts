import type { Diagnostic } from "./tree";

/** What a scan of a line-joined piece of Python found: where brackets and strings leave it. */
export interface ScanState {
  /** Open brackets, outermost first, with their offsets. */
  readonly open: readonly { readonly bracket: string; readonly at: number }[];
  /** Offset of a triple-quoted string that has not ended, or null. */
  readonly openString: number | null;
  /** The last line ends in a backslash. */
  readonly continued: boolean;
  readonly problem: Diagnostic | null;
}

const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/**
 * Walks `text` from `from` to `to` over strings, comments and brackets, the parts of Python's lexical structure that
 * decide where a logical line ends (Python Language Reference, 2.1.2 and 2.1.5).
 */
export function scan(text: string, from: number, to: number): ScanState {
  const open: { bracket: string; at: number }[] = [];
  let problem: Diagnostic | null = null;
  let continued = false;
  let i = from;
  while (i < to) {
    const c = text.charAt(i);
    continued = false;
    if (c === "#") {
      while (i < to && text.charAt(i) !== "\n") i++;
    } else if (c === '"' || c === "'") {
      const end = stringEnd(text, i, to);
      if (end.kind === "open-triple") return { open, openString: i, continued: false, problem };
      if (end.kind === "open-line") {
        const line = 1 + count(text, "\n", from, i);
        problem ??= {
          code: "unterminated-string",
          message: `unterminated string literal (detected at line ${line})`,
          from: i,
          to: end.at,
        };
      }
      i = end.at;
    } else if (c === "(" || c === "[" || c === "{") {
      open.push({ bracket: c, at: i });
      i++;
    } else if (c === ")" || c === "]" || c === "}") {
      const last = open.pop();
      if (!last) problem ??= { code: "unmatched", message: `unmatched '${c}'`, from: i, to: i + 1 };
      else if (last.bracket !== CLOSES[c]) {
        problem ??= {
          code: "unmatched",
          message: `closing parenthesis '${c}' does not match opening parenthesis '${last.bracket}'`,
          from: i,
          to: i + 1,
        };
      }
      i++;
    } else if (c === "\\" && (i + 1 >= to || text.charAt(i + 1) === "\n" || text.startsWith("\r\n", i + 1))) {
      continued = true;
      i += text.charAt(i + 1) === "\r" ? 3 : 2;
    } else i++;
  }
  return { open, openString: null, continued, problem };
}

function stringEnd(text: string, at: number, to: number): { kind: "closed" | "open-line" | "open-triple"; at: number } {
  const quote = text.charAt(at);
  const triple = text.startsWith(quote.repeat(3), at);
  const end = triple ? quote.repeat(3) : quote;
  let i = at + end.length;
  while (i < to) {
    const c = text.charAt(i);
    if (c === "\\") i += text.startsWith("\r\n", i + 1) ? 3 : 2;
    else if (text.startsWith(end, i)) return { kind: "closed", at: i + end.length };
    else if (!triple && c === "\n") return { kind: "open-line", at: i };
    else i++;
  }
  return { kind: triple ? "open-triple" : "open-line", at: to };
}

/** How often the character `what` stands in `text` from `from` to before `to`. */
export function count(text: string, what: string, from: number, to: number): number {
  let n = 0;
  for (let i = text.indexOf(what, from); i >= 0 && i < to; i = text.indexOf(what, i + 1)) n++;
  return n;
}
