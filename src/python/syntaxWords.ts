/** How the first line of a block starts. */
export const HEADER = /^\s*(?:async\s+)?(if|elif|else|for|while|def|class|try|except|finally|with|match|case)\b/;
const OPERAND_END = /[\w)\]}'"]$/;
const OPERAND_START = /^[\w('"[{]/;
const WORD = /(\w+)$/;
const KEYWORDS = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

/**
 * CPython's words for a place where the parser found nothing that fits; `invalid syntax` where it has no better ones.
 * `open` is the innermost bracket that is open there, or "".
 */
export function syntaxWords(text: string, at: number, open: string): string {
  const lineFrom = text.lastIndexOf("\n", at - 1) + 1;
  const lineTo = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
  const before = text.slice(lineFrom, at);
  const rest = text.slice(at, lineTo);
  const header = HEADER.exec(before)?.[1];
  if (/^=(?!=)/.test(rest)) {
    const named = /([\w.]+)\s*$/.exec(before)?.[1] ?? "";
    if (open === "(" && /^(None|True|False)$/.test(named)) return `cannot assign to ${named}`;
    if (open === "(") return 'expression cannot contain assignment, perhaps you meant "=="?';
    if (header === "if" || header === "while" || header === "elif")
      return "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
  }
  if (
    header !== undefined &&
    open === "" &&
    /^\s*(#.*)?$/.test(rest) &&
    !before.includes(":") &&
    (/\s\S/.test(before.trim()) || /^(else|try|finally)$/.test(header))
  )
    return "expected ':'";
  const called = /^\s*(print|exec)\s+$/.exec(before)?.[1];
  if (called !== undefined) return `Missing parentheses in call to '${called}'. Did you mean ${called}(...)?`;
  const left = before.trimEnd();
  if (open !== "" && OPERAND_END.test(left) && OPERAND_START.test(rest)) {
    const [, previous = ""] = WORD.exec(left) ?? [];
    const [next = ""] = /^\w+/.exec(rest) ?? [];
    if (!KEYWORDS.has(previous) && !KEYWORDS.has(next)) return "invalid syntax. Perhaps you forgot a comma?";
  }
  if (/^\s*\}/.test(rest) || rest === "") {
    if (open === "{" && /:\s*$/.test(left)) return "expression expected after dictionary key and ':'";
  }
  return "invalid syntax";
}

/** The first character of a name that no name may have; null where it is a name. */
export function oddCharacter(name: string): string | null {
  return /[^\p{L}\p{N}\p{M}\p{Pc}·]/u.exec(name)?.[0] ?? null;
}

/** Python's words for such a character. */
export function invalidCharacter(c: string): string {
  const code = (c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /\s|\p{C}/u.test(c) ? `invalid non-printable character U+${code}` : `invalid character '${c}' (U+${code})`;
}
