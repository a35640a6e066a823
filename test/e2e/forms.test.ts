import AxeBuilder from "@axe-core/playwright";
import type { FrameLocator, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { Panel } from "./panel";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("a form", () => {
  let workbench: Workbench;
  let form: FrameLocator;
  let results: Panel;
  let models: Locator;
  const item = (name: RegExp): Locator => models.getByRole("treeitem", { name });
  /** Closes every form and the results, so that the next form is the first page again. */
  const closeAll = async (): Promise<void> => {
    const { page } = workbench;
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget:visible input.input").first().fill(">View: Close All Editors");
    const entry = page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "View: Close All Editors" });
    await entry.first().waitFor();
    await page.keyboard.press("Enter");
    await page.locator("iframe.webview").first().waitFor({ state: "detached" });
  };
  /** Opens a form from the palette, for a model that is picked there. */
  const open = async (command: string, model: string): Promise<void> => {
    await closeAll();
    await workbench.command(command);
    await workbench.page.locator(".quick-input-title", { hasText: command }).waitFor();
    await workbench.page.locator(".quick-input-widget:visible input.input").first().fill(model);
    await workbench.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: model }).first().waitFor();
    await workbench.page.keyboard.press("Enter");
    await shown(form.getByRole("heading", { name: `${command}: ${model}` }));
  };
  const input = (name: string): Locator => form.getByRole("textbox", { name, exact: true });
  const statement = (): Promise<string> => form.getByRole("region", { name: "Statement" }).innerText();
  const preview = (): Promise<void> => form.getByRole("button", { name: "Preview", exact: true }).click();

  beforeAll(async () => {
    workbench = await Workbench.open();
    const { page } = workbench;
    form = page.frameLocator("iframe.webview.ready >> nth=0").frameLocator("#active-frame");
    // The results stand beside the form, and open after it.
    results = new Panel(page, "iframe.webview.ready >> nth=1");
    models = await workbench.view("Models");
    await shown(item(/^Album, model, 303 rows/));
  });
  afterEach(({ task }) => workbench.screenshot(`form ${task.name}`));
  afterAll(() => workbench?.close());

  it("inserts a row from the tree, after its preview", async () => {
    await workbench.choose(item(/^Song, model/), "Insert Row…");
    await shown(form.getByRole("heading", { name: "Insert Row: Song" }));
    await input("name").fill('Come Together (7" single)');
    const album = form.getByRole("combobox", { name: "album", exact: true });
    await album.click();
    await album.fill("abbey");
    await form.getByRole("option", { name: /^Abbey Road/ }).click();
    await eventually(statement).toBe(`Song.objects.create(name='Come Together (7" single)', album_id=2)`);
    await preview();
    await shown(results.table("Insert music.Song (1 row)"));
    const count = `SELECT count(*) FROM music_song WHERE name = 'Come Together (7" single)' AND album_id = 2`;
    expect(await sqlite3(workbench.folder, count)).toBe("0");
    await results.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, count)).toBe("1");
  });

  it("has nothing wrong for screen readers", async () => {
    const { violations } = await new AxeBuilder({ page: workbench.page })
      .include(["iframe.webview.ready", "#active-frame", "qe-form"])
      .disableRules(["page-has-heading-one"])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  it("shows what the database refuses at the field that it is about, and keeps what was entered", async () => {
    await form.getByRole("combobox", { name: "album", exact: true }).fill("99999");
    await eventually(statement).toContain("album_id=99999");
    await preview();
    await shown(form.getByText(/IntegrityError: FOREIGN KEY constraint failed/));
    const album = form.getByRole("combobox", { name: "album", exact: true });
    await eventually(() => album.getAttribute("aria-invalid")).toBe("true");
    expect(await input("name").inputValue()).toBe('Come Together (7" single)');
  });

  it("changes the row that an upsert finds", async () => {
    await open("Upsert Row", "Album");
    await input("title").fill("Divide");
    await input("genre").fill("Folk");
    await eventually(statement).toBe('Album.objects.update_or_create(title="Divide", defaults={"genre": "Folk"})');
    await preview();
    const table = await shown(results.table("Update music.Album (1 row)"));
    await eventually(() => table.locator("ins").allInnerTexts()).toEqual(["Folk"]);
    await results.button("Apply").click();
    await eventually(() => sqlite3(workbench.folder, "SELECT genre FROM music_album WHERE id = 1")).toBe("Folk");
  });

  it("names the faulty row of pasted ones, and creates them when it is mended", async () => {
    await open("Bulk Create", "User");
    const rows = input("Rows");
    await rows.fill("username,last_login,is_premium\njoan,2026-01-03 10:00,yes\nfrances,yesterday,no\n");
    await shown(form.getByText(/^Row 2, last_login: “yesterday” is no date/));
    await rows.fill("username,last_login,is_premium\njoan,2026-01-03 10:00,yes\nfrances,,no\n");
    await form.getByText(/^Row 2, last_login/).waitFor({ state: "detached" });
    await preview();
    await shown(results.table("Insert accounts.User (2 rows)"));
    await results.button("Discard").click();
    expect(await rows.inputValue()).toContain("frances");
    await preview();
    await shown(results.table("Insert accounts.User (2 rows)"));
    await results.button("Apply").click();
    const last = "SELECT group_concat(username) FROM accounts_user WHERE id > 8";
    await eventually(() => sqlite3(workbench.folder, last)).toBe("joan,frances");
  });

  it("calls a manager's method with its arguments", async () => {
    await closeAll();
    await item(/^User, model/).click();
    await item(/^objects, .*manager, UserManager$/).click();
    await workbench.choose(item(/^upgrade_inactive_users\(days=30\), method$/), "Run Method…");
    await shown(form.getByRole("heading", { name: "User.objects.upgrade_inactive_users" }));
    await eventually(statement).toBe("User.objects.upgrade_inactive_users()");
    await input("days").fill("60");
    await eventually(statement).toBe("User.objects.upgrade_inactive_users(60)");
    await preview();
    await shown(results.table(/^Update accounts\.User \(\d+ rows\)$/));
    await results.button("Discard").click();
  });

  it("deletes the row that was chosen in the results, and shows what goes with it", async () => {
    await closeAll();
    await workbench.runQueryset('Album.objects.filter(title="Divide")');
    const only = new Panel(workbench.page);
    const cell = only.grid.getByRole("gridcell", { name: "Divide" });
    await shown(cell);
    await workbench.choose(cell, "Delete Rows…");
    // The form opens beside the results, and they stay in sight.
    const beside = workbench.page.frameLocator("iframe.webview.ready >> nth=1").frameLocator("#active-frame");
    await shown(beside.getByRole("heading", { name: "Delete Rows: Album" }));
    await shown(beside.getByText("1 row", { exact: true }));
    await shown(beside.getByText("Album.objects.filter(pk=1).delete()", { exact: true }));
    await beside.getByRole("button", { name: "Preview", exact: true }).click();
    const first = new Panel(workbench.page, "iframe.webview.ready >> nth=0");
    await shown(first.table("Delete music.Album (1 row)"));
    await shown(first.table(/^Delete music\.Song \(12 rows\), cascade$/));
    await first.button("Discard").click();
    await first.preview.waitFor({ state: "detached" });
    await shown(beside.getByText("Album.objects.filter(pk=1).delete()", { exact: true }));
    expect(await sqlite3(workbench.folder, "SELECT count(*) FROM music_song WHERE album_id = 1")).toBe("12");
  });

  it("is about every row that was chosen in the results", async () => {
    await closeAll();
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles")');
    const grid = new Panel(workbench.page).grid;
    await shown(grid.getByRole("gridcell", { name: "Abbey Road" }));
    await grid.getByRole("gridcell", { name: "Abbey Road" }).click({ modifiers: ["Control"] });
    await grid.getByRole("gridcell", { name: "Revolver" }).click({ modifiers: ["Control"] });
    await eventually(() => grid.getByRole("row", { selected: true }).count()).toBe(2);
    await workbench.choose(grid.getByRole("gridcell", { name: "Revolver" }), "Bulk Update…");
    const beside = workbench.page.frameLocator("iframe.webview.ready >> nth=1").frameLocator("#active-frame");
    await shown(beside.getByText("2 rows", { exact: true }));
    await beside.getByRole("textbox", { name: "genre", exact: true }).fill("Pop");
    await shown(beside.getByText('Album.objects.filter(pk__in=[2, 3]).update(genre="Pop")', { exact: true }));
  });

  it("begins with what the row holds, and is there again after a reload with what was entered", async () => {
    await closeAll();
    await workbench.runQueryset('Album.objects.filter(title="Abbey Road")');
    const cell = new Panel(workbench.page).grid.getByRole("gridcell", { name: "Abbey Road" });
    await shown(cell);
    await workbench.choose(cell, "Force Update Row…");
    const beside = workbench.page.frameLocator("iframe.webview.ready >> nth=1").frameLocator("#active-frame");
    const title = beside.getByRole("textbox", { name: "title", exact: true });
    await eventually(() => title.inputValue()).toBe("Abbey Road");
    await beside.getByRole("textbox", { name: "genre", exact: true }).fill("Pop");
    const written = 'Album(id=2, genre="Pop").save(force_update=True, update_fields=["genre"])';
    await shown(beside.getByText(written, { exact: true }));
    await workbench.reload();
    // The results come back as well, beside the form.
    const pages = workbench.page.locator("iframe.webview.ready");
    const genres = async (): Promise<string[]> => {
      const found = [];
      for (const page of await pages.all()) {
        const box = page
          .contentFrame()
          .frameLocator("#active-frame")
          .getByRole("textbox", { name: "genre", exact: true });
        if ((await box.count()) > 0) found.push(await box.inputValue());
      }
      return found;
    };
    await eventually(genres).toEqual(["Pop"]);
    // The statement is composed anew from what was entered, a moment after it is shown.
    const texts = async (): Promise<number[]> =>
      await Promise.all(
        (await pages.all()).map((page) =>
          page.contentFrame().frameLocator("#active-frame").getByText(written, { exact: true }).count(),
        ),
      );
    await eventually(texts).toContain(1);
  });
});
