import * as vscode from "vscode";
import type { RowTotal } from "../../../protocol/results";
import { rows } from "../../plural";
import type { RunEvent } from "../events";
import { type Lines, moved } from "./entries";
import { appliedMark, discardedMark, type Mark, markOf, previewMark, refusedMark, running } from "./mark";

/** A statement of a document with what it came to, when its text was `text`. */
export interface Entry extends Lines {
  readonly text: string;
  readonly mark: Mark;
  /** What was run: what comes of a preview later is told by it. */
  readonly request: RunEvent["request"];
  /** The mark before it was run again. */
  readonly before?: Mark;
}

/** What the statements of each document came to, as long as it is open. Text that was changed keeps its old mark. */
export class Marks {
  readonly #documents = new Map<string, { readonly uri: vscode.Uri; readonly entries: readonly Entry[] }>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();

  readonly onDidChange = this.#changed.event;

  /** The statements of a document that were run, from the top. */
  of(uri: vscode.Uri): readonly Entry[] {
    return this.#documents.get(uri.toString())?.entries ?? [];
  }

  /** Takes over what the runner tells of a document. */
  take(document: vscode.TextDocument, event: RunEvent): void {
    const first = (event.request.line ?? 1) - 1;
    switch (event.kind) {
      case "started": {
        const last = first + event.request.source.trimEnd().split("\n").length - 1;
        const before = this.of(document.uri).find(({ startLine }) => startLine === first)?.mark;
        this.#put(document, [first, last], { mark: running(), request: event.request, ...(before && { before }) });
        break;
      }
      case "stopped":
        this.#settle(document, event, ({ before }) =>
          event.message === undefined ? before : refusedMark(event.message),
        );
        break;
      case "answered": {
        const { answer, request } = event;
        if (answer.kind === "preview") this.#settle(document, event, () => previewMark(answer.preview));
        else {
          // The text may have moved while it ran.
          const shift = (this.of(document.uri).find((entry) => entry.request === request)?.startLine ?? first) - first;
          this.#settle(document, event, () => undefined);
          for (const statement of answer.statements) {
            const lines = [statement.line - 1 + shift, statement.endLine - 1 + shift] as const;
            this.#put(document, lines, { mark: markOf(statement), request });
          }
        }
        break;
      }
      case "applied":
        this.#settle(document, event, () => appliedMark(event.message));
        break;
      case "discarded":
        this.#settle(document, event, () => discardedMark());
        break;
    }
    this.#changed.fire(document.uri);
  }

  /** Writes the number of a result's rows into its mark. */
  counted(id: string, total: RowTotal): void {
    const count = countText(total);
    if (count === undefined) return;
    for (const { uri, entries } of this.#documents.values()) {
      if (!entries.some(({ mark }) => mark.uncounted?.result?.id === id)) continue;
      const next = entries.map((entry) => {
        const { uncounted } = entry.mark;
        return uncounted?.result?.id === id ? { ...entry, mark: markOf(uncounted, count) } : entry;
      });
      this.#set(uri, next);
      this.#changed.fire(uri);
    }
  }

  /** Follows a change of the document's text. */
  edit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    let own = this.of(document.uri);
    if (own.length === 0) return;
    for (const { range, text } of contentChanges) own = moved(own, { start: range.start, end: range.end, text });
    const kept = own.map((entry) => withEnd(document, entry));
    this.#set(document.uri, kept);
    this.#changed.fire(document.uri);
  }

  clear(uri: vscode.Uri): void {
    this.#documents.delete(uri.toString());
    this.#changed.fire(uri);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #set(uri: vscode.Uri, entries: readonly Entry[]): void {
    this.#documents.set(uri.toString(), { uri, entries });
  }

  /** Changes the mark of the entry that holds an event's run, or takes it away. */
  #settle(document: vscode.TextDocument, { request }: RunEvent, mark: (entry: Entry) => Mark | undefined): void {
    const own = this.of(document.uri).flatMap((entry): Entry[] => {
      if (entry.request !== request) return [entry];
      const next = mark(entry);
      const { before: _, ...rest } = entry;
      return next === undefined ? [] : [{ ...rest, mark: next }];
    });
    this.#set(document.uri, own);
  }

  #put(
    document: vscode.TextDocument,
    [first, last]: readonly [number, number],
    what: Pick<Entry, "mark" | "request" | "before">,
  ): void {
    if (first >= document.lineCount) return;
    const endLine = Math.min(last, document.lineCount - 1);
    const lines = { startLine: first, endLine, endCharacter: document.lineAt(endLine).text.length };
    const others = this.of(document.uri).filter(({ startLine, endLine: end }) => end < first || startLine > endLine);
    const entry: Entry = { ...lines, text: textOf(document, lines), ...what };
    const all = [...others, entry].sort((a, b) => a.startLine - b.startLine);
    this.#set(document.uri, all);
  }
}

/** True where a statement's text is no longer what was run. */
export function isStale(document: vscode.TextDocument, entry: Entry): boolean {
  return textOf(document, entry) !== entry.text;
}

/** `3 rows`, or that there are more than were counted; undefined where nothing is known. */
function countText({ rows: exact, moreThan }: RowTotal): string | undefined {
  if (exact !== null) return rows(exact);
  return moreThan === undefined ? undefined : vscode.l10n.t("more than {0}", rows(moreThan));
}

function withEnd(document: vscode.TextDocument, entry: Entry): Entry {
  const endLine = Math.min(entry.endLine, document.lineCount - 1);
  return { ...entry, endLine, endCharacter: document.lineAt(endLine).text.length };
}

function textOf(document: vscode.TextDocument, { startLine, endLine }: Lines): string {
  const last = Math.min(endLine, document.lineCount - 1);
  return document.getText(new vscode.Range(startLine, 0, last, document.lineAt(last).text.length)).trimEnd();
}
