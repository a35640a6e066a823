import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import { musicWorkspace, newEngine, run, statementsOf } from "./music";

/** A workspace whose settings name three databases, two of which are the same file. */
async function opened(database?: string): Promise<{ readonly engine: Engine; readonly folder: string }> {
  const workspace = musicWorkspace();
  const { folder } = workspace;
  copyFileSync(workspace.database, join(folder, "archive.sqlite3"));
  const settings = join(folder, "settings.py");
  const entry = (name: string): string => `{"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "${name}"}`;
  writeFileSync(
    settings,
    `${readFileSync(settings, "utf8")}
DATABASES["archive"] = ${entry("archive.sqlite3")}
DATABASES["replica"] = ${entry("db.sqlite3")}
`,
  );
  const engine = newEngine();
  await engine.open({ workspace: folder, storage: workspace.storage, ...(database !== undefined && { database }) });
  return { engine, folder };
}

async function outcome(engine: Engine, source: string): Promise<string> {
  const statement = statementsOf(await run(engine, source)).at(-1);
  return statement?.error?.message ?? String(statement?.value);
}

describe("names of databases", () => {
  it("are told with the databases that are found", async () => {
    const { engine } = await opened();
    const { candidates } = (await engine.refresh()) ?? { candidates: [] };
    expect(candidates.map(({ aliases }) => aliases)).toEqual([["default", "replica"], ["archive"]]);
  });

  it.each([
    'Album.objects.using("default").count()',
    'Album.objects.using("replica").count()',
    "Album.objects.using(None).count()",
    'Album.objects.db_manager("default").count()',
  ])("let %s run on the database that has the name", async (source) => {
    const { engine } = await opened();
    expect(await outcome(engine, source)).toMatch(/^\d+$/);
  });

  const archive =
    "This runs on 'default', and names 'archive'. Open 'archive' (Open Database…, or --database), and run it there.";
  it.each([
    'Album.objects.using("archive").count()',
    'Album.objects.db_manager("archive").count()',
    'Album.objects.first().save(using="archive")',
    'Album.objects.first().delete(using="archive")',
    'Album.objects.first().refresh_from_db(using="archive")',
    'with transaction.atomic(using="archive"):\n    Album.objects.count()',
  ])("stop %s, and say what to open", async (source) => {
    const { engine } = await opened();
    expect(await outcome(engine, source)).toBe(archive);
  });

  it("go with the database that is open, by whichever address", async () => {
    const { engine, folder } = await opened("archive.sqlite3");
    expect(await outcome(engine, 'Album.objects.using("archive").db')).toBe("archive");
    expect(await outcome(engine, 'Album.objects.using("default").count()')).toBe(
      "This runs on 'archive', and names 'default'. Open 'default' (Open Database…, or --database), and run it there.",
    );
    await engine.open({ workspace: folder, storage: folder, database: join(folder, "archive.sqlite3") });
    expect(await outcome(engine, "Album.objects.db")).toBe("archive");
  });

  it('leave "default" to a database that the settings do not name', async () => {
    const { engine } = await opened("scratch");
    expect(await outcome(engine, 'Album.objects.using("default").count()')).toBe("0");
  });

  it("are Django's to deny where nothing has them", async () => {
    const { engine } = await opened();
    expect(await outcome(engine, 'Album.objects.using("other").count()')).toBe("The connection 'other' doesn't exist.");
  });
});
