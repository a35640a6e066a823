import { SPACE } from "./stringSplit";

/** Any character at all, and the places before the first and behind the last. */
export const ANY = "[\\s\\S]";
export const START = "(?<![\\s\\S])";
export const END = "(?![\\s\\S])";

const WORD = "[\\p{L}\\p{N}_]";

/** The set of `\d`, `\w`, `\s` or their opposites, Unicode's or ASCII's; null for another letter. */
export function shorthand(letter: string, ascii: boolean): string | null {
  switch (letter) {
    case "d":
      return ascii ? "[0-9]" : "\\p{Nd}";
    case "D":
      return ascii ? "[^0-9]" : "\\P{Nd}";
    case "w":
      return word(ascii);
    case "W":
      return ascii ? "[^A-Za-z0-9_]" : "[^\\p{L}\\p{N}_]";
    case "s":
      return ascii ? "[\\t-\\r\\x20]" : SPACE;
    case "S":
      return ascii ? "[^\\t-\\r\\x20]" : SPACE.replace("[", "[^");
    default:
      return null;
  }
}

function word(ascii: boolean): string {
  return ascii ? "[A-Za-z0-9_]" : WORD;
}

/** `\b`. */
export function boundary(ascii: boolean): string {
  const w = word(ascii);
  return `(?:(?<=${w})(?!${w})|(?<!${w})(?=${w}))`;
}

/** `\B`, which an empty text has none of. */
export function notBoundary(ascii: boolean): string {
  const w = word(ascii);
  return `(?:(?<=${w})(?=${w})|(?<!${w})(?!${w})(?:(?=${ANY})|(?<=${ANY})))`;
}

/** A character as itself, in a class or out of one. */
export function escaped(c: string): string {
  if (/^[A-Za-z0-9_]$/.test(c)) return c;
  const code = c.codePointAt(0) ?? 0;
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}
