import { describe, expect, it, vi } from "vitest";
import type { Cell, Page, ResultHandle } from "../../../src/protocol/results";
import { onePage } from "./onePage";
import type { PanelPage } from "./page";
import { database, statement } from "./samples";
import { hasBrowser } from "./served";

const open = onePage();
let panel: PanelPage;

const field = { model: "music.Song", null: false };
const songs: ResultHandle = {
  id: "r1",
  model: "music.Song",
  rowCount: 3,
  columns: [
    { name: "id", type: "BigAutoField", field: { ...field, name: "id", attname: "id", primaryKey: true } },
    {
      name: "album_id",
      type: "ForeignKey",
      field: { ...field, name: "album", attname: "album_id", primaryKey: false, related: "music.Album", target: "id" },
    },
  ],
};

const page = ({ id, start, count }: { id: string; start: number; count: number }): Page => {
  const rows = [1, 2, 3].map((n): Cell[] => [
    { kind: "int", text: String(n) },
    { kind: "int", text: String(n * 10) },
  ]);
  return { id, start, rows: rows.slice(start, start + count), rowCount: 3 };
};

async function opened(objectTree = vi.fn()): Promise<PanelPage> {
  panel = await open({ page, objectTree });
  const source = "Song.objects.all()";
  await panel.show({ kind: "results", source, statements: [statement({ source, result: songs })], database });
  await panel.page.getByRole("gridcell", { name: "30" }).waitFor();
  return panel;
}

describe.skipIf(!hasBrowser)("the object tree is asked for", () => {
  it("from a row that is shown whole", async () => {
    const objectTree = vi.fn();
    await opened(objectTree);
    await panel.page.getByRole("gridcell", { name: "20" }).click();
    await panel.page.keyboard.press("Shift+Enter");
    await panel.page.getByRole("complementary", { name: "Row 2" }).getByRole("button", { name: "Object Tree" }).click();
    await vi.waitFor(() => expect(objectTree.mock.calls[0]?.[0]).toEqual({ statement: 0, row: 1 }));
  });

  it("from a foreign key: of the row that it leads to", async () => {
    const objectTree = vi.fn();
    await opened(objectTree);
    await panel.page.getByRole("gridcell", { name: "30" }).click();
    await panel.page.keyboard.press("Enter");
    const detail = panel.page.getByRole("complementary", { name: "album_id, row 3" });
    await detail?.getByRole("button", { name: "Object Tree" }).click();
    await vi.waitFor(() => expect(objectTree.mock.calls[0]?.[0]).toEqual({ statement: 0, row: 2, column: 1 }));
  });

  it("of the rows that are chosen, else of the one with the cursor, and its key follows no foreign key", async () => {
    await opened();
    await panel.page.getByRole("gridcell", { name: "20" }).click();
    const one = { model: "music.Song", result: "r1", rows: [1], columns: ["id", "album_id"] };
    expect(await panel.chosen()).toEqual(one);
    await panel.page.getByRole("gridcell", { name: "10" }).click({ modifiers: ["Control"] });
    await panel.page.getByRole("gridcell", { name: "30" }).click({ modifiers: ["Control"] });
    expect(await panel.chosen()).toEqual({ ...one, rows: [0, 2] });
    const context = await panel.page.getByRole("grid").getAttribute("data-vscode-context");
    expect(JSON.parse(context ?? "{}")).toMatchObject({ webviewSection: "row", model: "music.Song", result: "r1" });
  });

  it("of no rows where they are no model's", async () => {
    panel = await open({ page });
    const { model: _, ...values } = songs;
    await panel.show({
      kind: "results",
      source: "",
      statements: [statement({ source: "v", result: values })],
      database,
    });
    await panel.page.getByRole("gridcell", { name: "30" }).click();
    expect(await panel.chosen()).toBeNull();
  });
});
