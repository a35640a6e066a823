import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("editing in the grid, with the keyboard alone", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.runQueryset('Album.objects.order_by("id")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }));
  });
  afterEach(({ task }) => workbench.screenshot(task.name));
  afterAll(() => workbench?.close());

  const genre = () => sqlite3(workbench.folder, "SELECT genre FROM music_album WHERE id = 2");

  it("a changed cell becomes statements in plain sight", async () => {
    const { page, panel } = workbench;
    await panel.grid.locator('[role="gridcell"][tabindex="0"]').focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await page.keyboard.press("F2");
    await panel.textbox("Edit genre").fill("Pop");
    await page.keyboard.press("Enter");
    await shown(panel.text("1 change pending"));
    await shown(panel.text("album = Album.objects.get(pk=2)"));
    await shown(panel.text(/pre_save and post_save are sent/));
    expect(await genre()).toBe("Rock");
  });

  it("goes through the preview, and is there once it is applied", async () => {
    const { page, panel } = workbench;
    await page.keyboard.press("Control+s");
    const table = await shown(panel.table("Update music.Album (1 row)"));
    expect(await table.locator("ins").allInnerTexts()).toEqual(["Pop"]);
    expect(await genre()).toBe("Rock");
    await panel.button("Apply").press("Enter");
    await eventually(genre).toBe("Pop");
    await panel.toolButton("Back to Rows").press("Enter");
    await shown(panel.grid.locator('[aria-rowindex="3"]').getByRole("gridcell", { name: "Pop" }));
    expect(await panel.text(/pending/).count()).toBe(0);
  });

  it("new rows and deleted ones are one preview with them", async () => {
    const { page, panel } = workbench;
    await panel.grid.getByRole("gridcell", { name: "Revolver" }).click();
    await page.keyboard.press("Control+Delete");
    await panel.toolButton("Insert Row").click();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    for (const text of ["Imagine", "John Lennon", "Rock"]) {
      await page.keyboard.type(text);
      await page.keyboard.press("Tab");
    }
    await shown(panel.text(/Album\.objects\.create\(title="Imagine", artist="John Lennon", genre="Rock"\)/));
    await workbench.screenshot("rows pending");
    await panel.toolButton("Preview Changes").click();
    await shown(panel.table("Insert music.Album (1 row)"));
    await shown(panel.table(/^Delete music\.Album \(1 row\)/));
    await panel.button("Discard").click();
    await panel.toolButton("Back to Rows").click();
    await shown(panel.text("2 changes pending"));
    await panel.toolButton("Discard Changes").click();
  });
});
