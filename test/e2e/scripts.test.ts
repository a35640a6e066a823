import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { Workbench } from "./workbench";

/** Presses Run above one of the statements of the script that is shown. */
async function run(page: Page, index: number): Promise<void> {
  const lenses = page.locator(".codelens-decoration a", { hasText: "Run" });
  await shown(lenses.nth(index));
  await lenses.nth(index).click();
}

/** A newcomer's way through the demo's scripts; the README's pictures are taken on it. */
describe("the demo's scripts", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Album, model, 303 rows/ }));
  });
  afterAll(() => workbench?.close());

  it("read", async () => {
    await workbench.openFile("1-reading.queryset");
    await run(workbench.page, 1);
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Revolver" }));
    await workbench.screenshot("readme results");
  });

  it("update", async () => {
    await workbench.openFile("3-updating.queryset");
    await run(workbench.page, 0);
    const table = await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await eventually(() => table.locator("ins").allInnerTexts()).toEqual(["Pop", "Pop"]);
    await workbench.screenshot("readme preview");
  });

  it("delete, with what the delete takes along", async () => {
    await workbench.openFile("4-deleting.queryset");
    await run(workbench.page, 1);
    await shown(workbench.panel.table("Delete music.Album (1 row)"));
    const songs = await shown(workbench.panel.table(/^Delete music\.Song \(12 rows\)/));
    expect(await songs.getByRole("row").count()).toBe(13);
    await workbench.screenshot("readme cascade");
  });

  it("create", async () => {
    await workbench.openFile("2-creating.queryset");
    await run(workbench.page, 0);
    const table = await shown(workbench.panel.table("Insert music.Album (1 row)"));
    await shown(table.getByText("Let It Be"));
  });
});
