import { describe, expect, it } from "vitest";
import type { Connection } from "../../../src/host/engine/connection";
import { chosenRows, keyColumns, refsOf, relatedRef } from "../../../src/host/objects/rows";
import type { Cell, ResultHandle } from "../../../src/protocol/results";
import { field, model } from "./models";

const id = field("id", "BigAutoField", { primaryKey: true });
const album = model("music.Album", [id, field("title", "CharField")], { primaryKey: "id" });
const seat = model("hall.Seat", [
  field("pk", "CompositePrimaryKey", { primaryKey: true, column: null, compositeOf: ["hall", "number"] }),
  field("number", "IntegerField"),
  field("hall", "CharField"),
]);
const child = model("shop.Customer", [
  field("person_ptr", "OneToOneField", { primaryKey: true, attname: "person_ptr_id" }),
]);

const rows: readonly (readonly Cell[])[] = [
  [
    { kind: "str", text: "A" },
    { kind: "int", text: "9223372036854775807" },
  ],
  [
    { kind: "str", text: "B" },
    { kind: "null", text: "" },
  ],
  [
    { kind: "str", text: "C" },
    { kind: "str", text: "x".repeat(1000), length: 5000 },
  ],
];
const connection = {
  call: async (_name: string, { start, count }: { start: number; count: number }) => ({
    rows: rows.slice(start, start + count),
  }),
} as unknown as Connection;
const chosen = (columns: readonly string[]) => ({ model: "music.Album", result: "r1", rows: [0, 1, 2], columns });

describe("rows that a tree begins with", () => {
  it("are those that a menu or the results name, fifty of them at most", () => {
    const sent = { model: "music.Album", result: "r1", columns: ["id"], rows: Array.from({ length: 80 }, (_, n) => n) };
    expect(chosenRows(sent)?.rows).toHaveLength(50);
    expect(chosenRows({ ...sent, rows: ["1", -1, 0.5] })).toBeUndefined();
    expect(chosenRows({ ...sent, model: 1 })).toBeUndefined();
    expect([undefined, null, "results", {}].map(chosenRows)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("are named by the columns of their key, in its order", () => {
    expect(keyColumns(album)).toEqual(["id"]);
    expect(keyColumns(seat)).toEqual(["hall", "number"]);
    expect(keyColumns(child)).toEqual(["person_ptr_id"]);
  });

  it("have the key that the engine has; a row without one, or with a cut one, has no tree", async () => {
    expect(await refsOf(connection, album, chosen(["title", "id"]))).toEqual([
      { model: "music.Album", key: ["9223372036854775807"] },
    ]);
    expect(await refsOf(connection, album, chosen(["title"]))).toEqual([]);
    expect(await refsOf(connection, seat, chosen(["hall", "number"]))).toEqual([
      { model: "hall.Seat", key: ["A", "9223372036854775807"] },
    ]);
  });

  it("are those that a foreign key leads to by the other row's key", () => {
    const own = { model: "music.Song", name: "album", attname: "album_id", null: true, primaryKey: false };
    const result = (target: string): ResultHandle => ({
      id: "r1",
      rowCount: 1,
      columns: [{ name: "album_id", field: { ...own, related: "music.Album", target } }],
    });
    const cell: Cell = { kind: "int", text: "7" };
    expect(relatedRef(result("id"), 0, cell, [album])).toEqual({ model: "music.Album", key: ["7"] });
    expect(relatedRef(result("title"), 0, cell, [album])).toBeUndefined();
    expect(relatedRef(result("id"), 0, { kind: "null", text: "" }, [album])).toBeUndefined();
    expect(relatedRef(result("id"), 0, cell, [])).toBeUndefined();
  });
});
