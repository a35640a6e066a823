import { describe, expect, it } from "vitest";
import { ask } from "../database/temporary";
import { applied, musicWorkspace, openEngine, readValue, run, statementsOf, write } from "../engine/music";

/** The message of the only statement's error; empty where there is none. */
async function errorOf(engine: Awaited<ReturnType<typeof openEngine>>, source: string): Promise<string> {
  return statementsOf(await run(engine, source))[0]?.error?.message ?? "";
}

describe("a model that differs from its table", () => {
  it("is read and written without the column that the table lacks", async () => {
    const workspace = musicWorkspace({ sql: "ALTER TABLE music_album DROP COLUMN genre" });
    const engine = await openEngine(workspace);
    expect(await readValue(engine, "Album.objects.count()")).toBe(5n);
    await applied(engine, "Album.objects.filter(id=2).update(title='Renamed')");
    expect(ask(workspace.database, "SELECT title FROM music_album WHERE id = 2")).toEqual([{ title: "Renamed" }]);
    expect(await errorOf(engine, "Album.objects.filter(genre='Rock')")).toContain("genre");
  });

  it("cannot be given a row where the table wants a column that no field names, and says which", async () => {
    const workspace = musicWorkspace();
    write(
      workspace.database,
      "PRAGMA foreign_keys = OFF; CREATE TABLE again AS SELECT * FROM music_album; DROP TABLE music_album;" +
        "CREATE TABLE music_album (id integer PRIMARY KEY, title varchar(200) NOT NULL, artist varchar(200) NOT NULL," +
        " genre varchar(50) NOT NULL, slug varchar(50) NOT NULL CHECK (slug <> ''));" +
        "INSERT INTO music_album SELECT id, title, artist, genre, 'x' FROM again; DROP TABLE again",
    );
    const engine = await openEngine(workspace);
    const message = await errorOf(engine, "Album.objects.create(title='T', artist='A', genre='G')");
    expect(message).toContain("music_album.slug");
    await applied(engine, "Album.objects.filter(id=1).update(title='Still')");
    expect(ask(workspace.database, "SELECT title, slug FROM music_album WHERE id = 1")).toEqual([
      { title: "Still", slug: "x" },
    ]);
  });

  it("is left out of the way of the others where its table is missing, and left-over tables are models", async () => {
    const workspace = musicWorkspace({
      models: "class Later(models.Model):\n    name = models.CharField(max_length=3)\n",
      sql: "CREATE TABLE music_gone (id integer PRIMARY KEY, note text); INSERT INTO music_gone VALUES (1, 'n')",
    });
    const engine = await openEngine(workspace);
    expect(await errorOf(engine, "Later.objects.count()")).toContain("music_later");
    expect(await readValue(engine, "Album.objects.count()")).toBe(5n);
    expect(await readValue(engine, "MusicGone.objects.get().note")).toBe("n");
  });
});
