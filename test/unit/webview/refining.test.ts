import AxeBuilder from "@axe-core/playwright";
import { describe, expect, it, vi } from "vitest";
import { readRefinement } from "../../../src/engine/refine/read";
import type { ColumnLayout } from "../../../src/protocol/refine";
import type { ColumnInfo, Page, ResultHandle } from "../../../src/protocol/results";
import type { PanelView } from "../../../src/protocol/webview";
import { onePage, soon } from "./onePage";
import type { PanelPage } from "./page";
import { database, songPage, songs, statement } from "./samples";
import { hasBrowser } from "./served";

const open = onePage();
let panel: PanelPage;

const field = { model: "music.Song", null: false, primaryKey: false };
const columns: readonly ColumnInfo[] = [
  { name: "id", type: "BigAutoField", field: { ...field, name: "id", attname: "id", primaryKey: true } },
  { name: "title", type: "CharField", field: { ...field, name: "title", attname: "title" } },
  {
    name: "album_id",
    type: "ForeignKey",
    field: { ...field, name: "album", attname: "album_id", null: true, related: "music.Album" },
  },
  { name: "length", type: "DurationField" },
  {
    name: "rating",
    type: "CharField",
    field: {
      ...field,
      name: "rating",
      attname: "rating",
      choices: [
        { value: "A", label: "Very good" },
        { value: "B", label: "Good" },
      ],
    },
  },
  { name: "notes", type: "TextField", field: { ...field, name: "notes", attname: "notes", null: true } },
];

function view(source: string, part: Partial<ResultHandle> = {}): PanelView {
  const refinement = readRefinement(
    source,
    columns.map(({ name }) => ({ column: name, others: [] })),
  );
  const result = { ...songs, columns, refinement, ...part };
  return { kind: "results", source, statements: [statement({ source, result })], database };
}

async function opened(
  handlers: Parameters<typeof PanelPage.open>[0],
  source = "Song.objects.all()",
  part: Partial<ResultHandle> = {},
) {
  panel = await open({ page: songPage, ...handlers });
  await panel.show(view(source, part));
  await panel.page.getByRole("gridcell", { name: "Come Together" }).first().waitFor();
  return panel.page;
}

describe.skipIf(!hasBrowser)("the line above the grid", () => {
  it("runs what it is changed to with Enter, and is restored with Escape", async () => {
    const runLine = vi.fn();
    const page = await opened({ runLine });
    const line = page.getByRole("textbox", { name: "Queryset" });
    await line.fill("Song.objects.filter(id=1)");
    await line.press("Escape");
    expect(await line.inputValue()).toBe("Song.objects.all()");
    await line.fill("Song.objects.filter(id=2)");
    await line.press("Enter");
    await soon(() =>
      expect(runLine.mock.calls.map(([request]) => request)).toEqual([
        { statement: 0, source: "Song.objects.filter(id=2)" },
      ]),
    );
    await panel.show(view("Song.objects.filter(id=2)", { id: "r2" }));
    await soon(async () => expect(await line.evaluate((area) => area === document.activeElement)).toBe(true));
    await line.press("ArrowUp");
    expect(await line.inputValue()).toBe("Song.objects.all()");
    await line.press("ArrowDown");
    expect(await line.inputValue()).toBe("Song.objects.filter(id=2)");
  });
});

