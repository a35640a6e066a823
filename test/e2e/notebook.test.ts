import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { inPage as findInPage } from "./inPage";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("a notebook", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    // The editor lays out only the cells in sight.
    await workbench.page.setViewportSize({ width: 1280, height: 1300 });
    await workbench.view("Models");
    await workbench.openFile("7-notebook.qsnb");
  });
  afterEach(({ task }) => workbench.screenshot(`notebook ${task.name}`));
  afterAll(() => workbench?.close());

  const inPage = (find: (page: Frame) => Locator): Promise<Locator> => findInPage(workbench.page, find);
  const cells = (): Locator => workbench.page.locator(".notebookOverlay .monaco-list-row.code-cell-row");

  /** Runs a code cell by its place, with the keys that stay in it. */
  async function run(index: number): Promise<void> {
    await cells().nth(index).locator(".monaco-editor .view-line").first().click();
    await workbench.page.keyboard.press("Control+Enter");
  }

  it("shows the rows of a cell under it", async () => {
    await run(0);
    await inPage((page) => page.getByRole("table").getByRole("cell", { name: "Abbey Road" }));
    await inPage((page) => page.getByText(/^music\.Album · 2 rows/));
  });

  it("knows the names of the cells that were run above", async () => {
    await run(1);
    await inPage((page) => page.getByRole("cell", { name: "17" }));
  });

  it("completes those names", async () => {
    await cells().nth(1).locator(".monaco-editor .view-line").first().click();
    await workbench.page.keyboard.press("Control+End");
    await workbench.page.keyboard.type("\nbeatles.exc");
    await shown(await workbench.suggestion("exclude"));
    await workbench.screenshot("notebook completion");
    await workbench.page.keyboard.press("Escape");
    for (let i = 0; i < "\nbeatles.exc".length; i++) await workbench.page.keyboard.press("Backspace");
    expect(await workbench.page.locator(".codelens-decoration").count()).toBe(0);
  });

  it("previews what a cell would write, and says in the cell what became of it", async () => {
    await run(2);
    await inPage((page) => page.getByRole("table", { name: "Update music.Album (2 rows)" }));
    await inPage((page) => page.getByText("Nothing is written yet: apply or discard the preview."));
    const genres = "SELECT group_concat(DISTINCT genre) FROM music_album WHERE artist = 'The Beatles'";
    expect(await sqlite3(workbench.folder, genres)).toBe("Rock");
    await (await inPage((page) => page.getByRole("button", { name: "Apply", exact: true }))).click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Pop");
    await inPage((page) => page.locator(".output_container, .output-plaintext").getByText("2 rows updated"));
  });

  it("opens all rows of a cell in the results grid", async () => {
    await (await inPage((page) => page.getByRole("button", { name: "Open in Results Grid" }))).click();
    await inPage((page) => page.getByRole("grid", { name: "Results" }).getByRole("gridcell", { name: "Abbey Road" }));
  });

  it("keeps its outputs out of the file", async () => {
    await workbench.page.keyboard.press("Control+S");
    const file = join(workbench.folder, "7-notebook.qsnb");
    expect(await readFile(file, "utf8")).toBe(await readFile(join("media", "demo", "7-notebook.qsnb"), "utf8"));
  });

  it("is made anew by a command, and says what is wrong in a cell", async () => {
    await workbench.command("New Queryset Notebook");
    await shown(workbench.page.getByRole("tab", { name: /^Untitled-1/ }));
    const empty = cells().filter({ hasNotText: "beatles" }).locator(".monaco-editor .view-line").first();
    await empty.click({ force: true });
    await workbench.page.keyboard.type('Album.objects.filter(titel="x"');
    await shown(workbench.page.locator(".notebookOverlay .squiggly-error").first());
    await workbench.page.keyboard.press("Control+Enter");
    await inPage((page) => page.getByText(/Cannot resolve keyword 'titel'/));
  });

  it("is interrupted at once, and goes on with the next cell that is run", async () => {
    const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT i FROM n";
    await sqlite3(workbench.folder, `CREATE TABLE big_a AS ${numbers}; CREATE TABLE big_b AS ${numbers};`);
    const { keyboard } = workbench.page;
    await keyboard.press("Control+A");
    await keyboard.type('Album.objects.extra(tables=["big_a", "big_b"], where=["big_a.i + big_b.i < 0"]', { delay: 5 });
    await keyboard.press("Control+Enter");
    // Beside the cell: in a narrow window the toolbar's button is folded away.
    const stop = cells().filter({ hasText: "big_a" }).getByRole("button", { name: /^Stop/ });
    await shown(stop);
    await workbench.screenshot("notebook running");
    await stop.first().click();
    await inPage((page) => page.getByText("Cancelled. Nothing was written."));
    await cells().filter({ hasText: "big_a" }).locator(".monaco-editor .view-line").first().click({ force: true });
    await keyboard.press("Control+A");
    await keyboard.type("Album.objects.count(");
    await keyboard.press("Control+Enter");
    await inPage((page) => page.locator(".output-plaintext").getByText("303"));
  });
});
