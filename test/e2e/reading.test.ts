import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("reading", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
  });
  afterEach(({ task }) => workbench.screenshot(task.name));
  afterAll(() => workbench?.close());

  it("lists the models with their counts", async () => {
    const models = await workbench.view("Models");
    const songs = await sqlite3(workbench.folder, "SELECT count(*) FROM music_song");
    await shown(models.getByRole("treeitem", { name: /^Album, model, 303 rows/ }));
    await shown(
      models.getByRole("treeitem", { name: new RegExp(`^Song, model, ${Number(songs).toLocaleString("en")} rows`) }),
    );
  });

  it("fills the grid with what a queryset finds", async () => {
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles")');
    const { grid } = workbench.panel;
    await shown(grid.getByRole("gridcell", { name: "Abbey Road" }));
    await shown(grid.getByRole("gridcell", { name: "Revolver" }));
    // The header is a row as well.
    expect(await grid.getAttribute("aria-rowcount")).toBe("3");
  });

  it("pages through a long result", async () => {
    await workbench.runQueryset('Song.objects.order_by("id")');
    const { grid } = workbench.panel;
    await shown(grid.getByRole("gridcell", { name: "Eraser" }));
    const total = Number(await sqlite3(workbench.folder, "SELECT count(*) FROM music_song"));
    await eventually(async () => Number(await grid.getAttribute("aria-rowcount"))).toBe(total + 1);
    expect(await grid.getByRole("row").count()).toBeLessThan(200);
  });

  it("says what is wrong and what was meant", async () => {
    await workbench.runQueryset('Album.objects.filter(titel="Revolver")');
    await shown(workbench.panel.text(/Cannot resolve keyword 'titel' into field/));
  });
});
