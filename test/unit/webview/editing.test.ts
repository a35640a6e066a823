import AxeBuilder from "@axe-core/playwright";
import { describe, expect, it, vi } from "vitest";
import type { RowEdits } from "../../../src/protocol/edits";
import type { Cell, ColumnInfo, Page, ResultHandle } from "../../../src/protocol/results";
import type { PanelView } from "../../../src/protocol/webview";
import { onePage, soon } from "./onePage";
import type { PanelPage } from "./page";
import { database, statement } from "./samples";
import { hasBrowser } from "./served";
import { themes } from "./themes";

const open = onePage();
let panel: PanelPage;

const field = (name: string, part: Partial<ColumnInfo["field"]> = {}) => ({
  model: "music.Album",
  name,
  attname: name,
  null: false,
  primaryKey: false,
  ...part,
});
const columns: readonly ColumnInfo[] = [
  { name: "id", type: "AutoField", field: field("id", { primaryKey: true }) },
  { name: "title", type: "CharField", field: field("title") },
  {
    name: "genre",
    type: "CharField",
    field: field("genre", {
      choices: [
        { value: "R", label: "Rock" },
        { value: "P", label: "Pop" },
      ],
    }),
  },
  { name: "year", type: "IntegerField", field: field("year", { null: true }) },
  { name: "live", type: "BooleanField", field: field("live") },
];
const page = ({ id }: { id: string }): Page => ({
  id,
  start: 0,
  rowCount: 3,
  rows: ["Divide", "Abbey Road", "Revolver"].map((title, i): Cell[] => [
    { kind: "int", text: String(i + 1) },
    { kind: "str", text: title },
    { kind: "str", text: "R" },
    i === 0 ? { kind: "null", text: "" } : { kind: "int", text: "1969" },
    { kind: "bool", text: "False" },
  ]),
});

function view(part: Partial<ResultHandle> = {}): PanelView {
  const result: ResultHandle = { id: "r1", model: "music.Album", columns, rowCount: 3, ...part };
  return {
    kind: "results",
    source: "Album.objects.all()",
    statements: [statement({ source: "Album.objects.all()", result })],
    database,
  };
}

const cell = (row: number, column: number) =>
  panel.page.locator(`[aria-rowindex="${row + 2}"] [aria-colindex="${column + 1}"]`);

async function opened(part: Partial<ResultHandle> = {}, theme: keyof typeof themes = "dark") {
  const previewEdits = vi.fn();
  let last: RowEdits | undefined;
  panel = await open(
    {
      page,
      previewEdits,
      composeEdits: ({ edits }) => {
        last = edits;
        return { source: "album.save()", faults: [], signals: "pre_save and post_save are sent for each saved row." };
      },
    },
    theme,
  );
  await panel.show(view(part));
  await cell(0, 1).click();
  return { page: panel.page, previewEdits, edits: () => last };
}

