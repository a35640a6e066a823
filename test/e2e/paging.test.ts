import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

const SONGS = 300_000;
const BIG = `
  WITH RECURSIVE n(i) AS (SELECT 1000000 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000 + ${SONGS})
    INSERT INTO music_song (id, name, album_id) SELECT i, 'Take ' || i, 1 + i % 300 FROM n;
  CREATE TABLE numbers (n integer PRIMARY KEY);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) INSERT INTO numbers SELECT i FROM n;`;
/** Every song with every number, and none of them is what is looked for. */
const JOIN = 'Song.objects.extra(tables=["numbers"], where=["music_song.id + numbers.n < 0"])';

describe("a large result", () => {
  let workbench: Workbench;
  let total = 0;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await sqlite3(workbench.folder, BIG);
    total = Number(await sqlite3(workbench.folder, "SELECT count(*) FROM music_song"));
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Album, model, 303 rows/ }));
  });
  afterEach(({ task }) => workbench.screenshot(task.name));
  afterAll(() => workbench?.close());

  it("shows its first page, uncounted, and grows as one goes on", async () => {
    await workbench.runQueryset('Song.objects.order_by("-id")');
    const { grid } = workbench.panel;
    await shown(grid.getByRole("gridcell", { name: `Take ${1_000_000 + SONGS}` }));
    await shown(workbench.panel.text("more than 100,000 rows"));
    expect(await grid.getAttribute("aria-rowcount")).toBe("-1");
    await grid.getByRole("gridcell", { name: `Take ${1_000_000 + SONGS}` }).click();
    for (const row of [101, 201, 301]) {
      await workbench.page.keyboard.press("Control+End");
      await shown(grid.locator(`[aria-rowindex="${row + 1}"] [role="gridcell"]`, { hasText: /./ }));
    }
  });

  it("is counted when asked, and shows its last rows", async () => {
    const { grid } = workbench.panel;
    await workbench.panel.button("Count").click();
    await eventually(() => grid.getAttribute("aria-rowcount")).toBe(String(total + 1));
    await grid.locator('[role="gridcell"][tabindex="0"]').click();
    await workbench.page.keyboard.press("Control+End");
    await shown(grid.locator(`[aria-rowindex="${total + 1}"] [role="gridcell"]`, { hasText: /^1$/ }));
  });

  it("is cancelled while it is looked for, and the next statement works", async () => {
    await workbench.runQueryset(JOIN);
    const cancel = await shown(workbench.panel.button("Cancel"));
    await workbench.screenshot("cancelling");
    await cancel.click();
    await shown(workbench.panel.status.filter({ hasText: "Cancelled. Nothing was written." }));
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Album, model, 303 rows/ }));
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Revolver" }));
    expect(await workbench.page.locator(".notification-toast").count()).toBe(0);
  });

  it("stops being counted when that is cancelled, and pages on", async () => {
    await workbench.runQueryset('Song.objects.extra(tables=["numbers"])');
    const { grid } = workbench.panel;
    await shown(workbench.panel.button("Count"));
    await workbench.panel.button("Count").click();
    await (await shown(workbench.panel.button("Cancel"))).click();
    await shown(workbench.panel.text(/^Cancelled/));
    await grid.locator('[role="gridcell"][tabindex="0"]').click();
    for (const row of [101, 201, 301]) {
      await workbench.page.keyboard.press("Control+End");
      await shown(grid.locator(`[aria-rowindex="${row + 1}"] [role="gridcell"]`, { hasText: /./ }));
    }
  });

  it("has its SQL and its plan at hand", async () => {
    const { page } = workbench;
    await workbench.openFile("1-reading.queryset");
    const word = page.locator(".view-line span span", { hasText: "filter" }).first();
    await (await shown(word)).hover();
    await shown(page.locator(".monaco-hover", { hasText: /SELECT/ }));
    await workbench.screenshot("hover with SQL");
    await page.keyboard.press("Escape");
    const lens = page.locator(".codelens-decoration a", { hasText: "Explain" });
    await shown(lens.nth(1));
    await lens.nth(1).click();
    await shown(workbench.panel.text(/SCAN music_album/));
  });
});
