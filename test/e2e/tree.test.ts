import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { Workbench } from "./workbench";

describe("the tree of models", () => {
  let workbench: Workbench;
  let models: Locator;
  const item = (name: RegExp): Locator => models.getByRole("treeitem", { name });
  /** Chooses from an item's context menu; one that just opened takes no click yet. */
  const choose = async (name: RegExp, command: string): Promise<void> => {
    await item(name).click({ button: "right" });
    const entry = workbench.page.getByRole("menuitem", { name: command, exact: true });
    await shown(entry);
    await workbench.page.waitForTimeout(500);
    await entry.hover();
    await entry.locator(".action-label").click({ delay: 100 });
  };
  beforeAll(async () => {
    workbench = await Workbench.open();
    models = await workbench.view("Models");
    await shown(item(/^Album, model, 303 rows/));
  });
  afterEach(({ task }) => workbench.screenshot(`tree ${task.name}`));
  afterAll(() => workbench?.close());

  it("says what each item is", async () => {
    await item(/^Album, model, 303 rows/).click();
    await shown(item(/^id, field, BigAutoField, primary key$/));
    await shown(item(/^title, field, CharField\(30\)$/));
    await shown(item(/^song_set, reverse relation, music\.Song\.album$/));
    await shown(item(/^music, app, 2 models$/));
    await shown(item(/^contenttypes, app, 1 model$/));
  });

  it("leads along a relation to the model at its other end", async () => {
    await item(/^song_set, reverse relation/).click();
    await eventually(() => item(/^Song, model/).getAttribute("aria-selected")).toBe("true");
    await shown(item(/^album, relation, ForeignKey → music\.Album$/));
    await item(/^album, relation/).click();
    await eventually(() => item(/^Album, model/).getAttribute("aria-selected")).toBe("true");
  });

  it("finds a model by its name", async () => {
    await workbench.command("Find Model");
    const { page } = workbench;
    await page.locator(".quick-input-title", { hasText: "Find Model" }).waitFor();
    await page.locator(".quick-input-widget:visible input.input").first().fill("ContentT");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await eventually(() => rows.allInnerTexts()).toEqual([expect.stringContaining("ContentType")]);
    await rows.click();
    await eventually(() => item(/^ContentType, model/).getAttribute("aria-selected")).toBe("true");
  });

  it("offers a new row's values in a form", async () => {
    await choose(/^Song, model/, "Insert Row…");
    const form = workbench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await shown(form.getByRole("heading", { name: "Insert Row: Song" }));
    await shown(form.getByRole("combobox", { name: "album", exact: true }));
  });

  it("shows a model's surroundings in the diagram", async () => {
    await choose(/^Song, model/, "Show Model Diagram");
    const diagram = workbench.page.frameLocator("iframe.webview.ready >> nth=-1").frameLocator("#active-frame");
    await shown(diagram.getByRole("group", { name: "Neighbourhood" }).getByText("Around music.Song"));
    await shown(diagram.getByRole("button", { name: /^Album, model of music/ }));
  });
});
