import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("the scratch database", () => {
  let workbench: Workbench;
  let models: Locator;
  const input = (): Locator => workbench.page.locator(".quick-input-widget:visible input.input").first();
  const titled = (title: string): Locator => workbench.page.locator(".quick-input-title", { hasText: title });
  const status = (name: RegExp): Locator => workbench.page.getByRole("button", { name });
  const item = (name: RegExp): Locator => models.getByRole("treeitem", { name });

  beforeAll(async () => {
    workbench = await Workbench.open();
    models = await workbench.view("Models");
    await shown(item(/^Album, model, 303 rows/));
  });
  afterEach(({ task }) => workbench.screenshot(`scratch ${task.name}`));
  afterAll(() => workbench?.close());

  it("takes rows of the open database, with those that they point at", async () => {
    await workbench.command("Copy Table to Scratch");
    await titled("Copy Table to Scratch").waitFor();
    await input().fill("Song");
    await workbench.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "Song" }).first().waitFor();
    await workbench.page.keyboard.press("Enter");
    await eventually(() => input().inputValue()).toBe("Song.objects.all()[:100]");
    await input().fill('Song.objects.filter(album__title="Divide")');
    await workbench.page.keyboard.press("Enter");
    const { panel } = workbench;
    await shown(panel.table("Insert music.Album (1 row)"));
    await shown(panel.table("Insert music.Song (12 rows)"));
    await shown(status(/Database: scratch database/));
    await panel.button("Apply").click();
    await shown(item(/^Song, model, 12 rows/));
    await shown(workbench.page.getByText("Scratch database: nothing here is in your project's own."));
  });

  it("gets sample rows, and is there again after a reload", async () => {
    const { panel } = workbench;
    await workbench.command("Make Sample Rows");
    await titled("Make Sample Rows").waitFor();
    await workbench.page.keyboard.press("Enter");
    await eventually(() => input().inputValue()).toBe("10");
    await input().fill("Album=4, User=3, seed=7");
    await workbench.page.keyboard.press("Enter");
    await shown(panel.table("Insert music.Album (4 rows)"));
    await shown(panel.table("Insert accounts.User (3 rows)"));
    await panel.button("Apply").click();
    await shown(item(/^Album, model, 5 rows/));
    await workbench.reload();
    models = await workbench.view("Models");
    await shown(item(/^Album, model, 5 rows/));
    expect(await sqlite3(workbench.folder, "SELECT count(*) FROM music_album")).toBe("303");
  });

  it("takes a file's rows after a preview, and is left for the database before", async () => {
    const { panel, page } = workbench;
    const file = join(workbench.folder, "albums.csv");
    await writeFile(file, "title,artist,genre\nBlue,Joni,Folk\nHejira,Joni,Folk\n");
    await workbench.command("Import into Model");
    // The browser's editor asks for files in the same box.
    await titled("Import into Model").waitFor();
    await input().fill(file);
    await page.waitForTimeout(500);
    await page.keyboard.press("Enter");
    await eventually(() => input().getAttribute("placeholder")).toBe("Type a model's name");
    await input().fill("Album");
    await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "Album" }).first().waitFor();
    await page.keyboard.press("Enter");
    await shown(panel.table("Insert music.Album (2 rows)"));
    await panel.button("Discard").click();
    await workbench.command("Leave Scratch Database");
    await shown(item(/^Album, model, 303 rows/));
  });
});
