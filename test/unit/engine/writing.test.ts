import { describe, expect, it } from "vitest";
import { ask, fingerprint } from "../database/temporary";
import {
  applied,
  applyView,
  dump,
  musicWorkspace,
  NEVER,
  openEngine,
  preview,
  previewOf,
  run,
  short,
  statementsOf,
  undone,
} from "./music";

const UPDATE = 'Album.objects.filter(genre="Rock").update(genre="Pop")';

describe("a statement that reads", () => {
  it("answers with a handle to its rows, which are paged", async () => {
    const engine = await openEngine(musicWorkspace());
    const answer = await run(engine, 'Album.objects.order_by("id")');
    expect(answer.kind).toBe("read");
    const result = statementsOf(answer)[0]?.result;
    expect(result).toMatchObject({ model: "music.Album", rowCount: 5 });
    expect(result?.columns.map(({ name, type, field }) => [name, type, field?.primaryKey])).toEqual([
      ["id", "AutoField", true],
      ["title", "CharField", false],
      ["artist", "CharField", false],
      ["genre", "CharField", false],
    ]);
    const page = await engine.handlers.page({ id: result?.id ?? "", start: 1, count: 2 }, NEVER);
    expect(page).toMatchObject({ start: 1, rowCount: 5 });
    expect(page.rows.map((row) => row.map((cell) => cell.text))).toEqual([
      ["2", "Abbey Road", "The Beatles", "Rock"],
      ["3", "Let It Be", "The Beatles", "Rock"],
    ]);
    expect(page.rows[0]?.map((cell) => cell.kind)).toEqual(["int", "str", "str", "str"]);
    expect((await engine.handlers.page({ id: result?.id ?? "", start: 4, count: 100 }, NEVER)).rows).toHaveLength(1);
    expect(await engine.handlers.cell({ id: result?.id ?? "", row: 3, column: 1 }, NEVER)).toEqual({ text: "Blue" });
  });

  it("has columns for values() and a value for what is no table", async () => {
    const engine = await openEngine(musicWorkspace());
    const answer = await run(engine, 'Album.objects.values("artist").distinct()\nSong.objects.count()');
    const [values, count] = statementsOf(answer);
    expect(values?.result).toMatchObject({ columns: [{ name: "artist", type: "CharField" }], rowCount: 4 });
    expect(count).toMatchObject({ value: 8n, valueType: "int", line: 2 });
    expect(count?.result).toBeUndefined();
  });

  it("keeps the columns where there are no rows", async () => {
    const engine = await openEngine(musicWorkspace());
    const [none] = statementsOf(await run(engine, "Album.objects.filter(id=99)"));
    expect(none?.result).toMatchObject({ rowCount: 0, model: "music.Album" });
    expect(none?.result?.columns.map((column) => column.name)).toEqual(["id", "title", "artist", "genre"]);
  });

  it("says so where the rows of a result are no longer held", async () => {
    const engine = await openEngine(musicWorkspace());
    const first = statementsOf(await run(engine, "Album.objects.all()"))[0]?.result?.id ?? "";
    for (let i = 0; i < 60; i++) await run(engine, "Song.objects.all()");
    await expect(engine.handlers.page({ id: first, start: 0, count: 1 }, NEVER)).rejects.toThrow("no longer held");
  });

  it("counts the rows of models, and gives null for one it does not know", async () => {
    const engine = await openEngine(musicWorkspace());
    expect(await engine.count(["music.Album", "music.Song", "music.Nobody"])).toEqual({
      "music.Album": 5,
      "music.Song": 8,
      "music.Nobody": null,
    });
  });

  it("tells a queryset's SQL without running it", async () => {
    const engine = await openEngine(musicWorkspace());
    expect((await engine.sql('Album.objects.filter(genre="Rock")')).sql).toContain('"music_album"."genre" = \'Rock\'');
  });
});

