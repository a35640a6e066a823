/** One word, operator, string or comment of a line. */
export interface FormatToken {
  readonly kind: "name" | "keyword" | "number" | "string" | "operator" | "open" | "close" | "comment";
  readonly text: string;
}

/** One logical line: what Python reads as one, whatever the line breaks inside brackets. */
export interface LogicalLine {
  /** The indentation as it is written. */
  readonly indent: string;
  readonly tokens: readonly FormatToken[];
  /** As it is written, without its indentation. */
  readonly source: string;
  /** Blank lines in front. */
  readonly blank: number;
  /** It holds something that must stay as it is: comments inside brackets, a backslash, a semicolon. */
  readonly fixed: boolean;
}

const keywords = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield None True False".split(
    " ",
  ),
);
/** Words after which an expression begins, so that a bracket behind them is no call. */
export const values = new Set(["None", "True", "False"]);

const pattern =
  /(?<space>[ \t\f\r]+)|(?<newline>\n)|(?<comment>#[^\n]*)|(?<backslash>\\\n)|(?<string>[A-Za-z]{0,2}(?:"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'))|(?<number>(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[jJ]?)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<operator>\*\*=|\/\/=|>>=|<<=|:=|->|\*\*|\/\/|<<|>>|<=|>=|==|!=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|\.\.\.|[-+*/%@&|^~<>=.,:;!])|(?<open>[([{])|(?<close>[)\]}])/uy;

/** Cuts a statement into its logical lines; undefined where something in it is no Python of ours. */
export function logicalLines(text: string): LogicalLine[] | undefined {
  const lines: LogicalLine[] = [];
  let tokens: FormatToken[] = [];
  let start = 0;
  let depth = 0;
  let fixed = false;
  let blank = 0;
  let at = 0;
  const end = (to: number): void => {
    const raw = text.slice(start, to);
    const indent = /^[ \t]*/.exec(raw)?.[0] ?? "";
    if (tokens.length === 0) blank++;
    else {
      lines.push({ indent, tokens, source: raw.slice(indent.length).trimEnd(), blank, fixed });
      blank = 0;
    }
    tokens = [];
    fixed = false;
    start = to + 1;
  };
  while (at < text.length) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    const groups = found?.groups;
    if (!found || !groups) return undefined;
    const [piece] = found;
    at += piece.length;
    if (groups.newline !== undefined) {
      if (depth === 0) end(at - 1);
    } else if (groups.backslash !== undefined) fixed = true;
    else if (groups.space === undefined) {
      const token = tokenOf(piece, groups);
      if (token.kind === "open") depth++;
      if (token.kind === "close") depth--;
      if ((token.kind === "comment" && depth > 0) || piece === ";") fixed = true;
      tokens.push(token);
    }
  }
  end(text.length);
  return depth === 0 ? lines : undefined;
}

function tokenOf(text: string, groups: Readonly<Record<string, string | undefined>>): FormatToken {
  if (groups.comment !== undefined) return { kind: "comment", text: text.trimEnd() };
  if (groups.string !== undefined) return { kind: "string", text };
  if (groups.number !== undefined) return { kind: "number", text };
  if (groups.open !== undefined) return { kind: "open", text };
  if (groups.close !== undefined) return { kind: "close", text };
  if (groups.name !== undefined) return { kind: keywords.has(text) ? "keyword" : "name", text };
  return { kind: "operator", text };
}
