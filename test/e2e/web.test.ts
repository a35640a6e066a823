import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { copyDemo, serveVsCode } from "../../scripts/vscode.mjs";
import { eventually, shown } from "./eventually";
import { exportTo } from "./exportTo";
import { inPage } from "./inPage";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("an extension host in the browser", () => {
  let home: string | undefined;
  let served: Awaited<ReturnType<typeof serveVsCode>> | undefined;
  let workbench: Workbench;
  let models: Locator;
  const item = (name: RegExp): Locator => models.getByRole("treeitem", { name });

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "queryset-explorer-web-"));
    const folder = await copyDemo(join(home, "music-library"));
    served = await serveVsCode({
      vsix: inject("vsix"),
      home,
      folder,
      browserOnly: true,
      log: process.env.E2E_LOG !== undefined,
    });
    workbench = await Workbench.openFolder(folder, "manage.py", { origin: served.origin });
  });
  afterEach(({ task }) => workbench?.screenshot(`web ${task.name}`));
  afterAll(async () => {
    await workbench?.close();
    await served?.stop();
    if (home !== undefined) await rm(home, { recursive: true, force: true });
  });

  it("reads the models and the rows of a SQLite file", async () => {
    models = await workbench.view("Models");
    await shown(item(/^Album, model, 303 rows/));
    await workbench.runQueryset('Album.objects.filter(title="Abbey Road")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "The Beatles" }));
  });

  it.each([
    ["Excel", "albums.xlsx", /^PK/],
    ["CSV", "albums.csv", /^id,title,artist,genre\r\n2,Abbey Road,The Beatles,Rock\r\n$/],
  ] as const)("exports rows as %s, which the editor writes", async (format, file, content) => {
    await exportTo(workbench, format, file);
    await shown(workbench.page.locator(".notification-toast", { hasText: "Exported 1 row." }).first());
    await eventually(() => readFile(join(workbench.folder, file), "latin1").catch(() => "")).toMatch(content);
  });

  it("previews a write, and says why the file is not written", async () => {
    await workbench.runQueryset('Album.objects.filter(title="Abbey Road").update(genre="Pop")');
    await shown(workbench.panel.table("Update music.Album (1 row)"));
    await shown(workbench.panel.preview.getByText(/open for reading only/));
    expect(await sqlite3(workbench.folder, "SELECT genre FROM music_album WHERE title = 'Abbey Road'")).toBe("Rock");
  });

  it("writes to the scratch database, which is there again after a reload", async () => {
    await workbench.command("Open Scratch Database");
    await shown(item(/^Album, model, 0 rows/));
    await workbench.runQueryset('Album.objects.create(title="Blue", artist="Joni", genre="Folk")');
    await shown(workbench.panel.table("Insert music.Album (1 row)"));
    await workbench.panel.button("Apply").click();
    await shown(item(/^Album, model, 1 row/));
    await workbench.reload();
    models = await workbench.view("Models");
    await shown(item(/^Album, model, 1 row/));
    await shown((await workbench.view("History")).getByRole("treeitem", { name: /1 row inserted/ }));
  });

  it("completes lookups through relations", async () => {
    await workbench.openFile("1-reading.queryset");
    // A file that just opened takes no keys yet.
    await shown(workbench.page.locator(".monaco-editor .view-line", { hasText: "Every album" }));
    await workbench.page.locator(".monaco-editor .view-line", { hasText: "Every album" }).first().click();
    await shown(workbench.page.locator(".monaco-editor.focused"));
    await workbench.page.keyboard.press("Control+End");
    await workbench.page.keyboard.type("\nSong.objects.filter(album__art", { delay: 20 });
    await shown(await workbench.suggestion("artist"));
  });

  it("runs the cells of a notebook, and knows the names of those above", async () => {
    const { page } = workbench;
    await workbench.openFile("7-notebook.qsnb");
    const cell = (text: string): Locator =>
      page.locator(".code-cell-row").filter({ hasText: text }).locator(".monaco-editor .view-line").first();
    await cell("filter(artist").click();
    await page.keyboard.press("Control+Enter");
    await inPage(page, (frame) => frame.getByText(/^music\.Album · 0 rows/));
    await cell("beatles.annotate").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\nbeatles.exc", { delay: 20 });
    await shown(await workbench.suggestion("exclude"));
  });
});
