import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import { ask, fingerprint } from "../database/temporary";
import { bundled } from "../engine/bundle";
import {
  applied,
  applyView,
  dump,
  musicWorkspace,
  NEVER,
  openEngine,
  preview,
  readValue,
  run,
  short,
  statementsOf,
  undone,
  write,
} from "../engine/music";
import { startEngine } from "../engine/process";

/*
 * Ways in which other database tools are known to have lost or changed somebody's data, each as a test of the same name.
 * What of them is about a grid is tried in test/e2e/failures.test.ts.
 */

const BACKENDS = ["native", "sqljs"] as const;
const built = bundled({ engine: "src/engine/main.ts" });

const rowsOf = (database: string, sql: string): unknown[] => ask(database, sql).map((row) => Object.values(row));

async function refusal(engine: Engine, source: string): Promise<string> {
  const answer = await run(engine, source);
  if (answer.kind === "preview") return `preview: ${answer.preview.summary}`;
  const { error } = statementsOf(answer).at(-1) ?? {};
  return error ? `${error.type}: ${error.message}` : answer.kind;
}

describe.each(BACKENDS)("1. another tool's rows wiped on the next insert, on %s", (backend) => {
  it("what was written between load and save is still there after our insert", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { backend });
    await readValue(engine, "Album.objects.count()");
    write(workspace.database, "INSERT INTO music_song (id, name, album_id) VALUES (100, 'theirs', 1)");
    const view = await preview(engine, 'Song.objects.create(name="ours", album_id=1)');
    write(workspace.database, "INSERT INTO music_album (id, title, artist, genre) VALUES (100, 'theirs', 'x', 'y')");
    await applyView(engine, view);
    write(workspace.database, "INSERT INTO music_song (id, name, album_id) VALUES (200, 'theirs too', 1)");
    await applied(engine, 'Song.objects.create(name="ours again", album_id=1)');
    const names = "SELECT name FROM music_song WHERE id > 8 ORDER BY id";
    expect(rowsOf(workspace.database, names).flat()).toEqual(["theirs", "ours", "theirs too", "ours again"]);
    expect(rowsOf(workspace.database, "SELECT title FROM music_album WHERE id = 100")).toEqual([["theirs"]]);
  });
});

describe.each(BACKENDS)("2. an edit that lands on a different row, on %s", (backend) => {
  it("a row found by sorting, filtering and paging is changed by its key, however the rows have moved since", async () => {
    const sql = `WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
      INSERT INTO music_song (id, name, album_id) SELECT i, 'Song ' || (i * 7919 % 1000), 1 + i % 5 FROM n`;
    const workspace = musicWorkspace({ sql });
    const engine = await openEngine(workspace, { backend });
    const answer = await run(engine, 'Song.objects.filter(album_id__in=[2, 3]).order_by("-name")');
    const id = statementsOf(answer)[0]?.result?.id ?? "";
    const page = await engine.handlers.page({ id, start: 120, count: 10 }, NEVER);
    const [key, name] = [page.rows[4]?.[0]?.text ?? "", page.rows[4]?.[1]?.text ?? ""];
    expect(rowsOf(workspace.database, `SELECT name FROM music_song WHERE id = ${key}`)).toEqual([[name]]);
    // Rows in front of it come and go.
    write(workspace.database, `DELETE FROM music_song WHERE name > '${name}' AND id % 2 = 0`);
    write(workspace.database, "INSERT INTO music_song (name, album_id) VALUES ('Zzz', 2), ('Zzz', 3)");
    const before = dump(workspace.database).music_song ?? [];
    await applied(engine, `Song.objects.filter(pk=${key}).update(name="edited")`);
    const after = dump(workspace.database).music_song ?? [];
    expect(after.filter((row) => !before.includes(row))).toEqual([
      expect.stringContaining(`"${key}n","name":"edited"`),
    ]);
  });
});

