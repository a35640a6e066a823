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
});
