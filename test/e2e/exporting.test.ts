import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { exportTo } from "./exportTo";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

/** Each format, its file, and what the file begins with. */
const formats: readonly (readonly [format: string, file: string, beginning: RegExp])[] = [
  ["CSV", "albums.csv", /^id,title,artist,genre\r?\n2,Abbey Road,The Beatles,Rock\r?\n3,Revolver/],
  ["JSON", "albums.json", /^\[\s*\{"id": ?2, ?"title": ?"Abbey Road"/],
  ["NDJSON", "albums.ndjson", /^\{"id": ?2, ?"title": ?"Abbey Road".*\}\n\{"id": ?3/],
  ["Excel", "albums.xlsx", /^PK/],
  ["Django fixture", "fixture.json", /^\[\s*\{\s*"model": ?"music\.album",\s*"pk": ?2,\s*"fields"/],
];

describe("exporting results", () => {
  let workbench: Workbench;
  const rows = 400_000;
  beforeAll(async () => {
    workbench = await Workbench.open();
    await sqlite3(
      workbench.folder,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
       INSERT INTO music_song (name, album_id) SELECT 'Song ' || i, 2 FROM n`,
    );
    await workbench.runQueryset('Album.objects.filter(artist="The Beatles").order_by("id")');
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Abbey Road" }));
  });
  afterEach(({ task }) => workbench.screenshot(`exporting ${task.name}`));
  afterAll(() => workbench?.close());

  const files = async (): Promise<string[]> =>
    (await readdir(workbench.folder)).filter((name) => /album|song|fixture/.test(name));

  it.each(formats)("writes %s", async (format, file, beginning) => {
    await exportTo(workbench, format, file);
    const toast = workbench.page.locator(".notification-toast", { hasText: "Exported 2 rows." });
    await shown(toast);
    expect(await readFile(join(workbench.folder, file), "latin1")).toMatch(beginning);
    await toast.hover();
    await toast.getByRole("button", { name: /^Clear Notification/ }).click();
    await toast.waitFor({ state: "detached" });
  });

  it("leaves no half of a file where it is cancelled", async () => {
    const before = await files();
    await workbench.runQueryset("Song.objects.all()");
    await shown(workbench.panel.grid.getByRole("gridcell", { name: "Eraser" }));
    await exportTo(workbench, "Excel", "songs.xlsx");
    const progress = workbench.page.locator(".notification-toast", { hasText: "Exporting to songs.xlsx" });
    await shown(progress);
    await eventually(() => progress.innerText()).toMatch(/[1-9][\d,]* rows/);
    await workbench.screenshot("exporting under way");
    await progress.getByRole("button", { name: "Cancel" }).click();
    await progress.waitFor({ state: "detached" });
    await eventually(files).toEqual(before);
  });
});
