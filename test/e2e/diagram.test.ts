import AxeBuilder from "@axe-core/playwright";
import type { FrameLocator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { Workbench } from "./workbench";

describe("the model diagram", () => {
  let workbench: Workbench;
  let diagram: FrameLocator;
  beforeAll(async () => {
    workbench = await Workbench.open();
    const models = await workbench.view("Models");
    await shown(models.getByRole("treeitem", { name: /^Album, model, 303 rows/ }));
    diagram = workbench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  });
  afterEach(({ task }) => workbench.screenshot(`diagram ${task.name}`));
  afterAll(() => workbench?.close());

  it("opens with the project's models and their relations", async () => {
    await workbench.command("Show Model Diagram");
    await shown(diagram.getByRole("button", { name: /^Album, model of music, \d+ fields.*pointed at by Song/ }));
    await shown(diagram.getByRole("button", { name: /^Song, model of music.*points at Album/ }));
    await shown(diagram.locator("g.line.fk"));
  });

  it("has nothing wrong for screen readers", async () => {
    const { violations } = await new AxeBuilder({ page: workbench.page })
      .include(["iframe.webview.ready", "#active-frame", "qe-diagram"])
      .disableRules(["page-has-heading-one"])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  it("comes back after a reload", async () => {
    await diagram.getByRole("button", { name: /^Song, model of music/ }).click();
    await shown(diagram.getByRole("group", { name: "music.Song" }));
    await workbench.reload();
    await shown(diagram.getByRole("button", { name: /^Song, model of music/ }));
  });

  it("opens a model's rows by keyboard", async () => {
    const song = diagram.getByRole("button", { name: /^Song, model of music/ });
    await song.focus();
    await workbench.page.keyboard.press("ArrowLeft");
    await eventually(() => diagram.locator('[aria-current="true"]').getAttribute("data-label")).toBe("music.Album");
    await workbench.page.keyboard.press("Enter");
    const results = workbench.page.frameLocator("iframe.webview.ready >> nth=-1").frameLocator("#active-frame");
    const either = results.getByRole("gridcell", { name: "Abbey Road" });
    await shown(either);
  });
});
