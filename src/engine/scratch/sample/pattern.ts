import type { Chance } from "./chance";

/**
 * A text that a simple regular expression takes: literals, classes, groups with alternatives, repetitions. Null for
 * anything else; look-arounds and back references are no simple ones.
 */
export function textOfPattern(chance: Chance, pattern: string): string | null {
  const source = pattern.replace(/^(\^|\\A)/, "").replace(/(\$|\\Z)$/, "");
  const reader = new PatternReader(chance, source);
  const text = reader.alternatives();
  if (text === null || !reader.isAtEnd) return null;
  try {
    return new RegExp(pattern.replace(/^\\A/, "^").replace(/\\Z$/, "$")).test(text) ? text : null;
  } catch {
    return null;
  }
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";

class PatternReader {
  readonly #chance: Chance;
  readonly #source: string;
  #at = 0;

  constructor(chance: Chance, source: string) {
    this.#chance = chance;
    this.#source = source;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  alternatives(): string | null {
    const all: string[] = [];
    for (;;) {
      const text = this.#sequence();
      if (text === null) return null;
      all.push(text);
      if (this.#source.charAt(this.#at) !== "|") return this.#chance.pick(all);
      this.#at++;
    }
  }

  #sequence(): string | null {
    let text = "";
    while (!this.isAtEnd && !"|)".includes(this.#source.charAt(this.#at))) {
      const from = this.#at;
      const first = this.#atom();
      if (first === null) return null;
      const after = this.#at;
      const [low, high, end] = this.#repetition();
      const count = this.#chance.integer(low, high);
      for (let i = 0; i < count; i++) {
        if (i === 0) {
          text += first;
          continue;
        }
        // Each repetition draws anew.
        this.#at = from;
        text += this.#atom() ?? "";
      }
      this.#at = Math.max(after, end);
    }
    return text;
  }

  #atom(): string | null {
    const mark = this.#source.charAt(this.#at);
    if (mark === "(") return this.#group();
    if (mark === "[") return this.#set();
    if (mark === "\\") return this.#escape();
    if ("*+?{^$".includes(mark)) return null;
    this.#at++;
    return mark === "." ? this.#chance.pick([...LOWER]) : mark;
  }

  #group(): string | null {
    const open = /^\((\?:|\?P<\w+>)?(?!\?)/.exec(this.#source.slice(this.#at));
    if (open === null) return null;
    this.#at += open[0].length;
    const text = this.alternatives();
    if (this.#source.charAt(this.#at) !== ")") return null;
    this.#at++;
    return text;
  }

  #set(): string | null {
    const match = /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(this.#source.slice(this.#at));
    if (match === null || match[1] === "^") return null;
    this.#at += match[0].length;
    const body = (match[2] ?? "")
      .replaceAll("\\d", DIGITS)
      .replaceAll("\\w", `${LOWER}${DIGITS}_`)
      .replaceAll("\\s", " ");
    const letters = [...body.matchAll(/(\\?.)-(\\?.)|\\?./g)].flatMap((item): string[] => {
      const [whole, low, high] = item;
      if (low === undefined || high === undefined) return [whole.slice(-1)];
      const [from, to] = [low.charCodeAt(low.length - 1), high.charCodeAt(high.length - 1)];
      return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => String.fromCharCode(from + i));
    });
    return letters.length === 0 ? null : this.#chance.pick(letters);
  }

  #escape(): string | null {
    const mark = this.#source.charAt(this.#at + 1);
    this.#at += 2;
    if (mark === "d") return this.#chance.digits(1);
    if (mark === "w") return this.#chance.pick([...LOWER]);
    if (mark === "s") return " ";
    return /\w/.test(mark) || mark === "" ? null : mark;
  }

  /** How often the atom before stands, at least and at most, and where the pattern goes on. */
  #repetition(): [low: number, high: number, end: number] {
    const match = /^(?:([*+?])|\{(\d*)(,?)(\d*)\})\??/.exec(this.#source.slice(this.#at));
    const end = this.#at + (match?.[0].length ?? 0);
    if (match === null) return [1, 1, end];
    if (match[1] === "?") return [0, 1, end];
    if (match[1] !== undefined) return [match[1] === "+" ? 1 : 0, 6, end];
    const low = Number(match[2] || 0);
    const high = match[3] === "" ? low : match[4] === "" ? low + 4 : Number(match[4]);
    return [low, Math.min(high, low + 20), end];
  }
}
