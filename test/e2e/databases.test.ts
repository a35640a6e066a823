import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, PROGRAMS } from "../servers/postgres/server";
import { eventually, shown } from "./eventually";
import { Panel } from "./panel";
import { type ServerProject, serverProject } from "./serverProject";
import { Workbench } from "./workbench";

const brief = { timeout: 5_000 };

describe.skipIf(PROGRAMS === null)("a project with several databases", () => {
  let project: ServerProject | null = null;
  let workbench: Workbench;

  beforeAll(async () => {
    project = await serverProject();
    workbench = await Workbench.openFolder(project.folder, "manage.py");
    await workbench.view("Models");
  });
  afterEach(({ task }) => workbench.screenshot(`databases ${task.name}`));
  afterAll(async () => {
    await workbench?.close();
    await project?.remove();
  });

  const made = (): ServerProject => {
    if (project === null) throw new Error("The project was not made.");
    return project;
  };
  const page = () => workbench.page;
  const titled = (title: string): Locator => page().locator(".quick-input-title", { hasText: title });
  const input = (): Locator => page().locator(".quick-input-widget:visible input.input").first();
  const rowOf = (text: string): Locator => page().locator(".quick-input-list .monaco-list-row", { hasText: text });
  const message = (text: string): Locator => page().locator(".notification-list-item", { hasText: text });
  const status = (name: string): Locator => page().getByRole("button", { name: `Database: ${name}`, exact: true });
  const tab = (name: string): Locator => page().getByRole("tab", { name: new RegExp(`^${name}`) });
  /** The page of whichever results panel is in sight. */
  const visible = (): Panel => new Panel(page(), "iframe.webview.ready:visible");

  /** Tries again where a results page that is still loading takes the focus, and with it the keys or the list. */
  async function persistently(work: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await work();
        return;
      } catch (error) {
        if (attempt === 4) throw error;
        await page().keyboard.press("Escape");
        // A box fades, and would take a palette that opens meanwhile along.
        await page().waitForTimeout(500);
      }
    }
  }

  /** Runs a command that offers databases, and takes one of them. */
  const pick = (command: string, entry: string, work: (row: Locator) => Promise<void> = (row) => row.click(brief)) =>
    persistently(async () => {
      await workbench.command(command);
      await titled(command).waitFor(brief);
      await rowOf(entry).first().waitFor(brief);
      // The list comes in slowly, for the eye.
      await page().waitForTimeout(300);
      await workbench.screenshot(`databases ${command.toLowerCase()} list`);
      await work(rowOf(entry).first());
    });

  it("tests a connection: the password that is asked for, and one that is refused", async () => {
    await shown(status("db.sqlite3"));
    await pick("Test Connection", made().url);
    await shown(titled("Database Password"));
    await workbench.screenshot("databases password");
    await input().fill("wrong");
    await page().keyboard.press("Enter");
    await shown(
      page()
        .getByText(/refused/)
        .first(),
    );
    await eventually(() => input().inputValue()).toBe("");
    await input().fill(PASSWORD);
    await page().keyboard.press("Enter");
    await shown(message("was reached and lets us in"));
    expect(await message("was reached and lets us in").first().innerText()).toContain("1 table");
    await shown(status("db.sqlite3"));
  });

  it("says which part of an address is wrong", async () => {
    const { url, server } = made();
    for (const [address, words] of [
      [url.replace(/music$/, "nothing"), /has no database of that name/],
      [url.replace(String(server.port), "1"), /nothing answers there/],
    ] as const) {
      await pick("Test Connection", "Enter an Address");
      await shown(titled("Database Address"));
      await input().fill(address.replace("queryset@", `queryset:${encodeURIComponent(PASSWORD)}@`));
      await page().keyboard.press("Enter");
      await shown(page().locator(".notification-list-item", { hasText: words }));
      const text = await page().locator(".notification-list-item", { hasText: words }).first().innerText();
      expect(text).not.toContain(PASSWORD);
      await workbench.screenshot(
        `databases test ${address === url ? "" : words.source.slice(0, 8).replace(/\W/g, "")}`,
      );
    }
  });

  it("opens the server with the password that was kept, and each database has its own results", async () => {
    await workbench.runQueryset('Album.objects.order_by("id").values_list("title")');
    await shown(visible().text("Abbey Road"));
    await pick("Open Database", made().url);
    await shown(status("music on 127.0.0.1"));
    await workbench.runQueryset('Album.objects.order_by("id").values_list("title")');
    await shown(tab("Results: music on 127.0.0.1"));
    await shown(visible().text("Kind of Blue"));
    await shown(tab("Results: db.sqlite3"));
  });

  it("brings back every panel after a reload, and opens no other database unasked", async () => {
    await workbench.reload();
    await shown(status("music on 127.0.0.1"));
    await shown(visible().text("Kind of Blue"));
    await tab("Results: db.sqlite3").click();
    await shown(visible().text(/from db\.sqlite3, which was not opened again yet/));
    await workbench.screenshot("databases not opened again");
    await visible().toolButton("Open It").click();
    await shown(visible().text("Abbey Road"));
    await shown(status("music on 127.0.0.1"));
  });

  it("applies a preview to the database of its panel, whichever is in use", async () => {
    await workbench.runQueryset('Album.objects.filter(title="Blue Train").update(genre="Jazz")');
    await shown(visible().table("Update music.Album (1 row)"));
    await pick("Open Database", "db.sqlite3");
    await shown(status("db.sqlite3"));
    await workbench.screenshot("databases preview of another");
    await visible().button("Apply").click();
    const { server, sqlite3 } = made();
    await eventually(
      async () => (await server.sql("music", "SELECT genre FROM music_album WHERE id = 2"))[0]?.genre,
    ).toBe("Jazz");
    expect(await sqlite3("db.sqlite3", "SELECT group_concat(DISTINCT genre) FROM music_album")).toBe("Rock");
    await shown(visible().button("Undo"));
    await visible().button("Undo").click();
    await shown(visible().table("Update music.Album (1 row)"));
    await visible().button("Apply").click();
    await eventually(
      async () => (await server.sql("music", "SELECT genre FROM music_album WHERE id = 2"))[0]?.genre,
    ).toBe("Rock");
  });

  it("says of a statement that names another database where to run it", async () => {
    await workbench.runQueryset('Album.objects.using("archive").count()');
    await shown(visible().text(/This runs on 'default', and names 'archive'/));
  });

  it("closes a database from the list, with its panel", async () => {
    await pick("Open Database", "music on 127.0.0.1", async (row) => {
      await row.hover(brief);
      await row.getByRole("button", { name: "Close Database" }).click(brief);
    });
    await eventually(() => rowOf("music on 127.0.0.1").count()).toBe(0);
    await page().keyboard.press("Escape");
    await eventually(() => tab("Results: music on 127.0.0.1").count()).toBe(0);
  });

  it("forgets passwords, and asks for one again", async () => {
    await persistently(async () => {
      await workbench.command("Forget Database Passwords");
      await message("were forgotten: 1").first().waitFor(brief);
    });
    await pick("Open Database", made().url);
    await shown(titled("Database Password"));
    await page().keyboard.press("Escape");
    await shown(status("No database"));
    // The box fades, and would take a palette that opens meanwhile along.
    await page().waitForTimeout(500);
    await pick("Open Database", "db.sqlite3");
    await shown(status("db.sqlite3"));
  });
});
