import { parser } from "@lezer/python";
import { functionBodies, withoutBodies } from "./bodies";
import { indentationFault } from "./indentation";
import { Lowering } from "./lower";
import { count, scan } from "./scan";
import { type StatementText, splitStatements } from "./split";
import type { Diagnostic, Module, Statement } from "./tree";

export { type StatementText, splitStatements, statementsFrom } from "./split";

/** One top-level statement with what was wrong in it. `statements` has several entries only for odd recoveries. */
export interface ParsedStatement extends StatementText {
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How a text is parsed. */
export interface ParseOptions {
  /** Bodies of functions are only parsed when they are looked at: for texts of which seldom one is needed. */
  readonly lazyBodies?: boolean;
}

/** Parses one top-level piece of `text`; offsets stay those of the whole text. Never throws. */
export function parseStatement(text: string, piece: StatementText, options: ParseOptions = {}): ParsedStatement {
  const state = scan(text, piece.from, piece.to);
  const indent = text.slice(piece.from, piece.to).search(/\S|$/);
  const late = options.lazyBodies === true ? functionBodies(text, piece.from, piece.to) : [];
  const lowering = new Lowering(text, piece.from + indent, late);
  // Lexical faults come first: they explain what the parser only stumbles over.
  const open = state.open[0];
  if (state.problem) lowering.diagnostics.push(state.problem);
  else if (state.openString !== null) {
    lowering.diagnostics.push({
      code: "unterminated-string",
      message: `unterminated triple-quoted string literal (detected at line ${1 + count(text, "\n", 0, piece.to)})`,
      from: state.openString,
      to: piece.to,
    });
  } else if (open) {
    lowering.diagnostics.push({
      code: "unclosed",
      message: `'${open.bracket}' was never closed`,
      from: open.at,
      to: open.at + 1,
    });
  }
  const fault = lowering.diagnostics.length === 0 ? indentationFault(text, piece.from, piece.to) : null;
  if (fault) lowering.diagnostics.push(fault);
  const own = text.slice(piece.from + indent, piece.to);
  if (indent > 0 && own !== "") {
    lowering.diagnostics.push({
      code: "indent",
      message: "unexpected indent",
      from: piece.from,
      to: piece.from + indent,
    });
  }
  const parsed = late.length > 0 ? withoutBodies(text, piece.from + indent, piece.to, late) : own;
  const statements = lowered(lowering, parsed, piece);
  return { ...piece, statements, diagnostics: lowering.diagnostics };
}

/** Brackets within brackets beyond what anyone writes end the stack that reads them; Python refuses those, too. */
function lowered(lowering: Lowering, own: string, piece: StatementText): Statement[] {
  try {
    return lowering.statements(parser.parse(own).topNode);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    lowering.diagnostics.push({
      code: "syntax",
      message: "maximum recursion depth exceeded during compilation",
      from: piece.from,
      to: piece.to,
    });
    return [];
  }
}

/**
 * Parses a whole Python text. Never throws; a broken statement ends where the next line starts a statement at column 0,
 * so that it never swallows what follows.
 */
export function parseModule(text: string, options: ParseOptions = {}): Module {
  const body: Statement[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const piece of splitStatements(text)) {
    const parsed = parseStatement(text, piece, options);
    body.push(...parsed.statements);
    diagnostics.push(...parsed.diagnostics);
  }
  return { from: 0, to: text.length, body, diagnostics };
}
