import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend, SqlValue, Transaction, WriteResult } from "../../../src/database/backend";
import { openDatabase } from "../../../src/database/open";
import { changed } from "../changed";
import { difference, snapshot, told } from "./exact";
import { MYSQL_SERVERS, type MysqlServer } from "./server";

const TABLES = `
  CREATE TABLE artist (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(30) NOT NULL UNIQUE, rank_ int, score double DEFAULT 0);
  CREATE TABLE album (id int AUTO_INCREMENT PRIMARY KEY, title varchar(30) NOT NULL, artist_id bigint, boss_id int,
    shout varchar(40) GENERATED ALWAYS AS (upper(title)) STORED, seen timestamp(6) NULL,
    FOREIGN KEY (artist_id) REFERENCES artist (id) ON DELETE CASCADE ON UPDATE CASCADE,
    FOREIGN KEY (boss_id) REFERENCES album (id) ON DELETE SET NULL);
  CREATE TABLE track (album_id int, place int, name varchar(30), PRIMARY KEY (album_id, place),
    FOREIGN KEY (album_id) REFERENCES album (id) ON DELETE CASCADE);
  CREATE TABLE fan (email varchar(40) PRIMARY KEY, artist_id bigint,
    FOREIGN KEY (artist_id) REFERENCES artist (id) ON DELETE SET NULL ON UPDATE CASCADE);
  CREATE TABLE guarded (id int PRIMARY KEY, artist_id bigint NOT NULL, FOREIGN KEY (artist_id) REFERENCES artist (id));
  CREATE TABLE old (id int PRIMARY KEY, name varchar(10)) ENGINE = MyISAM;
  CREATE TABLE nameless (a int, b int);
  CREATE TABLE audited (id int PRIMARY KEY, name varchar(10));
  CREATE TABLE stamped (id int AUTO_INCREMENT PRIMARY KEY, name varchar(10), made varchar(20));
  CREATE TRIGGER audit AFTER INSERT ON audited FOR EACH ROW INSERT INTO old VALUES (NEW.id, NEW.name);
  CREATE TRIGGER stamp BEFORE INSERT ON stamped FOR EACH ROW SET NEW.made = CONCAT('by ', NEW.name);
  CREATE TABLE logged (id int AUTO_INCREMENT PRIMARY KEY, name varchar(30));
  CREATE TABLE log (id int AUTO_INCREMENT PRIMARY KEY, line varchar(60));
  CREATE TABLE totals (name varchar(10) PRIMARY KEY, n int);
  CREATE TRIGGER logging AFTER INSERT ON logged FOR EACH ROW INSERT INTO log (line) VALUES (CONCAT('new ', NEW.name));
  CREATE TRIGGER unlogging AFTER DELETE ON logged FOR EACH ROW DELETE FROM log WHERE line = CONCAT('new ', OLD.name);
  CREATE TRIGGER counting AFTER INSERT ON log FOR EACH ROW UPDATE totals SET n = n + 1 WHERE name = 'log';
  CREATE VIEW titles AS SELECT id, title FROM album;
  INSERT INTO artist (id, name, rank_) VALUES (1, 'Nina', 1), (2, 'Ella', 2), (3, 'Bill', NULL);
  INSERT INTO album (id, title, artist_id, boss_id) VALUES (1, 'Blue', 1, NULL), (2, 'Red', 1, 1), (3, 'Green', 2, 2), (4, 'Free', NULL, 4);
  INSERT INTO track VALUES (1, 1, 'a'), (1, 2, 'b'), (3, 1, 'c');
  INSERT INTO fan VALUES ('x@y.z', 1), ('é@y.z', 2);
  INSERT INTO guarded VALUES (1, 3);
  INSERT INTO totals VALUES ('log', 0), ('other', 0);
  INSERT INTO logged (name) VALUES ('first'), ('second');
`;

const KEYS = {
  artist: ["id"],
  album: ["id"],
  track: ["album_id", "place"],
  fan: ["email"],
  stamped: ["id"],
  guarded: ["id"],
  logged: ["id"],
  log: ["id"],
  totals: ["name"],
};

