import AxeBuilder from "@axe-core/playwright";
import { describe, expect, it, vi } from "vitest";
import type { Effect } from "../../../src/protocol/results";
import type { PanelView } from "../../../src/protocol/webview";
import { cascading, conflicting, entry, many, pageOf } from "./effects";
import { onePage } from "./onePage";
import type { PanelPage } from "./page";
import { database, preview, songPage, songs, statement } from "./samples";
import { hasBrowser } from "./served";

const open = onePage();
let panel: PanelPage;

const production: PanelView = {
  kind: "preview",
  preview: { ...many, guards: { ...many.guards, type: "music.Play" } },
  database: { ...database, role: "production" },
};

describe.skipIf(!hasBrowser)("what is to be confirmed", () => {
  it("keeps Apply from being pressed until the name is typed and the number of rows is agreed to", async () => {
    const apply = vi.fn();
    panel = await open({ apply });
    await panel.show(production);
    const { page } = panel;
    await page.getByText("production", { exact: true }).waitFor();
    const button = page.getByRole("button", { name: "Apply", exact: true });
    const name = page.getByRole("textbox", { name: "Type Play to apply this to production:" });
    expect(await button.isDisabled()).toBe(true);
    await name.fill("play");
    await page.getByRole("checkbox", { name: "Yes, apply it to all of these rows" }).check();
    expect(await button.isDisabled()).toBe(true);
    await name.press("Enter");
    expect(apply).not.toHaveBeenCalled();
    await name.fill("Play");
    await vi.waitFor(async () => expect(await button.isDisabled()).toBe(false));
    await name.press("Enter");
    await vi.waitFor(() =>
      expect(apply.mock.calls.map(([request]) => request)).toEqual([
        { preview: "p3", confirmed: { typed: "Play", many: true } },
      ]),
    );
  });

  it("is asked anew for another preview", async () => {
    panel = await open({});
    await panel.show(production);
    const name = panel.page.getByRole("textbox", { name: /^Type Play/ });
    await name.fill("Play");
    await panel.show({ ...production, preview: { ...production.preview, id: "p9" } });
    expect(await name.inputValue()).toBe("");
  });
});

describe.skipIf(!hasBrowser)("the causes", () => {
  const tables = async (): Promise<string[]> =>
    (await panel.page.getByRole("table").evaluateAll((all) => all.map((table) => table.ariaLabel ?? ""))) ?? [];

  it("are a tree whose keys choose what is shown", async () => {
    panel = await open({});
    await panel.show({ kind: "preview", preview: cascading, database });
    const { page } = panel;
    const tree = page.getByRole("tree", { name: "Causes" });
    const names = (): Promise<string[]> =>
      tree.getByRole("treeitem").evaluateAll((all) => all.map((item) => `${item.ariaLevel} ${item.ariaLabel}`));
    expect(await names()).toEqual([
      "1 All changes, 45 rows",
      "2 Delete music.Album, 1 row",
      "3 Delete music.Song, 12 rows · cascade by Song.album",
      "4 Delete music.Play, 30 rows · cascade by Play.song",
      "4 Update music.Chart, 2 rows · SET_NULL by Chart.top",
    ]);
    await tree.getByRole("treeitem", { name: "All changes" }).focus();
    for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await vi.waitFor(async () =>
      expect(await tables()).toEqual([
        "Delete music.Song (12 rows), cascade",
        "Delete music.Play (30 rows), cascade",
        "Update music.Chart (2 rows), SET_NULL",
      ]),
    );
    await page.getByText("Filtered: 44 of 45 rows. Apply writes all of them.").waitFor();
    await page.keyboard.press("ArrowLeft");
    await vi.waitFor(async () => expect(await names()).toHaveLength(3));
    for (const key of ["Home", " "]) await page.keyboard.press(key);
    await vi.waitFor(async () => expect(await tables()).toHaveLength(4));
  });

  it("give way to one model's changes", async () => {
    panel = await open({});
    await panel.show({ kind: "preview", preview: cascading, database });
    const song = panel.page.getByRole("button", { name: "music.Song 12 deleted" });
    await song.click();
    expect(await tables()).toEqual(["Delete music.Song (12 rows), cascade"]);
    expect(await song.getAttribute("aria-pressed")).toBe("true");
    await song.click();
    expect(await tables()).toHaveLength(4);
  });
});