describe("a statement that writes", () => {
  it("answers with every row before and after, and changes nothing", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const untouched = fingerprint(workspace.database);
    const view = await preview(engine, UPDATE);
    expect(view.effects).toEqual([
      {
        action: "update",
        model: "music.Album",
        table: "music_album",
        cause: "statement",
        count: 2,
        truncated: false,
        rows: [
          { pk: 2, label: "Abbey Road", before: { id: 2, genre: "Rock" }, after: { id: 2, genre: "Pop" } },
          { pk: 3, label: "Let It Be", before: { id: 3, genre: "Rock" }, after: { id: 3, genre: "Pop" } },
        ],
      },
    ]);
    expect(view).toMatchObject({ summary: "2 rows to update", source: UPDATE, database: "db.sqlite3" });
    expect(fingerprint(workspace.database)).toBe(untouched);
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_album WHERE genre = 'Rock'")).toEqual([{ n: 2 }]);
    expect(await engine.history()).toEqual([]);
  });

  it("writes what was shown when it is applied, and lists it", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    const entry = await applied(engine, UPDATE);
    expect(entry.summary).toBe("2 rows updated");
    const after = dump(workspace.database);
    expect(after.music_song).toEqual(before.music_song);
    expect(after.music_album).toEqual(
      before.music_album?.map((row) => (/"id":"[23]n"/.test(row) ? row.replace("Rock", "Pop") : row)),
    );
    expect(await engine.history()).toMatchObject([
      {
        id: entry.id,
        state: "applied",
        source: UPDATE,
        database: "db.sqlite3",
        summary: "2 rows updated",
        effects: [{ action: "update", model: "music.Album", count: 2 }],
      },
    ]);
  });

  it("is applied once only", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, 'Album.objects.create(title="A", artist="B", genre="C")');
    await applyView(engine, view);
    expect(await engine.apply(view.id, NEVER)).toMatchObject({ kind: "failed", message: /no longer held/ });
    expect(dump(workspace.database).music_album).toHaveLength(6);
  });

  it("is not applied once it was discarded", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, UPDATE);
    await engine.handlers.discard({ preview: view.id }, NEVER);
    expect((await engine.apply(view.id, NEVER)).kind).toBe("failed");
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_album WHERE genre = 'Rock'")).toEqual([{ n: 2 }]);
  });

  it("tells songs that go with their album as a cascade", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, 'Album.objects.get(title="Abbey Road").delete()');
    expect(short(view.effects).sort()).toEqual(["delete music.Album statement 1", "delete music.Song cascade 3"]);
    const songs = view.effects.find((effect) => effect.model === "music.Song");
    expect(songs?.rows.map((row) => [row.pk, row.before?.name, row.after])).toEqual([
      [3, "Something", null],
      [4, "Come Together", null],
      [5, "Octopus's Garden", null],
    ]);
    expect(view.summary).toMatch(/1 row to delete/);
    expect(view.summary).toMatch(/3 rows to delete by cascade/);
  });

  it("warns in plain words where no filter narrows it", async () => {
    const engine = await openEngine(musicWorkspace());
    const view = await preview(engine, 'Album.objects.all().update(genre="Pop")');
    expect(view.warnings.map(({ message }) => message).join()).toMatch(/no filter.*4 in all/);
  });

  it("tells what the database's own triggers do", async () => {
    const workspace = musicWorkspace({
      sql: `CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT);
            CREATE TRIGGER logged AFTER UPDATE ON music_album BEGIN
              INSERT INTO log (what) VALUES (OLD.genre || '>' || NEW.genre); END`,
    });
    const engine = await openEngine(workspace);
    const view = await preview(engine, UPDATE);
    const log = view.effects.find((effect) => effect.table === "log");
    expect(log).toMatchObject({ action: "insert", count: 2, cause: "trigger" });
    expect(log?.rows.map((row) => row.after?.what)).toEqual(["Rock>Pop", "Rock>Pop"]);
    expect(view.summary).toBe("2 rows to update, 2 rows to insert by trigger");
    await applyView(engine, view);
    expect(dump(workspace.database).log).toHaveLength(2);
  });

  it("fails as a whole at its first error, with nothing to apply", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const untouched = fingerprint(workspace.database);
    const answer = await run(engine, `${UPDATE}\nAlbum.objects.get(id=99)\nSong.objects.all().delete()`);
    expect(answer.kind).toBe("failed");
    const statements = statementsOf(answer);
    expect(statements).toHaveLength(2);
    expect(statements[1]?.error).toMatchObject({ type: "DoesNotExist", line: 2 });
    expect(fingerprint(workspace.database)).toBe(untouched);
  });
});

