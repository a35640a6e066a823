import { exceptionClass, PyException, PyExceptionClass, PyRaise } from "./exceptions";

/** re.error. */
export const RE_ERROR = new PyExceptionClass("error", [exceptionClass("Exception")], "re.error");

/** Makes `re.error` in Python's words. */
export function regexError(message: string, at: number): PyRaise {
  return new PyRaise(new PyException(RE_ERROR, [], `${message} at position ${at}`));
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\x07" };

/** The characters of one escape in a pattern, or null where the letter means more than characters. */
export function escapeOf(
  points: readonly string[],
  at: number,
): { readonly text: string; readonly next: number } | null {
  const letter = points[at + 1];
  if (letter === undefined) throw regexError("bad escape (end of pattern)", at);
  const simple = SIMPLE_ESCAPES[letter];
  if (simple !== undefined) return { text: simple, next: at + 2 };
  const width = letter === "x" ? 2 : letter === "u" ? 4 : letter === "U" ? 8 : 0;
  if (width > 0) {
    const digits = points.slice(at + 2, at + 2 + width).join("");
    if (!/^[0-9a-f]+$/i.test(digits) || digits.length < width)
      throw regexError(`incomplete escape \\${letter}${digits}`, at);
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff) throw regexError(`bad escape \\${letter}${digits}`, at);
    return { text: String.fromCodePoint(code), next: at + 2 + width };
  }
  if (letter === "0") {
    const digits = /^0[0-7]{0,2}/.exec(points.slice(at + 1, at + 4).join(""))?.[0] ?? "0";
    return { text: String.fromCharCode(Number.parseInt(digits, 8)), next: at + 1 + digits.length };
  }
  if (/^[a-zA-Z0-9]$/.test(letter)) return null;
  return { text: letter, next: at + 2 };
}