describe.each(BACKENDS)("3. a condition left empty hits every row, on %s", (backend) => {
  it("a write without a filter says how many rows it is about, and is not applied by a single click", async () => {
    const workspace = musicWorkspace();
    const untouched = fingerprint(workspace.database);
    const engine = await openEngine(workspace, { backend, guards: { roles: {}, readOnly: false } });
    const view = await preview(engine, 'Album.objects.filter().update(genre="x")');
    expect(view.summary).toBe("5 rows to update");
    const all = await preview(engine, "Song.objects.all().delete()");
    expect(all.warnings.map(({ message }) => message).join()).toMatch(/every row|8/);
    expect((await engine.apply(all.id, NEVER)).kind).toBe("unconfirmed");
    expect(fingerprint(workspace.database)).toBe(untouched);
  });

  it("an empty list of keys is about no row", async () => {
    const engine = await openEngine(musicWorkspace(), { backend });
    expect(await refusal(engine, 'Album.objects.filter(pk__in=[]).update(genre="x")')).toBe("read");
    expect(await refusal(engine, "Album.objects.none().delete()")).toBe("read");
    expect(await refusal(engine, 'Album.objects.filter(pk=None).update(genre="x")')).toBe("read");
  });
});

const SEATS = `CREATE TABLE music_seat (hall varchar(5) NOT NULL, number integer NOT NULL, taken varchar(20) NOT NULL, PRIMARY KEY (hall, number));
  INSERT INTO music_seat VALUES ('A', 1, 'ann'), ('A', 2, 'bob'), ('B', 1, 'cy')`;
const SEAT = `class Seat(models.Model):
    pk = models.CompositePrimaryKey("hall", "number")
    hall = models.CharField(max_length=5)
    number = models.IntegerField()
    taken = models.CharField(max_length=20)
`;

describe.each(BACKENDS)("4. half of a composite key used, on %s", (backend) => {
  it("two rows that share the first column stay two rows", async () => {
    const workspace = musicWorkspace({ models: SEAT, sql: SEATS });
    const engine = await openEngine(workspace, { backend });
    const before = dump(workspace.database);
    const seat = 'seat = Seat.objects.get(pk=("A", 2))';
    const view = await preview(engine, `${seat}\nseat.taken = "dora"\nseat.save()`);
    expect(view.effects.map(({ count, rows }) => [count, rows[0]?.pk])).toEqual([[1, ["A", 2]]]);
    await applyView(engine, view);
    await applied(engine, `${seat}\nseat.delete()`);
    expect(rowsOf(workspace.database, "SELECT taken FROM music_seat ORDER BY 1")).toEqual([["ann"], ["cy"]]);
    await undone(engine);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });
});

describe.each(BACKENDS)("5. what is run differs from what was shown, on %s", (backend) => {
  it("a table without a key that mixes NULL and 'null' changes as it was shown", async () => {
    const sql =
      "CREATE TABLE note (a TEXT, b TEXT); INSERT INTO note VALUES (NULL, '1'), ('null', '2'), ('NULL', '3'), ('', '4')";
    const workspace = musicWorkspace({
      sql: `${sql}; CREATE TRIGGER t AFTER UPDATE ON music_album BEGIN
      UPDATE note SET b = b || '!' WHERE a IS NULL; DELETE FROM note WHERE a = 'null'; END`,
    });
    const engine = await openEngine(workspace, { backend });
    const before = dump(workspace.database);
    const view = await preview(engine, 'Album.objects.filter(id=1).update(genre="x")');
    const shown = view.effects
      .filter(({ table }) => table === "note")
      .map(({ action, rows }) => [action, rows.length, rows[0]?.before?.b]);
    expect(shown.sort()).toEqual([
      ["delete", 1, "2"],
      ["update", 1, "1"],
    ]);
    await applyView(engine, view);
    expect(rowsOf(workspace.database, "SELECT a, b FROM note ORDER BY b")).toEqual([
      [null, "1!"],
      ["NULL", "3"],
      ["", "4"],
    ]);
    await undone(engine);
    const sorted = (state: Record<string, string[]>): string[] => [...(state.note ?? [])].sort();
    expect(sorted(dump(workspace.database))).toEqual(sorted(before));
  });

  it("the same statement on the same rows is the same SQL and the same fingerprint, after an apply and its undo", async () => {
    const workspace = musicWorkspace();
    const source = 'Album.objects.filter(genre="Rock").update(genre="Pop")\nSong.objects.filter(album_id=5).delete()';
    const engine = await openEngine(workspace, { backend });
    const view = await preview(engine, source);
    await applyView(engine, view);
    await undone(engine);
    const again = await preview(engine, source);
    expect(again.statements.map(({ sql }) => sql)).toEqual(view.statements.map(({ sql }) => sql));
    expect(again.fingerprint).toBe(view.fingerprint);
  });
});