describe("undo", () => {
  it("previews the inverse and restores every row", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    const entry = await applied(engine, UPDATE);
    const after = dump(workspace.database);
    const view = previewOf(await engine.undo(undefined, NEVER));
    expect(view.undoOf).toBe(entry.id);
    expect(view.effects[0]?.rows.map((row) => [row.before?.genre, row.after?.genre])).toEqual([
      ["Pop", "Rock"],
      ["Pop", "Rock"],
    ]);
    expect(dump(workspace.database)).toEqual(after);
    await applyView(engine, view);
    expect(dump(workspace.database)).toEqual(before);
    expect((await engine.history()).map((each) => [each.state, each.undoOf])).toEqual([
      ["applied", entry.id],
      ["undone", undefined],
    ]);
  });

  it("brings back what a cascade took", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    await applied(engine, 'Album.objects.filter(artist="The Beatles").delete()');
    expect(dump(workspace.database).music_song).toHaveLength(4);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });

  it("is redone by an undo of the undo, and that can be undone again", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    await applied(engine, UPDATE);
    const after = dump(workspace.database);
    const undo = await undone(engine);
    await undone(engine, undo.id);
    expect(dump(workspace.database)).toEqual(after);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });

  it("goes back one apply after the other", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    await applied(engine, UPDATE);
    await applied(engine, 'Album.objects.filter(genre="Pop").update(genre="Jazz")');
    await undone(engine);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
    await expect(engine.undo(undefined, NEVER)).rejects.toThrow("nothing to undo");
  });

  it("leaves a row alone that somebody changed since, and says so", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    await applied(engine, UPDATE);
    ask(workspace.database, "UPDATE music_album SET genre = 'Soul' WHERE id = 2");
    const view = previewOf(await engine.undo(undefined, NEVER));
    expect(view.warnings.map(({ message }) => message)).toEqual(["1 row has changed since and is left alone."]);
    await applyView(engine, view);
    expect(ask(workspace.database, "SELECT id, genre FROM music_album WHERE id IN (2, 3)")).toEqual([
      { id: 2, genre: "Soul" },
      { id: 3, genre: "Rock" },
    ]);
  });

  it("does not call an entry undone when no row of it could be", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const entry = await applied(engine, UPDATE);
    ask(workspace.database, "UPDATE music_album SET genre = 'Soul' WHERE id IN (2, 3)");
    const view = previewOf(await engine.undo(undefined, NEVER));
    expect(view.effects).toEqual([]);
    expect(await engine.apply(view.id, NEVER)).toMatchObject({ kind: "failed" });
    expect((await engine.history()).map((each) => [each.id, each.state])).toEqual([[entry.id, "applied"]]);
  });

  it("tells apart integers past 2^53 that differ by one", async () => {
    const workspace = musicWorkspace({
      models: "class Big(models.Model):\n    n = models.BigIntegerField()\n",
      sql: "CREATE TABLE music_big (id INTEGER PRIMARY KEY AUTOINCREMENT, n bigint NOT NULL); INSERT INTO music_big VALUES (1, 1), (2, 2)",
    });
    const engine = await openEngine(workspace);
    const view = await preview(engine, "Big.objects.update(n=9007199254740993)");
    expect(view.effects[0]?.rows[0]).toMatchObject({ before: { n: 1 }, after: { n: 9007199254740993n } });
    await applyView(engine, view);
    ask(workspace.database, "UPDATE music_big SET n = 9007199254740992 WHERE id = 1");
    const undo = previewOf(await engine.undo(undefined, NEVER));
    expect(undo.warnings.map(({ message }) => message)).toEqual(["1 row has changed since and is left alone."]);
    expect(undo.effects[0]?.rows.map((row) => row.pk)).toEqual([2]);
  });

  it("restores a count that a trigger keeps", async () => {
    const workspace = musicWorkspace({
      sql: `CREATE TABLE total (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO total VALUES (1, 8);
            CREATE TRIGGER more AFTER INSERT ON music_song BEGIN UPDATE total SET n = n + 1; END;
            CREATE TRIGGER less AFTER DELETE ON music_song BEGIN UPDATE total SET n = n - 1; END`,
    });
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    await applied(engine, 'Song.objects.create(name="New", album_id=1)');
    expect(dump(workspace.database).total).toEqual(['{"id":"1n","n":"9n"}']);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
    await applied(engine, "Song.objects.filter(album_id=2).delete()");
    expect(dump(workspace.database).total).toEqual(['{"id":"1n","n":"5n"}']);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });

  it("refuses in its preview to remove a row that others point at by now", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    await applied(engine, 'Album.objects.create(title="New", artist="N", genre="G")');
    ask(workspace.database, "INSERT INTO music_song (name, album_id) VALUES ('theirs', 6)");
    await expect(engine.undo(undefined, NEVER)).rejects.toThrow("FOREIGN KEY constraint failed");
  });
});