describe.skipIf(!hasBrowser)("a cell that is edited", () => {
  it("is pending until its statements are previewed", async () => {
    const { page, previewEdits, edits } = await opened();
    await page.keyboard.press("F2");
    const editor = page.getByRole("textbox", { name: "Edit title" });
    expect(await editor.inputValue()).toBe("Divide");
    await editor.fill("÷");
    await editor.press("Enter");
    await soon(async () => expect(await cell(0, 1).textContent()).toBe("÷"));
    expect(await cell(0, 1).getAttribute("class")).toContain("changed");
    const pending = page.getByRole("region", { name: "Pending changes" });
    await pending.getByText("1 change pending").waitFor();
    await pending.getByText("album.save()").waitFor();
    const changed = [{ key: { kind: "int", text: "1" }, values: { title: { kind: "value", text: "÷" } } }];
    expect(edits()).toEqual({ changed, inserted: [], deleted: [] });
    await soon(async () =>
      expect(await page.evaluate(() => document.activeElement?.parentElement?.getAttribute("aria-rowindex"))).toBe("3"),
    );
    await page.keyboard.press("Control+s");
    await soon(() =>
      expect(previewEdits.mock.calls[0]?.[0]).toEqual({ statement: 0, edits: { changed, inserted: [], deleted: [] } }),
    );
    const axe = new AxeBuilder({ page }).setLegacyMode().disableRules(["page-has-heading-one"]);
    expect((await axe.analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  it("that is opened and left as it was changes nothing, whatever its type", async () => {
    const { page, edits } = await opened();
    for (const column of [1, 2, 3, 4]) {
      for (const [open, close] of [
        ["F2", "Enter"],
        ["F2", "Tab"],
        ["F2", "Escape"],
      ] as const) {
        await cell(0, column).click();
        await page.keyboard.press(open);
        await page.locator("qe-cell-editor :is(input, select, textarea)").waitFor();
        await page.keyboard.press(close);
        await page.locator("qe-cell-editor").waitFor({ state: "detached" });
      }
    }
    expect(await page.locator(".changed").count()).toBe(0);
    expect(edits()).toBeUndefined();
  });

  it("is typed over, chosen from choices, and set to NULL", async () => {
    const { page, edits } = await opened();
    await page.keyboard.type("New");
    await page.keyboard.press("Tab");
    await page.keyboard.press("F2");
    await page.getByRole("combobox", { name: "Edit genre" }).selectOption("Pop");
    await page.keyboard.press("Enter");
    await cell(1, 3).click();
    await page.keyboard.press("Delete");
    await soon(async () => expect(await cell(1, 3).textContent()).toBe("NULL"));
    expect(edits()?.changed.map(({ values }) => values)).toEqual([
      { title: { kind: "value", text: "New" }, genre: { kind: "value", text: "P" } },
      { year: { kind: "null" } },
    ]);
    await cell(1, 1).click();
    await page.keyboard.press("Delete");
    await page.getByRole("alert").filter({ hasText: "title holds no NULL" }).waitFor();
  });

  it("goes back step by step, and on again", async () => {
    const { page } = await opened();
    await page.keyboard.type("One");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Two");
    await page.keyboard.press("Enter");
    await page.getByText("2 changes pending").waitFor();
    await page.keyboard.press("Control+z");
    await soon(async () => expect(await cell(1, 1).textContent()).toBe("Abbey Road"));
    await page.keyboard.press("Control+z");
    await page.getByRole("region", { name: "Pending changes" }).waitFor({ state: "detached" });
    await page.keyboard.press("Control+y");
    await soon(async () => expect(await cell(0, 1).textContent()).toBe("One"));
  });

  it("is a key, a computed value, or a row without a key: then it says why it stays", async () => {
    const { page } = await opened();
    await cell(0, 0).click();
    await page.keyboard.press("F2");
    await page.getByRole("alert").filter({ hasText: "A row's key stays as it is" }).waitFor();
    await panel.show(view({ id: "r2", columns: columns.slice(1) }));
    await cell(0, 1).click();
    await page.keyboard.type("x");
    await page.getByRole("alert").filter({ hasText: "primary key is not among the columns" }).waitFor();
    expect(await page.getByRole("grid").getAttribute("aria-readonly")).toBe("true");
  });
});

describe.skipIf(!hasBrowser)("rows in place", () => {
  it.each(Object.keys(themes) as (keyof typeof themes)[])(
    "are inserted and deleted, in the %s theme",
    async (theme) => {
      const { page, edits } = await opened({}, theme);
      await page.keyboard.press("Control+Delete");
      await soon(async () => expect(await page.locator(".row.deleted").count()).toBe(1));
      await page.getByRole("button", { name: "Insert Row" }).click();
      await soon(async () => expect(await page.locator(".row.new").count()).toBe(1));
      await page.keyboard.type("Imagine");
      await page.keyboard.press("Enter");
      await soon(() =>
        expect(edits()).toEqual({
          changed: [],
          inserted: [{ title: { kind: "value", text: "Imagine" } }],
          deleted: [{ kind: "int", text: "1" }],
        }),
      );
      const axe = new AxeBuilder({ page }).setLegacyMode().disableRules(["page-has-heading-one"]);
      expect((await axe.analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );

  it("take a block that is pasted, as one step", async () => {
    const { page, edits } = await opened();
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "A\tP\t1970\nB\tR\t\n");
      document.activeElement?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
      );
    });
    await soon(async () => expect(await cell(1, 1).textContent()).toBe("B"));
    expect(edits()?.changed.map(({ values }) => values)).toEqual([
      {
        title: { kind: "value", text: "A" },
        genre: { kind: "value", text: "P" },
        year: { kind: "value", text: "1970" },
      },
      { title: { kind: "value", text: "B" }, year: { kind: "null" } },
    ]);
    await page.keyboard.press("Control+z");
    await page.getByRole("region", { name: "Pending changes" }).waitFor({ state: "detached" });
  });

  it("leave the grid at its end, where it was left, when the page is loaded again", async () => {
    const long: Page["rows"] = Array.from({ length: 90 }, (_, row) => [
      { kind: "int", text: String(row + 1) },
      { kind: "str", text: `Album ${row + 1}` },
      { kind: "str", text: "R" },
      { kind: "null", text: "" },
      { kind: "bool", text: "False" },
    ]);
    const shown = view({ first: long, rowCount: long.length });
    // The host takes its time over the statements, which are shown below the grid.
    const composeEdits = async () => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return { source: "album.title = 'One'\nalbum.save()\n".repeat(2), faults: [], signals: "" };
    };
    panel = await open({ composeEdits, ready: () => shown });
    const { page } = panel;
    await cell(0, 1).click();
    await page.keyboard.type("One");
    await page.keyboard.press("Enter");
    await page.getByText("album.save()").first().waitFor();
    await page.keyboard.press("Control+End");
    const grid = page.getByRole("grid", { name: "Results" });
    const below = () =>
      grid.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
    await soon(async () => expect(await below()).toBeLessThan(2));
    await page.waitForTimeout(200);
    await page.reload();
    await page.getByText("album.save()").first().waitFor();
    await soon(async () => expect(await below()).toBeLessThan(2));
    // Who scrolls from there is not taken back.
    await grid.evaluate((element) => element.scrollBy({ top: -480 }));
    await page.setViewportSize({ width: 820, height: 560 });
    await page.waitForTimeout(100);
    expect(await below()).toBeGreaterThan(300);
  });

  it("stay pending when other rows of the model are shown, until they are applied", async () => {
    const { page, previewEdits } = await opened();
    await page.keyboard.type("One");
    await page.keyboard.press("Enter");
    await panel.show(view({ id: "r9" }));
    await page.getByText("1 change pending").waitFor();
    await page.getByRole("button", { name: "Preview Changes" }).click();
    await soon(() => expect(previewEdits).toHaveBeenCalledTimes(1));
    await panel.show({ kind: "outcome", message: "1 row updated", canUndo: true, source: "album.save()" });
    await panel.show(view({ id: "r10" }));
    await cell(0, 1).click();
    expect(await page.getByRole("region", { name: "Pending changes" }).count()).toBe(0);
  });
});