/** Statements whose changes are compared with what the tables show, each on the rows above. */
const WRITES: readonly (readonly [sql: string, parameters?: readonly SqlValue[]])[] = [
  ["INSERT INTO artist (name, rank_) VALUES (?, ?), (?, NULL)", ["O'Neil \\ ? ☃", 7n, "Ω"]],
  ["INSERT INTO artist (id, name) VALUES (77, 'x'), (12, 'y')"],
  ["INSERT INTO artist (name, score) VALUES (CONCAT('a', 'b'), 0.1e0 + 0.2e0)"],
  ["INSERT INTO track (name, place, album_id) VALUES ('z', 9, 4)"],
  ["INSERT INTO stamped (name) VALUES ('n'), ('m')"],
  ["INSERT INTO stamped () VALUES ()"],
  ["INSERT IGNORE INTO artist (name) VALUES ('Nina'), ('new'), ('Ella')"],
  ["INSERT IGNORE INTO artist (id, name) VALUES (1, 'other'), (50, 'new')"],
  ["INSERT INTO artist (name, rank_) VALUES ('Nina', 9), ('new', 8) ON DUPLICATE KEY UPDATE rank_ = VALUES(rank_)"],
  ["INSERT INTO artist (id, name) VALUES (2, 'Nina2') ON DUPLICATE KEY UPDATE name = VALUES(name), score = score + 1"],
  ["INSERT INTO stamped (name) VALUES ('a') ON DUPLICATE KEY UPDATE name = 'b'"],
  ["UPDATE artist SET rank_ = rank_ + ? WHERE name <> ?", [1n, "Ella"]],
  ["UPDATE artist AS a SET a.score = 1.5e0 WHERE a.id IN (SELECT artist_id FROM album)"],
  ["UPDATE album SET title = ? WHERE title = ?", ["Blue", "Blue"]],
  ["UPDATE album SET title = 'where (a), b = ''c''' WHERE title = 'Red'"],
  ["UPDATE artist SET id = id + 100 WHERE id < 3"],
  ["UPDATE track SET place = place + 10 WHERE album_id = 1"],
  ["UPDATE artist SET rank_ = 5 WHERE RAND() >= 0"],
  ["UPDATE artist SET rank_ = 5 ORDER BY id DESC LIMIT 1"],
  ["UPDATE artist SET rank_ = 0 WHERE id = 99"],
  ["DELETE FROM artist WHERE id = 1"],
  ["DELETE FROM artist WHERE name LIKE '%l%' AND id <> 3"],
  ["DELETE FROM album"],
  ["DELETE FROM album WHERE id IN (4, 2)"],
  ["DELETE FROM fan WHERE email = ?", ["é@y.z"]],
  ["DELETE FROM track WHERE RAND() < 2"],
  ["INSERT INTO logged (name) VALUES ('a'), ('b')"],
  ["DELETE FROM logged WHERE name = 'second'"],
  ["UPDATE logged SET name = 'third' WHERE name = 'second'"],
];

