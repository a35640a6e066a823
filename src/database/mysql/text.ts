/** A stretch of a statement's text. */
export interface Piece {
  readonly kind: "mark" | "word" | "name" | "quoted" | "open" | "close" | "comma" | "other";
  readonly from: number;
  readonly to: number;
}

const PIECE =
  /(\?)|([A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)|(`(?:[^`]|``)*`)|('(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")|(\()|(\))|(,)|(?:--(?=\s|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[0-9][\w.]*|[^?A-Za-z_$\u0080-\uffff`'"(),#/0-9-]+|[\s\S])/g;
const KINDS = ["mark", "word", "name", "quoted", "open", "close", "comma"] as const;

/** A statement's text in pieces, without a gap: enough to find marks and clauses that no quote or comment hides. */
export function* pieces(sql: string): Generator<Piece> {
  for (const match of sql.matchAll(PIECE)) {
    const from = match.index;
    const at = match.slice(1).findIndex((group) => group !== undefined);
    yield { kind: KINDS[at] ?? "other", from, to: from + match[0].length };
  }
}
