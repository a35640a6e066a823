import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { appliedMark, markOf, previewMark } from "../../../src/host/run/inline/mark";
import type { PreviewView, StatementResult } from "../../../src/protocol/results";

function result(more: Partial<StatementResult>): StatementResult {
  return {
    line: 1,
    endLine: 1,
    source: "Album.objects.all()",
    sql: ["SELECT 1"],
    effects: [],
    signals: [],
    notRun: [],
    milliseconds: 2.04,
    ...more,
  };
}

const handle = { id: "r1", columns: [{ name: "id" }, { name: "title" }], model: "music.Album", rowCount: 3 };

describe("what stands beside a statement", () => {
  it.each<[string, Partial<StatementResult>]>([
    ["→ 3 rows · 2.0 ms", { result: handle }],
    ["→ 1 row · 12 ms", { result: { ...handle, rowCount: 1 }, milliseconds: 12.3 }],
    ["→ rows · 2.0 ms", { result: { ...handle, rowCount: null } }],
    ["→ 303 · 2.0 ms", { value: 303, valueType: "int" }],
    ["→ 9007199254740993 · 2.0 ms", { value: 9007199254740993n, valueType: "int" }],
    ["→ 'Pop' · 2.0 ms", { value: "Pop", valueType: "str" }],
    ["→ None · 2.0 ms", { value: null, valueType: "NoneType" }],
    ["→ True · 2.0 ms", { value: true, valueType: "bool" }],
    ["→ one two · 2.0 ms", { printed: "one\ntwo\n" }],
    ["✓ 2.0 ms", {}],
    ["✓ 1.5 s", { milliseconds: 1500 }],
    [
      "✗ FieldError: Cannot resolve it",
      { error: { type: "FieldError", message: "Cannot resolve it", line: 1, column: 0 } },
    ],
  ])("is %s", (text, more) => {
    expect(markOf(result(more)).text).toBe(text);
  });

  it("gets the number of its rows when they are counted", () => {
    const mark = markOf(result({ result: { ...handle, rowCount: null } }));
    expect(mark.uncounted?.result?.id).toBe("r1");
    expect(markOf(result({ result: { ...handle, rowCount: null } }), "8,715 rows").text).toBe("→ 8,715 rows · 2.0 ms");
  });

  it("is cut in the line, and whole under the pointer", () => {
    const { text, more } = markOf(result({ value: "x".repeat(500), valueType: "str" }));
    expect(text.length).toBeLessThan(100);
    expect(more).toContain("x".repeat(500));
  });

  it("says of a write what it would do, and what it did", () => {
    const preview = { summary: "2 rows to update", warnings: [{ kind: "hint", message: "Mind." }] };
    const mark = previewMark(preview as unknown as PreviewView);
    expect(mark.text).toBe("→ 2 rows to update · not written yet");
    expect(mark.more).toContain("Mind");
    expect(appliedMark("2 rows updated").text).toBe("✓ 2 rows updated");
  });

  it("shows hostile text as text", () => {
    const error = { type: "E", message: "[x](command:evil) <img src=y> ```", line: 1, column: 0 };
    const { more } = markOf(result({ error, sql: ["a ``` b"] }));
    expect(more).toContain("\\[x\\]\\(command:evil\\) \\<img src=y\\>");
    expect(more).toContain("````sql\na ``` b\n````");
  });
});
