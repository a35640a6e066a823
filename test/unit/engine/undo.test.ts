import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Engine } from "../../../src/engine/engine";
import type { Effect } from "../../../src/protocol/results";
import { WASM } from "../database/engines";
import { ask } from "../database/temporary";
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
  short,
  undone,
  write,
} from "./music";

const PLACES = `
class Place(models.Model):
    name = models.CharField(max_length=20, unique=True)
    rank = models.IntegerField(unique=True)
    slot = models.IntegerField(unique=True, null=True)
    above = models.ForeignKey("self", on_delete=models.CASCADE, null=True)
`;

const PLACE_ROWS = `CREATE TABLE music_place (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(20) NOT NULL UNIQUE,
  rank integer NOT NULL UNIQUE, slot integer NULL UNIQUE, above_id bigint NULL REFERENCES music_place (id));
  INSERT INTO music_place VALUES (1, 'a', 1, 10, NULL), (2, 'b', 2, 20, 1), (3, 'c', 3, NULL, 2), (4, 'd', 4, 40, 4)`;

const ROCK = 'Album.objects.filter(genre="Rock").update(genre="Pop")';

describe("undo", () => {
  it("takes back rows that swapped unique values, in every direction", async () => {
    const workspace = musicWorkspace({ models: PLACES, sql: PLACE_ROWS });
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    const swap = [
      "Place.objects.filter(id=1).update(name='x', rank=-1, slot=None)",
      "Place.objects.filter(id=2).update(name='a', rank=1, slot=10)",
      "Place.objects.filter(id=1).update(name='b', rank=2, slot=20)",
    ].join("\n");
    await applied(engine, swap);
    const after = dump(workspace.database);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
    const redo = (await engine.history())[0];
    await undone(engine, redo?.id);
    expect(dump(workspace.database)).toEqual(after);
  });

  it("brings back rows that point at each other and at themselves, under their keys", async () => {
    const workspace = musicWorkspace({ models: PLACES, sql: PLACE_ROWS });
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    await applied(engine, "Place.objects.all().delete()");
    expect(dump(workspace.database).music_place).toEqual([]);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });

  it("makes room for a row whose unique value a new row has taken", async () => {
    const workspace = musicWorkspace({ models: PLACES, sql: PLACE_ROWS });
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    await applied(engine, "Place.objects.filter(id=4).delete()\nPlace.objects.create(name='d', rank=4, slot=40)");
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });

  it("can be of some rows alone; the others are undone later", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    const { id } = await applied(engine, ROCK);
    const undo = previewOf(await engine.undo(id, NEVER, { rows: [{ effect: 0, rows: [1] }] }));
    expect(undo.effects.map(({ rows }) => rows.map(({ pk }) => pk))).toEqual([[3]]);
    await applyView(engine, undo);
    expect((await engine.history()).find((entry) => entry.id === id)?.state).toBe("applied");
    await undone(engine, id);
    expect(dump(workspace.database)).toEqual(before);
  });

  it("leaves rows that changed since alone, shows what they hold, and overwrites those it is told to", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const { id } = await applied(engine, ROCK);
    write(workspace.database, "UPDATE music_album SET genre = 'Soul' WHERE id = 3");
    const undo = previewOf(await engine.undo(id, NEVER));
    expect(undo.summary).toBe("1 row to update");
    expect(undo.conflicts).toMatchObject([
      { effect: 0, action: "update", model: "music.Album", count: 1, truncated: false },
    ]);
    expect(undo.conflicts?.[0]?.rows).toMatchObject([
      { pk: 3, place: 1, before: { genre: "Rock" }, after: { genre: "Pop" }, current: { genre: "Soul" } },
    ]);
    const forced = previewOf(await engine.undo(id, NEVER, { force: [{ effect: 0, rows: [1] }] }));
    expect(forced.conflicts).toBeUndefined();
    expect(forced.effects[0]?.rows).toMatchObject([
      { pk: 2, before: { genre: "Pop" }, after: { genre: "Rock" } },
      { pk: 3, before: { genre: "Soul" }, after: { genre: "Rock" } },
    ]);
    await applyView(engine, forced);
    expect(ask(workspace.database, "SELECT genre FROM music_album WHERE id IN (2, 3)")).toEqual([
      { genre: "Rock" },
      { genre: "Rock" },
    ]);
  });

  it("overwrites a row that somebody put in place of a deleted one, where it is told to", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    const { id } = await applied(engine, "Song.objects.filter(id=8).delete()");
    write(workspace.database, "INSERT INTO music_song (id, name, album_id) VALUES (8, 'Theirs', 1)");
    expect(previewOf(await engine.undo(id, NEVER)).conflicts?.[0]?.rows[0]?.current).toMatchObject({ name: "Theirs" });
    await applyView(engine, previewOf(await engine.undo(id, NEVER, { force: [{ effect: 0 }] })));
    expect(dump(workspace.database)).toEqual(before);
  });
});

