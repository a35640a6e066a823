import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Effect, RowEffect } from "../../../src/protocol/results";

let changes: typeof import("../../../webview/preview/changes");

beforeAll(async () => {
  // The page's messages are read from the document when the module loads.
  vi.stubGlobal("document", { getElementById: () => null, documentElement: { lang: "en" } });
  changes = await import("../../../webview/preview/changes");
});

function effect(rows: readonly RowEffect[], more: Partial<Effect> = {}): Effect {
  return {
    action: "update",
    model: "music.Album",
    table: "music_album",
    cause: "statement",
    count: rows.length,
    rows,
    truncated: false,
    ...more,
  };
}

describe("a preview's table", () => {
  it.each([
    [{ count: 2 }, "Update music.Album (2 rows)"],
    [{ count: 1 }, "Update music.Album (1 row)"],
    [{ count: 1234, action: "insert" as const }, "Insert music.Album (1,234 rows)"],
    [{ count: 12, action: "delete" as const, cause: "cascade" }, "Delete music.Album (12 rows), cascade"],
  ])("is named for what happens: %o", (more, title) => {
    expect(changes.effectTitle(effect([], more))).toBe(title);
  });

  it("shows the other columns where there are few", () => {
    const row = { pk: 1, before: { id: 1, title: "A", genre: "Rock" }, after: { id: 1, title: "A", genre: "Pop" } };
    expect(changes.shownColumns(effect([row]))).toEqual(["id", "title", "genre"]);
  });

  it("shows only what changes where there are many", () => {
    const before = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`c${index}`, 0]));
    const row = { pk: 1, before, after: { ...before, c7: 1 } };
    expect(changes.shownColumns(effect([row]))).toEqual(["c7"]);
  });

  it("tells NULL from an empty text, and a number from its text", () => {
    const row = { pk: 1, before: { a: null, b: 1, c: [1] }, after: { a: "", b: "1", c: [1] } };
    expect(["a", "b", "c"].map((column) => changes.isChanged(row, column))).toEqual([true, true, false]);
  });
});