for (const { name, start, isMissing } of MYSQL_SERVERS) {
  describe.skipIf(isMissing)(`effects on ${name}`, () => {
    let server: MysqlServer | null = null;
    let backend: Backend | null = null;

    beforeAll(async () => {
      server = await start();
      await server.createDatabase("music");
      const admin = await server.admin("music");
      await admin.query(TABLES);
      await admin.end();
      backend = await openDatabase({ url: server.url("music"), workspace: "/" });
    });

    afterAll(async () => {
      await backend?.close();
      await server?.stop();
    });

    // MySQL 9 gives up on this one: a cascade that meets itself in SET NULL has too many tables for it.
    const writes = WRITES.filter(([sql]) => name !== "MySQL" || sql !== "DELETE FROM artist WHERE id = 1").map(
      ([sql, parameters]): [string, readonly SqlValue[]] => [sql, parameters ?? []],
    );

    const within = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => {
      if (backend === null) throw new Error("not open");
      return backend.transaction(work);
    };
    const write = (sql: string, parameters?: readonly SqlValue[]): Promise<WriteResult> =>
      within((transaction) => transaction.write(sql, parameters));

    it.each(writes)("%s", async (sql, parameters) => {
      await within(async (transaction) => {
        const before = await snapshot(transaction, KEYS);
        const result = await transaction.write(sql, parameters);
        expect(told(changed(result))).toEqual(difference(before, await snapshot(transaction, KEYS)));
      });
    });

    it("leaves nothing of a transaction that was not committed", async () => {
      await write("DELETE FROM album");
      const rows = await backend?.read((session) => session.all("SELECT COUNT(*) AS n FROM album"));
      expect(rows).toEqual([{ n: 4 }]);
    });

    it("takes back to a savepoint", async () => {
      await within(async (transaction) => {
        const savepoint = await transaction.savepoint();
        await transaction.write("DELETE FROM album");
        await savepoint.rollback();
        expect(await transaction.all("SELECT COUNT(*) AS n FROM album")).toEqual([{ n: 4 }]);
      });
    });

    it("gives the columns of new rows back, in the order of the rows", async () => {
      await within(async (transaction) => {
        const kind = {
          action: "insert",
          table: "stamped",
          returning: [
            { column: "made", as: "m" },
            { column: "name", as: "n" },
          ],
        } as const;
        const { rows } = await transaction.write("INSERT INTO stamped (name) VALUES ('z'), ('a')", [], kind);
        expect(rows).toEqual([
          { m: "by z", n: "z" },
          { m: "by a", n: "a" },
        ]);
      });
    });

    it.each([
      ["INSERT INTO old VALUES (1, 'a')", "MyISAM"],
      ["INSERT INTO nameless VALUES (1, 2)", "no primary key"],
      ["INSERT INTO audited VALUES (1, 'a')", "triggers may write to old"],
      ["UPDATE titles SET title = 'x'", "a view"],
      ["ALTER TABLE album ADD x int", "Not a statement that writes rows"],
      ["TRUNCATE album", "Not a statement that writes rows"],
      ["UPDATE album, artist SET title = name WHERE artist.id = artist_id", "cannot be told"],
      ["UPDATE mysql.user SET Host = ''", "cannot be told"],
    ])("refuses %s", async (sql, reason) => {
      await expect(write(sql)).rejects.toThrow(reason);
      const rows = await backend?.read((session) => session.all("SELECT COUNT(*) AS n FROM old"));
      expect(rows).toEqual([{ n: 0 }]);
    });

    it.each([
      ["INSERT INTO artist (name) VALUES ('Nina')", "IntegrityError", /^\(1062, "Duplicate entry 'Nina'/],
      ["INSERT INTO guarded VALUES (2, 99)", "IntegrityError", /^\(1452, /],
      ["DELETE FROM artist WHERE id = 3", "IntegrityError", /^\(1451, /],
      ["INSERT INTO artist (name) VALUES (NULL)", "IntegrityError", /^\(1048, "Column 'name' cannot be null"\)$/],
      ["UPDATE album SET title = REPEAT('x', 31)", "DataError", /^\(1406, /],
      ["UPDATE artist SET rank_ = 3000000000", "DataError", /^\(1264, /],
      ["UPDATE artist SET nope = 1", "OperationalError", /^\(1054, /],
    ])("names what the server refuses: %s", async (sql, code, message) => {
      await expect(write(sql)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    });

    it("goes on after a statement that was refused", async () => {
      await within(async (transaction) => {
        await transaction.write("INSERT INTO artist (name) VALUES ('first')");
        await expect(transaction.write("INSERT INTO artist (name) VALUES ('first')")).rejects.toThrow("1062");
        expect(await transaction.all("SELECT name FROM artist WHERE name = 'first'")).toEqual([{ name: "first" }]);
      });
    });

    it("writes nothing where only reading is allowed, whatever the statement is called", async () => {
      await expect(backend?.read((session) => session.write("DELETE FROM album"))).rejects.toMatchObject({
        code: "ReadOnly",
      });
      await expect(backend?.read((session) => session.all("DELETE FROM album"))).rejects.toThrow(
        "Not a statement that reads",
      );
    });
  });
}
