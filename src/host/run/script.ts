import type * as vscode from "vscode";
import { noStatement } from "../errors";
import type { StatementRange } from "../language/link";
import type { Script } from "./events";
import { statementIn } from "./statementAt";

/** A document's statements as they are run one after another, from a line on. Throws where there is none. */
export function scriptOf(document: vscode.TextDocument, ranges: readonly StatementRange[], from = 0): Script {
  const below = ranges.filter(({ startLine }) => startLine >= from);
  // Statements that share a line are run with it, once.
  const own = below.filter(({ startLine }, i) => startLine > (below[i - 1]?.endLine ?? -1));
  const [first] = own;
  const last = own.at(-1);
  if (first === undefined || last === undefined) throw noStatement();
  return {
    statements: own.map((range) => statementIn(document, range)),
    whole: statementIn(document, { startLine: first.startLine, endLine: last.endLine }),
    origin: document.uri,
  };
}
