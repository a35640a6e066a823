import { describe, expect, it } from "vitest";
import { ask, fingerprint } from "../database/temporary";
import { applied, applyView, dump, musicWorkspace, NEVER, openEngine, preview, undone, write } from "./music";

const UPDATE = 'Album.objects.filter(genre="Rock").update(genre="Pop")';

describe("a write of another program between preview and apply", () => {
  it("to a row that was shown is a conflict: a fresh preview, and nothing lost", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, UPDATE);
    write(workspace.database, "UPDATE music_album SET genre = 'Soul' WHERE id = 2");
    const theirs = fingerprint(workspace.database);
    const answer = await engine.apply(view.id, NEVER);
    expect(answer).toMatchObject({ kind: "conflict", preview: { summary: "1 row to update" } });
    if (answer.kind !== "conflict") return;
    expect(answer.preview.effects[0]?.rows.map((row) => row.pk)).toEqual([3]);
    expect(fingerprint(workspace.database)).toBe(theirs);
    expect(await engine.history()).toEqual([]);
    await applyView(engine, answer.preview);
    expect(ask(workspace.database, "SELECT genre FROM music_album WHERE id IN (2, 3) ORDER BY id")).toEqual([
      { genre: "Soul" },
      { genre: "Pop" },
    ]);
  });

  it("to a column that the update leaves alone is a conflict as well, told with that column", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, UPDATE);
    write(workspace.database, "UPDATE music_album SET artist = 'Somebody' WHERE id = 2");
    const theirs = fingerprint(workspace.database);
    const answer = await engine.apply(view.id, NEVER);
    expect(answer).toMatchObject({
      kind: "conflict",
      differing: 1,
      differences: [
        {
          pk: 2,
          shown: { action: "update", before: { genre: "Rock", artist: "The Beatles" } },
          now: { action: "update", before: { genre: "Rock", artist: "Somebody" } },
        },
      ],
    });
    expect(fingerprint(workspace.database)).toBe(theirs);
    if (answer.kind === "conflict") await applyView(engine, answer.preview);
    expect(ask(workspace.database, "SELECT artist, genre FROM music_album WHERE id = 2")).toEqual([
      { artist: "Somebody", genre: "Pop" },
    ]);
  });

  it("to any column of one of many rows is a conflict", async () => {
    const workspace = musicWorkspace();
    write(
      workspace.database,
      `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 8100)
       INSERT INTO music_album (id, title, artist, genre) SELECT i, 'Album ' || i, 'Many', 'Rock' FROM n`,
    );
    const engine = await openEngine(workspace);
    for (const id of [101, 8100]) {
      const view = await preview(engine, 'Album.objects.filter(artist="Many").update(genre="Pop")');
      write(workspace.database, `UPDATE music_album SET title = 'Theirs' WHERE id = ${id}`);
      expect(await engine.apply(view.id, NEVER, { many: true })).toMatchObject({ kind: "conflict" });
    }
    const view = await preview(engine, 'Album.objects.filter(artist="Many").update(genre="Pop")');
    write(workspace.database, "UPDATE music_album SET title = 'Theirs' WHERE id = 2");
    expect(await engine.apply(view.id, NEVER, { many: true })).toMatchObject({ kind: "applied" });
  });

  it("to a column that others of many rows change, and this one does not, is a conflict", async () => {
    const workspace = musicWorkspace();
    write(
      workspace.database,
      `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 2600)
       INSERT INTO music_album (id, title, artist, genre) SELECT i, 'Album ' || i, 'Many', 'Rock' FROM n`,
    );
    const engine = await openEngine(workspace);
    const source = `albums = list(Album.objects.filter(artist="Many").order_by("id"))
for album in albums:
    if album.id % 2 == 0:
        album.title = "New"
    else:
        album.genre = "Pop"
Album.objects.bulk_update(albums, ["title", "genre"])`;
    for (const change of ["title = 'Theirs' WHERE id = 101", "genre = 'Theirs' WHERE id = 2600"]) {
      const view = await preview(engine, source);
      write(workspace.database, `UPDATE music_album SET ${change}`);
      expect(await engine.apply(view.id, NEVER, { many: true })).toMatchObject({ kind: "conflict" });
    }
    const view = await preview(engine, source);
    write(workspace.database, "UPDATE music_album SET title = 'Theirs' WHERE id = 2");
    expect(await engine.apply(view.id, NEVER, { many: true })).toMatchObject({ kind: "applied" });
  });

  it("that makes another row match is a conflict", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, UPDATE);
    write(workspace.database, "UPDATE music_album SET genre = 'Rock' WHERE id = 5");
    expect(await engine.apply(view.id, NEVER)).toMatchObject({
      kind: "conflict",
      preview: { summary: "3 rows to update" },
    });
  });

  it("that removes a row is a conflict", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, "Song.objects.filter(album_id=2).delete()");
    write(workspace.database, "DELETE FROM music_song WHERE id = 4");
    expect(await engine.apply(view.id, NEVER)).toMatchObject({
      kind: "conflict",
      preview: { summary: "2 rows to delete" },
    });
    expect(dump(workspace.database).music_song).toHaveLength(7);
  });

  it("that adds a song to an album about to be deleted is a conflict", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, "Album.objects.get(id=5).delete()");
    write(workspace.database, "INSERT INTO music_song (name, album_id) VALUES ('So What', 5)");
    const answer = await engine.apply(view.id, NEVER);
    expect(answer.kind).toBe("conflict");
    expect(ask(workspace.database, "SELECT name FROM music_song WHERE album_id = 5")).toEqual([{ name: "So What" }]);
  });

  it("to a deleted row's other columns is a conflict, as the row shown is not the row there is", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, "Album.objects.get(id=5).delete()");
    write(workspace.database, "UPDATE music_album SET artist = 'Davis' WHERE id = 5");
    expect((await engine.apply(view.id, NEVER)).kind).toBe("conflict");
  });

  it("to a row that was not shown lets it apply, and both are kept", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, UPDATE);
    write(workspace.database, "UPDATE music_album SET genre = 'Bop' WHERE id = 5; DELETE FROM music_song WHERE id = 8");
    await applyView(engine, view);
    expect(ask(workspace.database, "SELECT genre FROM music_album ORDER BY id")).toEqual(
      ["Pop", "Pop", "Pop", "Folk", "Bop"].map((genre) => ({ genre })),
    );
    expect(dump(workspace.database).music_song).toHaveLength(7);
  });

  it("that made the statement fail says why, and nothing is written", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, "a = Album.objects.get(id=5)\na.genre = 'Cool'\na.save()");
    write(workspace.database, "DELETE FROM music_album WHERE id = 5");
    const answer = await engine.apply(view.id, NEVER);
    expect(answer).toMatchObject({
      kind: "failed",
      message: "Nothing was written: Album matching query does not exist.",
    });
    expect(await engine.history()).toEqual([]);
  });
});

