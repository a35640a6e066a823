import type { FrameLocator, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { Panel } from "./panel";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

/* What other tools' grids are known to have done to somebody's data; the rest of the list is in test/unit/safety. */

/** All of two tables as text, so that a change of any kind shows. */
const EVERYTHING = "SELECT * FROM music_album; SELECT * FROM accounts_user; SELECT * FROM music_song ORDER BY id";

describe("the grid", () => {
  let workbench: Workbench;
  const cell = (name: string | RegExp): Locator => workbench.panel.grid.getByRole("gridcell", { name }).first();
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await workbench.page.keyboard.press(key);
  };
  beforeAll(async () => {
    workbench = await Workbench.open({ timeZone: "America/New_York" });
  });
  afterEach(({ task }) => workbench.screenshot(task.name));
  afterAll(() => workbench?.close());

  it("8. does not move a time two hours each time its cell is looked at", async () => {
    const before = await sqlite3(workbench.folder, EVERYTHING);
    await workbench.runQueryset('User.objects.order_by("id")');
    const time = cell(/^20\d\d-\d\d-\d\d.\d\d:\d\d/);
    const text = await (await shown(time)).innerText();
    for (let turn = 0; turn < 3; turn++) {
      await time.click();
      await press("F2", "Escape", "Tab", "Shift+Tab", "Enter", "Escape");
      await time.dblclick();
      await press("Escape");
    }
    expect(await time.innerText()).toBe(text);
    expect(await sqlite3(workbench.folder, EVERYTHING)).toBe(before);
  });

  it("9. does not make a NULL empty by a click, a Tab or a look", async () => {
    const before = await sqlite3(workbench.folder, EVERYTHING);
    const none = cell("NULL");
    await shown(none);
    await none.click();
    await press("Tab", "Shift+Tab", "ArrowDown", "ArrowUp", "F2", "Escape", "Delete", "Backspace");
    await none.dblclick();
    await press("Escape");
    await shown(none);
    expect(await sqlite3(workbench.folder, EVERYTHING)).toBe(before);
    expect(await workbench.panel.preview.count()).toBe(0);
  });

  it("1. loses nothing that another program writes between its preview and its apply", async () => {
    await workbench.runQueryset('Album.objects.filter(id=2).update(genre="ours")');
    await shown(workbench.panel.table("Update music.Album (1 row)"));
    await sqlite3(
      workbench.folder,
      "INSERT INTO music_song (name, album_id) VALUES ('theirs', 2); UPDATE music_album SET genre = 'theirs' WHERE id = 3",
    );
    await workbench.panel.button("Apply").click();
    await eventually(() =>
      sqlite3(workbench.folder, "SELECT genre FROM music_album WHERE id IN (2, 3) ORDER BY id"),
    ).toBe("ours\ntheirs");
    expect(await sqlite3(workbench.folder, "SELECT count(*) FROM music_song WHERE name = 'theirs'")).toBe("1");
  });

  it("2. changes the row that was chosen after sorting, filtering and scrolling, and no other", async () => {
    await workbench.runQueryset('Song.objects.filter(id__gt=100).order_by("-name", "id")');
    const { grid } = workbench.panel;
    await shown(grid.getByRole("gridcell").first());
    await grid.getByRole("gridcell").first().click();
    await press("PageDown", "PageDown", "PageDown");
    const rows = grid.locator('[role="row"][aria-rowindex]');
    const row = rows.nth(Math.floor((await rows.count()) / 2));
    const [key = "", name = ""] = await row.getByRole("gridcell").allInnerTexts();
    expect(await sqlite3(workbench.folder, `SELECT name FROM music_song WHERE id = ${key}`)).toBe(name);
    // Rows in front of it go while it is looked at.
    await sqlite3(
      workbench.folder,
      `DELETE FROM music_song WHERE name > '${name.replaceAll("'", "''")}' AND id % 3 = 0 AND id > 100`,
    );
    const others = `SELECT * FROM music_song WHERE id <> ${key} ORDER BY id`;
    const before = await sqlite3(workbench.folder, others);
    await workbench.page.waitForTimeout(500);
    const chosen = grid
      .getByRole("row")
      .filter({ has: workbench.page.getByText(key, { exact: true }) })
      .first();
    await workbench.choose(chosen.getByRole("gridcell").nth(1), "Delete Rows…");
    const form: FrameLocator = workbench.page
      .frameLocator("iframe.webview.ready >> nth=1")
      .frameLocator("#active-frame");
    await shown(form.getByText(`Song.objects.filter(pk=${key}).delete()`, { exact: true }));
    await form.getByRole("button", { name: "Preview", exact: true }).click();
    const results = new Panel(workbench.page, "iframe.webview.ready >> nth=0");
    await shown(results.table("Delete music.Song (1 row)"));
    await results.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, `SELECT count(*) FROM music_song WHERE id = ${key}`)).toBe("0");
    expect(await sqlite3(workbench.folder, others)).toBe(before);
  });
});
