import * as vscode from "vscode";
import type { RunRequest } from "../../protocol/engine";
import { noStatement } from "../errors";
import { cellScheme, languageId } from "../ids";
import type { StatementRange } from "../language/link";

/** The selected text, else the statement at the cursor, else (outside `.queryset`) the cursor's line. */
export async function statementAt(
  editor: vscode.TextEditor,
  statements: (document: vscode.TextDocument) => Promise<readonly StatementRange[]>,
): Promise<RunRequest> {
  const { document, selection } = editor;
  if (!selection.isEmpty) {
    // Whole lines up to the selection's start keep the columns of error messages and the indentation of blocks.
    const start = document.lineAt(selection.start.line);
    const before = start.text.slice(0, selection.start.character);
    const from = before.trim() === "" ? start.range.start : selection.start;
    return inPlace(document, requestFor(document, document.getText(selection.with(from)), from.line));
  }
  const line = selection.active.line;
  if (document.languageId !== languageId) return requestFor(document, document.lineAt(line).text, line);
  const range = nearest(await statements(document), line);
  if (range === undefined) throw noStatement();
  return statementIn(document, range);
}

/** The request that runs one statement of a document. */
export function statementIn(document: vscode.TextDocument, { startLine, endLine }: StatementRange): RunRequest {
  const last = Math.min(endLine, document.lineCount - 1);
  const lines = Array.from({ length: last - startLine + 1 }, (_, index) => document.lineAt(startLine + index).text);
  return inPlace(document, requestFor(document, lines.join("\n"), startLine));
}

/** With the text of the script in front of it, where its names are looked for. */
function inPlace(document: vscode.TextDocument, request: RunRequest): RunRequest {
  if (document.languageId !== languageId) return request;
  const cells = cellsAbove(document);
  const own = document.getText(new vscode.Range(0, 0, (request.line ?? 1) - 1, 0));
  const before = `${cells}${own}`.replaceAll("\r\n", "\n");
  if (before === "") return request;
  return { ...request, before, line: before.split("\n").length };
}

/** The text of the cells above one: a notebook's cells are one script. Nothing above a document that is no cell. */
function cellsAbove(document: vscode.TextDocument): string {
  if (document.uri.scheme !== cellScheme) return "";
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cells = notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
    const index = cells.findIndex((cell) => cell.document === document);
    if (index >= 0)
      return cells
        .slice(0, index)
        .map((cell) => `${cell.document.getText()}\n`)
        .join("");
  }
  return "";
}

function requestFor(document: vscode.TextDocument, text: string, line: number): RunRequest {
  const source = dedent(text);
  if (source.trim() === "") throw noStatement();
  return { source, file: vscode.workspace.asRelativePath(document.uri, false), line: line + 1 };
}

/** The statement that holds the line, else the last one above it, else the first below. */
export function nearest(ranges: readonly StatementRange[], line: number): StatementRange | undefined {
  return ranges.findLast(({ startLine }) => startLine <= line) ?? ranges[0];
}

/** Takes away the indentation that all lines share, so that lines from inside a function can run by themselves. */
export function dedent(text: string): string {
  const lines = text.split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents);
  return Number.isFinite(shared) && shared > 0 ? lines.map((line) => line.slice(shared)).join("\n") : text;
}
