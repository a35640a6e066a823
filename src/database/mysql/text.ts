/** A stretch of a statement's text. */
export interface Piece {
  readonly kind: "mark" | "word" | "name" | "quoted" | "open" | "close" | "comma" | "other";
  readonly from: number;
  readonly to: number;
}

const PIECE =
  /(\?)|([A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)|(`(?:[^`]|``)*`)|('(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")|(\()|(\))|(,)|(?:--(?=\s|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[0-9][\w.]*|[^?A-Za-z_$\u0080-\uffff`'"(),#/0-9-]+|[\s\S])/g;
const KINDS = ["mark", "word", "name", "quoted", "open", "close", "comma"] as const;

/** A statement's text, taken apart. */
export interface SplitText {
  /** Without blanks and comments. */
  readonly pieces: readonly Piece[];
  /** How many marks are before each piece, and at the end. */
  readonly marks: readonly number[];
  /** The texts between the marks. */
  readonly between: readonly string[];
}

/** The batches of a bulk write have one text of many thousand pieces, which is looked at more than once. */
let last: { readonly sql: string; readonly split: SplitText } | null = null;

/** Takes a statement's text apart: enough to find marks and clauses that no quote or comment hides. */
export function splitText(sql: string): SplitText {
  if (last?.sql === sql) return last.split;
  const pieces: Piece[] = [];
  const marks: number[] = [];
  const between: string[] = [];
  let from = 0;
  for (const piece of split(sql)) {
    if (piece.kind === "other" && BLANK.test(sql.slice(piece.from, piece.to))) continue;
    pieces.push(piece);
    marks.push(between.length);
    if (piece.kind !== "mark") continue;
    between.push(sql.slice(from, piece.from));
    from = piece.to;
  }
  marks.push(between.length);
  between.push(sql.slice(from));
  last = { sql, split: { pieces, marks, between } };
  return last.split;
}

const BLANK = /^(?:\s+|--[^\n]*|#[^\n]*|\/\*[\s\S]*)?$/;

function* split(sql: string): Generator<Piece> {
  for (const match of sql.matchAll(PIECE)) {
    const from = match.index;
    const at = match.slice(1).findIndex((group) => group !== undefined);
    yield { kind: KINDS[at] ?? "other", from, to: from + match[0].length };
  }
}
