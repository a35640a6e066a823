import AxeBuilder from "@axe-core/playwright";
import { describe, expect, it, vi } from "vitest";
import type { PanelView } from "../../../src/protocol/webview";
import { onePage } from "./onePage";
import type { PanelPage } from "./page";
import { database, preview, songPage, songs, statement } from "./samples";
import { hasBrowser } from "./served";

const open = onePage();
let panel: PanelPage;

const rows: PanelView = {
  kind: "results",
  source: "Song.objects.all()",
  statements: [statement({ source: "Song.objects.all()", result: songs, sql: ["SELECT 1"] })],
  database,
};

describe.skipIf(!hasBrowser)("the grid", () => {
  it("renders the rows in sight and says how many there are", async () => {
    panel = await open({ page: songPage });
    await panel.show(rows);
    const grid = panel.page.getByRole("grid", { name: "Results" });
    await grid.getByRole("gridcell", { name: "Come Together" }).first().waitFor();
    // The header is a row as well.
    expect(await grid.getAttribute("aria-rowcount")).toBe("5001");
    expect(await grid.getByRole("row").count()).toBeLessThan(60);
    expect(await grid.getByRole("columnheader").allTextContents()).toEqual(songs.columns.map(({ name }) => name));
  });

  it("lays out all columns of the next results as well, where it stays as wide as it was", async () => {
    const many = { ...songs, id: "many", columns: ["a", "b", "c", "d", "e", "f"].map((name) => ({ name })) };
    const cells = many.columns.map(({ name }) => ({ kind: "str" as const, text: name }));
    panel = await open({
      page: (request) => (request.id === "many" ? { ...request, rows: [cells], rowCount: 1 } : songPage(request)),
    });
    await panel.show(rows);
    await panel.page.getByRole("gridcell", { name: "Come Together" }).first().waitFor();
    await panel.show({
      ...rows,
      statements: [statement({ source: "Many.objects.all()", result: { ...many, rowCount: 1 } })],
    });
    const headings = panel.page.getByRole("columnheader");
    await vi.waitFor(async () => expect(await headings.allTextContents()).toEqual(["a", "b", "c", "d", "e", "f"]));
  });

  it("keeps integers past 2^53, NULL, and the empty text apart", async () => {
    panel = await open({ page: songPage });
    await panel.show(rows);
    const first = panel.page.getByRole("row").nth(1).getByRole("gridcell");
    await first.first().waitFor();
    await vi.waitFor(async () => expect(await first.first().textContent()).toBe("9007199254740993"));
    expect(await first.last().textContent()).toBe("NULL");
    expect(await panel.page.getByRole("row").nth(2).getByRole("gridcell").last().textContent()).toBe("");
  });

  it("is walked with the keyboard, to its end and back", async () => {
    panel = await open({ page: songPage });
    await panel.show(rows);
    const { page } = panel;
    await page.getByRole("gridcell", { name: "Come Together" }).first().click();
    await page.keyboard.press("ArrowDown");
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? "");
    await vi.waitFor(async () => expect(await focused()).toBe("Something"));
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Home");
    await vi.waitFor(async () => expect(await focused()).toBe(String(9007199254740993n + 4999n)));
    expect(await page.evaluate(() => document.activeElement?.parentElement?.getAttribute("aria-rowindex"))).toBe(
      "5001",
    );
    await page.keyboard.press("Control+Home");
    await vi.waitFor(async () => expect(await focused()).toBe("9007199254740993"));
    expect(await page.locator('[role="gridcell"][tabindex="0"]').count()).toBe(1);
  });

  it("is where it was after the page was hidden", async () => {
    panel = await open({ page: songPage, ready: () => rows });
    const { page } = panel;
    await page.getByRole("gridcell", { name: "Come Together" }).first().click();
    await page.keyboard.press("Control+End");
    await page.getByRole("gridcell", { name: String(9007199254740993n + 4999n) }).waitFor();
    await page.reload();
    await page.getByRole("gridcell", { name: String(9007199254740993n + 4999n) }).waitFor();
    await vi.waitFor(async () =>
      expect(await page.locator(".grid").evaluate((grid) => grid.scrollTop)).toBeGreaterThan(100_000),
    );
  });

  it("copies a cell, whole", async () => {
    const copy = vi.fn();
    panel = await open({ page: songPage, copy, cell: () => ({ text: "the whole text" }) });
    await panel.show(rows);
    await panel.page.getByRole("gridcell", { name: "Come Together" }).first().click();
    await panel.page.keyboard.press("Control+c");
    await vi.waitFor(() => expect(copy.mock.calls[0]?.[0]).toEqual({ text: "Come Together" }));
    await panel.page
      .getByRole("gridcell", { name: /^Recorded/ })
      .first()
      .click();
    await panel.page.keyboard.press("Control+c");
    await vi.waitFor(() => expect(copy.mock.calls[1]?.[0]).toEqual({ text: "the whole text" }));
  });

  it("opens a cell beside it, and gives the focus back", async () => {
    panel = await open({ page: songPage, cell: () => ({ text: "the whole text" }) });
    await panel.show(rows);
    const { page } = panel;
    await page
      .getByRole("gridcell", { name: /^Recorded/ })
      .first()
      .click();
    await page.keyboard.press("Enter");
    const detail = page.getByRole("complementary", { name: "notes, row 3" });
    await detail.getByText("the whole text").waitFor();
    await detail.getByRole("button", { name: "Close" }).press("Escape");
    await detail.waitFor({ state: "detached" });
    await vi.waitFor(async () =>
      expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("gridcell"),
    );
  });
});

