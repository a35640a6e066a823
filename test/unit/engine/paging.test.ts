import { describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import type { ResultHandle } from "../../../src/protocol/results";
import { ask } from "../database/temporary";
import { musicWorkspace, NEVER, openEngine, run, statementsOf, write } from "./music";

const ROWS = 1000;
/** Songs in a shuffled order of names with gaps in their keys; a third of them on no album at all but the first. */
const SONGS = `DELETE FROM music_song;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
  INSERT INTO music_song (id, name, album_id) SELECT i * 3, 'Song ' || (i * 7919 % 50), 1 + i % 5 FROM n`;

async function opened(source: string, backend: "native" | "sqljs" = "native") {
  const workspace = musicWorkspace({ sql: SONGS });
  const engine = await openEngine(workspace, { backend });
  const [statement] = statementsOf(await run(engine, source)).slice(-1);
  if (statement?.error) throw new Error(statement.error.message);
  if (!statement?.result) throw new Error("no rows");
  return { engine, statement, handle: statement.result, workspace };
}

async function texts(engine: Engine, { id }: ResultHandle, start: number, count: number): Promise<string[]> {
  const page = await engine.handlers.page({ id, start, count }, NEVER);
  return page.rows.map((row) => row.map(({ text }) => text).join("|"));
}

describe.each(["native", "sqljs"] as const)("pages of a result on %s", (backend) => {
  it.each([
    ["by key", 'Song.objects.values_list("id", "name")', 'SELECT id || "|" || name t FROM music_song'],
    [
      "by an order with ties",
      'Song.objects.order_by("-name").values_list("name", "id")',
      'SELECT name || "|" || id t FROM music_song ORDER BY name DESC, id',
    ],
    [
      "by number where rows repeat",
      'Song.objects.values_list("name", flat=True).distinct().order_by("name")',
      "SELECT DISTINCT name t FROM music_song ORDER BY name",
    ],
    [
      "of a slice",
      'Song.objects.order_by("id").values_list("id", flat=True)[10:990]',
      "SELECT id t FROM music_song ORDER BY id LIMIT 980 OFFSET 10",
    ],
    [
      "over a join that repeats its rows",
      'Album.objects.filter(song__id__gt=0).values_list("id", flat=True).order_by("id")',
      "SELECT a.id t FROM music_album a JOIN music_song s ON s.album_id = a.id ORDER BY a.id",
    ],
  ])("%s hold what the query holds", async (_name, source, sql) => {
    const { engine, handle, workspace } = await opened(source, backend);
    const all = ask(workspace.database, sql.replaceAll('"|"', "'|'")).map(({ t }) => String(t));
    const got: string[] = [];
    for (let start = 0; start < all.length; start += 90) got.push(...(await texts(engine, handle, start, 90)));
    expect(got).toEqual(all);
    expect(await texts(engine, handle, 500, 30)).toEqual(all.slice(500, 530));
    expect(await engine.handlers.total({ id: handle.id, exact: true }, NEVER)).toEqual({ rows: all.length });
    const end = Math.max(0, all.length - 40);
    expect(await texts(engine, handle, end, 100)).toEqual(all.slice(end));
    expect(await texts(engine, handle, all.length + 5, 10)).toEqual([]);
  });

  it("are not counted before anybody sees the first of them", async () => {
    const { engine, handle } = await opened("Song.objects.all()", backend);
    expect(handle.rowCount).toBe(null);
    expect(await engine.handlers.total({ id: handle.id, exact: false }, NEVER)).toEqual({ rows: ROWS });
    expect((await engine.handlers.page({ id: handle.id, start: 0, count: 10 }, NEVER)).rowCount).toBe(ROWS);
  });

  it("are all there is where they are few", async () => {
    const { handle } = await opened("Song.objects.filter(id__lte=60)", backend);
    expect(handle.rowCount).toBe(20);
  });

  it("show what another program wrote meanwhile", async () => {
    const { engine, handle, workspace } = await opened('Song.objects.order_by("id").values_list("name")');
    write(workspace.database, "UPDATE music_song SET name = 'new' WHERE id = 1500");
    expect((await texts(engine, handle, 499, 1))[0]).toBe("new");
  });
});

describe("pages of a result", () => {
  it("of an order of chance are held, as no two reads agree", async () => {
    const { engine, handle } = await opened('Song.objects.order_by("?").values_list("id", flat=True)');
    expect(handle.rowCount).toBe(ROWS);
    const once = await texts(engine, handle, 0, ROWS);
    expect(new Set(once).size).toBe(ROWS);
    expect(await texts(engine, handle, 300, 100)).toEqual(once.slice(300, 400));
  });

  it("of a script that writes show what it would have written", async () => {
    const { engine, handle } = await opened(
      'Song.objects.update(name="x")\nSong.objects.values_list("name", flat=True)',
    );
    expect(await texts(engine, handle, 900, 2)).toEqual(["x", "x"]);
  });

  it("leave the statement's SQL as it was written", async () => {
    const { statement } = await opened('Song.objects.filter(name="Song 1").order_by("name")');
    expect(statement.sql).toHaveLength(1);
    expect(statement.sql[0]).toMatch(/WHERE .*= 'Song 1' ORDER BY [^,]* ASC$/);
    expect(statement.sqlMilliseconds).toHaveLength(1);
  });

  it("go on after a result was given its old id in another engine", async () => {
    const workspace = musicWorkspace({ sql: SONGS });
    const engine = await openEngine(workspace);
    const answer = await engine.run({ source: "Song.objects.all()", results: ["as before"] }, NEVER);
    expect(statementsOf(answer)[0]?.result?.id).toBe("as before");
    expect((await engine.handlers.page({ id: "as before", start: 300, count: 5 }, NEVER)).rows).toHaveLength(5);
  });

  it("fail with the database's words where the table has gone meanwhile", async () => {
    const { engine, handle, workspace } = await opened("Song.objects.all()");
    write(workspace.database, "ALTER TABLE music_song RENAME TO gone");
    await expect(engine.handlers.page({ id: handle.id, start: 300, count: 5 }, NEVER)).rejects.toThrow(
      /no such table: music_song/,
    );
  });
});