describe.skipIf(!hasBrowser)("a table of 100,000 rows", () => {
  it("has those in sight, reads the others when they come there, and shows columns that change only later", async () => {
    const asked: number[] = [];
    panel = await open({
      effects: ({ effect, start, count }) => {
        asked.push(start);
        expect([effect, count]).toEqual([0, 100]);
        return pageOf(start, count);
      },
    });
    await panel.show({ kind: "preview", preview: many, database });
    const table = panel.page.getByRole("table", { name: "Update music.Play (100,000 rows)" });
    expect(await table.getAttribute("aria-rowcount")).toBe("100001");
    expect(await table.getByRole("row").count()).toBeLessThan(60);
    expect(asked).toEqual([]);
    await panel.page.locator(".tall").evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    const last = table.getByRole("row").last();
    await vi.waitFor(async () => expect(await last.getAttribute("aria-rowindex")).toBe("100001"));
    await last.getByRole("cell", { name: "100000", exact: true }).waitFor();
    expect(await last.locator("del").allTextContents()).toEqual(["5", "old"]);
    expect(asked.every((start) => start >= 99_900 || start === 0)).toBe(true);
  });
});

describe.skipIf(!hasBrowser)("a long value", () => {
  it("is cut in its cell, and shown whole beside the table", async () => {
    panel = await open({});
    const long = "word ".repeat(200).trim();
    const row = { pk: 1, before: { id: 1, note: "short" }, after: { id: 1, note: long } };
    const effect = { ...cascading.effects[0], action: "update", rows: [row] } as Effect;
    await panel.show({ kind: "preview", preview: { ...cascading, effects: [effect] }, database });
    const { page } = panel;
    expect(await page.locator("ins").textContent()).toBe(`${long.slice(0, 300)}…`);
    const whole = page.getByRole("button", { name: "Show note of row 1 whole" });
    await whole.press("Enter");
    const detail = page.getByRole("complementary", { name: "note of row 1" });
    expect(await detail.locator("ins").textContent()).toBe(long);
    await page.keyboard.press("Escape");
    await detail.waitFor({ state: "detached" });
    await vi.waitFor(async () => expect(await whole.evaluate((it) => it === document.activeElement)).toBe(true));
  });
});

describe.skipIf(!hasBrowser)("an apply of the history", () => {
  it("is undone whole, or the rows that are picked", async () => {
    const undoEntry = vi.fn();
    panel = await open({ undoEntry });
    const { page } = panel;
    await panel.show({ kind: "entry", view: entry, database });
    await page.getByRole("region", { name: "History Entry" }).waitFor();
    await page.getByRole("button", { name: "Undo All" }).click();
    await panel.show({ kind: "entry", view: entry, database });
    const songs = page.getByRole("table", { name: "Delete music.Song (12 rows), cascade" });
    await songs.getByRole("checkbox", { name: "Pick row 3" }).check();
    await songs.getByRole("checkbox", { name: "Pick row 5" }).check();
    await page.getByRole("checkbox", { name: "Pick every row of music.Play" }).check();
    await page.getByRole("button", { name: "Undo 32 rows" }).click();
    await vi.waitFor(() =>
      expect(undoEntry.mock.calls.map(([request]) => request)).toEqual([
        { entry: "e1" },
        { entry: "e1", rows: [{ effect: 1, rows: [2, 4] }, { effect: 2 }] },
      ]),
    );
  });

  it("is not undone twice", async () => {
    panel = await open({});
    await panel.show({ kind: "entry", view: { ...entry, entry: { ...entry.entry, state: "undone" } }, database });
    await panel.page.getByRole("button", { name: "Copy as Script" }).waitFor();
    expect(await panel.page.getByRole("button", { name: /^Undo/ }).count()).toBe(0);
    expect(await panel.page.getByRole("checkbox").count()).toBe(0);
  });
});

