import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("what a person left in the panel", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.runQueryset('Song.objects.order_by("id")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Eraser" }));
  });
  afterEach(({ task }) => workbench.screenshot(`state ${task.name}`));
  afterAll(() => workbench?.close());

  const headings = () => workbench.panel.grid.getByRole("columnheader").allInnerTexts();
  const width = (name: string) =>
    workbench.panel.grid
      .getByRole("columnheader", { name, exact: true })
      .evaluate((heading) => Math.round(heading.getBoundingClientRect().width));
  const scrolled = () => workbench.panel.grid.evaluate(({ scrollTop }) => scrollTop);
  const focusedRow = () => workbench.panel.grid.locator('.row > [role="gridcell"][tabindex="0"]').innerText();
  let left = { headings: [] as string[], width: 0, scrolled: 0, row: "" };

  it("is columns of their order and width, a row far below, a change that is pending", async () => {
    const { page, panel } = workbench;
    await panel.grid.getByRole("gridcell", { name: "Eraser" }).click();
    await page.keyboard.press("ArrowUp");
    for (let step = 0; step < 30; step++) await page.keyboard.press("Alt+ArrowRight");
    await page.keyboard.press("Alt+Shift+ArrowLeft");
    await eventually(async () => (await headings())[0]?.trim()).toBe("name");
    await panel.grid.getByRole("columnheader", { name: "id", exact: true }).click({ button: "right" });
    await panel.dialog("Column id").getByRole("button", { name: /Pin/ }).click();
    await panel.grid.getByRole("gridcell", { name: "Eraser" }).click();
    await page.keyboard.press("Control+End");
    await eventually(scrolled).toBeGreaterThan(10_000);
    for (const key of ["PageUp", "PageUp", "PageUp", "PageUp", "Home"]) await page.keyboard.press(key);
    await page.keyboard.press("ArrowRight");
    await eventually(focusedRow).toMatch(/./);
    await page.keyboard.type("Changed");
    await page.keyboard.press("Enter");
    await shown(panel.text(/\.save\(\)$/));
    left = {
      headings: await headings(),
      width: await width("name"),
      scrolled: await scrolled(),
      row: await focusedRow(),
    };
    expect(left.width).toBeGreaterThan(300);
  });

  const isAsItWas = async (): Promise<void> => {
    await shown(workbench.panel.text("1 change pending"));
    await eventually(headings).toEqual(left.headings);
    await eventually(() => width("name")).toBe(left.width);
    await eventually(scrolled).toBe(left.scrolled);
    await eventually(focusedRow).toBe(left.row);
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Changed" }));
  };

  it("takes nothing while it is hidden, and is there when it is shown again", async () => {
    const { page } = workbench;
    const pages = () => page.locator("iframe.webview").count();
    await eventually(pages).toBe(1);
    await workbench.openFile("1-reading.queryset");
    // The page is gone: no memory, no timers, no messages.
    await eventually(pages).toBe(0);
    await workbench.command("Focus Results");
    await isAsItWas();
  });

  it("is there after the window was reloaded", async () => {
    await workbench.reload();
    await isAsItWas();
    expect(await sqlite3(workbench.folder, "SELECT count(*) FROM music_song WHERE name = 'Changed'")).toBe("0");
  });
});
