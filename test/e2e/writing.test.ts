import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

const genres = "SELECT group_concat(genre) FROM music_album WHERE artist = 'The Beatles'";

describe("writing", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
  });
  afterEach(({ task }) => workbench.screenshot(task.name));
  afterAll(() => workbench?.close());

  it("previews an update row by row and changes nothing", async () => {
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles").update(genre="Pop")');
    const table = await shown(workbench.panel.table("Update music.Album (2 rows)"));
    const rows = table.getByRole("row").filter({ has: workbench.page.locator("del") });
    await eventually(() => table.locator("del").allInnerTexts()).toEqual(["Rock", "Rock"]);
    expect(await table.locator("ins").allInnerTexts()).toEqual(["Pop", "Pop"]);
    expect(await rows.count()).toBe(2);
    expect(await sqlite3(workbench.folder, genres)).toBe("Rock,Rock");
  });

  it("applies what was shown", async () => {
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Pop,Pop");
    await shown(workbench.panel.status.filter({ hasText: "2 rows updated" }));
  });

  it("undoes it, with a preview of its own", async () => {
    await workbench.panel.button("Undo").click();
    const table = await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await eventually(() => table.locator("ins").allInnerTexts()).toEqual(["Rock", "Rock"]);
    expect(await sqlite3(workbench.folder, genres)).toBe("Pop,Pop");
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Rock,Rock");
  });

  it("keeps both in the history", async () => {
    const history = await workbench.view("History");
    await eventually(() => history.getByRole("treeitem", { name: /update/ }).count()).toBeGreaterThanOrEqual(2);
  });

  it("shows what a delete takes along", async () => {
    await workbench.runQueryset('Album.objects.get(title="Divide").delete()');
    await shown(workbench.panel.table("Delete music.Album (1 row)"));
    const songs = await shown(workbench.panel.table(/^Delete music\.Song \(12 rows\)/));
    await shown(songs.getByText("Shape of You"));
    await workbench.panel.button("Discard").click();
    await workbench.panel.preview.waitFor({ state: "detached" });
    expect(await sqlite3(workbench.folder, "SELECT count(*) FROM music_song WHERE album_id = 1")).toBe("12");
  });

  it("refuses to apply over another program's write, and previews afresh", async () => {
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles").update(genre="Pop")');
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await sqlite3(workbench.folder, "UPDATE music_album SET genre = 'Skiffle' WHERE title = 'Revolver'");
    await workbench.panel.button("Apply").click();
    const table = await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await eventually(() => table.locator("del").allInnerTexts()).toEqual(["Rock", "Skiffle"]);
    expect(await sqlite3(workbench.folder, genres)).toBe("Rock,Skiffle");
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Pop,Pop");
  });
});