describe("an entry of the history", () => {
  it("is opened again with its rows, which can be paged, and copied as a script", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, "Album.objects.get(id=2).delete()");
    const { id } = await applyView(engine, view);
    const opened = await engine.entry(id);
    const bare = (effects: readonly Effect[]): unknown =>
      effects.map(({ rows }) => rows.map(({ label: _, ...row }) => row));
    expect(bare(opened.effects)).toEqual(bare(view.effects));
    const songs = view.effects.findIndex(({ model }) => model === "music.Song");
    expect(view.effects[songs]?.origin).toEqual({ model: "music.Album", via: "Song.album" });
    const page = await engine.effects({ entry: id, effect: songs, start: 1, count: 1 });
    expect([page.count, page.rows.map(({ pk }) => pk)]).toEqual([3, [opened.effects[songs]?.rows[1]?.pk]]);
    expect((await engine.handlers.script({ entry: id }, NEVER)).source).toMatch(
      /^# db\.sqlite3, .*\nAlbum\.objects\.get\(id=2\)\.delete\(\)\n$/,
    );
  });
});

describe("a preview with more rows than are carried with it", () => {
  it("counts them all, and pages through the rest", async () => {
    const engine = await openEngine(musicWorkspace(), { settings: { sampleRows: 3 } });
    const view = await preview(engine, 'Song.objects.update(name="x")');
    expect(view.effects).toMatchObject([{ count: 8, truncated: true }]);
    expect(view.effects[0]?.rows.map(({ pk }) => pk)).toEqual([1, 2, 3]);
    const page = await engine.effects({ preview: view.id, effect: 0, start: 3, count: 100 });
    expect(page.rows.map(({ pk }) => pk)).toEqual([4, 5, 6, 7, 8]);
    expect(page.count).toBe(8);
  });
});

describe("a conflict", () => {
  it("says row by row what differs from the preview", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, 'Album.objects.filter(genre="Rock").update(genre="Pop", artist=F("title"))');
    write(
      workspace.database,
      "UPDATE music_album SET genre = 'Soul' WHERE id = 2; UPDATE music_album SET title = 'R' WHERE id = 3; UPDATE music_album SET genre = 'Rock' WHERE id = 5",
    );
    const answer = await engine.apply(view.id, NEVER);
    expect(answer).toMatchObject({ kind: "conflict", differing: 3 });
    if (answer.kind !== "conflict") return;
    expect(answer.differences.map(({ pk, shown, now }) => [pk, shown?.after?.artist, now?.after?.artist])).toEqual([
      [2, "Abbey Road", undefined],
      [3, "Let It Be", "R"],
      [5, undefined, "Kind of Blue"],
    ]);
  });
});

describe("data that another program changes", () => {
  it("makes a preview old, as what is applied here does; a write that commits nothing does not", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const [first, second] = [await preview(engine, ROCK), await preview(engine, 'Song.objects.update(name="x")')];
    expect([await engine.isCurrent(first.id), await engine.isCurrent(second.id)]).toEqual([true, true]);
    await applyView(engine, first);
    expect(await engine.isCurrent(second.id)).toBe(false);
    const third = await preview(engine, 'Song.objects.update(name="y")');
    expect(await engine.isCurrent(third.id)).toBe(true);
    write(workspace.database, "UPDATE music_song SET name = 'theirs' WHERE id = 1");
    expect(await engine.isCurrent(third.id)).toBe(false);
    expect(await engine.isCurrent("no preview")).toBe(false);
  });

  it("is told once, and never for what was applied here", async () => {
    const workspace = musicWorkspace();
    let told = 0;
    const engine = new Engine(WASM.path, undefined, () => told++);
    try {
      await engine.open({ workspace: workspace.folder, storage: workspace.storage });
      await applied(engine, ROCK);
      write(workspace.database, "UPDATE music_song SET name = 'theirs' WHERE id = 1");
      await engine.refresh([]);
      expect(told).toBe(1);
      await applied(engine, 'Song.objects.filter(id=2).update(name="mine")');
      await engine.refresh([]);
      expect(told).toBe(1);
    } finally {
      await engine.close();
    }
  });
});

describe("two engines on one database", () => {
  it("do not settle what the other is in the middle of, and see its outcome", async () => {
    const workspace = musicWorkspace();
    const first = await openEngine(workspace);
    const second = newEngine();
    const view = await preview(first, ROCK);
    const [answer] = await Promise.all([
      first.apply(view.id, NEVER),
      second.open({ workspace: workspace.folder, storage: workspace.storage }),
    ]);
    expect(answer.kind).toBe("applied");
    expect((await second.history()).map(({ state }) => state)).toEqual(["applied"]);
    expect(existsSync(workspace.database)).toBe(true);
    expect(short(view.effects)).toEqual(["update music.Album statement 2"]);
  });
});
