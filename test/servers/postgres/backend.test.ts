import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend, RowChange, Transaction, WriteKind } from "../../../src/database/backend";
import { openDatabase } from "../../../src/database/open";
import { changed } from "../changed";
import { makeMusic } from "./music";
import { PASSWORD, type PostgresServer, PROGRAMS, startPostgres } from "./server";

const ALBUM = "music_album";

/** Key and changed columns of each change, in the order of tables and keys. */
function brief(changes: readonly RowChange[]): unknown[] {
  return changes
    .map(({ action, table, key, before, after }) => ({ action, table, key: Object.values(key)[0], before, after }))
    .sort((a, b) => (`${a.table} ${a.key}` < `${b.table} ${b.key}` ? -1 : 1))
    .map(({ action, table, key, before, after }) => [action, table, key, action === "update" ? [before, after] : null]);
}

const where = (text: string): Pick<WriteKind, "condition"> => ({ condition: { sql: text, parameters: [] } });

describe.skipIf(PROGRAMS === null)("a database on PostgreSQL", () => {
  let server: PostgresServer | null = null;
  let backend: Backend | null = null;

  const given = (): PostgresServer => {
    if (!server) throw new Error("the server did not start");
    return server;
  };
  const on = (): Backend => {
    if (!backend) throw new Error("the database was not opened");
    return backend;
  };
  const rehearse = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => on().transaction(work);

  beforeAll(async () => {
    server = await startPostgres();
    const url = await makeMusic(
      server,
      "music",
      `
      CREATE TABLE room (id int PRIMARY KEY, name text);
      CREATE TABLE chair (id int PRIMARY KEY, room int REFERENCES room ON DELETE CASCADE ON UPDATE CASCADE);
      CREATE TABLE leg (id int PRIMARY KEY, chair int REFERENCES chair ON DELETE SET NULL);
      INSERT INTO room VALUES (1, 'a'), (2, 'b');
      INSERT INTO chair VALUES (10, 1), (11, 1), (12, 2);
      INSERT INTO leg VALUES (100, 10), (101, 12);
      CREATE TABLE stock (id int PRIMARY KEY, amount int, changed int NOT NULL DEFAULT 0);
      CREATE TABLE audit (id serial PRIMARY KEY, what text);
      CREATE TABLE total (id int PRIMARY KEY, amount int);
      INSERT INTO stock VALUES (1, 5), (2, 6); INSERT INTO total VALUES (1, 11), (2, 0);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO audit (what) VALUES (TG_OP);
        UPDATE total SET amount = (SELECT sum(s.amount) FROM stock s) WHERE id = 1;
        DELETE FROM total WHERE id = 2;
        RETURN NULL; END $$;
      CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := OLD.changed + 1; RETURN NEW; END $$;
      CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE ON stock FOR EACH ROW EXECUTE FUNCTION note();
      CREATE TRIGGER stamped BEFORE UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION stamp();
      CREATE FUNCTION sneaky() RETURNS int LANGUAGE sql AS 'DELETE FROM music_album RETURNING 1';
      CREATE TABLE nameless (a int);
      CREATE VIEW loud AS SELECT * FROM music_artist;
      `,
    );
    backend = await openDatabase({ url, workspace: "/" });
  });

  afterAll(async () => {
    await backend?.close();
    await server?.stop();
  });

  it("says where it is, and never with what password", () => {
    const { info } = on();
    expect(info).toMatchObject({ kind: "postgres", name: "music on 127.0.0.1", readOnly: false });
    expect(JSON.stringify(info)).not.toContain("s3cr");
    expect(info.location).toBe(`postgresql://queryset:***@127.0.0.1:${given().port}/music`);
  });

  it("reads values exactly", async () => {
    const rows = await on().read((session) =>
      session.all(
        `SELECT 9007199254740993::bigint AS big, 12345678901234567890.1234567890::numeric AS num, 0.1::float8 AS flt,
          'NaN'::float8 AS nan, true AS yes, '\\x00ff'::bytea AS bytes, '{"n": 12345678901234567890}'::jsonb AS doc,
          timestamptz '2024-01-02 03:04:05.000006+02' AS moment, timestamp '2024-01-02 03:04:05' AS naive, date '0044-03-15' AS day,
          time '23:59:59.999999' AS clock, interval '1 year 2 mons -3 days 04:05:06.7' AS span,
          '550e8400-e29b-41d4-a716-446655440000'::uuid AS code, ARRAY['a', 'b c', NULL] AS list, int4range(1, 5) AS span2, NULL AS none`,
      ),
    );
    expect(rows[0]).toEqual({
      big: 9007199254740993n,
      num: "12345678901234567890.1234567890",
      flt: 0.1,
      nan: Number.NaN,
      yes: "true",
      bytes: new Uint8Array([0, 255]),
      doc: '{"n": 12345678901234567890}',
      moment: "2024-01-02 01:04:05.000006+00",
      naive: "2024-01-02 03:04:05",
      day: "0044-03-15",
      clock: "23:59:59.999999",
      span: "1 year 2 mons -3 days +04:05:06.7",
      code: "550e8400-e29b-41d4-a716-446655440000",
      list: '{a,"b c",NULL}',
      span2: "[1,5)",
      none: null,
    });
  });

  it("writes nothing in a read, whatever the statement hides", async () => {
    for (const sql of [
      "SELECT nextval('music_album_id_seq')",
      "WITH gone AS (DELETE FROM music_album RETURNING id) SELECT * FROM gone",
      "EXPLAIN ANALYZE DELETE FROM music_album",
      "SELECT 1; DELETE FROM music_album",
      "DELETE FROM music_album",
    ])
      await expect(on().read((session) => session.all(sql))).rejects.toMatchObject({
        name: expect.stringMatching(/Error/),
      });
    for (const sql of [
      "WITH gone AS (DELETE FROM music_album RETURNING id) SELECT * FROM gone",
      "EXPLAIN ANALYZE DELETE FROM music_album",
      "SELECT sneaky() AS n",
      'SELECT "sneaky"() AS n',
    ])
      await expect(rehearse((transaction) => transaction.all(sql))).rejects.toMatchObject({
        name: expect.stringMatching(/Error/),
      });
    expect(await given().sql("music", "SELECT count(*)::int AS n FROM music_album")).toEqual([{ n: 3 }]);
  });

  it("rolls a rehearsal back", async () => {
    const { affected } = await rehearse((transaction) =>
      transaction.write("DELETE FROM music_album", [], { action: "delete", table: ALBUM }),
    );
    expect(affected).toBe(3);
    expect(await given().sql("music", "SELECT count(*)::int AS n FROM music_album")).toEqual([{ n: 3 }]);
  });

  it("sees which rows an update changes, from what to what", async () => {
    const result = await rehearse((transaction) =>
      transaction.write('UPDATE "music_album" SET "plays" = "plays" * 2 WHERE "id" < 3', [], {
        action: "update",
        table: ALBUM,
        columns: ["plays"],
        ...where('"id" < 3'),
      }),
    );
    expect(brief(changed(result))).toEqual([
      [
        "update",
        ALBUM,
        1n,
        [
          { id: 1n, plays: 5n },
          { id: 1n, plays: 10n },
        ],
      ],
      [
        "update",
        ALBUM,
        2n,
        [
          { id: 2n, plays: 7n },
          { id: 2n, plays: 14n },
        ],
      ],
    ]);
  });

  it("gives inserted rows whole, with what the database made up", async () => {
    const result = await rehearse((transaction) =>
      transaction.write(
        'INSERT INTO "music_artist" ("name") VALUES (\'Can\'), (\'Doors\') RETURNING "id" AS "id"',
        [],
        {
          action: "insert",
          table: "music_artist",
          columns: ["name"],
          returning: [{ column: "id", as: "id" }],
        },
      ),
    );
    expect(result.rows).toEqual([{ id: 3n }, { id: 4n }]);
    expect(changed(result).map(({ after }) => after)).toEqual([
      { id: 3n, name: "Can", mood: null, tags: "{}" },
      { id: 4n, name: "Doors", mood: null, tags: "{}" },
    ]);
  });

  it("tells the inserted rows of an upsert from the updated ones", async () => {
    const result = await rehearse((transaction) =>
      transaction.write(
        'INSERT INTO "music_artist" ("name", "mood") VALUES ($1, $2), ($3, $4) ON CONFLICT("name") DO UPDATE SET "mood" = EXCLUDED."mood"',
        ["Abba", "loud", "Eels", "calm"],
        {
          action: "insert",
          table: "music_artist",
          columns: ["name", "mood"],
          values: () => ["Abba", "loud", "Eels", "calm"],
          conflict: { ignore: false, unique: ["name"] },
        },
      ),
    );
    expect(changed(result).map(({ action, before, after }) => [action, before?.mood ?? null, after?.mood])).toEqual([
      ["update", "calm", "loud"],
      ["insert", null, "calm"],
    ]);
  });

  it("sees what foreign keys do to other rows, and to those that point at them", async () => {
    const gone = await rehearse((transaction) =>
      transaction.write('DELETE FROM "room" WHERE "id" = 1', [], {
        action: "delete",
        table: "room",
        ...where('"id" = 1'),
      }),
    );
    expect(brief(changed(gone))).toEqual([
      ["delete", "chair", 10n, null],
      ["delete", "chair", 11n, null],
      [
        "update",
        "leg",
        100n,
        [
          { id: 100n, chair: 10n },
          { id: 100n, chair: null },
        ],
      ],
      ["delete", "room", 1n, null],
    ]);
    const moved = await rehearse((transaction) =>
      transaction.write('UPDATE "room" SET "id" = 3 WHERE "id" = 2', [], {
        action: "update",
        table: "room",
        columns: ["id"],
        ...where('"id" = 2'),
      }),
    );
    expect(brief(changed(moved))).toEqual([
      [
        "update",
        "chair",
        12n,
        [
          { id: 12n, room: 2n },
          { id: 12n, room: 3n },
        ],
      ],
      ["delete", "room", 2n, null],
      ["insert", "room", 3n, null],
    ]);
  });

  it("sees what the database's own triggers do, in any table", async () => {
    const result = await rehearse((transaction) =>
      transaction.write('UPDATE "stock" SET "amount" = 50 WHERE "id" = 1', [], {
        action: "update",
        table: "stock",
        columns: ["amount"],
        ...where('"id" = 1'),
      }),
    );
    const changes = changed(result);
    expect(brief(changes).map((change) => (change as unknown[]).slice(0, 2))).toEqual([
      ["insert", "audit"],
      ["update", "stock"],
      ["update", "total"],
      ["delete", "total"],
    ]);
    expect(changes.find(({ table }) => table === "stock")?.after).toEqual({ id: 1n, amount: 50n, changed: 1n });
    expect(changes.find(({ table, action }) => table === "total" && action === "update")).toMatchObject({
      before: { amount: 11n },
      after: { amount: 56n },
    });
    const schema = await on().introspect();
    expect(schema.tables.find(({ name }) => name === "stock")?.triggers).toEqual(["noted", "stamped"]);
  });

  it("sees them too after an earlier write of the same transaction", async () => {
    const write = (transaction: Transaction, amount: number) =>
      transaction.write(`UPDATE "stock" SET "amount" = ${amount} WHERE "id" = 1`, [], {
        action: "update",
        table: "stock",
        columns: ["amount"],
        ...where('"id" = 1'),
      });
    const second = await rehearse(async (transaction) => {
      await write(transaction, 50);
      return write(transaction, 60);
    });
    expect(changed(second).find(({ table }) => table === "total")).toMatchObject({
      before: { amount: 56n },
      after: { amount: 66n },
    });
    expect(changed(second).filter(({ table }) => table === "audit")).toHaveLength(1);
  });

  it("refuses to write where rows have no name of their own", async () => {
    for (const [table, reason] of [
      ["nameless", /no primary key/],
      ["loud", /is a view/],
    ] as const)
      await expect(
        rehearse((transaction) => transaction.write(`DELETE FROM "${table}"`, [], { action: "delete", table })),
      ).rejects.toMatchObject({ code: "Unsupported", message: expect.stringMatching(reason) });
  });

  it("checks deferred foreign keys when it is asked to, and goes on deferring", async () => {
    await rehearse(async (transaction) => {
      const insert = (id: number, artist: number) =>
        transaction.write(`INSERT INTO "music_album" ("id", "title", "artist_id") VALUES (${id}, 'x', ${artist})`, [], {
          action: "insert",
          table: ALBUM,
          columns: ["id", "title", "artist_id"],
        });
      await insert(50, 1);
      expect(await transaction.violations([])).toEqual([]);
      const savepoint = await transaction.savepoint();
      await insert(51, 99);
      await expect(transaction.violations([])).rejects.toMatchObject({
        code: "IntegrityError",
        message: expect.stringContaining('Key (artist_id)=(99) is not present in table "music_artist"'),
      });
      await savepoint.rollback();
      await insert(52, 98);
      await transaction.write('INSERT INTO "music_artist" ("id", "name") VALUES (98, \'late\')', [], {
        action: "insert",
        table: "music_artist",
        columns: ["id", "name"],
      });
      expect(await transaction.violations([])).toEqual([]);
    });
  });

  it("names what was refused", async () => {
    await expect(
      rehearse((transaction) =>
        transaction.write('INSERT INTO "music_artist" ("name") VALUES (\'Abba\')', [], {
          action: "insert",
          table: "music_artist",
          columns: ["name"],
        }),
      ),
    ).rejects.toMatchObject({
      code: "IntegrityError",
      message: expect.stringContaining("Key (name)=(Abba) already exists."),
    });
  });

  it("stops at a row that another program changed meanwhile", async () => {
    await expect(
      rehearse(async (transaction) => {
        await transaction.all("SELECT count(*) FROM music_album");
        await given().sql("music", "UPDATE music_album SET title = 'Changed' WHERE id = 3");
        await transaction.write('UPDATE "music_album" SET "plays" = 1 WHERE "id" = 3', [], {
          action: "update",
          table: ALBUM,
          columns: ["plays"],
          ...where('"id" = 3'),
        });
      }),
    ).rejects.toMatchObject({ code: "OperationalError", hint: expect.stringContaining("Run this again") });
  });

  it("notices tables made by another program, and reads nothing anew where there are none", async () => {
    const before = await on().introspect();
    expect(await on().introspect()).toBe(before);
    await given().sql("music", "CREATE TABLE fresh (id int)");
    const after = await on().introspect();
    expect(after.tables.map(({ name }) => name)).toContain("fresh");
    await given().sql("music", "DROP TABLE fresh");
  });

  it("keeps the password out of every error", async () => {
    const wrong = `postgresql://queryset:${encodeURIComponent(`${PASSWORD}!`)}@127.0.0.1:${given().port}/nowhere`;
    const error = await openDatabase({ url: wrong, workspace: "/" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "AccessDenied" });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("s3cr");
  });
});
