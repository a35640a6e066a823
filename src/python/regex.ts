import { UnsupportedError } from "./exceptions";
import { ClassReader } from "./regexClass";
import { escapeOf, regexError } from "./regexEscapes";
import { ANY, boundary, END, escaped, notBoundary, START, shorthand } from "./regexSets";

/** Flags by the letter of their inline form, with the numbers of Python's `re` module. */
export const FLAGS: Readonly<Record<string, bigint>> = { a: 256n, i: 2n, L: 4n, m: 8n, s: 16n, u: 32n, x: 64n };

/** A Python pattern in JavaScript's terms. Group n is called `gn` in it, so that a prefix cannot shift the numbers. */
export interface Translation {
  readonly source: string;
  readonly ignoreCase: boolean;
  readonly groups: number;
  /** Numbers of named groups. */
  readonly names: ReadonlyMap<string, number>;
  readonly flags: bigint;
}

/**
 * Translates a pattern of Python's `re` (Python Library Reference, "Regular Expression Syntax"). Throws `re.error` in
 * Python's words for a wrong one, and `Unsupported` for the few constructs that JavaScript cannot express.
 */
export function translate(pattern: string, flags = 0n): Translation {
  return new Translator(pattern, flags).run();
}

class Translator {
  readonly #points: readonly string[];
  #at = 0;
  #groups = 0;
  readonly #open = new Set<number>();
  readonly #names = new Map<string, number>();
  #flags: bigint;

  constructor(pattern: string, flags: bigint) {
    this.#points = [...pattern];
    this.#flags = flags | (flags & bit("a") ? 0n : bit("u"));
  }

