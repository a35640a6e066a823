import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

const genres = "SELECT group_concat(genre) FROM music_album WHERE artist = 'The Beatles'";

/** Forgets what became of an apply, as a crash right behind its commit leaves it. */
async function crashed(source: string): Promise<void> {
  const home = inject("home");
  for (const name of await readdir(home, { recursive: true })) {
    if (!name.endsWith(".journal") || !(await readFile(join(home, name), "latin1")).includes(source)) continue;
    await rm(join(home, name.replace(/\.journal$/, ".state")));
  }
}

describe("what was applied, taken back, and done again", () => {
  let workbench: Workbench;
  let history: Locator;
  beforeAll(async () => {
    workbench = await Workbench.open();
    history = await workbench.view("History");
  });
  afterEach(({ task }) => workbench.screenshot(`again ${task.name}`));
  afterAll(() => workbench?.close());

  const apply = async (genre: string): Promise<void> => {
    await workbench.runQueryset(`Album.objects.filter(artist="The Beatles").update(genre="${genre}")`);
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe(`${genre},${genre}`);
  };
  const entry = (name: RegExp): Promise<Locator> => shown(history.getByRole("treeitem", { name }));
  const fromMenu = async (name: RegExp, command: string): Promise<void> =>
    workbench.choose((await entry(name)).first(), command);

  it("is done again from the history, and says so, also where it has to be previewed anew", async () => {
    await apply("Pop");
    await workbench.panel.button("Undo").click();
    await shown(workbench.panel.text("Takes this back:"));
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Rock,Rock");
    await fromMenu(/^Undo: Album\.objects.*, applied/, "Redo");
    await shown(workbench.panel.text("Does this again:"));
    const table = await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await eventually(() => table.locator("ins").allInnerTexts()).toEqual(["Pop", "Pop"]);
    await sqlite3(workbench.folder, "UPDATE music_album SET genre = 'Skiffle' WHERE title = 'Revolver'");
    await workbench.panel.button("Apply").click();
    await shown(workbench.panel.text(/so nothing was written/));
    await shown(workbench.panel.text("Does this again:"));
    await shown(workbench.panel.table("Update music.Album (1 row)"));
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Pop,Skiffle");
    await entry(/^Redo: Album\.objects.*, applied, 1 row updated/);
  });

  it("is copied as a script, which opens as one", async () => {
    await apply("Folk");
    await fromMenu(/^Album\.objects.*Folk.*, applied/, "Copy as Script");
    await shown(workbench.page.getByText("Copied as a script."));
    await workbench.page.getByRole("button", { name: "Open Script" }).click();
    const lines = workbench.page.locator(".editor-instance .view-lines").last();
    await eventually(async () => (await lines.innerText()).replaceAll("\u00a0", " ")).toMatch(
      /2 rows updated\n+Album\.objects\.filter\(artist="The Beatles"\)\.update\(genre="Folk"\)/,
    );
  });

  it("is told at the next start where a crash left open what became of it", async () => {
    await apply("Soul");
    await crashed('update(genre=\\"Soul\\")');
    await apply("Blues");
    await crashed('update(genre=\\"Blues\\")');
    // The second one's commit never came.
    await sqlite3(workbench.folder, "UPDATE music_album SET genre = 'Soul' WHERE artist = 'The Beatles'");
    await workbench.reload();
    await shown(workbench.page.getByText(/Soul.* was interrupted while it was applied\. It is in the database/));
    await shown(workbench.page.getByText(/Blues.* was interrupted while it was applied\. It is not in the database/));
    history = await workbench.view("History");
    await entry(/^Album\.objects.*Soul.*, applied, 2 rows updated/);
    await entry(/^Album\.objects.*Blues.*, not applied, 2 rows updated/);
    expect(await sqlite3(workbench.folder, genres)).toBe("Soul,Soul");
  });
});
