import { writeFile } from "node:fs/promises";
import { join } from "node:path";
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

  it("underlines what is wrong, and mends it", async () => {
    const { page } = workbench;
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+Home");
    await page.keyboard.type("Album.objects.filter(titel=1)");
    await shown(page.locator(".squiggly-error"));
    await page.keyboard.press("Control+.");
    await page.getByText("Change to 'title'").first().click();
    await shown(page.locator(".view-line", { hasText: "Album.objects.filter(title=1)" }));
  });

  it("runs a queryset of a Python file, and asks for the names that only the program knows", async () => {
    const { page } = workbench;
    const text =
      "from music.models import Album\n\n\ndef named(title):\n    return Album.objects.filter(title=title)\n";
    await writeFile(join(workbench.folder, "reports.py"), text);
    await workbench.openFile("reports.py");
    const lens = page.locator(".codelens-decoration a", { hasText: "Run" });
    await shown(lens.first());
    await lens.first().click();
    await shown(page.getByText("Value of title"));
    await page.keyboard.type('"Abbey Road"');
    await page.keyboard.press("Enter");
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }));
  });
});