describe.skipIf(!hasBrowser)("the preview", () => {
  it("has a table for each model, action and cause, with old and new", async () => {
    panel = await open({});
    await panel.show({ kind: "preview", preview, database });
    const region = panel.page.getByRole("region", { name: "Preview" });
    const update = region.getByRole("table", { name: "Update music.Album (2 rows)", exact: true });
    expect(await update.locator("del").allTextContents()).toEqual(["Rock", "NULL", "Rock"]);
    expect(await update.locator("ins").allTextContents()).toEqual(["Pop", "4.5", "Pop"]);
    const songs = region.getByRole("table", { name: "Delete music.Song (12 rows), cascade", exact: true });
    expect(await songs.locator("ins").count()).toBe(0);
    await region.getByRole("table", { name: "Insert music.Genre (1 row), signal remember_genre" }).waitFor();
  });

  it("applies and discards by id, and can be cancelled meanwhile", async () => {
    const [apply, discard, cancel] = [vi.fn(), vi.fn(), vi.fn()];
    panel = await open({ apply, discard, cancel });
    const button = (name: string) => panel.page.getByRole("button", { name, exact: true });
    await panel.show({ kind: "preview", preview, database });
    await button("Apply")?.dblclick();
    await panel.show({ kind: "preview", preview, database });
    await button("Discard")?.click();
    await vi.waitFor(() => expect(discard.mock.calls[0]?.[0]).toEqual({ preview: "p1" }));
    expect(apply.mock.calls.map(([request]) => request)).toEqual([{ preview: "p1", confirmed: {} }]);
    await panel.show({ kind: "preview", preview, database, busy: "Applying…" });
    await button("Apply")?.waitFor({ state: "detached" });
    await button("Cancel")?.click();
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledTimes(1));
  });

  it("hands the focus on when the button that has it goes", async () => {
    panel = await open({});
    await panel.show({ kind: "preview", preview, database });
    await panel.page.getByRole("button", { name: "Apply" }).press("Enter");
    await panel.show({ kind: "outcome", message: "2 rows updated", canUndo: true });
    await vi.waitFor(async () =>
      expect(await panel.page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Undo"),
    );
  });

  it("leads to the code that was not run", async () => {
    const reveal = vi.fn();
    panel = await open({ reveal });
    await panel.show({ kind: "preview", preview, database });
    await panel.page.getByRole("link", { name: "music/signals.py:14" }).click();
    await vi.waitFor(() => expect(reveal.mock.calls[0]?.[0]).toEqual({ file: "music/signals.py", line: 14 }));
  });

  it("says the outcome in the status region, with the undo", async () => {
    const undo = vi.fn();
    panel = await open({ undo });
    await panel.show({ kind: "outcome", message: "2 rows updated", canUndo: true });
    expect(await panel.page.getByRole("status").textContent()).toBe("2 rows updated");
    await panel.page.getByRole("button", { name: "Undo" }).click();
    await vi.waitFor(() => expect(undo).toHaveBeenCalledTimes(1));
  });
});

describe.skipIf(!hasBrowser)("accessibility", () => {
  const many: PanelView = {
    kind: "results",
    source: "",
    database,
    statements: [
      statement({ source: "Album.objects.count()", value: 3, valueType: "int", sql: ["SELECT 1"] }),
      statement({
        line: 2,
        source: "Album.objects.get(pk=2)",
        value: { model: "music.Album", pk: 2, fields: { id: 2, genre: null } },
      }),
      statement({
        line: 3,
        source: "x",
        error: { type: "NameError", message: "name 'x' is not defined", line: 1, column: 0 },
      }),
    ],
  };
  it.each(["dark", "light", "high-contrast"] as const)("finds nothing wrong in %s", async (theme) => {
    panel = await open({ page: songPage }, theme);
    for (const view of [
      rows,
      many,
      { kind: "preview", preview, database, conflict: "It changed." },
    ] satisfies PanelView[]) {
      await panel.show(view);
      const { violations } = await new AxeBuilder({ page: panel.page })
        .setLegacyMode()
        // The page is a part of the editor's window, which has its own headings.
        .disableRules(["page-has-heading-one"])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  });
});
