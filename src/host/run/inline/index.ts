import * as vscode from "vscode";
import type { StatementResult } from "../../../protocol/results";
import type { App } from "../../app";
import { cellScheme, commands, languageId, settings } from "../../ids";
import { Store } from "../../store";
import type { Runner } from "../runner";
import { scriptOf } from "../script";
import type { Mark } from "./mark";
import { type Entry, isStale, Marks } from "./marks";

/** Beside each statement of a `.queryset` document that was run, what it came to. */
export function registerInline(app: App): vscode.Disposable {
  const store = new Store();
  const marks = store.add(new Marks());
  const decoration = store.add(
    vscode.window.createTextEditorDecorationType({
      after: { margin: "0 0 0 2em" },
      // What is typed at the end of the line is no part of it.
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    }),
  );
  const draw = (editor: vscode.TextEditor): void => {
    if (editor.document.languageId !== languageId) return;
    const entries = isOn(editor.document) ? marks.of(editor.document.uri) : [];
    editor.setDecorations(
      decoration,
      entries.map((entry) => drawn(editor.document, entry)),
    );
  };
  const drawAll = (uri?: vscode.Uri): void => {
    for (const editor of vscode.window.visibleTextEditors)
      if (uri === undefined || editor.document.uri.toString() === uri.toString()) draw(editor);
  };
  store.add(marks.onDidChange((uri) => drawAll(uri)));
  store.add(
    app.runners.onDidRun((event) => {
      const document = documentOf(event.origin);
      if (document !== undefined && hasMarks(document)) marks.take(document, event);
    }),
  );
  store.add(app.runners.onDidCount(({ id, total }) => marks.counted(id, total)));
  store.add(vscode.workspace.onDidChangeTextDocument((event) => marks.edit(event)));
  store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => marks.clear(uri)));
  store.add(vscode.window.onDidChangeVisibleTextEditors(() => drawAll()));
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${settings.section}.${settings.inlineResults}`)) drawAll();
    }),
  );
  store.add(
    vscode.commands.registerCommand(commands.clearInline, () => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      if (uri !== undefined) marks.clear(uri);
    }),
  );
  store.add(
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (!hasMarks(document) || !runsOnSave(document)) return;
      void app.report.guard(() => readAgain(app, marks, document));
    }),
  );
  return store;
}

function isOn(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(settings.section, document).get(settings.inlineResults, true);
}

function runsOnSave(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(settings.section, document).get(settings.runOnSave, false);
}

/** A notebook's cells have their outputs. */
function hasMarks({ languageId: language, uri }: vscode.TextDocument): boolean {
  return language === languageId && uri.scheme !== cellScheme;
}

function documentOf(uri: vscode.Uri | undefined): vscode.TextDocument | undefined {
  if (uri === undefined) return undefined;
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/**
 * Reads once more what was run before in a document, and shows it in the panel where that shows what it came to before.
 * What writes stays as it is: nothing of it is run.
 */
async function readAgain({ runner, language }: App, marks: Marks, document: vscode.TextDocument): Promise<void> {
  const origin = document.uri;
  if (marks.of(origin).length === 0) return;
  const { statements, whole } = scriptOf(document, await language.statements(document));
  const shown = runner.shownRun;
  const isWholeShown =
    shown?.origin?.toString() === origin.toString() &&
    !marks.of(origin).some(({ request }) => request === shown.request);
  const read: StatementResult[] = [];
  for (const request of statements) {
    const line = (request.line ?? 1) - 1;
    const entry = marks.of(origin).find(({ startLine, endLine }) => startLine <= line && line <= endLine);
    if (entry === undefined || entry.mark.kind === "preview" || entry.mark.kind === "written") continue;
    const answer = await runner.read({ request, origin });
    // Cancelled, or something else was started.
    if (answer === undefined) return;
    if (answer === null) continue;
    read.push(...answer.statements);
    if (entry.request === shown?.request) runner.show({ request, origin }, answer);
    else if (!isWholeShown) await count(runner, answer.statements);
  }
  const kind = read.some(({ error }) => error !== undefined) ? "failed" : "read";
  if (isWholeShown && read.length > 0) runner.show({ request: whole, origin }, { kind, statements: read });
}

/** Counts rows that no grid counts, as it would: where that is quick. */
async function count(runner: Runner, statements: readonly StatementResult[]): Promise<void> {
  for (const { result } of statements) {
    if (result?.rowCount !== null || runner.isBusy) continue;
    await runner.shown.total({ id: result.id, exact: false }, new AbortController().signal);
  }
}

const colors: Readonly<Record<Mark["kind"], string>> = {
  running: "descriptionForeground",
  done: "descriptionForeground",
  failed: "editorError.foreground",
  preview: "editorWarning.foreground",
  written: "charts.green",
};

function drawn(document: vscode.TextDocument, entry: Entry): vscode.DecorationOptions {
  const { mark, endLine } = entry;
  const stale = mark.kind !== "running" && isStale(document, entry);
  const end = document.lineAt(Math.min(endLine, document.lineCount - 1)).range.end;
  const color = new vscode.ThemeColor(stale ? "disabledForeground" : colors[mark.kind]);
  const more = new vscode.MarkdownString(
    stale ? `_${vscode.l10n.t("The statement was changed since it was run.")}_\n\n${mark.more}` : mark.more,
  );
  return {
    range: new vscode.Range(end, end),
    renderOptions: { after: { contentText: mark.text, color, fontStyle: stale ? "italic" : "normal" } },
    ...(mark.more !== "" && { hoverMessage: more }),
  };
}
