import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../database/temporary";
import {
  applied,
  applyView,
  dump,
  musicWorkspace,
  NEVER,
  newEngine,
  openEngine,
  preview,
  previewOf,
  readValue,
  short,
  undone,
} from "./music";

const TITLES = 'list(Album.objects.order_by("id").values_list("title", flat=True))';

describe("the scratch database", () => {
  it("is opened at once where the workspace has models and no database file", async () => {
    const workspace = musicWorkspace({ database: false });
    const engine = newEngine();
    const opened = await engine.open({ workspace: workspace.folder, storage: workspace.storage });
    expect(opened.database).toMatchObject({ kind: "sqljs", scratch: true, readOnly: false, name: "scratch database" });
    expect(opened.project.models.map((model) => model.label)).toEqual(
      expect.arrayContaining(["music.Album", "music.Song"]),
    );
    expect(opened.candidates[0]?.origin).toContain("there is no such file");
    expect(await engine.count(["music.Album", "music.Song"])).toEqual({ "music.Album": 0, "music.Song": 0 });
  });

  it("takes creates, filters and deletes with their cascades, and undo", async () => {
    const engine = await openEngine(musicWorkspace({ database: false }));
    await applied(
      engine,
      'a = Album.objects.create(title="Blue", artist="J", genre="Folk")\na.song_set.create(name="Carey")',
    );
    await applied(engine, 'Album.objects.create(title="Hejira", artist="J", genre="Folk")');
    expect(
      await readValue(engine, 'list(Album.objects.filter(song__name="Carey").values_list("title", flat=True))'),
    ).toEqual(["Blue"]);
    const view = await preview(engine, 'Album.objects.filter(title="Blue").delete()');
    expect(short(view.effects).sort()).toEqual(["delete music.Album statement 1", "delete music.Song cascade 1"]);
    expect(await readValue(engine, TITLES)).toEqual(["Blue", "Hejira"]);
    await applyView(engine, view);
    expect(await readValue(engine, TITLES)).toEqual(["Hejira"]);
    await undone(engine);
    expect(await readValue(engine, TITLES)).toEqual(["Blue", "Hejira"]);
    expect(await readValue(engine, "Song.objects.get().album.title")).toBe("Blue");
  });

  it("has a history as long as itself: nothing of an earlier one can be undone in the next", async () => {
    const workspace = musicWorkspace({ database: false });
    const first = await openEngine(workspace);
    await applied(first, 'Album.objects.create(title="A", artist="B", genre="C")');
    expect(await first.history()).toHaveLength(1);
    await first.close();
    const second = await openEngine(workspace);
    expect(await second.history()).toEqual([]);
    await expect(second.undo(undefined, NEVER)).rejects.toThrow("nothing to undo");
  });
});

describe("a file on sql.js", () => {
  it("is read, previewed, applied and undone as with SQLite itself", async () => {
    const workspace = musicWorkspace();
    const untouched = fingerprint(workspace.database);
    const before = dump(workspace.database);
    const engine = newEngine();
    const opened = await engine.open({ workspace: workspace.folder, storage: workspace.storage, backend: "sqljs" });
    expect(opened.database).toMatchObject({ kind: "sqljs", readOnly: false, scratch: false });
    expect(await readValue(engine, TITLES)).toHaveLength(5);
    const view = await preview(engine, 'Album.objects.filter(genre="Rock").update(genre="Pop")');
    expect(view.effects[0]?.rows.map((row) => row.after)).toEqual([
      { id: 2, genre: "Pop" },
      { id: 3, genre: "Pop" },
    ]);
    expect(view.warnings).toEqual([]);
    expect(fingerprint(workspace.database)).toBe(untouched);
    await applyView(engine, view);
    expect(dump(workspace.database)).not.toEqual(before);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
    expect((await engine.history()).map((entry) => entry.state)).toEqual(["applied", "undone"]);
  });

  it("is only read while another program is at work on it, and the preview says so", async () => {
    const workspace = musicWorkspace({ sql: "PRAGMA journal_mode = WAL" });
    const other = new DatabaseSync(workspace.database);
    other.exec("UPDATE music_album SET genre = 'Soul' WHERE id = 2");
    const engine = await openEngine(workspace, { backend: "sqljs" });
    const view = await preview(engine, 'Album.objects.filter(genre="Rock").update(genre="Pop")');
    expect(view.summary).toBe("1 row to update");
    expect(view.warnings.map(({ message }) => message).join()).toContain("open for reading only");
    await expect(engine.apply(view.id, NEVER)).rejects.toMatchObject({
      code: "ReadOnly",
      message: expect.stringContaining("db.sqlite3") as unknown,
    });
    expect(await engine.history()).toEqual([]);
    other.close();
    await applyView(engine, view);
    expect(await readValue(engine, "list(Album.objects.order_by('id').values_list('genre', flat=True))")).toEqual([
      "Pop",
      "Soul",
      "Pop",
      "Folk",
      "Jazz",
    ]);
  });
});

describe.each(["native", "sqljs"] as const)("a preview on %s", (backend) => {
  it("tells the same rows, cascades and triggers", async () => {
    const workspace = musicWorkspace({
      sql: `CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT);
            CREATE TRIGGER gone AFTER DELETE ON music_song BEGIN INSERT INTO log (what) VALUES (OLD.name); END`,
    });
    const engine = await openEngine(workspace, { backend });
    const view = previewOf(
      await engine.run(
        { source: 'Song.objects.create(name="Trouble", album_id=4)\nAlbum.objects.filter(id=2).delete()' },
        NEVER,
      ),
    );
    expect(short(view.effects).sort()).toEqual([
      "delete music.Album statement 1",
      "delete music.Song cascade 3",
      "insert main.Log trigger 3",
      "insert music.Song statement 1",
    ]);
    expect(view.statements.map((statement) => short(statement.effects).length)).toEqual([1, 3]);
    expect(await readValue(engine, "Song.objects.count()")).toBe(8n);
  });
});