describe.skipIf(!hasBrowser)("rows changed since an apply", () => {
  it("are shown as they were left and as they are, and are undone only when they are picked", async () => {
    const undoEntry = vi.fn();
    panel = await open({ undoEntry });
    await panel.show({ kind: "preview", preview: conflicting, database });
    const { page } = panel;
    const table = page.getByRole("table", { name: "Changed since: music.Album (2 rows)" });
    expect(await table.locator("del").allTextContents()).toEqual(["Pop", "Pop"]);
    expect(await table.locator("ins").allTextContents()).toEqual(["Soul"]);
    await table.getByText("is gone").waitFor();
    expect(await page.getByRole("button", { name: "Preview with Picked Rows" }).isDisabled()).toBe(true);
    await page.getByRole("checkbox", { name: "Undo row Abbey Road all the same" }).check();
    await page.getByRole("button", { name: "Preview with 1 row", exact: true }).click();
    await vi.waitFor(() =>
      expect(undoEntry.mock.calls[0]?.[0]).toEqual({ entry: "e1", force: [{ effect: 0, rows: [1] }] }),
    );
  });
});

describe.skipIf(!hasBrowser)("data that another program changed", () => {
  const results: PanelView = {
    kind: "results",
    source: "Song.objects.all()",
    statements: [statement({ source: "Song.objects.all()", result: songs })],
    database,
  };

  it("is offered to be read again, and the grid stays as it is", async () => {
    const refresh = vi.fn();
    let pages = 0;
    const page = (request: Parameters<typeof songPage>[0]) => {
      pages++;
      return songPage(request);
    };
    panel = await open({ refresh, page });
    await panel.show(results);
    await panel.page
      .getByRole("gridcell", { name: "Something" })
      .first()
      .click({ modifiers: ["Control"] });
    const before = pages;
    await panel.outdated("offer");
    await panel.page.getByRole("alert").getByText("The data changed outside.").waitFor();
    expect(await panel.page.getByRole("row", { selected: true }).count()).toBe(1);
    expect(pages).toBe(before);
    expect(refresh).not.toHaveBeenCalled();
    await panel.page.getByRole("button", { name: "Refresh" }).click();
    await vi.waitFor(() => expect(refresh).toHaveBeenCalledTimes(1));
  });

  it("is read again by itself where that is set, unless rows are selected", async () => {
    const refresh = vi.fn();
    panel = await open({ refresh, page: songPage });
    await panel.show(results);
    await panel.page
      .getByRole("gridcell", { name: "Something" })
      .first()
      .click({ modifiers: ["Control"] });
    await panel.outdated("automatic");
    await panel.page.getByRole("button", { name: "Refresh" }).waitFor();
    expect(refresh).not.toHaveBeenCalled();
    await panel.show(results);
    await panel.page.getByRole("gridcell", { name: "Something" }).first().waitFor();
    await panel.outdated("automatic");
    await vi.waitFor(() => expect(refresh).toHaveBeenCalledTimes(1));
  });

  it("makes a preview say that it may be old", async () => {
    const refresh = vi.fn();
    panel = await open({ refresh });
    await panel.show({ kind: "preview", preview: cascading, database });
    await panel.page.getByRole("button", { name: "music.Song 12 deleted" }).click();
    await panel.outdated("offer");
    await panel.page
      .getByRole("alert")
      .getByText(/it may be old/)
      .waitFor();
    expect(await panel.page.getByRole("table").count()).toBe(1);
    await panel.page.getByRole("button", { name: "Preview Again" }).click();
    await vi.waitFor(() => expect(refresh).toHaveBeenCalledTimes(1));
  });
});

describe.skipIf(!hasBrowser)("accessibility of previews", () => {
  const shown = preview.effects[0]?.rows[1];
  const side = shown === undefined ? null : ({ ...shown, action: "update" } as const);
  const views: readonly PanelView[] = [
    production,
    { kind: "preview", preview: cascading, database: { ...database, role: "staging" }, outdated: "offer" },
    { kind: "preview", preview: conflicting, database },
    {
      kind: "preview",
      preview,
      database,
      conflict: "It changed.",
      differing: 1,
      differences: [{ model: "music.Album", table: "music_album", pk: 3, shown: side, now: null }],
    },
    { kind: "entry", view: entry, database: { ...database, role: "development" } },
  ];
  it.each(["dark", "light", "high-contrast"] as const)("finds nothing wrong in %s", async (theme) => {
    panel = await open({ effects: ({ start, count }) => pageOf(start, count) }, theme);
    // The parts are the same in each; what has colours of its own is looked at in all.
    for (const view of theme === "dark" ? views : views.slice(0, 3)) {
      await panel.show(view);
      const { violations } = await new AxeBuilder({ page: panel.page })
        .setLegacyMode()
        .disableRules(["page-has-heading-one"])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  });
});
