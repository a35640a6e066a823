import * as vscode from "vscode";
import type { App } from "../app";
import { languageId } from "../ids";
import { statementIn } from "./statementAt";

/** Longer than this, a hover is no longer looked at. */
const patience = 1000;

/** The SQL that a queryset of a `.queryset` document becomes, under the pointer. Nothing is read from the database. */
export function registerHover(app: App): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { language: languageId },
    {
      provideHover: async (document, position, token) => {
        // A hover opens no database, and waits behind no statement.
        if (app.connection.state.kind !== "open" || app.runner.isBusy) return undefined;
        const ranges = await app.language.statements(document);
        const range = ranges.find(({ startLine, endLine }) => startLine <= position.line && position.line <= endLine);
        if (range === undefined || token.isCancellationRequested) return undefined;
        const { source, before } = statementIn(document, range);
        const request = before === undefined ? { source } : { source, before };
        const sql = await sqlOf(app, request);
        if (sql === "") return undefined;
        const text = new vscode.MarkdownString().appendCodeblock(sql, "sql");
        return new vscode.Hover(text);
      },
    },
  );
}

async function sqlOf(app: App, request: { readonly source: string; readonly before?: string }): Promise<string> {
  const late = new Promise<{ readonly sql: string }>((resolve) => setTimeout(() => resolve({ sql: "" }), patience));
  try {
    const { sql } = await Promise.race([app.connection.call("sql", request), late]);
    return sql;
  } catch {
    // A statement that is being written is wrong most of the time; what is wrong is underlined, not told here.
    return "";
  }
}
