import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { everyKind } from "./everyKind";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("cells of every kind, in a real database", () => {
  let workbench: Workbench;
  let made: Awaited<ReturnType<typeof everyKind>> | undefined;
  let columns = 0;
  beforeAll(async () => {
    made = await everyKind();
    workbench = await Workbench.openFolder(made.folder, "manage.py");
    // Wide enough for every column: those out of sight are not in the page.
    await workbench.page.setViewportSize({ width: 3400, height: 700 });
    await workbench.runQueryset('Thing.objects.order_by("id")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Owner: Ada" }));
    columns = Number(await workbench.panel.grid.getAttribute("aria-colcount"));
  });
  afterEach(({ task }) => workbench.screenshot(`cells ${task.name}`));
  afterAll(async () => {
    await workbench?.close();
    await made?.remove();
  });

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await workbench.page.keyboard.press(key);
  };
  const cell = (row: number, column: number) =>
    workbench.panel.grid.locator(`[aria-rowindex="${row + 1}"] [aria-colindex="${column}"]`);
  /** Number of a column. Those out of sight have no heading in the page: counting the headings would not tell it. */
  const column = async (name: string): Promise<number> =>
    Number(await workbench.panel.grid.getByRole("columnheader", { name, exact: true }).getAttribute("aria-colindex"));
  const bytes = async (): Promise<string> =>
    createHash("sha256")
      .update(await readFile(join(workbench.folder, "db.sqlite3")))
      .digest("hex");

  it("are opened, walked through, copied and closed, and nothing is written or pending", async () => {
    const { panel, page } = workbench;
    const before = await bytes();
    const texts = () => panel.grid.locator(".row:not(.head)").allInnerTexts();
    const shownBefore = await texts();
    const editor = panel.grid.locator("qe-cell-editor :is(input, select, textarea)");
    for (let row = 1; row <= 3; row++) {
      await cell(row, 1).click();
      for (let at = 1; at <= columns; at++) {
        await press("Control+c", "F2");
        // The key is not edited, and bytes are edited beside the grid.
        await page.waitForTimeout(50);
        if ((await editor.count()) > 0) {
          await press("Escape", "F2");
          await editor.waitFor();
          await press("Tab");
        } else {
          await press("Escape", "ArrowRight");
        }
      }
    }
    expect(await panel.text(/pending/).count()).toBe(0);
    expect(await texts()).toEqual(shownBefore);
    expect(await bytes()).toBe(before);
  });

  it("find the row that a foreign key is to lead to by its text", async () => {
    const { panel, page } = workbench;
    await cell(1, await column("owner_id")).click();
    await press("F2");
    await page.keyboard.type("gra");
    await press("ArrowDown");
    const option = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").getByRole("option");
    await shown(option.filter({ hasText: "Grace" }));
    await workbench.screenshot("cells choosing a related row");
    await press("ArrowDown", "Enter");
    await shown(panel.grid.getByRole("gridcell", { name: "Owner: Grace" }));
    await shown(panel.text("thing.owner_id = 2"));
  });

  it("take moments to the microsecond, bytes and choices", async () => {
    const { panel, page } = workbench;
    await cell(1, await column("at")).click();
    await press("F2");
    const at = panel.textbox("Edit at");
    expect(await at.inputValue()).toBe("2026-01-03 11:00:00.000001+01:00");
    await at.fill("2026-01-03 11:00:00.000002+01:00");
    await press("Enter");
    await cell(1, await column("data")).click();
    await press("F2");
    const pane = await shown(panel.aside("Edit data, row 1"));
    await workbench.screenshot("cells editing bytes");
    await pane.getByRole("textbox", { name: "Bytes" }).fill("48 65 6c");
    await press("Enter");
    await cell(1, await column("size")).click();
    await press("F2");
    await page.keyboard.type("La");
    await press("Tab");
    await shown(panel.grid.getByRole("gridcell", { name: "Large" }).first());
    await press("Control+s");
    await shown(panel.table("Update app.Thing (1 row)"));
    await workbench.screenshot("cells their preview");
    await panel.button("Apply").click();
    await eventually(() =>
      sqlite3(workbench.folder, "SELECT at, hex(data), size, owner_id, hex(text), price FROM app_thing WHERE id = 1"),
    ).toBe("2026-01-03 10:00:00.000002|48656C|L|2|6F6E650D0A74776F|1.5");
  });
});