describe.skipIf(!hasBrowser)("a heading", () => {
  it("sorts with a click, then the other way, then not", async () => {
    const refine = vi.fn(() => ({}));
    const page = await opened({ refine });
    const heading = page.getByRole("columnheader", { name: "title" });
    await heading.click();
    const asked = (): unknown[] => refine.mock.calls.map((call: unknown[]) => (call[0] as { change: unknown }).change);
    const order = { kind: "order", column: "title", add: false };
    await soon(() => expect(asked()).toEqual([{ ...order, direction: "asc" }]));
    await panel.show(view('Song.objects.order_by("title")', { id: "r2" }));
    expect(await heading.getAttribute("aria-sort")).toBe("ascending");
    await soon(async () => expect(await heading.evaluate((own) => own === document.activeElement)).toBe(true));
    await heading.press("Enter");
    await soon(() => expect(asked()[1]).toEqual({ ...order, direction: "desc" }));
    await panel.show(view('Song.objects.order_by("-title")', { id: "r3" }));
    expect(await heading.getAttribute("aria-sort")).toBe("descending");
    await heading.press("Shift+Enter");
    await soon(() => expect(asked()[2]).toEqual({ ...order, direction: null, add: true }));
    const axe = new AxeBuilder({ page }).setLegacyMode().disableRules(["page-has-heading-one"]);
    expect((await axe.analyze()).violations).toEqual([]);
  });

  it("says why rows cannot be sorted", async () => {
    const refine = vi.fn(() => ({}));
    panel = await open({ page: songPage, refine });
    const { refinement: _, ...plain } = songs;
    const refinement = readRefinement("Song.objects.all()[:5]", [], { noOrder: "sliced", noFilter: "sliced" });
    await panel.show({
      kind: "results",
      source: "",
      database,
      statements: [statement({ source: "Song.objects.all()[:5]", result: { ...plain, refinement } })],
    });
    await panel.page.getByRole("columnheader", { name: "title" }).click();
    await panel.page.getByRole("alert").filter({ hasText: "A slice takes its rows" }).waitFor();
    expect(refine).not.toHaveBeenCalled();
  });

  it("is reached and worked with the keyboard alone", async () => {
    const keepColumns = vi.fn();
    const refine = vi.fn(() => ({}));
    const page = await opened({ keepColumns, refine });
    await page.getByRole("gridcell", { name: "Come Together" }).first().click();
    await page.keyboard.press("ArrowUp");
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await soon(async () => expect(await focused()).toBe("title"));
    await page.keyboard.press("Alt+Shift+ArrowRight");
    await soon(async () =>
      expect(await page.getByRole("columnheader").allTextContents()).toEqual([
        "id",
        "album_id",
        "title",
        "length",
        "rating",
        "notes",
      ]),
    );
    await soon(async () => expect(await focused()).toBe("title"));
    const width = () => page.getByRole("columnheader", { name: "title" }).evaluate((own) => own.clientWidth);
    const before = await width();
    await page.keyboard.press("Alt+ArrowRight");
    await soon(async () => expect(await width()).toBe(before + 12));
    await page.keyboard.press("Alt+ArrowDown");
    const menu = page.getByRole("dialog", { name: "Column title" });
    await menu.getByRole("button", { name: "Pin to the Left" }).press("Enter");
    await soon(async () =>
      expect((await page.getByRole("columnheader").allTextContents()).slice(0, 2)).toEqual(["title", "id"]),
    );
    await soon(async () => expect(await focused()).toBe("title"));
    await soon(() => {
      const last = keepColumns.mock.calls.at(-1)?.[0] as { key: string; layout: ColumnLayout };
      expect(last.key).toBe("music.Song");
      expect(last.layout.pinned).toEqual(["title"]);
      expect(last.layout.widths).toEqual({ title: before + 12 });
    });
  });

  it("shows columns as they were arranged the last time, and lets hidden ones be shown again", async () => {
    const layout = { order: ["notes", "title"], hidden: ["length"], pinned: [], widths: { notes: 90 } };
    const page = await opened({}, "Song.objects.all()", { layout });
    await soon(async () =>
      expect(await page.getByRole("columnheader").allTextContents()).toEqual([
        "id",
        "notes",
        "title",
        "album_id",
        "rating",
      ]),
    );
    await page.getByRole("button", { name: "Columns (1 hidden)…" }).click();
    await page.getByRole("dialog", { name: "Columns" }).getByRole("checkbox", { name: "length" }).check();
    await page.getByRole("columnheader", { name: "length" }).waitFor();
  });

  it("widens with the pointer and moves where it is dragged", async () => {
    const page = await opened({});
    const title = page.getByRole("columnheader", { name: "title" });
    const box = await title.boundingBox();
    if (box === null) throw new Error("The heading is not laid out.");
    await page.mouse.move(box.x + box.width - 2, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 38, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await soon(async () => expect((await title.boundingBox())?.width).toBe(box.width + 40));
    const target = await page.getByRole("columnheader", { name: "album_id" }).boundingBox();
    await page.mouse.move(box.x + 20, box.y + 10);
    await page.mouse.down();
    await page.mouse.move((target?.x ?? 0) + 60, box.y + 10, { steps: 8 });
    await page.mouse.up();
    await soon(async () =>
      expect((await page.getByRole("columnheader").allTextContents()).slice(0, 3)).toEqual(["id", "album_id", "title"]),
    );
  });
});

describe.skipIf(!hasBrowser)("a filter", () => {
  it("is chosen by the column's kind, and its faults are said", async () => {
    const refine = vi.fn(({ change }: { change: { kind: string; values?: readonly string[] } }) =>
      change.values?.[0] === "x" ? { fault: "“x” is no whole number." } : {},
    );
    const page = await opened({ refine: refine as never });
    const open = async (column: string) => {
      await page.getByRole("columnheader", { name: column, exact: true }).click({ button: "right" });
      return page.getByRole("dialog", { name: `Column ${column}` });
    };
    const rating = await open("rating");
    await rating.getByRole("combobox", { name: "Value" }).selectOption("Good");
    await rating.getByRole("button", { name: "Add Filter" }).click();
    await soon(() =>
      expect(refine.mock.calls[0]?.[0]).toEqual({
        statement: 0,
        change: { kind: "filter", column: 4, editor: "choice", lookup: "exact", values: ["Good"], exclude: false },
      }),
    );
    await page.keyboard.press("Escape");
    const id = await open("id");
    await id.getByRole("combobox", { name: "Condition" }).selectOption("is between");
    await id.getByRole("textbox", { name: "Value", exact: true }).fill("x");
    await id.getByRole("textbox", { name: "Second value" }).fill("9");
    await id.getByRole("textbox", { name: "Second value" }).press("Enter");
    await id.getByRole("alert").filter({ hasText: "no whole number" }).waitFor();
    const axe = new AxeBuilder({ page }).setLegacyMode().disableRules(["page-has-heading-one"]);
    expect((await axe.analyze()).violations).toEqual([]);
    await page.keyboard.press("Escape");
    const notes = await open("notes");
    await notes.getByRole("combobox", { name: "Condition" }).selectOption("is NULL");
    expect(await notes.getByRole("textbox").count()).toBe(0);
  });

  it("that stands in the line is listed with its column and taken away from there", async () => {
    const refine = vi.fn(() => ({}));
    const page = await opened({ refine }, 'Song.objects.filter(id__gt=3, title__icontains="come")');
    await page.getByRole("columnheader", { name: "title" }).click({ button: "right" });
    const list = page.getByRole("list", { name: "Filters of title" });
    expect(await list.locator("code").allTextContents()).toEqual(['title__icontains="come"']);
    await list.getByRole("button", { name: "Remove" }).click();
    await soon(() =>
      expect(refine).toHaveBeenCalledWith({ statement: 0, change: { kind: "remove", at: 1 } }, expect.anything()),
    );
  });
});

describe.skipIf(!hasBrowser)("hundreds of columns", () => {
  const wide = Array.from({ length: 400 }, (_, index) => ({ name: `column_${index}` }));
  const widePage = ({ id, start, count }: { id: string; start: number; count: number }): Page => ({
    id,
    start,
    rowCount: 5000,
    rows: Array.from({ length: count }, (_, row) =>
      wide.map((__, column) => ({ kind: "str", text: `${start + row}/${column}` })),
    ),
  });

  it("are laid out only where they are in sight, and walked to the last", async () => {
    panel = await open({ page: widePage });
    await panel.show(view("Song.objects.all()", { columns: wide }));
    const { page } = panel;
    await page.getByRole("gridcell", { name: "0/0", exact: true }).click();
    expect(await page.getByRole("gridcell").count()).toBeLessThan(900);
    await page.keyboard.press("End");
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await soon(async () => expect(await focused()).toBe("0/399"));
    await page.keyboard.press("Control+End");
    await soon(async () => expect(await focused()).toBe("4999/399"));
    const cell = page.getByRole("gridcell", { name: "4999/399", exact: true });
    expect(await cell.getAttribute("aria-colindex")).toBe("400");
    await page.locator(".grid").evaluate((grid) => grid.scrollTo({ left: 0 }));
    await page.getByRole("gridcell", { name: "4999/0", exact: true }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await soon(async () => expect(await focused()).toBe("4999/398"));
  });
});
