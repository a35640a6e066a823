import type { Frame, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { shown } from "./eventually";
import { inPage as findInPage } from "./inPage";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

const beatles = 'Album.objects.filter(artist="The Beatles")';

describe("results beside each other", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.view("Models");
  });
  afterEach(({ task }) => workbench.screenshot(`compare ${task.name}`));
  afterAll(() => workbench?.close());

  const inPage = (find: (page: Frame) => Locator): Promise<Locator> => findInPage(workbench.page, find);
  const picks = (): Locator => workbench.page.locator(".quick-input-list .monaco-list-row");
  const tab = (name: RegExp): Locator => workbench.page.getByRole("tab", { name });

  it("lists what was run, and runs it again", async () => {
    await workbench.runQueryset(beatles);
    await inPage((page) => page.getByRole("gridcell", { name: "Abbey Road" }));
    await workbench.runQueryset("Song.objects.count()");
    await inPage((page) => page.getByText("3037").or(page.getByText("3,037")));
    await workbench.command("Run Recent Statement");
    await shown(picks().filter({ hasText: "Song.objects.count()" }));
    await workbench.page.keyboard.type("Beatles");
    await shown(picks().filter({ hasText: /2 rows · .* · db\.sqlite3/ }));
    await workbench.screenshot("compare recent");
    await workbench.page.keyboard.press("Enter");
    await inPage((page) => page.getByRole("gridcell", { name: "Abbey Road" }));
  });

  it("pins results, which the next run leaves as they are", async () => {
    await workbench.command("Pin Results");
    await shown(tab(/^Pinned: Album\.objects\.filter/));
    await workbench.runQueryset("Album.objects.filter(genre='Jazz')");
    await shown(tab(/^Results/));
    await tab(/^Pinned: /).click();
    await inPage((page) => page.getByRole("gridcell", { name: "Abbey Road" }));
  });

  it("renames pinned results", async () => {
    await workbench.command("Rename Results");
    await shown(workbench.page.locator(".quick-input-title", { hasText: "Rename Results" }));
    await workbench.page.keyboard.press("Control+A");
    await workbench.page.keyboard.type("The Beatles before");
    await workbench.page.keyboard.press("Enter");
    await shown(tab(/^Pinned: The Beatles before/));
  });

  it("compares pinned results with those of now, cell by cell", async () => {
    await sqlite3(
      workbench.folder,
      `UPDATE music_album SET genre = 'Psychedelic' WHERE title = 'Revolver';
       UPDATE music_album SET artist = 'The Beatles' WHERE title = 'Divide';`,
    );
    await workbench.runQueryset(beatles);
    await inPage((page) => page.getByRole("gridcell", { name: "Divide" }));
    await workbench.command("Compare Results With");
    await shown(picks().filter({ hasText: "The Beatles before" }));
    await workbench.page.keyboard.press("Enter");
    await inPage((page) => page.getByText("1 added · 1 changed · 1 the same"));
    const changed = await inPage((page) => page.getByRole("table", { name: "Changed (1 row)" }));
    expect(await changed.locator("del").allInnerTexts()).toEqual(["Rock"]);
    expect(await changed.locator("ins").allInnerTexts()).toEqual(["Psychedelic"]);
    await inPage((page) => page.getByRole("table", { name: "Added (1 row)" }).getByText("Divide"));
  });

  it("compares a run with the one before", async () => {
    await tab(/^Results/).click();
    await workbench.page.waitForTimeout(1000);
    await sqlite3(workbench.folder, "UPDATE music_album SET genre = 'Folk' WHERE title = 'Divide'");
    await workbench.runQueryset(beatles);
    await inPage((page) => page.getByRole("gridcell", { name: "Folk" }));
    await workbench.command("Compare with Previous Run");
    await inPage((page) => page.getByText("1 changed · 2 the same"));
    const changed = await inPage((page) => page.getByRole("table", { name: "Changed (1 row)" }).getByText("Folk"));
    await shown(changed);
  });

  it("says so in pinned results when their rows are gone with an engine that was ended", async () => {
    const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT i FROM n";
    await sqlite3(workbench.folder, `CREATE TABLE big_a AS ${numbers}; CREATE TABLE big_b AS ${numbers};`);
    await workbench.runQueryset('Album.objects.extra(tables=["big_a", "big_b"], where=["big_a.i + big_b.i < 0"])');
    await (await inPage((page) => page.getByRole("button", { name: "Cancel", exact: true }))).click();
    await inPage((page) => page.getByText("Cancelled. Nothing was written."));
    await tab(/^Pinned: /).click();
    await inPage((page) =>
      page.getByText("The database was opened again, and the rows that were pinned here are gone."),
    );
  });
});