describe("keys that the database makes up", () => {
  const CREATE =
    'a = Album.objects.create(title="New", artist="N", genre="G")\nSong.objects.create(name="One", album=a)';

  it("are no conflict when somebody else took them meanwhile", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, CREATE);
    write(
      workspace.database,
      "INSERT INTO music_album (title, artist, genre) VALUES ('Theirs', 'T', 'T'); INSERT INTO music_song (name, album_id) VALUES ('Their song', 6)",
    );
    await applyView(engine, view);
    expect(ask(workspace.database, "SELECT id, title FROM music_album WHERE id > 5")).toEqual([
      { id: 6, title: "Theirs" },
      { id: 7, title: "New" },
    ]);
    expect(ask(workspace.database, "SELECT name, album_id FROM music_song WHERE id > 8")).toEqual([
      { name: "Their song", album_id: 6 },
      { name: "One", album_id: 7 },
    ]);
  });

  it("are no conflict either where many rows are made by one statement", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(
      engine,
      'made = Album.objects.bulk_create([Album(title=f"T{i}", artist="N", genre="G") for i in range(50)])\nfor a in made:\n    Song.objects.create(name=a.title, album=a)',
    );
    write(
      workspace.database,
      "INSERT INTO music_album (title, artist, genre) VALUES ('X', '', ''), ('Y', '', ''), ('Z', '', '')",
    );
    await applyView(engine, view);
    expect(
      ask(
        workspace.database,
        "SELECT count(*) AS n FROM music_song s JOIN music_album a ON a.id = s.album_id AND a.title = s.name",
      ),
    ).toEqual([{ n: 51 }]);
  });

  it("still are a conflict where another row than the shown one would be made", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, 'Song.objects.create(name="Last", album=Album.objects.order_by("-id").first())');
    write(workspace.database, "INSERT INTO music_album (title, artist, genre) VALUES ('Theirs', 'T', 'T')");
    expect((await engine.apply(view.id, NEVER)).kind).toBe("conflict");
    expect(dump(workspace.database).music_song).toHaveLength(8);
  });
});

describe("undo of something new", () => {
  it("removes the rows that were made, under the keys they got", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    const entry = await applied(
      engine,
      'a = Album.objects.create(title="New", artist="N", genre="G")\na.song_set.create(name="One")',
    );
    expect(entry.summary).toBe("2 rows inserted");
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });
});

describe("clock and chance", () => {
  it("are pinned by the preview, so that apply writes the values that were shown", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(
      engine,
      "import random\nAlbum.objects.filter(id=1).update(title=str(random.random())[:20], genre=timezone.now().isoformat()[:30])",
    );
    const shown = view.effects[0]?.rows[0]?.after;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await applyView(engine, view);
    expect(ask(workspace.database, "SELECT id, title, genre FROM music_album WHERE id = 1")).toEqual([shown]);
  });
});
