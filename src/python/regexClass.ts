import { escapeOf, regexError } from "./regexEscapes";
import { ANY, escaped, shorthand } from "./regexSets";

/** Reads one `[…]` of a Python pattern and writes it as JavaScript's. */
export class ClassReader {
  at: number;
  readonly #points: readonly string[];
  readonly #from: number;
  readonly #ascii: boolean;

  constructor(points: readonly string[], from: number, ascii: boolean) {
    this.#points = points;
    this.#from = from;
    this.#ascii = ascii;
    this.at = from + 1;
  }

  read(): string {
    const negated = this.#points[this.at] === "^";
    if (negated) this.at++;
    let out = "";
    // A `]` in the first place is a character.
    for (let first = true; first || this.#points[this.at] !== "]"; first = false) out += this.#member();
    this.at++;
    if (out === "") return negated ? ANY : "[]";
    return `[${negated ? "^" : ""}${out}]`;
  }

  #member(): string {
    const from = this.at;
    const low = this.#one();
    const next = this.#points[this.at + 1];
    if (this.#points[this.at] !== "-" || next === "]") return low.text;
    if (next === undefined) throw this.#unterminated();
    this.at++;
    const high = this.#one();
    const shown = this.#points.slice(from, this.at).join("");
    if (low.char === null || high.char === null) throw regexError(`bad character range ${shown}`, from);
    if ((low.char.codePointAt(0) ?? 0) > (high.char.codePointAt(0) ?? 0))
      throw regexError(`bad character range ${shown}`, from);
    return `${low.text}-${high.text}`;
  }

  /** One character or set; `char` is null for a set. */
  #one(): { readonly text: string; readonly char: string | null } {
    const c = this.#points[this.at];
    if (c === undefined) throw this.#unterminated();
    if (c !== "\\") {
      this.at++;
      return { text: escaped(c), char: c };
    }
    const letter = this.#points[this.at + 1] ?? "";
    const set = shorthand(letter, this.#ascii);
    if (set !== null) {
      this.at += 2;
      return { text: set, char: null };
    }
    if (letter === "b") {
      this.at += 2;
      return { text: "\\x08", char: "\b" };
    }
    const octal = /^[0-7]{1,3}/.exec(this.#points.slice(this.at + 1, this.at + 4).join(""))?.[0];
    if (octal !== undefined) {
      this.at += 1 + octal.length;
      const char = String.fromCharCode(Number.parseInt(octal, 8));
      return { text: escaped(char), char };
    }
    const read = escapeOf(this.#points, this.at);
    if (read === null) throw regexError(`bad escape \\${letter}`, this.at);
    this.at = read.next;
    return { text: escaped(read.text), char: read.text };
  }

  #unterminated(): Error {
    return regexError("unterminated character set", this.#from);
  }
}
