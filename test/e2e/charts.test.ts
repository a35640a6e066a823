import AxeBuilder from "@axe-core/playwright";
import type { FrameLocator, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { themes, useTheme } from "./themes";
import { Workbench } from "./workbench";

describe("charts", () => {
  let workbench: Workbench;
  let results: FrameLocator;
  let requested: string[];
  const button = (name: string): Locator => results.getByRole("button", { name, exact: true });
  const chart = (): Locator => results.getByRole("img");

  beforeAll(async () => {
    workbench = await Workbench.open();
    requested = [];
    workbench.page.on("request", (request) => requested.push(request.url()));
    results = workbench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  });
  afterEach(({ task }) => workbench.screenshot(`charts ${task.name}`));
  afterAll(() => workbench?.close());

  it("are offered for groups and their numbers, and drawn by what is loaded only then", async () => {
    await workbench.runQueryset('Album.objects.values("genre").annotate(albums=Count("id")).order_by("-albums")[:10]');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Rock" }));
    const drawing = (): number => requested.filter((url) => url.endsWith("/dist/chart.js")).length;
    expect(drawing()).toBe(0);
    await button("Chart").click();
    const [most = ""] = (
      await sqlite3(
        workbench.folder,
        "SELECT count(*) || ' (' || genre || ')' FROM music_album GROUP BY genre ORDER BY count(*) DESC LIMIT 1",
      )
    ).split("\n");
    await shown(chart());
    expect(await chart().getAttribute("aria-label")).toMatch(/^Bar chart of albums by genre, 10 groups, lowest \d+/);
    expect(await chart().getAttribute("aria-label")).toContain(`highest ${most.trim()}`);
    await shown(results.locator('qe-chart[data-drawn="bar 10"]'));
    expect(drawing()).toBe(1);
  });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    it(`have nothing wrong for screen readers, and the theme's colours, in ${theme}`, async () => {
      await useTheme(workbench, theme);
      const ground = (): Promise<boolean> =>
        chart().evaluate((canvas) => {
          const own = document.createElement("canvas").getContext("2d");
          const pixel = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(2, 2, 1, 1).data;
          if (own === null || pixel === undefined) return false;
          own.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--vscode-editor-background");
          own.fillRect(0, 0, 1, 1);
          return own.getImageData(0, 0, 1, 1).data.every((part, at) => part === pixel[at]);
        });
      await eventually(ground).toBe(true);
      const { violations } = await new AxeBuilder({ page: workbench.page })
        .include(["iframe.webview.ready", "#active-frame", "qe-panel"])
        .disableRules(["page-has-heading-one"])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  }

  it("are pies and lines where that fits, and come back after a reload", async () => {
    await useTheme(workbench, "dark");
    await results.getByRole("combobox", { name: "Kind of chart" }).selectOption("Pie");
    await shown(results.locator('qe-chart[data-drawn="pie 10"]'));
    await workbench.reload();
    await shown(results.locator('qe-chart[data-drawn="pie 10"]'));
    expect(await chart().getAttribute("aria-label")).toMatch(/^Pie chart of albums by genre/);
    await button("Table").click();
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Rock" }));
  });

  it("are not offered for rows of a model", async () => {
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Revolver" }));
    await eventually(() => button("Chart").count()).toBe(0);
  });
});
