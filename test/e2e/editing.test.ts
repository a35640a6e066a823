import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import { shown } from "./eventually";
import { Workbench } from "./workbench";

describe("a .queryset file", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.openFile("1-reading.queryset");
  });
  afterEach(({ task }) => workbench.screenshot(task.name));
  afterAll(() => workbench?.close());

  it("has Run and Preview above each statement", async () => {
    const lenses = workbench.page.locator(".codelens-decoration");
    await shown(lenses.filter({ hasText: "Run" }).filter({ hasText: "Preview" }));
  });

  it("runs the statement whose lens is pressed", async () => {
    const lens = workbench.page.locator(".codelens-decoration a", { hasText: "Run" });
    await lens.nth(1).click();
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }));
  });

  it("completes the fields of a model and their lookups", async () => {
    const { page } = workbench;
    await page.locator(".editor-group-container .view-lines").first().click();
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Album.objects.filter(title__ico");
    // The file itself never says it, so it comes from the models.
    await workbench.suggestion("title__icontains");
  });
});
