import { Scanner } from "./scan";
import { HEADER } from "./syntaxWords";
import type { Diagnostic } from "./tree";

/**
 * The first line of a piece whose indentation is wrong, in Python's words (Python Language Reference, 2.1.8); null where
 * none is. The parser itself lets a block end at any column.
 */
export function indentationFault(text: string, from: number, to: number): Diagnostic | null {
  const scanner = new Scanner(text, from);
  const levels = [0];
  let opens = false;
  let joined = false;
  let before = "";
  for (let at = from; at < to; ) {
    const next = text.indexOf("\n", at);
    const end = next < 0 || next >= to ? to : next + 1;
    const line = text.slice(at, end);
    const blank = /^\s*(#.*)?$/.test(line);
    if (!joined && !blank) {
      const indent = /^[ \t\f]*/.exec(line)?.[0] ?? "";
      const width = indent.replaceAll("\t", "        ").length;
      const top = levels.at(-1) ?? 0;
      const span = { from: at, to: at + indent.length };
      if (width > top) {
        // A block's first line without its colon: that is what is wrong, and the parser says so.
        if (!opens && HEADER.test(before)) return null;
        if (!opens && at > from) return { code: "indent", message: "unexpected indent", ...span };
        if (at > from) levels.push(width);
      }
      while (width < (levels.at(-1) ?? 0)) levels.pop();
      if (at > from && width !== levels.at(-1) && width < top)
        return { code: "indent", message: "unindent does not match any outer indentation level", ...span };
    }
    const joinedBefore = joined;
    const state = scanner.advance(end);
    if (state.problem) return null;
    joined = state.open.length > 0 || state.openString !== null || state.continued;
    if (!blank && !joinedBefore) before = line;
    if (!blank) opens = /:\s*(#.*)?$/.test(line);
    at = end;
  }
  return null;
}