describe.each(BACKENDS)("6. “1 row updated”, and nothing has changed, on %s", (backend) => {
  it.each([
    ["ignores it", "BEFORE UPDATE ON music_album BEGIN SELECT RAISE(IGNORE); END"],
    [
      "puts the old value back",
      "AFTER UPDATE ON music_album BEGIN UPDATE music_album SET genre = OLD.genre WHERE id = OLD.id; END",
    ],
  ])("where a trigger %s, no row is said to change", async (_, trigger) => {
    const workspace = musicWorkspace({ sql: `CREATE TRIGGER keep ${trigger}` });
    const engine = await openEngine(workspace, { backend });
    expect(await refusal(engine, 'Album.objects.filter(id=2).update(genre="x")')).toBe("read");
  });

  it("what is said to be applied is read back from the file", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { backend });
    const { summary } = await applied(engine, 'Album.objects.filter(id=2).update(genre="x")');
    expect(summary).toBe("1 row updated");
    expect(rowsOf(workspace.database, "SELECT genre FROM music_album WHERE id = 2")).toEqual([["x"]]);
    // The value that is there already is no change.
    expect(await refusal(engine, 'Album.objects.filter(id=2).update(genre="x")')).toBe("read");
  });
});

const BIG = 9007199254740993n;
const LEDGER = `class Account(models.Model):
    number = models.BigIntegerField(primary_key=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    data = models.JSONField(null=True)

class Booking(models.Model):
    account = models.ForeignKey(Account, models.CASCADE)
    value = models.BigIntegerField()
`;
const LEDGER_SQL = `CREATE TABLE music_account (number bigint NOT NULL PRIMARY KEY, amount decimal NOT NULL, data text NULL);
  CREATE TABLE music_booking (id integer PRIMARY KEY AUTOINCREMENT, account_id bigint NOT NULL REFERENCES music_account (number) DEFERRABLE INITIALLY DEFERRED, value bigint NOT NULL);
  INSERT INTO music_account VALUES (${BIG}, '83261.85', '{"n": ${BIG}}'), (${BIG - 1n}, '1.10', NULL);
  INSERT INTO music_booking VALUES (1, ${BIG}, ${BIG}), (2, ${BIG - 1n}, -${BIG})`;

