import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

describe("edits to the models", () => {
  let workbench: Workbench;
  let models: Locator;
  let file: string;
  let text: string;
  beforeAll(async () => {
    workbench = await Workbench.open();
    models = await workbench.view("Models");
    file = join(workbench.folder, "music", "models.py");
    text = await readFile(file, "utf8");
    const album = await shown(models.getByRole("treeitem", { name: /^Album, model, 303 rows/ }));
    await album.click();
    await shown(models.getByRole("treeitem", { name: /^title, field, CharField/ }));
  });
  afterEach(({ task }) => workbench.screenshot(`watching ${task.name}`));
  afterAll(() => workbench?.close());

  it("show in the tree as soon as the file is written, and the tree stays unfolded", async () => {
    const started = performance.now();
    await writeFile(
      file,
      text.replace(/class Song\b/, "class Label(models.Model):\n    word = models.TextField()\n\n\nclass Song"),
    );
    const label = await shown(models.getByRole("treeitem", { name: /^Label, model/ }));
    console.log(
      `A new model was in the tree ${Math.round(performance.now() - started)} ms after its file was written.`,
    );
    await shown(models.getByRole("treeitem", { name: /^title, field, CharField/ }));
    // The database has no table for it yet.
    await shown(label.and(models.getByRole("treeitem", { name: /differs from the database/ })));
    const again = performance.now();
    await writeFile(file, text);
    await label.waitFor({ state: "detached", timeout: 30_000 });
    console.log(`It was gone again ${Math.round(performance.now() - again)} ms after that.`);
  });

  it("keep the models while the file is broken half-way, and say where it is", async () => {
    await writeFile(file, text.replace(/^( +)title = .*$/m, "$1title = models.CharField(max_length=30, choices=[("));
    await shown(models.getByRole("treeitem", { name: /^Album, model.*has problems/ }));
    await shown(models.getByRole("treeitem", { name: /^Song, model/ }));
    await shown(models.getByRole("treeitem", { name: /^Read only in part.*, problem$/ }));
    await writeFile(file, text);
    await eventually(() => models.getByRole("treeitem", { name: /, problem$/ }).count()).toBe(0);
  });

  it("follow another program's change of the tables", async () => {
    await sqlite3(workbench.folder, "CREATE TABLE note (id integer PRIMARY KEY, text text)");
    await shown(
      models.getByRole("treeitem", { name: /^note, app/i }).or(models.getByRole("treeitem", { name: /^Note, model/ })),
    );
    await sqlite3(workbench.folder, "ALTER TABLE music_album ADD COLUMN stars integer");
    await shown(models.getByRole("treeitem", { name: /^stars, field|^Album, model.*differs from the database/ }));
  });

  it("reach completion in a script that is open", async () => {
    await writeFile(
      file,
      text.replace(/class Song\b/, "class Composer(models.Model):\n    word = models.TextField()\n\n\nclass Song"),
    );
    await shown(models.getByRole("treeitem", { name: /^Composer, model/ }));
    const { page } = workbench;
    await workbench.openFile("1-reading.queryset");
    await page.locator(".editor-group-container .view-lines").first().click();
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Compo");
    await workbench.suggestion("Composer");
    expect(await readFile(file, "utf8")).toContain("Composer");
  });
});
