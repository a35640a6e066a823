import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

const genres = "SELECT group_concat(DISTINCT genre) FROM music_album WHERE artist = 'The Beatles'";
const toPop = 'Album.objects.filter(artist="The Beatles").update(genre="Pop")';

describe("guards", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await workbench.view("Models");
  });
  afterEach(({ task }) => workbench.screenshot(`guards ${task.name}`));
  afterAll(() => workbench?.close());

  /** Sets the workspace's settings, and waits until the database is open again with them. */
  async function set(settings: Record<string, unknown>, database: string): Promise<void> {
    await mkdir(join(workbench.folder, ".vscode"), { recursive: true });
    const ours = Object.fromEntries(Object.entries(settings).map(([id, value]) => [`querysetExplorer.${id}`, value]));
    await writeFile(join(workbench.folder, ".vscode", "settings.json"), JSON.stringify(ours));
    await shown(workbench.page.getByRole("button", { name: `Database: ${database}`, exact: true }));
  }

  it("production asks for the model's name in the preview", async () => {
    await set({ databaseRoles: { "db.*": "production" } }, "db.sqlite3 (production)");
    await workbench.runQueryset(toPop);
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await shown(workbench.panel.preview.getByText("production", { exact: true }));
    const apply = workbench.panel.button("Apply");
    expect(await apply.isDisabled()).toBe(true);
    await workbench.panel.preview
      .getByRole("textbox", { name: "Type Album to apply this to production:" })
      .fill("Album");
    await workbench.screenshot("guards production confirmed");
    await apply.click();
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Pop");
  });

  it("production asks for it where a command applies the preview, and for an undo", async () => {
    await workbench.panel.button("Undo").click();
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    expect(await workbench.panel.button("Apply").isDisabled()).toBe(true);
    await workbench.command("Apply Preview");
    const { page } = workbench;
    await shown(page.locator(".quick-input-title", { hasText: "Apply to Production" }));
    await page.keyboard.type("Song");
    await page.keyboard.press("Enter");
    await shown(page.getByText("Type Album, or press Escape.").first());
    await page.keyboard.press("Control+A");
    await page.keyboard.type("Album");
    await page.keyboard.press("Enter");
    await eventually(() => sqlite3(workbench.folder, genres)).toBe("Rock");
  });

  it("a read-only database refuses a write and reads on", async () => {
    await set({ readOnly: ["*.sqlite3"] }, "db.sqlite3 (read only)");
    await workbench.runQueryset(toPop);
    await shown(workbench.panel.text(/db\.sqlite3 is only read, so this statement, which writes, was not run\./));
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Revolver" }));
    expect(await sqlite3(workbench.folder, genres)).toBe("Rock");
  });

  it("a write of every row, or of more than are set, is agreed to once more", async () => {
    await set({ "preview.confirmRows": 1 }, "db.sqlite3");
    await workbench.runQueryset(toPop);
    await shown(workbench.panel.table("Update music.Album (2 rows)"));
    await shown(workbench.panel.preview.getByText("2 rows are changed."));
    expect(await workbench.panel.button("Apply").isDisabled()).toBe(true);
    await workbench.runQueryset('Album.objects.all().update(genre="Pop")');
    await shown(workbench.panel.table(/^Update music\.Album/));
    const apply = workbench.panel.button("Apply");
    expect(await apply.isDisabled()).toBe(true);
    await workbench.panel.preview.getByRole("checkbox", { name: "Yes, apply it to all of these rows" }).check();
    await apply.click();
    const all = "SELECT group_concat(DISTINCT genre) FROM music_album";
    await eventually(() => sqlite3(workbench.folder, all)).toBe("Pop");
  });
});