describe.each(BACKENDS)("7. the last digits of a large integer become 000, on %s", (backend) => {
  it("2^53 + 1 as key, foreign key, value and in JSON is exact through two processes, apply and undo", async () => {
    const workspace = musicWorkspace({ models: LEDGER, sql: LEDGER_SQL });
    const before = dump(workspace.database);
    const { channel } = startEngine(built.path("engine"));
    await channel.call("open", { workspace: workspace.folder, storage: workspace.storage, backend });
    const source = `Account.objects.filter(pk=${BIG}).update(data={"n": ${BIG + 2n}})
Booking.objects.filter(account=${BIG}).update(value=F("value") + 2)
Booking.objects.create(account_id=${BIG - 1n}, value=${BIG})`;
    const answer = await channel.call("run", { source });
    if (answer.kind !== "preview") throw new Error(answer.kind);
    const rows = answer.preview.effects.flatMap((effect) => effect.rows);
    expect(rows.map(({ pk }) => pk)).toEqual(expect.arrayContaining([BIG]));
    expect(rows.find(({ after }) => after?.value === BIG + 2n)?.before?.value).toBe(BIG);
    expect(rows.find(({ after }) => after?.account_id !== undefined)?.after?.account_id).toBe(BIG - 1n);
    expect((await channel.call("apply", { preview: answer.preview.id })).kind).toBe("applied");
    const connection = new DatabaseSync(workspace.database);
    const query = connection.prepare("SELECT account_id, value FROM music_booking ORDER BY id");
    query.setReadBigInts(true);
    expect(query.all().map((row) => Object.values(row))).toEqual([
      [BIG, BIG + 2n],
      [BIG - 1n, -BIG],
      [BIG - 1n, BIG],
    ]);
    connection.close();
    expect(rowsOf(workspace.database, `SELECT data FROM music_account WHERE number = ${BIG}`)).toEqual([
      [`{"n": ${BIG + 2n}}`],
    ]);
    const undo = await channel.call("undo", {});
    if (undo.kind !== "preview") throw new Error(undo.kind);
    await channel.call("apply", { preview: undo.preview.id });
    expect(dump(workspace.database)).toEqual(before);
  });

  it("83261.85 stays 83261.85", async () => {
    const workspace = musicWorkspace({ models: LEDGER, sql: LEDGER_SQL });
    const engine = await openEngine(workspace, { backend });
    expect(await refusal(engine, `a = Account.objects.get(pk=${BIG})\na.save()`)).toBe("read");
    await applied(
      engine,
      `Account.objects.filter(pk=${BIG - 1n}).update(amount=Account.objects.get(pk=${BIG}).amount)`,
    );
    expect(await readValue(engine, `str(Account.objects.get(pk=${BIG - 1n}).amount)`)).toBe("83261.85");
  });
});

const EVENT = `class Event(models.Model):
    at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    note = models.TextField(null=True)
`;
const EVENT_SQL = `CREATE TABLE music_event (id integer PRIMARY KEY AUTOINCREMENT, at datetime NULL, day date NULL, note text NULL);
  INSERT INTO music_event VALUES (1, '2024-03-31 01:30:00', '2024-03-31', ''), (2, '2024-10-27 00:30:00.123456', '1999-12-31', NULL),
    (3, NULL, NULL, 'null'), (4, '2024-03-31 00:59:59.999999', '2024-02-29', ' ')`;

describe.each(BACKENDS)("8. a time that moves two hours each time it is looked at, on %s", (backend) => {
  it.each(["Europe/Berlin", "America/New_York", "Asia/Kolkata"])(
    "what is read and saved again is the same, in %s",
    async (zone) => {
      const workspace = musicWorkspace({ models: EVENT, sql: EVENT_SQL });
      const settings = join(workspace.folder, "settings.py");
      writeFileSync(settings, readFileSync(settings, "utf8").replace('TIME_ZONE = "UTC"', `TIME_ZONE = "${zone}"`));
      const old = process.env.TZ;
      process.env.TZ = zone;
      try {
        const engine = await openEngine(workspace, { backend });
        const untouched = fingerprint(workspace.database);
        expect(await refusal(engine, "for e in Event.objects.all(): e.save()")).toBe("read");
        expect(
          await refusal(
            engine,
            "for e in Event.objects.all(): Event.objects.filter(pk=e.pk).update(at=e.at, day=e.day)",
          ),
        ).toBe("read");
        expect(fingerprint(workspace.database)).toBe(untouched);
      } finally {
        if (old === undefined) delete process.env.TZ;
        else process.env.TZ = old;
      }
    },
  );
});

