import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, shown } from "./eventually";
import { sqlite3 } from "./sqlite3";
import { Workbench } from "./workbench";

/** The main lines of the demo's scripts, and the tables that their previews consist of. */
const lines: readonly (readonly [name: string, source: string, tables: readonly string[]])[] = [
  [
    "a force insert",
    'Album(id=1000, title="Let It Be", artist="The Beatles", genre="Rock").save(force_insert=True)',
    ["Insert music.Album (1 row)"],
  ],
  [
    "a force update",
    'Album(id=2, title="Abbey Road", artist="The Beatles", genre="Pop Rock").save(force_update=True)',
    ["Update music.Album (1 row)"],
  ],
  [
    "an upsert",
    'Song.objects.update_or_create(name="Taxman", album=Album.objects.get(title="Revolver"), defaults={"name": "Taxman (Remastered)"})',
    ["Update music.Song (1 row)"],
  ],
  ["a deletion", 'Song.objects.get(name="Galway Girl").delete()', ["Delete music.Song (1 row)"]],
  [
    "several deletions",
    'Album.objects.filter(genre="Blues").delete()',
    ["Delete music.Album (14 rows)", "Delete music.Song (142 rows), cascade"],
  ],
  [
    "a bulk upgrade of inactive users",
    "User.objects.filter(last_login__lte=timezone.now() - timedelta(days=30)).update(is_premium=True)",
    ["Update accounts.User (4 rows)"],
  ],
  [
    "a receiver that adds points",
    'User.objects.create(username="katherine", email="katherine@example.org")',
    ["Insert accounts.User (1 row)", "Insert accounts.Profile (1 row), signal add_points"],
  ],
  [
    "a bulk update over inheritance",
    'Customer.objects.bulk_update(["level"], ["Free"], id__in=[1, 2, 3])',
    ["Update accounts.Person (3 rows)"],
  ],
  ["a manager's method", "User.objects.upgrade_inactive_users(30)", ["Update accounts.User (4 rows)"]],
];

describe("the demo's tour", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
  });
  afterEach(({ task }) => workbench.screenshot(`tour ${task.name}`));
  afterAll(() => workbench?.close());

  it.each(lines)("previews %s", async (_, source, tables) => {
    const before = await sqlite3(workbench.folder, ".dump");
    await workbench.runQueryset(source);
    for (const name of tables) await shown(workbench.panel.preview.getByRole("table", { name, exact: true }));
    await eventually(() => workbench.panel.preview.getByRole("table").count()).toBe(tables.length);
    expect(await sqlite3(workbench.folder, ".dump")).toBe(before);
  });
});
