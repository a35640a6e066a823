import AxeBuilder from "@axe-core/playwright";
import type { FrameLocator, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { Panel } from "./panel";
import { sqlite3 } from "./sqlite3";
import { themes, useTheme } from "./themes";
import { Workbench } from "./workbench";

/** A selector of the page in sight that has an element; it is waited for. */
async function frameWith({ page }: Workbench, element: string): Promise<string> {
  const frames = page.locator("iframe.webview.ready");
  let found: string | undefined;
  await eventually(async () => {
    for (const frame of await frames.all()) {
      const selector = `iframe.webview.ready[name="${await frame.getAttribute("name")}"]`;
      if ((await page.frameLocator(selector).frameLocator("#active-frame").locator(element).count()) > 0)
        found = selector;
    }
    return found !== undefined;
  }).toBe(true);
  return found ?? "";
}

describe("the object tree", () => {
  let workbench: Workbench;
  let tree: FrameLocator;
  let results: Panel;
  let songs: number;
  const item = (name: string | RegExp): Locator => tree.getByRole("treeitem", { name });
  const focused = (): Promise<string | null> =>
    tree.locator('[role="treeitem"][tabindex="0"]').getAttribute("aria-label");

  async function find(): Promise<void> {
    tree = workbench.page.frameLocator(await frameWith(workbench, "qe-objects")).frameLocator("#active-frame");
  }

  beforeAll(async () => {
    workbench = await Workbench.open();
    songs = Number(
      await sqlite3(
        workbench.folder,
        "SELECT count(*) FROM music_song s JOIN music_album a ON a.id = s.album_id WHERE a.title = 'Abbey Road'",
      ),
    );
  });
  afterEach(({ task }) => workbench.screenshot(`object tree ${task.name}`));
  afterAll(() => workbench?.close());

  it("opens from a row of the results with a key, and shows what the row is related to", async () => {
    await workbench.runQueryset('Album.objects.filter(title="Abbey Road")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }));
    await workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }).click();
    await workbench.page.keyboard.press("Shift+F12");
    await find();
    await shown(tree.getByRole("tree", { name: "Object Tree" }));
    await shown(item(`song_set → Song (${songs})`));
    await shown(item(/^Abbey Road, Album \d+$/));
    await shown(workbench.page.getByRole("tab", { name: /^Album: Abbey Road/ }));
  });

  it("is walked with the keyboard, forwards and backwards", async () => {
    await eventually(focused).toMatch(/^Abbey Road/);
    for (const key of ["ArrowDown", "ArrowRight"]) await workbench.page.keyboard.press(key);
    const first = item(/^[^→]+, Song \d+$/).first();
    await shown(first);
    await workbench.page.keyboard.press("ArrowRight");
    await eventually(focused).toMatch(/, Song \d+$/);
    await workbench.page.keyboard.press("ArrowRight");
    await shown(item("album → Album: Abbey Road"));
    await shown(tree.getByRole("complementary", { name: "Details" }).getByText("album_id"));
    await workbench.page.keyboard.press("ArrowLeft");
    await eventually(() => item("album → Album: Abbey Road").count()).toBe(0);
  });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    it(`has nothing wrong for screen readers in ${theme}`, async () => {
      await useTheme(workbench, theme);
      const frame = await frameWith(workbench, "qe-objects");
      const { violations } = await new AxeBuilder({ page: workbench.page })
        .include([frame, "#active-frame", "qe-objects"])
        .disableRules(["page-has-heading-one"])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  }

  it("comes back as it was after a reload", async () => {
    await useTheme(workbench, "dark");
    await workbench.reload();
    await find();
    await shown(item(`song_set → Song (${songs})`));
    await shown(item(/^[^→]+, Song \d+$/).first());
  });

  it("shows a relation's rows in the grid", async () => {
    await item(`song_set → Song (${songs})`).focus();
    await workbench.page.keyboard.press("F12");
    results = new Panel(workbench.page, await frameWith(workbench, "qe-grid"));
    await eventually(() => results.line.inputValue()).toMatch(/^Album\.objects\.get\(pk=\d+\)\.song_set\.all\(\)$/);
    await eventually(() => results.grid.getAttribute("aria-rowcount")).toBe(String(songs + 1));
  });

  it("previews the deletion of a row with all that goes along, and reads again what was written", async () => {
    await find();
    await item(/^Abbey Road, Album \d+$/).focus();
    await workbench.page.keyboard.press("Delete");
    const preview = new Panel(workbench.page, await frameWith(workbench, "qe-preview"));
    await shown(preview.table("Delete music.Album (1 row)"));
    await shown(preview.table(new RegExp(`^Delete music\\.Song \\(${songs} rows\\), cascade`)));
    expect(Number(await sqlite3(workbench.folder, "SELECT count(*) FROM music_album WHERE title = 'Abbey Road'"))).toBe(
      1,
    );
    await workbench.screenshot("object tree deletion");
    await preview.button("Apply").click();
    await find();
    await shown(item(/music\.Album has no row with the key \d+\. It may have been deleted meanwhile\./));
  });

  it("opens from the menu of a row of the results, and of a preview", async () => {
    await workbench.runQueryset('Album.objects.filter(title="Revolver").update(genre="Pop")');
    const panel = new Panel(workbench.page, await frameWith(workbench, "qe-preview"));
    const row = panel.table("Update music.Album (1 row)").getByText("Revolver").first();
    await workbench.choose(row, /^Show Object Tree/);
    await find();
    await shown(item(/^Revolver, Album \d+$/));
    await workbench.runQueryset('Song.objects.filter(name="Taxman")');
    const grid = new Panel(workbench.page, await frameWith(workbench, "qe-grid"));
    const cell = grid.grid.getByRole("gridcell", { name: "Taxman" });
    // The editor closes the menu of a group that only becomes the active one.
    await cell.click();
    await workbench.choose(cell, /^Show Object Tree/);
    await find();
    await shown(item(/^Taxman, Song \d+$/));
    await shown(item("album → Album: Revolver"));
    for (let steps = 0; steps < 2; steps++) await tree.getByRole("button", { name: "Back" }).click();
    await shown(item(/has no row/));
  });

  it("finds a row by a model and a part of its text", async () => {
    await tree.getByRole("tree").getByRole("treeitem").first().focus();
    await workbench.command("Show Object Tree");
    const input = workbench.page.locator(".quick-input-widget:visible input.input").first();
    const first = workbench.page.locator(".quick-input-list .monaco-list-row.focused");
    await shown(workbench.page.locator(".quick-input-title", { hasText: "Show Object Tree" }));
    await input.fill("Album");
    await shown(first.filter({ hasText: "Album" }));
    await workbench.page.keyboard.press("Enter");
    await shown(workbench.page.getByPlaceholder("Type a part of a row of Album, or its key"));
    await input.fill("revolv");
    await shown(first.filter({ hasText: "Revolver" }));
    await workbench.page.keyboard.press("Enter");
    await find();
    await shown(item(/^Revolver, Album \d+$/));
  });
});