describe.each(BACKENDS)("9. a NULL that becomes an empty text, on %s", (backend) => {
  it("NULL, the empty text, a space and the word null stay what they are when a row is saved", async () => {
    const workspace = musicWorkspace({ models: EVENT, sql: EVENT_SQL });
    const engine = await openEngine(workspace, { backend });
    expect(await refusal(engine, "for e in Event.objects.all(): e.save()")).toBe("read");
    await applied(engine, "for e in Event.objects.all(): e.day = date(2000, 1, 1); e.save()");
    const notes = rowsOf(workspace.database, "SELECT note, typeof(note) FROM music_event ORDER BY id");
    expect(notes).toEqual([
      ["", "text"],
      [null, "null"],
      ["null", "text"],
      [" ", "text"],
    ]);
  });
});

describe.each(BACKENDS)("10. “database disk image is malformed”, on %s", (backend) => {
  it("a file that another program writes through its WAL is never written around it", async () => {
    const workspace = musicWorkspace({ sql: "PRAGMA journal_mode = WAL" });
    const other = new DatabaseSync(workspace.database);
    other.exec("PRAGMA wal_autocheckpoint = 0; UPDATE music_album SET genre = 'theirs' WHERE id = 5");
    const engine = await openEngine(workspace, { backend });
    for (let turn = 0; turn < 5; turn++) {
      const view = await preview(engine, `Album.objects.filter(id=1).update(genre="turn ${turn}")`);
      const ended = await engine.apply(view.id, NEVER).then(
        ({ kind }) => kind,
        (error: unknown) => (error as { code: string }).code,
      );
      expect(ended).toBe(backend === "native" ? "applied" : "ReadOnly");
      other.exec(`INSERT INTO music_song (name, album_id) VALUES ('theirs ${turn}', 5)`);
      if (turn === 2) other.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    other.close();
    expect(rowsOf(workspace.database, "PRAGMA integrity_check")).toEqual([["ok"]]);
    expect(rowsOf(workspace.database, "SELECT count(*) FROM music_song WHERE name LIKE 'theirs%'")).toEqual([[5]]);
    expect(rowsOf(workspace.database, "SELECT genre FROM music_album WHERE id = 5")).toEqual([["theirs"]]);
  });
});

describe.each(BACKENDS)("and also, on %s", (backend) => {
  it("a copied row does not overwrite its source", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { backend });
    const source = rowsOf(workspace.database, "SELECT * FROM music_album WHERE id = 2");
    const view = await preview(engine, 'a = Album.objects.get(pk=2)\na.pk = None\na.title = "A copy"\na.save()');
    expect(short(view.effects)).toEqual(["insert music.Album statement 1"]);
    await applyView(engine, view);
    expect(rowsOf(workspace.database, "SELECT * FROM music_album WHERE id = 2")).toEqual(source);
    expect(rowsOf(workspace.database, "SELECT count(*) FROM music_album")).toEqual([[6]]);
  });

  it("a preview is applied to the database that it is of, or to none", async () => {
    const [first, second] = [musicWorkspace(), musicWorkspace()];
    const engine = await openEngine(first, { backend });
    const view = await preview(engine, 'Album.objects.filter(id=2).update(genre="x")');
    const untouched = [fingerprint(first.database), fingerprint(second.database)];
    await engine.open({ workspace: second.folder, storage: second.storage, backend });
    expect(await engine.apply(view.id, NEVER)).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("no longer held") as unknown,
    });
    expect([fingerprint(first.database), fingerprint(second.database)]).toEqual(untouched);
  });

  it("an undo puts back rows with NULLs, and a damaged entry of the history stops no other one", async () => {
    const workspace = musicWorkspace({ models: EVENT, sql: EVENT_SQL });
    const engine = await openEngine(workspace, { backend });
    const before = dump(workspace.database);
    await applied(engine, "Event.objects.filter(note=None).delete()");
    await applied(engine, 'Event.objects.filter(at=None).update(at=timezone.now(), note="")');
    const journal = readdirSync(workspace.storage, { recursive: true, encoding: "utf8" }).filter((name) =>
      /journal\/.*\.(journal|json)$/.test(name),
    );
    expect(journal).toHaveLength(2);
    const whole = join(workspace.storage, journal[0] ?? "");
    const bytes = readFileSync(whole);
    for (const [name, content] of [
      ["0000000-cut", bytes.subarray(0, bytes.length / 2)],
      ["0000001-empty", new Uint8Array()],
      ["0000002-text", Buffer.from("{ this is no entry")],
    ] as const)
      writeFileSync(whole.replace(/[^/]+(\.\w+)$/, `${name}$1`), content);
    copyFileSync(whole, `${whole}.part`);
    const next = await openEngine(workspace, { backend });
    await undone(next);
    await undone(next);
    expect(dump(workspace.database)).toEqual(before);
  });

  it("cascades of the database fire although SQLite has foreign keys off by default", async () => {
    const models = `class Play(models.Model):
    song = models.ForeignKey(Song, models.DO_NOTHING)
`;
    const sql = `CREATE TABLE music_play (id integer PRIMARY KEY AUTOINCREMENT, song_id integer NOT NULL REFERENCES music_song (id) ON DELETE CASCADE);
      INSERT INTO music_play (song_id) VALUES (1), (1), (2)`;
    const workspace = musicWorkspace({ models, sql });
    const engine = await openEngine(workspace, { backend });
    const before = dump(workspace.database);
    const view = await preview(engine, "Song.objects.filter(id=1).delete()");
    expect(view.effects.map(({ model, count }) => [model, count])).toEqual([
      ["music.Song", 1],
      ["music.Play", 2],
    ]);
    await applyView(engine, view);
    expect(rowsOf(workspace.database, "PRAGMA foreign_key_check")).toEqual([]);
    expect(rowsOf(workspace.database, "SELECT count(*) FROM music_play")).toEqual([[1]]);
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });

  it("other programs can write while a result, a preview or a history is looked at", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { backend });
    const other = new DatabaseSync(workspace.database, { timeout: 0 });
    const answer = await run(engine, "Song.objects.all()");
    other.exec("INSERT INTO music_song (name, album_id) VALUES ('theirs', 1)");
    await engine.handlers.page({ id: statementsOf(answer)[0]?.result?.id ?? "", start: 0, count: 3 }, NEVER);
    other.exec("BEGIN EXCLUSIVE; COMMIT");
    const view = await preview(engine, 'Album.objects.filter(id=2).update(genre="x")');
    other.exec("BEGIN EXCLUSIVE; INSERT INTO music_song (name, album_id) VALUES ('theirs', 1); COMMIT");
    await engine.history();
    other.exec("BEGIN EXCLUSIVE; COMMIT");
    other.close();
    await applyView(engine, view);
    expect(rowsOf(workspace.database, "SELECT count(*) FROM music_song WHERE name = 'theirs'")).toEqual([[2]]);
  });

  it("a large table is opened without being counted", async () => {
    const sql = `WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < 150000)
      INSERT INTO music_song (id, name, album_id) SELECT i, 'Song', 1 FROM n`;
    const engine = await openEngine(musicWorkspace({ sql }), { backend });
    const [statement] = statementsOf(await run(engine, "Song.objects.all()"));
    expect(statement?.result?.rowCount).toBeNull();
    expect(statement?.sql.join()).not.toMatch(/COUNT\(/i);
    const id = statement?.result?.id ?? "";
    expect(await engine.handlers.total({ id, exact: false }, NEVER)).toEqual({ rows: null, moreThan: 100_000 });
    expect(await engine.handlers.total({ id, exact: true }, NEVER)).toEqual({ rows: 150_000 });
  });

  it("what another program has in its WAL is read at once", async () => {
    const workspace = musicWorkspace({ sql: "PRAGMA journal_mode = WAL" });
    const engine = await openEngine(workspace, { backend });
    const other = new DatabaseSync(workspace.database);
    other.exec("PRAGMA wal_autocheckpoint = 0");
    for (let turn = 1; turn <= 3; turn++) {
      other.exec("INSERT INTO music_song (name, album_id) VALUES ('theirs', 1)");
      expect(await readValue(engine, 'Song.objects.filter(name="theirs").count()')).toBe(BigInt(turn));
    }
    other.close();
  });
});
