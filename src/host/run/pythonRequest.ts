import * as vscode from "vscode";
import type { RunRequest } from "../../protocol/engine";
import type { Language } from "../language/language";
import type { QuerysetExpression } from "../language/link";
import type { FreeNames } from "./freeNames";
import { dedent } from "./statementAt";

/** Runs pieces of the workspace's own Python: their names that only the program knows are asked for. */
export class PythonRequests {
  constructor(
    readonly language: Language,
    readonly values: FreeNames,
  ) {}

  /** The request for an expression of a Python file; undefined where a value was not given. */
  async expression(
    uri: vscode.Uri,
    { source, startLine, free }: QuerysetExpression,
    again = false,
  ): Promise<RunRequest | undefined> {
    return await this.#request(uri, { source, line: startLine, free }, again);
  }

  /** The request for the selected text. */
  async selection({ document, selection }: vscode.TextEditor): Promise<RunRequest | undefined> {
    const first = document.lineAt(selection.start.line);
    const indented = first.text.slice(0, selection.start.character).trim() === "";
    const from = indented ? first.range.start : selection.start;
    const source = unwrapped(dedent(document.getText(selection.with(from)).replaceAll("\r\n", "\n")));
    if (source.trim() === "") return undefined;
    const free = await this.language.freeNames(source);
    return await this.#request(document.uri, { source, line: selection.start.line, free }, false);
  }

  async #request(
    uri: vscode.Uri,
    { source, line, free }: { readonly source: string; readonly line: number; readonly free: readonly string[] },
    again: boolean,
  ): Promise<RunRequest | undefined> {
    const file = vscode.workspace.asRelativePath(uri, false);
    const before = await this.values.assignments(file, free, again);
    if (before === undefined) return undefined;
    return requestBehind(before, { source, file, line: line + 1 });
  }
}

/** The request with lines that run before it. It stands behind as many lines as the file has in front of it, or more. */
export function requestBehind(before: string, request: RunRequest & { readonly line: number }): RunRequest {
  if (before === "") return request;
  const lines = before.split("\n").length - 1;
  const line = Math.max(request.line, lines + 1);
  return { ...request, line, before: before + "\n".repeat(line - 1 - lines) };
}

/** `return Album.objects…` is run for what it returns; outside a function there is no `return`. */
function unwrapped(source: string): string {
  return source.trimStart().replace(/^(?:return|yield|await)\s+/, "");
}

/** The expression that a line of a Python file is part of. */
export function expressionAt(expressions: readonly QuerysetExpression[], line: number): QuerysetExpression | undefined {
  return expressions.findLast(({ startLine, endLine }) => startLine <= line && line <= endLine);
}
