import type { Diagnostic } from "./tree";

/** What a scan of a line-joined piece of Python found: where brackets and strings leave it. */
export interface ScanState {
  /** Open brackets, outermost first, with their offsets. */
  readonly open: readonly { readonly bracket: string; readonly at: number }[];
  /** Offset of a triple-quoted string that has not ended, or null. */
  readonly openString: number | null;
  /** The last line ends in a backslash. */
  readonly continued: boolean;
  /** Where the last comment begins, or null. */
  readonly comment: number | null;
  readonly problem: Diagnostic | null;
}

const PLAIN = /[^#"'()[\]{}\\]+/y;

const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** As many brackets as CPython lets stand within each other. */
const DEEPEST = 200;

/**
 * Walks a text over strings, comments and brackets, the parts of Python's lexical structure that decide where a logical
 * line ends (Python Language Reference, 2.1.2 and 2.1.5). It goes on where it stopped, so that a statement of many lines
 * is walked once.
 */
export class Scanner {
  readonly #text: string;
  readonly #from: number;
  readonly #open: { bracket: string; at: number }[] = [];
  /** The string that the walk stopped in. */
  #string: { readonly end: string; readonly at: number } | null = null;
  #problem: Diagnostic | null = null;
  #continued = false;
  #comment: number | null = null;
  #at: number;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#from = from;
    this.#at = from;
  }

  /** Walks on to before `to`, which is the start of a line or the end of the text. */
  advance(to: number): ScanState {
    while (this.#at < to) this.#step(to);
    const triple = this.#string !== null && this.#string.end.length === 3;
    return {
      open: this.#open,
      openString: triple ? (this.#string?.at ?? null) : null,
      comment: this.#comment,
      continued: this.#continued || (this.#string !== null && !triple),
      problem: this.#problem,
    };
  }

  /** What there is when the text ends here: a string that goes on is then one that was never closed. */
  finish(to: number): ScanState {
    const state = this.advance(to);
    if (this.#string !== null && this.#string.end.length === 1) this.#unterminated(this.#string.at, to);
    return { ...state, problem: this.#problem };
  }

  #step(to: number): void {
    if (this.#string) {
      this.#insideString(to);
      return;
    }
    // Most of a text is neither: it is passed over in one go.
    PLAIN.lastIndex = this.#at;
    if (PLAIN.test(this.#text)) {
      this.#continued = false;
      this.#at = Math.min(PLAIN.lastIndex, to);
      return;
    }
    const c = this.#text.charAt(this.#at);
    this.#continued = false;
    if (c === "#") {
      this.#comment = this.#at;
      const end = this.#text.indexOf("\n", this.#at);
      this.#at = end < 0 || end > to ? to : end;
    } else if (c === '"' || c === "'") {
      const end = this.#text.startsWith(c.repeat(3), this.#at) ? c.repeat(3) : c;
      this.#string = { end, at: this.#at };
      this.#at += end.length;
    } else if (c === "(" || c === "[" || c === "{") {
      this.#open.push({ bracket: c, at: this.#at });
      if (this.#open.length > DEEPEST) {
        this.#problem ??= { code: "syntax", message: "too many nested parentheses", from: this.#at, to: this.#at + 1 };
      }
      this.#at++;
    } else if (c === ")" || c === "]" || c === "}") this.#close(c);
    else if (c === "\\" && this.#lineEnd(this.#at + 1, to) > 0) {
      this.#continued = true;
      this.#at += 1 + this.#lineEnd(this.#at + 1, to);
    } else this.#at++;
  }

  /** How long the line end at `at` is; the end of the text counts as one. */
  #lineEnd(at: number, to: number): number {
    if (at >= to || this.#text.charAt(at) === "\n") return 1;
    return this.#text.startsWith("\r\n", at) ? 2 : 0;
  }

  #insideString(to: number): void {
    const { end, at } = this.#string ?? { end: "", at: 0 };
    while (this.#at < to) {
      const c = this.#text.charAt(this.#at);
      if (c === "\\") this.#at += this.#text.startsWith("\r\n", this.#at + 1) ? 3 : 2;
      else if (this.#text.startsWith(end, this.#at)) {
        this.#at += end.length;
        this.#string = null;
        return;
      } else if (c === "\n" && end.length === 1) {
        this.#string = null;
        this.#unterminated(at, this.#at);
        return;
      } else this.#at++;
    }
    // The text ends in the middle of a line: nothing can close the string any more.
    if (end.length === 1 && this.#text.charAt(to - 1) !== "\n") {
      this.#string = null;
      this.#unterminated(at, to);
    }
  }

  #unterminated(at: number, to: number): void {
    const line = 1 + count(this.#text, "\n", this.#from, at);
    this.#problem ??= {
      code: "unterminated-string",
      message: `unterminated string literal (detected at line ${line})`,
      from: at,
      to,
    };
  }

  #close(c: string): void {
    const at = this.#at++;
    const last = this.#open.pop();
    if (last?.bracket === CLOSES[c]) return;
    const message = last
      ? `closing parenthesis '${c}' does not match opening parenthesis '${last.bracket}'`
      : `unmatched '${c}'`;
    this.#problem ??= { code: "unmatched", message, from: at, to: at + 1 };
  }
}

/** Walks the whole of a piece of text. */
export function scan(text: string, from: number, to: number): ScanState {
  return new Scanner(text, from).finish(to);
}

/** How often the character `what` stands in `text` from `from` to before `to`. */
export function count(text: string, what: string, from: number, to: number): number {
  let n = 0;
  for (let i = text.indexOf(what, from); i >= 0 && i < to; i = text.indexOf(what, i + 1)) n++;
  return n;
}
