import type { SqlValue } from "../../database/backend";

/** A value of an INSERT, or a column's word in it. */
export interface SqlToken {
  readonly kind: "text" | "number" | "blob" | "word" | "mark";
  readonly value: string;
  readonly line: number;
}

const START = /[\s\S]/y;
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;

/**
 * Reads the tokens of a dump one by one: SQLite's, PostgreSQL's and MySQL's texts, comments left out. `escapes` says that
 * a backslash in a plain text means something, as MySQL writes them.
 */
export class SqlReader {
  #at = 0;
  #line = 1;

  constructor(
    readonly text: string,
    readonly escapes: boolean,
  ) {}

  get line(): number {
    return this.#line;
  }

  /** The rest of the current line, and all lines up to one that is exactly `end`: what a COPY is followed by. */
  linesUntil(end: string): { readonly line: number; readonly text: string }[] {
    this.#to(this.#lineEnd() + 1);
    const lines: { line: number; text: string }[] = [];
    while (this.#at < this.text.length) {
      const stop = this.#lineEnd();
      const text = this.text.slice(this.#at, stop).replace(/\r$/, "");
      const line = this.#line;
      this.#to(stop + 1);
      if (text === end) break;
      lines.push({ line, text });
    }
    return lines;
  }

  /** Null at the end of the text. */
  next(): SqlToken | null {
    this.#skip();
    if (this.#at >= this.text.length) return null;
    const line = this.#line;
    const mark = this.text.charAt(this.#at);
    const second = this.text.charAt(this.#at + 1);
    if (mark === "'") return { kind: "text", value: this.#quoted("'", this.escapes), line };
    if (mark === '"' || mark === "`") return { kind: "word", value: this.#quoted(mark, false), line };
    if ((mark === "X" || mark === "x") && second === "'") {
      this.#at++;
      return { kind: "blob", value: this.#quoted("'", false), line };
    }
    if ((mark === "E" || mark === "e" || mark === "N" || mark === "n") && second === "'") {
      this.#at++;
      return { kind: "text", value: this.#quoted("'", mark === "E" || mark === "e"), line };
    }
    const dollar = mark === "$" ? /^\$\w*\$/.exec(this.text.slice(this.#at, this.#at + 70))?.[0] : undefined;
    if (dollar !== undefined) {
      const end = this.text.indexOf(dollar, this.#at + dollar.length);
      const value = this.text.slice(this.#at + dollar.length, end < 0 ? undefined : end);
      this.#to(end < 0 ? this.text.length : end + dollar.length);
      return { kind: "text", value, line };
    }
    const hex =
      mark === "0" && second === "x" ? /^0x([0-9a-f]+)/i.exec(this.text.slice(this.#at, this.#at + 2_000_000)) : null;
    if (hex !== null) {
      this.#at += hex[0].length;
      return { kind: "blob", value: hex[1] ?? "", line };
    }
    const number = this.#match(NUMBER);
    if (number !== null) return { kind: "number", value: number, line };
    const word = this.#match(WORD);
    if (word !== null) return { kind: "word", value: word, line };
    return { kind: "mark", value: this.#match(START) ?? "", line };
  }

  /** Goes behind the statement's semicolon. */
  skipStatement(): void {
    for (let token = this.next(); token !== null; token = this.next()) {
      if (token.kind === "mark" && token.value === ";") return;
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #quoted(mark: string, escapes: boolean): string {
    let value = "";
    let at = this.#at + 1;
    for (;;) {
      const from = at;
      while (at < this.text.length && this.text[at] !== mark && !(escapes && this.text[at] === "\\")) at++;
      value += this.text.slice(from, at);
      if (escapes && this.text[at] === "\\") {
        value += unescaped(this.text.charAt(at + 1));
        at += 2;
      } else if (this.text[at] === mark && this.text[at + 1] === mark) {
        value += mark;
        at += 2;
      } else break;
    }
    this.#to(Math.min(at + 1, this.text.length));
    return value;
  }

  #skip(): void {
    for (;;) {
      const mark = this.text.charAt(this.#at);
      const two = this.text.slice(this.#at, this.#at + 2);
      if (mark !== "" && /\s/.test(mark)) this.#to(this.#at + 1);
      else if (two === "--" || mark === "#") this.#to(this.#lineEnd());
      else if (two === "/*") {
        const end = this.text.indexOf("*/", this.#at + 2);
        this.#to(end < 0 ? this.text.length : end + 2);
      } else return;
    }
  }

  #lineEnd(): number {
    const end = this.text.indexOf("\n", this.#at);
    return end < 0 ? this.text.length : end;
  }

  #to(at: number): void {
    for (let i = this.text.indexOf("\n", this.#at); i >= 0 && i < at; i = this.text.indexOf("\n", i + 1)) this.#line++;
    this.#at = at;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  Z: "\x1a",
};

function unescaped(letter: string): string {
  return ESCAPES[letter] ?? letter;
}

/** A line of PostgreSQL's COPY as values; null stands for NULL. */
export function copyValues(line: string): (string | null)[] {
  return line.split("\t").map((cell) => {
    if (cell === "\\N") return null;
    return cell.replace(/\\(x[0-9a-f]{1,2}|[0-7]{1,3}|.)/gi, (_, code: string) => {
      if (/^x/i.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return /^[0-7]+$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : unescaped(code);
    });
  });
}

/** Bytes written as hexadecimal digits. */
export function bytesOfHex(hex: string): SqlValue {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
