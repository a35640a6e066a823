import { describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";

vi.mock("vscode", () => import("./vscode"));

import { dedent, nearest, statementAt } from "../../../src/host/run/statementAt";

const ranges = [
  { startLine: 2, endLine: 4 },
  { startLine: 7, endLine: 7 },
];

describe("the statement at a line", () => {
  it.each([
    [0, 2],
    [2, 2],
    [4, 2],
    [5, 2],
    [7, 7],
    [20, 7],
  ])("line %i belongs to the statement at line %i", (line, start) => {
    expect(nearest(ranges, line)?.startLine).toBe(start);
  });

  it("is none where there are no statements", () => {
    expect(nearest([], 3)).toBeUndefined();
  });
});

describe("dedent", () => {
  it("takes away what all lines share", () => {
    expect(dedent("    a = 1\n\n      b")).toBe("a = 1\n\n  b");
  });

  it("leaves lines that share nothing", () => {
    expect(dedent("if a:\n    b")).toBe("if a:\n    b");
    expect(dedent("")).toBe("");
  });
});

/** An editor on a script whose lines from `first` to `last` are selected whole. */
function editorOn(text: string, first: number, last: number): vscode.TextEditor {
  const lines = text.split("\n");
  const at = (line: number, character = 0) => ({ line, character });
  const document = {
    languageId: "queryset",
    uri: { scheme: "file", path: "/w/a.queryset" },
    lineAt: (line: number) => ({
      text: lines[line] ?? "",
      range: { start: at(line), end: at(line, lines[line]?.length) },
    }),
    getText: (range: { start: { line: number }; end: { line: number; character: number } }) =>
      range.end.character === 0
        ? lines
            .slice(range.start.line, range.end.line)
            .map((line) => `${line}\n`)
            .join("")
        : lines.slice(range.start.line, range.end.line + 1).join("\n"),
  };
  const [start, end] = [at(first), at(last, lines[last]?.length)];
  const selection = { start, end, active: end, isEmpty: false, with: (from: object) => ({ start: from, end }) };
  return { document, selection } as unknown as vscode.TextEditor;
}

describe("a selection in a script", () => {
  it("is run with what stands above it, at its own lines", async () => {
    const editor = editorOn("rock = 1\njazz = 2\nrock + jazz\nrock", 2, 3);
    expect(await statementAt(editor, async () => [])).toEqual({
      source: "rock + jazz\nrock",
      file: "a.queryset",
      line: 3,
      before: "rock = 1\njazz = 2\n",
    });
  });

  it("at the top has nothing above it", async () => {
    expect(await statementAt(editorOn("a\nb", 0, 0), async () => [])).toEqual({
      source: "a",
      file: "a.queryset",
      line: 1,
    });
  });
});