  run(): Translation {
    this.#globalFlags();
    const source = this.#alternatives(this.#flags);
    if (this.#at < this.#points.length) throw regexError("unbalanced parenthesis", this.#at);
    return { source, ignoreCase: has(this.#flags, "i"), groups: this.#groups, names: this.#names, flags: this.#flags };
  }

  get #char(): string | undefined {
    return this.#points[this.#at];
  }

  #take(text: string): boolean {
    if (!this.#ahead(text)) return false;
    this.#at += text.length;
    return true;
  }

  #ahead(text: string): boolean {
    return this.#points.slice(this.#at, this.#at + text.length).join("") === text;
  }

  /** `(?i)` at the start holds for the whole pattern, so it is read before anything is translated. */
  #globalFlags(): void {
    for (;;) {
      const match = /^\(\?([aiLmsux]+)\)/.exec(this.#points.slice(this.#at, this.#at + 12).join(""));
      if (!match) return;
      for (const letter of match[1] ?? "") this.#flags |= bit(letter);
      if (has(this.#flags, "a")) this.#flags &= ~bit("u");
      this.#at += match[0].length;
    }
  }

  #alternatives(flags: bigint): string {
    const parts = [this.#sequence(flags)];
    while (this.#take("|")) parts.push(this.#sequence(flags));
    return parts.join("|");
  }

  #sequence(flags: bigint): string {
    let out = "";
    for (;;) {
      const c = this.#char;
      if (c === undefined || c === "|" || c === ")") return out;
      if (has(flags, "x") && this.#skipLayout(c)) continue;
      const item = this.#item(c, flags);
      out += this.#repeated(item, flags);
    }
  }

  #skipLayout(c: string): boolean {
    if (/^[ \t\n\r\f\v]$/.test(c)) this.#at++;
    else if (c !== "#") return false;
    else while (this.#at < this.#points.length && this.#char !== "\n") this.#at++;
    return true;
  }

  /** One piece; null where it is nothing that can be repeated. */
  #item(c: string, flags: bigint): { readonly text: string; readonly repeatable: boolean } {
    const at = this.#at;
    if (c === "(") return this.#group(flags);
    if (c === "[") {
      const reader = new ClassReader(this.#points, at, has(flags, "a"));
      const text = reader.read();
      this.#at = reader.at;
      return { text, repeatable: true };
    }
    if (c === "\\") return this.#escape(flags);
    if (c === "*" || c === "+" || c === "?") throw regexError("nothing to repeat", at);
    if (c === "{" && this.#quantifier() !== null) throw regexError("nothing to repeat", at);
    this.#at++;
    if (c === ".") return { text: has(flags, "s") ? ANY : "[^\\n]", repeatable: true };
    if (c === "^") return { text: has(flags, "m") ? "(?<![^\\n])" : START, repeatable: false };
    if (c === "$") return { text: has(flags, "m") ? "(?![^\\n])" : `(?=\\n?${END})`, repeatable: false };
    return { text: escaped(c), repeatable: true };
  }

  #escape(flags: bigint): { readonly text: string; readonly repeatable: boolean } {
    const at = this.#at;
    const letter = this.#points[at + 1] ?? "";
    const ascii = has(flags, "a");
    const place: Readonly<Record<string, string>> = { A: START, Z: END, b: boundary(ascii), B: notBoundary(ascii) };
    const found = Object.hasOwn(place, letter) ? place[letter] : undefined;
    const set = shorthand(letter, ascii);
    if (found !== undefined || set !== null) this.#at += 2;
    if (found !== undefined) return { text: found, repeatable: false };
    if (set !== null) return { text: set, repeatable: true };
    if (/^[1-9]$/.test(letter)) return { text: this.#reference(), repeatable: true };
    const read = escapeOf(this.#points, at);
    if (read === null) throw regexError(`bad escape \\${letter}`, at);
    this.#at = read.next;
    return { text: escaped(read.text), repeatable: true };
  }

  #reference(): string {
    const at = this.#at;
    const digits = /^\\(\d{1,3})/.exec(this.#points.slice(at, at + 4).join(""))?.[1] ?? "";
    if (digits.length === 3 && /^[0-3][0-7]{2}$/.test(digits)) {
      this.#at += 4;
      return escaped(String.fromCharCode(Number.parseInt(digits, 8)));
    }
    const number = Number(digits.slice(0, 2));
    this.#at += 1 + Math.min(digits.length, 2);
    return this.#back(number, at + 1);
  }

  #back(number: number, at: number): string {
    if (number > this.#groups) throw regexError(`invalid group reference ${number}`, at);
    if (this.#open.has(number)) throw regexError("cannot refer to an open group", at);
    return `(?:\\k<g${number}>)`;
  }

  #repeated(item: { readonly text: string; readonly repeatable: boolean }, flags: bigint): string {
    while (has(flags, "x") && this.#char !== undefined && this.#skipLayout(this.#char));
    const at = this.#at;
    const quantifier = this.#quantifier();
    if (quantifier === null) return item.text;
    if (!item.repeatable) throw regexError("nothing to repeat", at);
    if (this.#char === "+")
      throw new UnsupportedError(`Possessive quantifiers are not run here (position ${this.#at} of the pattern)`);
    const lazy = this.#take("?") ? "?" : "";
    if (
      this.#char === "*" ||
      this.#char === "+" ||
      this.#char === "?" ||
      (this.#char === "{" && this.#peekQuantifier())
    ) {
      throw regexError("multiple repeat", this.#at);
    }
    return `(?:${item.text})${quantifier}${lazy}`;
  }

  #peekQuantifier(): boolean {
    const at = this.#at;
    const found = this.#quantifier() !== null;
    this.#at = at;
    return found;
  }

  /** Reads `*`, `+`, `?` or `{m,n}`; null, and nothing taken, where none stands here. */
  #quantifier(): string | null {
    const c = this.#char;
    if (c === "*" || c === "+" || c === "?") {
      this.#at++;
      return c;
    }
    if (c !== "{") return null;
    const match = /^\{(?:(\d+)|(\d*),(\d*))\}/.exec(this.#points.slice(this.#at, this.#at + 24).join(""));
    if (!match) return null;
    const [whole, exact, low = "", high = ""] = match;
    if (low !== "" && high !== "" && Number(low) > Number(high))
      throw regexError("min repeat greater than max repeat", this.#at + 1);
    this.#at += whole.length;
    return exact === undefined ? `{${low || "0"},${high}}` : `{${exact}}`;
  }

  #group(flags: bigint): { readonly text: string; readonly repeatable: boolean } {
    const at = this.#at;
    this.#at++;
    if (!this.#take("?")) return this.#capture(null, at, flags);
    for (const look of ["=", "!", "<=", "<!"]) if (this.#take(look)) return this.#closed(`(?${look}`, at, flags);
    if (this.#take(":")) return this.#closed("(?:", at, flags);
    if (this.#take("#")) return this.#comment(at);
    if (this.#take("P<")) return this.#capture(this.#name(">", at), at, flags);
    if (this.#take("P=")) {
      const from = this.#at;
      const name = this.#name(")", at);
      const number = this.#names.get(name);
      if (number === undefined) throw regexError(`unknown group name '${name}'`, from);
      return { text: this.#back(number, from), repeatable: true };
    }
    if (this.#ahead(">")) throw new UnsupportedError(`Atomic groups are not run here (position ${at} of the pattern)`);
    if (this.#ahead("("))
      throw new UnsupportedError(`Conditional groups are not run here (position ${at} of the pattern)`);
    return this.#flagged(at, flags);
  }

  /** `(?i-s:…)`. */
  #flagged(at: number, flags: bigint): { readonly text: string; readonly repeatable: boolean } {
    const match = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(this.#points.slice(this.#at, this.#at + 16).join(""));
    if (!match) {
      const c = this.#char;
      if (c === undefined) throw regexError("unexpected end of pattern", this.#at);
      throw regexError(
        `unknown extension ?${c === "P" || c === "<" ? c + (this.#points[this.#at + 1] ?? "") : c}`,
        at + 1,
      );
    }
    const [whole, on = "", off = "", end] = match;
    if (end === ")") throw regexError("global flags not at the start of the expression", at);
    this.#at += whole.length;
    let inner = flags;
    for (const letter of on) inner |= bit(letter);
    for (const letter of off) inner &= ~bit(letter);
    const changed = has(inner, "i") !== has(flags, "i");
    return this.#closed(changed ? (has(inner, "i") ? "(?i:" : "(?-i:") : "(?:", at, inner);
  }

  #comment(at: number): { readonly text: string; readonly repeatable: boolean } {
    while (this.#char !== undefined && this.#char !== ")") this.#at++;
    if (this.#char === undefined) throw regexError("missing ), unterminated comment", at);
    this.#at++;
    return { text: "", repeatable: false };
  }

  #name(end: string, at: number): string {
    const from = this.#at;
    while (this.#char !== undefined && this.#char !== end) this.#at++;
    const name = this.#points.slice(from, this.#at).join("");
    if (this.#char === undefined) throw regexError(`missing ${end}, unterminated name`, from);
    if (name === "") throw regexError("missing group name", from);
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw regexError(`bad character in group name '${name}'`, at + 4);
    this.#at++;
    return name;
  }

  #capture(name: string | null, at: number, flags: bigint): { readonly text: string; readonly repeatable: boolean } {
    const number = ++this.#groups;
    if (name !== null) {
      const known = this.#names.get(name);
      if (known !== undefined)
        throw regexError(`redefinition of group name '${name}' as group ${number}; was group ${known}`, at + 4);
      this.#names.set(name, number);
    }
    this.#open.add(number);
    const group = this.#closed(`(?<g${number}>`, at, flags);
    this.#open.delete(number);
    return group;
  }

  #closed(opening: string, at: number, flags: bigint): { readonly text: string; readonly repeatable: boolean } {
    const inside = this.#alternatives(flags);
    if (!this.#take(")")) throw regexError("missing ), unterminated subpattern", at);
    return { text: `${opening}${inside})`, repeatable: true };
  }
}

function bit(letter: string): bigint {
  return FLAGS[letter] ?? 0n;
}

function has(flags: bigint, letter: string): boolean {
  return (flags & bit(letter)) !== 0n;
}

/** A pattern compiled for JavaScript's engine. `flags` are the engine's own besides case and Unicode (`g`, `y`, `d`). */
export function toRegExp(translation: Translation, flags = "", source = translation.source): RegExp {
  try {
    return new RegExp(source, `v${translation.ignoreCase ? "i" : ""}${flags}`);
  } catch (error) {
    throw new UnsupportedError(
      `This regular expression cannot be run here: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
