import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../../src/database/backend";
import { momentOf } from "../../../src/engine/clock";
import { warningsOf } from "../../../src/engine/warnings";
import { MemoryJournal } from "../../../src/preview/journal/memory";
import { observeJson } from "../../../src/preview/observe";
import { apply, type Plan, type Rehearsal, type RunContext, rehearse } from "../../../src/preview/rehearsal";
import { toResult } from "../../../src/preview/report";
import type { ScriptHost } from "../../../src/preview/script";
import type { StatementResult } from "../../../src/protocol/results";
import { makeMusic, openMusic } from "./music";
import { type PostgresServer, PROGRAMS, startPostgres } from "./server";

describe.skipIf(PROGRAMS === null)("writing to PostgreSQL", () => {
  let server: PostgresServer | null = null;
  let opened: { readonly backend: Backend; readonly host: ScriptHost } | null = null;
  const journal = new MemoryJournal();
  let ids = 0;

  const context = (): RunContext => {
    if (!opened) throw new Error("the database was not opened");
    return { ...opened, signal: null, observe: observeJson };
  };
  const planOf = (source: string): Plan => {
    const { host } = context();
    const now = momentOf("2024-06-01T09:30:00", host.project.settings);
    return { kind: "script", script: { source: `${source}\n`, now, seed: 1, keepGoing: false } };
  };
  const results = (rehearsal: Rehearsal): StatementResult[] =>
    rehearsal.statements.map((statement) => toResult(statement, context().host.registry));
  const run = async (source: string): Promise<StatementResult> => {
    const last = results(await rehearse(context(), planOf(source))).at(-1);
    if (!last) throw new Error("nothing was run");
    return last;
  };
  const rows = (sql: string) => server?.sql("music", sql);
  const whole = () =>
    rows(
      "SELECT (SELECT jsonb_agg(a ORDER BY id) FROM music_artist a) AS artists, (SELECT jsonb_agg(a ORDER BY id) FROM music_album a) AS albums",
    );

  beforeAll(async () => {
    server = await startPostgres();
    opened = await openMusic(
      await makeMusic(
        server,
        "music",
        `UPDATE music_album SET price = 12345678901234567890.1234567890, released = '2024-01-02 03:04:05.000006+02',
          length = '1 day 02:03:04.5', data = '{"n": 12345678901234567890, "t": null}', cover = '\\x00ff',
          code = '550e8400-e29b-41d4-a716-446655440000' WHERE id = 1;
        -- Deleted rows come back under their old keys even here.
        ALTER TABLE music_artist ALTER id SET GENERATED ALWAYS;
        CREATE TABLE noted (id serial PRIMARY KEY, what text);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO noted (what) VALUES (NEW.name); RETURN NULL; END $$;
        CREATE TRIGGER noting AFTER INSERT ON music_artist FOR EACH ROW EXECUTE FUNCTION note();`,
      ),
    );
  });

  afterAll(async () => {
    await opened?.backend.close();
    await server?.stop();
  });

  it.each([
    [
      "a change",
      'Album.objects.filter(pk=1).update(title="Other", price=1, released=None, length=None, data=None, cover=None, code=None, active=False)',
    ],
    [
      "changes of many rows",
      'for album in Album.objects.all():\n    album.plays += 1\n    album.data = {"a": [1]}\n    album.save()',
    ],
    [
      "a bulk update",
      'albums = list(Album.objects.all())\nfor album in albums:\n    album.length = datetime.timedelta(days=album.pk)\n    album.active = False\nAlbum.objects.bulk_update(albums, ["length", "active"])',
    ],
    [
      "new rows",
      'Album.objects.bulk_create([Album(title="a", artist_id=1, data=[1, None]), Album(title="b", cover=b"\\x01")])',
    ],
    ["deleted rows and what goes with them", "Artist.objects.all().delete()"],
    ["values of chance, which a replay draws again", "Album.objects.update(price=Random())"],
    ["a row that a trigger makes another for", 'Artist.objects.create(name="Can")'],
  ])("applies and takes back %s, exactly", async (_what, source) => {
    const before = await whole();
    const plan = planOf(source);
    const preview = await rehearse(context(), plan);
    expect(results(preview).flatMap(({ error }) => error ?? [])).toEqual([]);
    expect(await whole()).toEqual(before);
    const applied = await apply(context(), preview, journal, () => `entry${ids++}`);
    expect(applied.kind).toBe("applied");
    expect(await whole()).not.toEqual(before);
    const [entry] = await journal.list();
    if (!entry) throw new Error("nothing was journalled");
    const undo: Plan = { kind: "undo", entry, changes: await journal.open(entry.id) };
    const back = await rehearse(context(), undo);
    expect((await apply(context(), back, journal, () => `entry${ids++}`)).kind).toBe("applied");
    expect(await whole()).toEqual(before);
  });

  it("says what a trigger did, and that there is one", async () => {
    const rehearsal = await rehearse(context(), planOf('Artist.objects.create(name="Can")'));
    expect(results(rehearsal)[0]?.effects.map(({ table, action, cause }) => [table, action, cause])).toEqual([
      ["music_artist", "insert", "statement"],
      ["noted", "insert", "trigger"],
    ]);
    const { backend, host } = context();
    expect((await warningsOf(rehearsal, backend, host.registry)).map(({ message }) => message)).toEqual([
      expect.stringContaining("noting"),
      expect.stringContaining("sequence"),
    ]);
  });

  it("refuses an apply after another program changed a row", async () => {
    const plan = planOf("Album.objects.filter(pk=2).update(plays=1)");
    const preview = await rehearse(context(), plan);
    await rows("UPDATE music_album SET plays = 70 WHERE id = 2");
    expect((await apply(context(), preview, journal, () => `entry${ids++}`)).kind).toBe("conflict");
    await rows("UPDATE music_album SET plays = 7 WHERE id = 2");
  });

  it.each([
    ['Artist.objects.create(name="Abba")', "IntegrityError", /Artist\.name is already taken: 'Abba'/],
    [
      'Album.objects.create(title="x", artist_id=99)',
      "IntegrityError",
      /Album\.artist points at Artist 99, which does not exist/,
    ],
    ["Album.objects.create(title=None)", "IntegrityError", /Album\.title has no value/],
    ["Album.objects.filter(pk=1).update(plays=-1)", "IntegrityError", /Album\.plays/],
  ])("explains what was wrong with %s", async (source, type, hint) => {
    expect((await run(source)).error).toMatchObject({ type, hint: expect.stringMatching(hint) });
  });

  it("goes on after an error that a script catches", async () => {
    const source =
      'try:\n    Artist.objects.create(name="Abba")\nexcept IntegrityError:\n    pass\nArtist.objects.count()';
    expect(await run(source)).toMatchObject({ value: 2n });
    const broken =
      'with transaction.atomic():\n    try:\n        Artist.objects.create(name="Abba")\n    except IntegrityError:\n        pass\n    Artist.objects.count()';
    expect((await run(broken)).error).toMatchObject({ type: "TransactionManagementError" });
  });

  it("locks rows where a transaction keeps the lock, and only there", async () => {
    const inside =
      'with transaction.atomic():\n    names = [a.title for a in Album.objects.select_for_update(of=("self",), nowait=True).order_by("id")]';
    const locked = await run(inside);
    expect(locked.error).toBeUndefined();
    expect(locked.sql.join("\n")).toMatch(/FOR UPDATE OF "music_album" NOWAIT/);
    expect((await run("list(Album.objects.select_for_update())")).error).toMatchObject({
      type: "TransactionManagementError",
    });
  });

  it("has DISTINCT ON, and JSON that contains", async () => {
    const firsts = await run(
      'list(Album.objects.order_by("artist_id", "-plays").distinct("artist_id").values_list("title", flat=True))',
    );
    expect(firsts.value).toEqual(["Voulez", "Parklife"]);
    expect((await run('Album.objects.filter(data__contains={"t": None}).count()')).value).toBe(1n);
  });
});
