import { describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";

vi.mock("vscode", () => import("./vscode"));

import type { RunEvent } from "../../../src/host/run/events";
import { type Entry, isStale, Marks } from "../../../src/host/run/inline/marks";
import type { StatementResult } from "../../../src/protocol/results";

/** A document whose text can be changed, as far as marks look at it. */
class FakeDocument {
  readonly uri = { toString: () => "file:///a.queryset" };

  constructor(public text: string) {}

  get lineCount(): number {
    return this.text.split("\n").length;
  }

  lineAt(line: number): { readonly text: string } {
    return { text: this.text.split("\n")[line] ?? "" };
  }

  getText({
    start,
    end,
  }: {
    readonly start: { readonly line: number };
    readonly end: { readonly line: number };
  }): string {
    return this.text
      .split("\n")
      .slice(start.line, end.line + 1)
      .join("\n");
  }
}

function result(line: number, more: Partial<StatementResult> = {}): StatementResult {
  const parts = { sql: [], effects: [], signals: [], notRun: [], milliseconds: 1 };
  return { line, endLine: line, source: "", value: line, valueType: "int", ...parts, ...more };
}

function setUp(text: string) {
  const own = new FakeDocument(text);
  const document = own as unknown as vscode.TextDocument;
  const marks = new Marks();
  const tell = (event: RunEvent): void => marks.take(document, event);
  const edit = (
    start: readonly [number, number],
    end: readonly [number, number],
    inserted: string,
    after: string,
  ): void => {
    own.text = after;
    const at = ([line, character]: readonly [number, number]) => ({ line, character });
    marks.edit({
      document,
      contentChanges: [{ range: { start: at(start), end: at(end) }, text: inserted }],
    } as unknown as vscode.TextDocumentChangeEvent);
  };
  const shown = (): readonly string[] =>
    marks
      .of(document.uri)
      .map((entry: Entry) => `${entry.startLine} ${entry.mark.text}${isStale(document, entry) ? " (stale)" : ""}`);
  return { marks, tell, edit, shown };
}

describe("the marks of a document", () => {
  const request = { source: "a", line: 1 };

  it("say that a statement is running, and what it came to", () => {
    const { tell, shown } = setUp("a\nb");
    tell({ kind: "started", request });
    expect(shown()).toEqual(["0 ⋯ running"]);
    tell({ kind: "answered", request, answer: { kind: "read", statements: [result(1)] } });
    expect(shown()).toEqual(["0 → 1 · 1.0 ms"]);
  });

  it("stay when another statement is run, and are replaced when their own is", () => {
    const { tell, shown } = setUp("a\nb");
    for (const line of [2, 1, 2]) {
      const own = { source: "x", line };
      tell({ kind: "started", request: own });
      tell({ kind: "answered", request: own, answer: { kind: "read", statements: [result(line)] } });
    }
    expect(shown()).toEqual(["0 → 1 · 1.0 ms", "1 → 2 · 1.0 ms"]);
  });

  it("are as before where a run was cancelled, and tell why one failed", () => {
    const { tell, shown } = setUp("a\nb");
    tell({ kind: "answered", request, answer: { kind: "read", statements: [result(1)] } });
    const again = { ...request };
    tell({ kind: "started", request: again });
    tell({ kind: "stopped", request: again });
    expect(shown()).toEqual(["0 → 1 · 1.0 ms"]);
    const third = { ...request };
    tell({ kind: "started", request: third });
    tell({ kind: "stopped", request: third, message: "The engine stopped." });
    expect(shown()).toEqual(["0 ✗ The engine stopped."]);
  });

  it("come to the statement's place when the text moved while it ran", () => {
    const { tell, edit, shown } = setUp("a\nb");
    tell({ kind: "started", request });
    edit([0, 0], [0, 0], "# new\n", "# new\na\nb");
    tell({ kind: "answered", request, answer: { kind: "read", statements: [result(1)] } });
    expect(shown()).toEqual(["1 → 1 · 1.0 ms"]);
  });

  it("are old while the statement's text is another", () => {
    const { tell, edit, shown } = setUp("a\nb");
    tell({ kind: "answered", request, answer: { kind: "read", statements: [result(1)] } });
    edit([0, 1], [0, 1], "x", "ax\nb");
    expect(shown()).toEqual(["0 → 1 · 1.0 ms (stale)"]);
    edit([0, 1], [0, 2], "", "a\nb");
    expect(shown()).toEqual(["0 → 1 · 1.0 ms"]);
  });

  it("follow a preview until it is applied or discarded", () => {
    const { tell, shown } = setUp("a\nb");
    const preview = { summary: "2 rows to update", warnings: [] };
    tell({ kind: "started", request });
    tell({ kind: "answered", request, answer: { kind: "preview", preview } } as unknown as RunEvent);
    expect(shown()).toEqual(["0 → 2 rows to update · not written yet"]);
    tell({ kind: "discarded", request: { ...request } });
    expect(shown()).toEqual(["0 → 2 rows to update · not written yet"]);
    tell({ kind: "applied", request, message: "2 rows updated" });
    expect(shown()).toEqual(["0 ✓ 2 rows updated"]);
  });

  it("get the number of rows when they are counted", () => {
    const { marks, tell, shown } = setUp("a\nb");
    const counted = result(1, { result: { id: "r1", columns: [], rowCount: null } });
    tell({ kind: "answered", request, answer: { kind: "read", statements: [counted] } });
    expect(shown()).toEqual(["0 → rows · 1.0 ms"]);
    marks.counted("r1", { rows: null, moreThan: 100_000 });
    expect(shown()).toEqual(["0 → more than 100,000 rows · 1.0 ms"]);
  });
});
