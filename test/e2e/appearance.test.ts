import AxeBuilder from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shown } from "./eventually";
import { themes, useTheme } from "./themes";
import { Workbench } from "./workbench";

/** The editor's own themes, in which the README shows the tree, the grid and a preview. */
describe.each(Object.keys(themes) as (keyof typeof themes)[])("in the editor's %s theme", (theme) => {
  let workbench: Workbench;
  const picture = (name: string): Promise<void> => workbench.screenshot(`readme ${name}-${theme.replaceAll(" ", "-")}`);
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.page.setViewportSize({ width: 960, height: 560 });
    const models = await workbench.view("Models");
    await models.getByRole("treeitem", { name: /^Song, model/ }).click();
    await useTheme(workbench, theme);
  });
  afterAll(() => workbench?.close());

  const violations = async (): Promise<unknown> => {
    const found = await new AxeBuilder({ page: workbench.page })
      .include(["iframe.webview.ready", "#active-frame", "qe-panel"])
      .disableRules(["page-has-heading-one"])
      .analyze();
    return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  };

  it("the grid is told apart, a change that is pending among it", async () => {
    const { page, panel } = workbench;
    await workbench.runQueryset('Song.objects.order_by("id")');
    await shown(panel.grid.getByRole("gridcell", { name: "Album: Divide" }));
    await panel.grid.getByRole("gridcell", { name: "Eraser" }).click();
    await page.keyboard.type("Eraser (Live)");
    await page.keyboard.press("Enter");
    await shown(panel.text(/song\.save\(\)/));
    await picture("grid");
    expect(await violations()).toEqual([]);
  });

  it("the preview is told apart, old values from new ones", async () => {
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles").update(genre="Pop")');
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await picture("preview");
    expect(await violations()).toEqual([]);
  });
});
