import { describe, expect, it } from "vitest";
import type { RowChange, Transaction } from "../../../src/database/backend";
import { openSqlite } from "../../../src/database/sqlite/open";
import { ENGINES } from "./engines";
import { makeDatabase } from "./temporary";

const changesOf = async (transaction: Transaction, sql: string): Promise<readonly RowChange[]> =>
  (await transaction.write(sql)).changes;

describe.each(ENGINES)("captured changes on $name", ({ name: engine, open }) => {
  async function within(sql: string, work: (transaction: Transaction) => Promise<void>): Promise<void> {
    const backend = await open(sql);
    try {
      await backend.transaction(work);
    } finally {
      await backend.close();
    }
  }

  it("names rows without a primary key by their rowid", () =>
    within("CREATE TABLE t (a, b); INSERT INTO t VALUES ('x', 1), ('y', 2)", async (transaction) => {
      expect(await changesOf(transaction, "UPDATE t SET b = b + 1 WHERE a = 'y'")).toEqual([
        { action: "update", table: "t", key: { rowid: 2n }, before: { rowid: 2n, b: 2n }, after: { rowid: 2n, b: 3n } },
      ]);
      expect(await changesOf(transaction, "DELETE FROM t WHERE a = 'x'")).toEqual([
        { action: "delete", table: "t", key: { rowid: 1n }, before: { a: "x", b: 1n }, after: null },
      ]);
      expect(await changesOf(transaction, "UPDATE t SET b = b")).toEqual([]);
    }));

  it("finds a rowid alias that no column shadows", () =>
    within("CREATE TABLE t (rowid, oid); INSERT INTO t VALUES ('x', 1)", async (transaction) => {
      expect(await changesOf(transaction, "UPDATE t SET oid = 5")).toMatchObject([
        { key: { _rowid_: 1n }, after: { oid: 5n } },
      ]);
    }));

  it("sees rows whose primary key is NULL", () =>
    within("CREATE TABLE t (id TEXT PRIMARY KEY, b); INSERT INTO t VALUES (NULL, 1), ('k', 2)", async (transaction) => {
      const changes = await changesOf(transaction, "UPDATE t SET b = b + 10");
      expect(changes).toHaveLength(2);
      expect(changes).toContainEqual({
        action: "update",
        table: "t",
        key: { id: "k" },
        before: { id: "k", b: 2n },
        after: { id: "k", b: 12n },
      });
      expect(changes).toContainEqual({
        action: "update",
        table: "t",
        key: { rowid: 1n },
        before: { rowid: 1n, b: 1n },
        after: { rowid: 1n, b: 11n },
      });
    }));

  it("sees what triggers do, in tables with and without a key", () =>
    within(
      `CREATE TABLE t (id INTEGER PRIMARY KEY, b); CREATE TABLE log (what); CREATE TABLE total (id INTEGER PRIMARY KEY, n);
       INSERT INTO total VALUES (1, 0);
       CREATE TRIGGER up AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('t' || NEW.id); UPDATE total SET n = n + 1; END;`,
      async (transaction) => {
        const result = await transaction.write("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        expect(result.affected).toBe(2);
        expect(result.changes).toHaveLength(5);
        expect(result.changes).toContainEqual({
          action: "update",
          table: "total",
          key: { id: 1n },
          before: { id: 1n, n: 0n },
          after: { id: 1n, n: 2n },
        });
        expect(result.changes.filter((change) => change.table === "log").map((change) => change.after)).toEqual([
          { what: "t1" },
          { what: "t2" },
        ]);
      },
    ));

  it("shows generated columns with what they are made of, and composite keys in key order", () =>
    within(
      `CREATE TABLE g (id INTEGER PRIMARY KEY, a, v AS (a * 2), s AS (a + 1) STORED, z TEXT);
       CREATE TABLE k (a TEXT, b INT, c, PRIMARY KEY (b, a)) WITHOUT ROWID;
       INSERT INTO k VALUES ('x', 1, 2)`,
      async (transaction) => {
        expect(await changesOf(transaction, "INSERT INTO g (a, z) VALUES (5, '\uFEFFbom 🎸')")).toEqual([
          {
            action: "insert",
            table: "g",
            key: { id: 1n },
            before: null,
            after: { id: 1n, a: 5n, v: 10n, s: 6n, z: "\uFEFFbom 🎸" },
          },
        ]);
        expect(await changesOf(transaction, "UPDATE g SET a = 6")).toEqual([
          {
            action: "update",
            table: "g",
            key: { id: 1n },
            before: { id: 1n, a: 5n, v: 10n, s: 6n },
            after: { id: 1n, a: 6n, v: 12n, s: 7n },
          },
        ]);
        const [change] = await changesOf(transaction, "UPDATE k SET c = 9");
        expect(Object.entries(change?.key ?? {})).toEqual([
          ["b", 1n],
          ["a", "x"],
        ]);
        expect(await changesOf(transaction, "UPDATE k SET b = 7")).toHaveLength(2);
      },
    ));

  it("keeps values in the form the row has them", () =>
    within("CREATE TABLE t (a, b, c, d)", async (transaction) => {
      const { changes } = await transaction.write("INSERT INTO t VALUES (?, ?, ?, ?)", [
        9007199254740993n,
        2,
        "3",
        new Uint8Array([0, 1]),
      ]);
      expect(changes[0]?.after).toEqual({ a: 9007199254740993n, b: 2, c: "3", d: new Uint8Array([0, 1]) });
    }));

  it("works for tables with hostile names", () =>
    within(
      `CREATE TABLE "a""b'c\n🎸" ("x""y" INTEGER PRIMARY KEY, "select" TEXT); CREATE TABLE "no 'key" ("a b")`,
      async (transaction) => {
        const name = `"a""b'c\n🎸"`;
        expect(await changesOf(transaction, `INSERT INTO ${name} VALUES (1, 'v')`)).toEqual([
          {
            action: "insert",
            table: "a\"b'c\n🎸",
            key: { 'x"y': 1n },
            before: null,
            after: { 'x"y': 1n, select: "v" },
          },
        ]);
        expect(await changesOf(transaction, `INSERT INTO "no 'key" VALUES (1)`)).toMatchObject([
          { key: { rowid: 1n } },
        ]);
      },
    ));

  it("forgets what a failed statement did, and goes on", () =>
    within(
      "CREATE TABLE t (a UNIQUE); CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)",
      async (transaction) => {
        await expect(transaction.write("INSERT INTO t VALUES (5), (1)")).rejects.toMatchObject({
          code: "IntegrityError",
          message: "UNIQUE constraint failed: t.a",
        });
        expect(await changesOf(transaction, "INSERT INTO t VALUES (6)")).toHaveLength(1);
      },
    ));

  it("ends the session when the database ends the transaction", () =>
    within(
      "CREATE TABLE t (a); CREATE TRIGGER no BEFORE INSERT ON t WHEN NEW.a = 0 BEGIN SELECT RAISE(ROLLBACK, 'not zero'); END",
      async (transaction) => {
        await transaction.write("INSERT INTO t VALUES (1)");
        await expect(transaction.write("INSERT INTO t VALUES (0)")).rejects.toMatchObject({
          code: "IntegrityError",
          message: "not zero",
        });
        await expect(transaction.write("INSERT INTO t VALUES (2)")).rejects.toMatchObject({
          code: "TransactionManagementError",
        });
        const code = engine === "sqljs" ? "ReadOnly" : "TransactionManagementError";
        await expect(transaction.commit()).rejects.toMatchObject({ code });
      },
    ));

  it("sees what is written to a table made in the same transaction", async () => {
    const backend = await open("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    for (const column of ["a", "b"]) {
      await backend.transaction(async (transaction) => {
        await transaction.write(`CREATE TABLE made (id INTEGER PRIMARY KEY, ${column})`);
        expect(await changesOf(transaction, "INSERT INTO made VALUES (1, 2)")).toMatchObject([
          { after: { [column]: 2n } },
        ]);
        expect(await changesOf(transaction, "INSERT INTO t VALUES (1)")).toHaveLength(1);
      });
    }
    await backend.transaction(async (transaction) => {
      expect(await changesOf(transaction, "INSERT INTO t VALUES (1)")).toHaveLength(1);
    });
    await backend.close();
  });

  it("rolls back to a savepoint", () =>
    within("CREATE TABLE t (id INTEGER PRIMARY KEY)", async (transaction) => {
      const savepoint = await transaction.savepoint();
      await transaction.write("INSERT INTO t VALUES (1)");
      await savepoint.rollback();
      const kept = await transaction.savepoint();
      await transaction.write("INSERT INTO t VALUES (2)");
      await kept.release();
      expect((await transaction.all("SELECT id FROM t")).map((row) => row.id)).toEqual([2]);
    }));
});

describe("captured changes", () => {
  it("follows the schema when another program changes it", async () => {
    const path = makeDatabase("CREATE TABLE t (a)");
    const backend = await openSqlite(path);
    await backend.transaction(async (transaction) => void (await transaction.write("INSERT INTO t VALUES (1)")));
    const { DatabaseSync } = await import("node:sqlite");
    const other = new DatabaseSync(path);
    other.exec("ALTER TABLE t ADD COLUMN b DEFAULT 'new'; CREATE TABLE u (id INTEGER PRIMARY KEY)");
    other.close();
    await backend.transaction(async (transaction) => {
      expect((await transaction.write("INSERT INTO t (a) VALUES (1)")).changes).toMatchObject([
        { after: { a: 1n, b: "new" } },
      ]);
      expect((await transaction.write("INSERT INTO u VALUES (1)")).changes).toMatchObject([{ table: "u" }]);
    });
    await backend.close();
  });
});
