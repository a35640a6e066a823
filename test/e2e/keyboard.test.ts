import type { Frame } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

/** What has the focus, as a screen reader says it. Runs in a page. */
function focusedPart(): string {
  const element = document.activeElement;
  if (element === null || element === document.body) return "nothing";
  const label = element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
  return `${element.getAttribute("role") ?? element.localName} ${label.split("\n")[0]}`;
}

describe("the whole job, with the keyboard alone", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.page.evaluate(() => {
      const told = globalThis as unknown as { pressed: number };
      told.pressed = 0;
      for (const type of ["mousedown", "pointerdown"]) window.addEventListener(type, () => told.pressed++, true);
    });
  });
  afterEach(({ task }) => workbench.screenshot(`keyboard ${task.name}`));
  afterAll(() => workbench?.close());

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await workbench.page.keyboard.press(key);
  };
  /** The innermost page that has the focus. */
  const focused = async (): Promise<string> => {
    let frame: Frame = workbench.page.mainFrame();
    for (;;) {
      const handle = await frame.evaluateHandle(() => document.activeElement);
      const inner = await handle.asElement()?.contentFrame();
      if (inner === null || inner === undefined) return await frame.evaluate(focusedPart);
      frame = inner;
    }
  };
  const genre = () => sqlite3(workbench.folder, "SELECT genre FROM music_album WHERE id = 2");

  it("finds a model in the tree", async () => {
    await workbench.command("Find Model");
    await workbench.page.locator(".quick-input-title", { hasText: "Find Model" }).waitFor();
    await workbench.page.keyboard.type("Album");
    await shown(workbench.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "Album" }));
    await press("Enter");
    const models = workbench.page.getByRole("tree", { name: "Models" });
    await eventually(() => models.getByRole("treeitem", { name: /^Album, model/ }).getAttribute("aria-selected")).toBe(
      "true",
    );
    await eventually(() => models.evaluate((tree) => tree.contains(document.activeElement))).toBe(true);
  });

  it("opens its rows, and goes to them", async () => {
    await press("Control+Enter");
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }));
    await press("Control+Alt+r");
    await eventually(focused).toBe("gridcell 1");
  });

  it("filters them, from the heading of a column", async () => {
    await press("ArrowRight", "ArrowUp");
    await eventually(focused).toBe("columnheader title");
    await press("Alt+ArrowDown");
    const menu = await shown(workbench.panel.dialog("Column title"));
    await eventually(() => menu.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
    await workbench.screenshot("keyboard the column's menu");
    const reach = async (name: string): Promise<void> => {
      for (let step = 0; step < 20 && !(await focused()).includes(name); step++) await press("Tab");
      expect(await focused()).toContain(name);
    };
    await reach("Condition");
    // A list is chosen from by the first letters of its entries.
    await workbench.page.keyboard.type("starts");
    await reach("Value");
    await workbench.page.keyboard.type("abbey");
    await press("Enter");
    await eventually(() => workbench.panel.line.inputValue()).toContain('title__istartswith="abbey"');
    await eventually(() => workbench.panel.grid.getAttribute("aria-rowcount")).toBe("2");
    await eventually(focused).toBe("columnheader title");
  });

  it("edits a cell, which writes nothing", async () => {
    await press("ArrowDown", "End");
    await eventually(focused).toBe("gridcell Rock");
    await press("F2");
    await eventually(focused).toBe("input Edit genre");
    await workbench.page.keyboard.type("Pop");
    await press("Enter");
    await eventually(focused).toBe("gridcell Pop");
    await shown(workbench.panel.text("1 change pending"));
    expect(await genre()).toBe("Rock");
  });

  it("previews it", async () => {
    await press("Control+s");
    await shown(workbench.panel.table("Update music.Album (1 row)"));
    await eventually(focused).toBe("vscode-button Apply");
    expect(await genre()).toBe("Rock");
  });

  it("applies it, with what follows at hand", async () => {
    await press("Enter");
    await eventually(genre).toBe("Pop");
    await eventually(focused).toBe("vscode-button Undo");
  });

  it("undoes it, after a preview", async () => {
    await press("Enter");
    const table = await shown(workbench.panel.table("Update music.Album (1 row)"));
    await eventually(() => table.locator("ins").allInnerTexts()).toEqual(["Rock"]);
    await eventually(focused).toBe("vscode-button Apply");
    await press("Enter");
    await eventually(genre).toBe("Rock");
    await eventually(focused).toBe("vscode-button Undo");
  });

  it("goes back to the rows, to a cell of them", async () => {
    await press("Tab");
    await eventually(focused).toBe("vscode-button Back to Rows");
    await press("Enter");
    await eventually(focused).toMatch(/^gridcell /);
  });

  it("reads the history", async () => {
    await workbench.command("Focus on History View");
    const history = workbench.page.getByRole("tree", { name: "History" });
    await eventually(() => history.evaluate((tree) => tree.contains(document.activeElement))).toBe(true);
    const entries = history.getByRole("treeitem");
    await eventually(() => entries.count()).toBeGreaterThanOrEqual(2);
    const focusedEntry = history.locator(".monaco-list-row.focused");
    // The list is filled anew after an apply, and knows no entry to start from until it is.
    await eventually(async () => {
      await press("ArrowDown");
      return await focusedEntry.count();
    }).toBe(1);
    expect(await focusedEntry.getAttribute("aria-label")).toMatch(/1 row updated/);
  });

  it("never needed the mouse", async () => {
    const pressed = await workbench.page.evaluate(() => (globalThis as unknown as { pressed: number }).pressed);
    expect(pressed).toBe(0);
  });
});
