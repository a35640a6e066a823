import { describe, expect, it, vi } from "vitest";
import type { RowKey } from "../../../src/protocol/edits";
import { fixedReason, isSame, keyOf, readOnlyReason, typedValue } from "../../../webview/results/editable";
import { Edits, pastedBlock } from "../../../webview/results/edits";

// Messages are read from the page, and there is none here.
vi.mock("../../../webview/text", () => ({ t: (message: string) => message }));

const key = (text: string): RowKey => ({ kind: "int", text });
const value = (text: string) => ({ kind: "value", text }) as const;

describe("pending edits", () => {
  it("are taken back and done again step by step", () => {
    const one = Edits.none.with([{ row: key("3"), column: "genre", value: value("Pop") }]);
    const two = one.with([
      { row: key("3"), column: "title", value: value("x") },
      { row: key("4"), column: "title", value: { kind: "null" } },
    ]);
    expect(two.count).toBe(3);
    expect(two.undone.all).toEqual(one.all);
    expect(two.undone.undone.isEmpty).toBe(true);
    expect(two.undone.undone.undone.isEmpty).toBe(true);
    expect(two.undone.redone.all).toEqual(two.all);
    expect(two.discarded.isEmpty).toBe(true);
    expect(two.discarded.undone.all).toEqual(two.all);
  });

  it("are forgotten where a cell holds again what it held", () => {
    const one = Edits.none.with([{ row: key("3"), column: "genre", value: value("Pop") }]);
    const back = one.with([{ row: key("3"), column: "genre", value: undefined }]);
    expect(back.all).toEqual({ changed: [], inserted: [], deleted: [] });
    expect(back.isEmpty).toBe(true);
  });

  it("of new rows go with the row", () => {
    const rows = Edits.none.withNewRow().withNewRow({ title: value("b") });
    const filled = rows.with([{ row: 0, column: "title", value: value("a") }]);
    expect(filled.inserted).toEqual([{ title: value("a") }, { title: value("b") }]);
    expect(filled.withoutNewRow(0).inserted).toEqual([{ title: value("b") }]);
  });

  it("of a row that is deleted are not made", () => {
    const changed = Edits.none.with([{ row: key("3"), column: "genre", value: value("Pop") }]);
    const deleted = changed.withDeleted([key("3"), key("5")]);
    expect(deleted.all).toEqual({ changed: [], inserted: [], deleted: [key("3"), key("5")] });
    expect(deleted.withDeleted([key("3")]).all.changed).toHaveLength(1);
    expect(deleted.withDeleted([key("5"), key("6")]).all.deleted).toHaveLength(3);
  });
});

describe("a pasted block", () => {
  it.each([
    [
      "a\tb\nc\td\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a\tb\r\nc\td",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["one", [["one"]]],
    [
      '"a\tb"\t"say ""hi"""\n"two\nlines"\t',
      [
        ["a\tb", 'say "hi"'],
        ["two\nlines", ""],
      ],
    ],
    ["a\t\tb", [["a", "", "b"]]],
  ])("%j", (text, expected) => {
    expect(pastedBlock(text)).toEqual(expected);
  });
});

describe("what can be edited", () => {
  const field = { model: "a.B", null: false, primaryKey: false };
  const id = { name: "id", type: "AutoField", field: { ...field, name: "id", attname: "id", primaryKey: true } };
  const title = { name: "title", type: "CharField", field: { ...field, name: "title", attname: "title", null: true } };
  const year = { name: "year", type: "IntegerField", field: { ...field, name: "year", attname: "year", null: true } };

  it("are rows of a model with their key", () => {
    const result = { id: "r", rowCount: 1, columns: [id, title] };
    expect(readOnlyReason(result)).toMatch("no rows of a model");
    expect(readOnlyReason({ ...result, model: "a.B" })).toBeUndefined();
    expect(readOnlyReason({ ...result, model: "a.B", columns: [title] })).toMatch("primary key is not among");
    expect(keyOf([{ kind: "int", text: "7" }], [id])).toEqual({ kind: "int", text: "7" });
    expect(keyOf([{ kind: "null", text: "" }], [id])).toBeUndefined();
  });

  it("are fields of the row itself, but not its key", () => {
    expect(fixedReason(title, false)).toBeUndefined();
    expect(fixedReason(id, false)).toMatch("key stays");
    expect(fixedReason(id, true)).toBeUndefined();
    expect(fixedReason({ name: "album__title", field: title.field }, false)).toMatch("computed by the query");
    expect(fixedReason({ name: "n" }, false)).toMatch("computed by the query");
  });

  it("tells an empty text from NULL", () => {
    expect(typedValue(title, "")).toEqual({ kind: "value", text: "" });
    expect(typedValue(year, "")).toEqual({ kind: "null" });
    expect(isSame({ kind: "null", text: "" }, "", { kind: "value", text: "" })).toBe(false);
    expect(isSame({ kind: "str", text: "" }, "", { kind: "value", text: "" })).toBe(true);
    expect(isSame({ kind: "decimal", text: "1.50" }, "1.50", { kind: "value", text: "1.5" })).toBe(false);
  });
});
