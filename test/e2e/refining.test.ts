import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { Workbench } from "./workbench";

describe("the queryset line and the grid", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }));
  });
  afterEach(({ task }) => workbench.screenshot(task.name));
  afterAll(() => workbench?.close());

  const heading = (name: string) => workbench.panel.grid.getByRole("columnheader", { name, exact: true });
  const firstRow = () => workbench.panel.grid.locator('[aria-rowindex="2"]');
  const line = () => workbench.panel.line;

  it("a heading sorts, and writes the order into the line", async () => {
    await heading("title").click();
    await eventually(() => line().inputValue()).toBe('Album.objects.filter(artist="The Beatles").order_by("title")');
    await shown(firstRow().getByRole("gridcell", { name: "Abbey Road" }));
    expect(await heading("title").getAttribute("aria-sort")).toBe("ascending");
    // The heading kept the focus.
    await workbench.page.keyboard.press("Enter");
    await eventually(() => line().inputValue()).toBe('Album.objects.filter(artist="The Beatles").order_by("-title")');
    await shown(firstRow().getByRole("gridcell", { name: "Revolver" }));
  });

  it("a filter is chosen by the column's type, and stands in the line", async () => {
    await heading("title").click({ button: "right" });
    const menu = workbench.panel.dialog("Column title");
    await menu.getByRole("combobox", { name: "Condition" }).selectOption("starts with");
    await menu.getByRole("textbox", { name: "Value" }).fill("a");
    await workbench.screenshot("filtering a column");
    await menu.getByRole("textbox", { name: "Value" }).press("Enter");
    await eventually(() => line().inputValue()).toBe(
      'Album.objects.filter(artist="The Beatles", title__istartswith="a").order_by("-title")',
    );
    await eventually(() => workbench.panel.grid.getAttribute("aria-rowcount")).toBe("2");
  });

  it("the line is edited and run in place; an error leaves it to be put right", async () => {
    await line().fill('Album.objects.filter(titel="Revolver")');
    await line().press("Enter");
    await shown(workbench.panel.text(/Cannot resolve keyword 'titel' into field/));
    await line().fill('Album.objects.filter(title="Revolver")');
    await line().press("Enter");
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Revolver" }));
  });

  it("a line that writes ends in a preview", async () => {
    await line().fill('Album.objects.filter(title="Revolver").update(genre="Pop")');
    await line().press("Enter");
    await shown(workbench.panel.table("Update music.Album (1 row)"));
    await workbench.panel.button("Discard").click();
  });

  it("columns stay as they were arranged, whatever is run next", async () => {
    await workbench.runQueryset("Album.objects.all()");
    await heading("genre").click({ button: "right" });
    await workbench.panel.dialog("Column genre").getByRole("button", { name: "Pin to the Left" }).click();
    await eventually(async () => (await workbench.panel.grid.getByRole("columnheader").allTextContents())[0]).toBe(
      "genre",
    );
    await workbench.runQueryset('Album.objects.order_by("id")');
    await shown(firstRow().getByRole("gridcell").first());
    await eventually(async () => (await workbench.panel.grid.getByRole("columnheader").allTextContents())[0]).toBe(
      "genre",
    );
  });
});

describe("rows and what they lead to", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.runQueryset('Song.objects.order_by("id")');
  });
  afterEach(({ task }) => workbench.screenshot(task.name));
  afterAll(() => workbench?.close());

  it("a foreign key is the text of its row, and opens it", async () => {
    const { grid, line } = workbench.panel;
    const key = grid.locator('[aria-rowindex="2"]').getByRole("gridcell", { name: /^Album: / });
    await shown(key);
    await key.click();
    await workbench.page.keyboard.press("F12");
    await eventually(() => line.inputValue()).toMatch(/^Album\.objects\.filter\(pk=\d+\)$/);
    await eventually(() => grid.getAttribute("aria-rowcount")).toBe("2");
    await line.press("ArrowUp");
    expect(await line.inputValue()).toBe('Song.objects.order_by("id")');
    await line.press("Enter");
    await shown(grid.getByRole("gridcell", { name: "Eraser" }));
  });

  it("a text is found in rows far below", async () => {
    const { grid } = workbench.panel;
    await grid.getByRole("gridcell", { name: "Eraser" }).first().click();
    await workbench.page.keyboard.press("Control+f");
    const found = workbench.panel.textbox("Find");
    await found.fill("take it easy");
    await found.press("Enter");
    await eventually(() => workbench.panel.text(/^(Row [\d,]+|Nothing more below\.)$/).count()).toBe(1);
    await found.press("Escape");
  });

  it("cells are copied as text of many kinds", async () => {
    const { grid } = workbench.panel;
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles").order_by("id").values("title")');
    // The rows before these name the same album.
    await eventually(() => grid.getAttribute("aria-rowcount")).toBe("3");
    await (await shown(grid.getByRole("gridcell", { name: "Abbey Road", exact: true }))).click();
    await workbench.page.keyboard.press("Control+a");
    await workbench.page.keyboard.press("Control+Shift+c");
    await workbench.panel.dialog("Copy As").getByRole("button", { name: "JSON" }).click();
    await shown(workbench.panel.text("Copied 2 rows."));
  });

  it("a row is shown whole", async () => {
    await workbench.runQueryset('Album.objects.filter(title="Revolver")');
    await workbench.panel.grid.getByRole("gridcell", { name: "Revolver" }).click();
    await workbench.page.keyboard.press("Shift+Enter");
    await shown(workbench.panel.aside("Row 1").getByText("The Beatles"));
  });
});

describe("a reload of the window", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
  });
  afterEach(({ task }) => workbench.screenshot(task.name));
  afterAll(() => workbench?.close());

  it("leaves the rows that were read, where the person was", async () => {
    await workbench.runQueryset('Song.objects.order_by("id")');
    const { grid } = workbench.panel;
    await grid.getByRole("gridcell", { name: "Eraser" }).click();
    await workbench.page.keyboard.press("Control+End");
    await shown(grid.locator('[tabindex="0"]').filter({ hasText: /./ }));
    await workbench.reload();
    await eventually(() => workbench.panel.line.inputValue()).toBe('Song.objects.order_by("id")');
    await eventually(() => workbench.panel.grid.evaluate((element) => element.scrollTop)).toBeGreaterThan(10_000);
  });

  it("says of a preview that it is gone, and leads back to the rows", async () => {
    await workbench.runQueryset('Album.objects.filter(title="Revolver").update(genre="Pop")');
    await shown(workbench.panel.table("Update music.Album (1 row)"));
    await workbench.reload();
    await shown(workbench.panel.status.filter({ hasText: "the preview that was here is gone" }));
    await workbench.panel.toolButton("Back to Rows").click();
    await eventually(() => workbench.panel.line.inputValue()).toBe('Song.objects.order_by("id")');
  });
});
