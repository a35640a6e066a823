import { describe, expect, it } from "vitest";
import { openSqlite } from "../../../src/database/sqlite/open";
import { ask, fingerprint, makeDatabase } from "./temporary";

const MUSIC = `
  CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE album (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL,
    artist_id INTEGER NOT NULL REFERENCES artist(id) ON DELETE CASCADE, pages INT CHECK (pages > 0));
  CREATE TABLE note (body TEXT);
  INSERT INTO artist VALUES (1, 'Beatles'), (2, 'Kraftwerk');
  INSERT INTO album VALUES (1, 'Help!', 1, 1), (2, 'Revolver', 1, 2), (3, 'Computerwelt', 2, 3);
  INSERT INTO note VALUES ('a'), ('b');`;

describe("sqlite reads", () => {
  it("gives rows in order, safe integers as numbers and the others exact", async () => {
    const backend = await openSqlite(
      makeDatabase(
        "CREATE TABLE t (a, b); INSERT INTO t VALUES (9007199254740993, 1.5), (-9223372036854775808, x'00ff'), (7, NULL)",
      ),
    );
    const rows = await backend.read((session) => session.all("SELECT a, b FROM t ORDER BY rowid"));
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { a: 9007199254740993n, b: 1.5 },
      { a: -9223372036854775808n, b: new Uint8Array([0, 255]) },
      { a: 7, b: null },
    ]);
    await backend.close();
  });

  it("binds bigint as INTEGER and number as REAL", async () => {
    const backend = await openSqlite(makeDatabase(""));
    const rows = await backend.read((session) =>
      session.all("SELECT typeof(?) AS a, typeof(?) AS b, ? AS c", [1n, 1, 9007199254740993n]),
    );
    expect({ ...rows[0] }).toEqual({ a: "integer", b: "real", c: 9007199254740993n });
    await backend.close();
  });

  it("builds with TypeORM's query builder", async () => {
    const backend = await openSqlite(makeDatabase(MUSIC));
    const rows = await backend.read((session) => {
      const query = session.builder().select("a.name", "name").from("artist", "a").where("a.id = :id", { id: 2 });
      const [sql, parameters] = query.getQueryAndParameters();
      return session.all(sql, parameters as number[]);
    });
    expect({ ...rows[0] }).toEqual({ name: "Kraftwerk" });
    await backend.close();
  });

  it("cannot write", async () => {
    const path = makeDatabase(MUSIC);
    const before = fingerprint(path);
    const backend = await openSqlite(path);
    await expect(backend.read((session) => session.write("DELETE FROM album"))).rejects.toMatchObject({
      code: "ReadOnly",
    });
    for (const sql of ["DELETE FROM album", "WITH x AS (SELECT 1) DELETE FROM album", "PRAGMA user_version = 7"]) {
      await expect(backend.read((session) => session.all(sql))).rejects.toThrow();
    }
    await backend.close();
    expect(fingerprint(path)).toBe(before);
  });
});

describe("sqlite transactions", () => {
  it("reports every row one statement changed, cascades included", async () => {
    const backend = await openSqlite(makeDatabase(MUSIC));
    await backend.transaction(async (transaction) => {
      const result = await transaction.write("DELETE FROM artist WHERE id = ?", [1n]);
      expect(result.affected).toBe(1);
      expect(result.changes).toHaveLength(3);
      expect(result.changes).toContainEqual({
        action: "delete",
        table: "album",
        key: { id: 2n },
        before: { id: 2n, title: "Revolver", artist_id: 1n, pages: 2n },
        after: null,
      });
      const update = await transaction.write("UPDATE album SET title = title || '!', pages = 2.5 WHERE id = 3");
      expect(update.changes).toEqual([
        {
          action: "update",
          table: "album",
          key: { id: 3n },
          before: { id: 3n, title: "Computerwelt", pages: 3n },
          after: { id: 3n, title: "Computerwelt!", pages: 2.5 },
        },
      ]);
      const insert = await transaction.write(
        "INSERT INTO album (title, artist_id) VALUES ('Autobahn', 2), ('Tour', 2) RETURNING id",
      );
      expect(insert.affected).toBe(2);
      expect(insert.rows.map((row) => row.id)).toEqual([4, 5]);
      expect(insert.changes.map((change) => change.after)).toEqual([
        { id: 4n, title: "Autobahn", artist_id: 2n, pages: null },
        { id: 5n, title: "Tour", artist_id: 2n, pages: null },
      ]);
    });
    await backend.close();
  });

  it("leaves the file as it was after a rollback, byte for byte", async () => {
    const path = makeDatabase(`${MUSIC} CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) INSERT INTO big SELECT i, hex(randomblob(50)) FROM n`);
    const before = fingerprint(path);
    const backend = await openSqlite(path);
    await backend.transaction(async (transaction) => {
      const result = await transaction.write("UPDATE big SET text = 'x' || text");
      expect(result.affected).toBe(40000);
      expect(result.changes).toHaveLength(40000);
      await transaction.write("INSERT INTO note VALUES ('c')");
    });
    await backend.close();
    expect(fingerprint(path)).toBe(before);
  });

  it("commits when told to, and only then", async () => {
    const path = makeDatabase(MUSIC);
    const backend = await openSqlite(path);
    await backend.transaction(async (transaction) => {
      await transaction.write("UPDATE artist SET name = 'The Beatles' WHERE id = 1");
      await transaction.commit();
      await expect(transaction.write("DELETE FROM artist")).rejects.toMatchObject({
        code: "TransactionManagementError",
      });
    });
    await expect(
      backend.transaction(async (transaction) => {
        await transaction.write("DELETE FROM album");
        throw new Error("stop");
      }),
    ).rejects.toThrow("stop");
    expect(ask(path, "SELECT name, (SELECT count(*) FROM album) AS albums FROM artist WHERE id = 1")).toEqual([
      { name: "The Beatles", albums: 3 },
    ]);
    await backend.close();
  });
});
