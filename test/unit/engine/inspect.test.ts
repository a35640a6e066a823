import { describe, expect, it } from "vitest";
import { planText } from "../../../src/engine/inspect";
import { dump, musicWorkspace, NEVER, openEngine, statementsOf } from "./music";

describe("the SQL of a queryset", () => {
  it("is told without reading anything", async () => {
    const engine = await openEngine(musicWorkspace());
    const { sql } = await engine.sql('Album.objects.filter(title="Blue")');
    expect(sql).toMatch(/^SELECT .* FROM "music_album" .* WHERE .* = 'Blue'$/);
    expect((await engine.sql('x = Album.objects.filter(title="Blue")')).sql).toBe(sql);
    expect((await engine.sql("Album.objects")).sql).toMatch(/^SELECT /);
  });

  it("knows the names from the lines before", async () => {
    const engine = await openEngine(musicWorkspace());
    const before = 'title = "Blue"\nalbums = Album.objects.filter(title=title)\n';
    expect((await engine.sql('albums.order_by("id")', before)).sql).toMatch(/= 'Blue' ORDER BY/);
  });

  it.each([
    ["reads", "Album.objects.count()"],
    ["would need a row", "Song.objects.filter(album=Album.objects.get(pk=1))"],
    ["writes", "Album.objects.all().delete()"],
    ["is no queryset", "1 + 1"],
    ["is wrong", "Album.objects.filter(titel=1)"],
    ["is half written", "Album.objects.filter("],
    ["finds nothing by itself", "Album.objects.none()"],
  ])("is not there for what %s", async (_why, source) => {
    const workspace = musicWorkspace();
    const before = dump(workspace.database);
    const engine = await openEngine(workspace);
    expect(await engine.sql(source)).toEqual({ sql: "" });
    expect(dump(workspace.database)).toEqual(before);
  });
});

describe("the plan of a queryset", () => {
  it("is a tree, with its SQL", async () => {
    const engine = await openEngine(musicWorkspace());
    const answer = await engine.explain({ source: 'Song.objects.filter(album__title="x").order_by("name")' }, NEVER);
    const [statement] = statementsOf(answer);
    expect(statement?.plan).toMatch(/^├─ (SCAN|SEARCH) .*\n(├─ .*\n)*└─ USE TEMP B-TREE FOR ORDER BY$/);
    expect(statement?.sql[0]).toMatch(/^SELECT /);
  });

  it("indents the steps of steps", () => {
    const steps = [
      { id: 2, parent: 0, detail: "a" },
      { id: 5, parent: 2, detail: "b" },
      { id: 7, parent: 5, detail: "c" },
      { id: 9, parent: 0, detail: "d" },
      { id: 10, parent: 9, detail: "e" },
    ];
    expect(planText(steps)).toBe("├─ a\n│  └─ b\n│     └─ c\n└─ d\n   └─ e");
  });

  it("is refused for what is no queryset, and for what writes", async () => {
    const engine = await openEngine(musicWorkspace());
    const answer = await engine.explain({ source: "Album.objects.count()" }, NEVER);
    expect(statementsOf(answer)[0]?.error).toMatchObject({ type: "Unsupported" });
    await expect(engine.explain({ source: "Album.objects.all().delete()" }, NEVER)).rejects.toThrow(/writes/);
  });
});
