/** A piece of SQL text. `value` of a quoted identifier or a string is what it stands for. */
export interface Token {
  readonly kind: "word" | "identifier" | "string" | "placeholder" | "punctuation";
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

const TOKEN =
  /(\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|("(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?)|([xX]?'(?:[^']|'')*'?)|(\?\d*)|([\p{L}\p{N}_$.]+)|([\s\S])/gu;

/** Cuts SQLite's SQL into tokens; white space and comments are left out. Never throws. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const [text, blank, identifier, string, placeholder, word] = match;
    if (blank !== undefined) continue;
    const from = match.index;
    const span = { from, to: from + text.length };
    if (identifier !== undefined) tokens.push({ kind: "identifier", value: unquote(text), ...span });
    else if (string !== undefined) tokens.push({ kind: "string", value: unquote(text), ...span });
    else if (placeholder !== undefined) tokens.push({ kind: "placeholder", value: text, ...span });
    else if (word !== undefined) tokens.push({ kind: "word", value: text, ...span });
    else tokens.push({ kind: "punctuation", value: text, ...span });
  }
  return tokens;
}

/** Whether the token is this keyword, in any case. */
export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.value.toUpperCase() === word;
}

function unquote(text: string): string {
  const quote = text[0] ?? "";
  if (quote === "[") return text.slice(1, text.endsWith("]") ? -1 : undefined);
  if (quote === "x" || quote === "X") return text;
  const end = text.length > 1 && text.endsWith(quote) ? -1 : undefined;
  return text.slice(1, end).replaceAll(quote + quote, quote);
}
