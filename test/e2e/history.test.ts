import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

const genres = "SELECT group_concat(genre) FROM music_album WHERE artist = 'The Beatles'";

describe("what is shown and what was applied", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
  });
  afterEach(({ task }) => workbench.screenshot(`history ${task.name}`));
  afterAll(() => workbench?.close());

  it("filters a preview to a cause with the keyboard", async () => {
    await workbench.runQueryset('Album.objects.get(title="Divide").delete()');
    const { preview } = workbench.panel;
    const causes = await shown(preview.getByRole("tree", { name: "Causes" }));
    await causes.getByRole("treeitem", { name: "All changes, 13 rows" }).focus();
    for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await workbench.page.keyboard.press(key);
    await eventually(() => preview.getByRole("table").count()).toBe(1);
    await shown(workbench.panel.table(/^Delete music\.Song \(12 rows\)/));
  });

  it("opens an apply again, with its rows", async () => {
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles").update(genre="Pop")');
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Pop,Pop");
    const history = await workbench.view("History");
    const entry = await shown(
      history.getByRole("treeitem", { name: /^Album\.objects.*applied, 2 rows updated, just now$/ }),
    );
    await entry.click();
    const table = await shown(workbench.panel.applied.getByRole("table", { name: "Update music.Album (2 rows)" }));
    expect(await table.locator("ins").allInnerTexts()).toEqual(["Pop", "Pop"]);
  });

  it("offers to read results again that another program changed", async () => {
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles")');
    const { grid } = workbench.panel;
    await shown(grid.getByRole("gridcell", { name: "Revolver" }));
    await sqlite3(workbench.folder, "UPDATE music_album SET genre = 'Skiffle' WHERE title = 'Revolver'");
    await shown(workbench.panel.text("The data changed outside."));
    expect(await grid.getByRole("gridcell", { name: "Skiffle" }).count()).toBe(0);
    await workbench.screenshot("history data changed outside");
    await workbench.panel.button("Refresh").click();
    await shown(grid.getByRole("gridcell", { name: "Skiffle" }));
    await eventually(() => workbench.panel.text("The data changed outside.").count()).toBe(0);
  });

  it("shows what changed since, and undoes it only where that is picked", async () => {
    const history = await workbench.view("History");
    await (await shown(history.getByRole("treeitem", { name: /^Album\.objects.*applied/ }))).first().click();
    await workbench.panel.applied.getByRole("button", { name: "Undo All" }).click();
    const changed = await shown(workbench.panel.table("Changed since: music.Album (1 row)"));
    await eventually(() => changed.locator("ins").allInnerTexts()).toEqual(["Skiffle"]);
    await shown(workbench.panel.table("Update music.Album (1 row)"));
    await changed.getByRole("checkbox", { name: /^Undo row Revolver / }).check();
    await workbench.screenshot("history conflict picked");
    await workbench.panel.preview.getByRole("button", { name: "Preview with 1 row", exact: true }).click();
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Rock,Rock");
  });

  it("undoes one row of an apply", async () => {
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles").update(genre="Folk")');
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Folk,Folk");
    const history = await workbench.view("History");
    await (await shown(history.getByRole("treeitem", { name: /Folk.*applied/ }))).first().click();
    await workbench.panel.applied.getByRole("checkbox", { name: "Pick row Abbey Road" }).check();
    await workbench.panel.applied.getByRole("button", { name: "Undo 1 row" }).click();
    await shown(workbench.panel.table("Update music.Album (1 row)"));
    await workbench.panel.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Rock,Folk");
  });

  it("says that a preview may be old, and makes it anew", async () => {
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles").update(genre="Pop")');
    const table = await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await sqlite3(workbench.folder, "UPDATE music_album SET genre = 'Skiffle' WHERE title = 'Revolver'");
    await shown(workbench.panel.text(/it may be old/));
    await workbench.screenshot("history preview may be old");
    await workbench.panel.button("Preview Again").click();
    await eventually(() => table.locator("del").allInnerTexts()).toEqual(["Rock", "Skiffle"]);
    await eventually(() => workbench.panel.text(/it may be old/).count()).toBe(0);
  });
});
