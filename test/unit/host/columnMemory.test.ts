import { describe, expect, it } from "vitest";
import { ColumnMemory, layoutOf } from "../../../src/host/panel/columns";
import type { ColumnLayout } from "../../../src/protocol/refine";
import type { StatementResult } from "../../../src/protocol/results";
import { memento } from "./memento";

const hidden: ColumnLayout = { order: ["title", "id"], hidden: ["notes"], pinned: ["title"], widths: { title: 300 } };
const plain: ColumnLayout = { order: [], hidden: [], pinned: [], widths: {} };

function statement(columns: readonly string[], model?: string): StatementResult {
  const result = { id: "r1", rowCount: 0, columns: columns.map((name) => ({ name })), ...(model && { model }) };
  return { source: "", line: 1, endLine: 1, sql: [], effects: [], signals: [], notRun: [], milliseconds: 1, result };
}

describe("how columns were arranged", () => {
  it("comes with the rows of the same model, hidden columns too", async () => {
    const memory = new ColumnMemory(memento());
    await memory.keep("music.Song", hidden);
    const [songs, albums] = memory.in([statement(["id"], "music.Song"), statement(["id"], "music.Album")]);
    expect(songs?.result?.layout).toEqual(hidden);
    expect(albums?.result).not.toHaveProperty("layout");
  });

  it("is remembered for other rows by the names of their columns", async () => {
    const memory = new ColumnMemory(memento());
    await memory.keep("genre,total,genre 3", hidden);
    const [same, other] = memory.in([statement(["genre", "total", "genre"]), statement(["genre", "total"])]);
    expect(same?.result?.layout).toEqual(hidden);
    expect(other?.result).not.toHaveProperty("layout");
  });

  it("is forgotten with the last change, and is kept for the models that were arranged last", async () => {
    const memory = new ColumnMemory(memento());
    await memory.keep("music.Song", hidden);
    await memory.keep("music.Song", plain);
    expect(memory.get("music.Song")).toBeNull();
    for (let model = 0; model < 301; model++) await memory.keep(`m.Model${model}`, hidden);
    expect(memory.get("m.Model0")).toBeNull();
    expect(memory.get("m.Model300")).toEqual(hidden);
  });

  it("is taken from a page only in the shape that it has", () => {
    expect(layoutOf({ order: ["id", 3], hidden: "id", widths: { id: 90, title: -1, x: "1" } })).toEqual({
      ...plain,
      order: ["id"],
      widths: { id: 90 },
    });
    expect(layoutOf(null)).toEqual(plain);
  });
});
