import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openSqlite } from "../../../src/database/sqlite/open";
import { ask, fingerprint, makeDatabase, temporaryFolder } from "./temporary";

const TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)";

describe("other programs", () => {
  it("waits for a writer, then says that the database is locked", async () => {
    const path = makeDatabase(TABLE);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const backend = await openSqlite(path, { busyTimeout: 200 });
    expect(await backend.read((session) => session.all("SELECT count(*) AS n FROM t"))).toMatchObject([{ n: 2 }]);
    const refused = await backend.transaction(async () => undefined).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "OperationalError", message: "database is locked" });
    expect((refused as { hint: string }).hint).toMatch(/Another program/);
    other.exec("COMMIT");
    await backend.transaction(async (transaction) => {
      expect((await transaction.write("DELETE FROM t")).affected).toBe(2);
    });
    other.close();
    await backend.close();
  });

  it("takes the write lock at the start, and gives it back", async () => {
    const path = makeDatabase(TABLE);
    const backend = await openSqlite(path);
    const other = new DatabaseSync(path);
    await backend.transaction(async () => {
      expect(() => other.exec("INSERT INTO t VALUES (3)")).toThrow("database is locked");
    });
    other.exec("INSERT INTO t VALUES (3)");
    other.close();
    await backend.close();
  });

  it("does one piece of work after the other", async () => {
    const backend = await openSqlite(makeDatabase(TABLE));
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3].map((n) =>
        backend.transaction(async (transaction) => {
          order.push(n);
          await transaction.write("INSERT INTO t VALUES (?)", [BigInt(n + 10)]);
          await new Promise((resolve) => setTimeout(resolve, 10 - n));
          order.push(n);
          await transaction.commit();
        }),
      ),
    );
    expect(order).toEqual([1, 1, 2, 2, 3, 3]);
    await backend.close();
  });

  it("reads a WAL database beside its writer, and changes nothing in it", async () => {
    const path = makeDatabase(`PRAGMA journal_mode = WAL; ${TABLE}`);
    const before = fingerprint(path);
    const backend = await openSqlite(path);
    expect(await backend.read((session) => session.all("SELECT count(*) AS n FROM t"))).toMatchObject([{ n: 2 }]);
    const other = new DatabaseSync(path);
    other.exec("INSERT INTO t VALUES (3)");
    expect(await backend.read((session) => session.all("SELECT count(*) AS n FROM t"))).toMatchObject([{ n: 3 }]);
    await backend.transaction(async (transaction) => {
      await transaction.write("DELETE FROM t");
    });
    expect(ask(path, "SELECT count(*) AS n FROM t")).toMatchObject([{ n: 3 }]);
    other.exec("DELETE FROM t WHERE id = 3");
    other.close();
    await backend.close();
    expect(JSON.parse(fingerprint(path))[2]).toEqual(JSON.parse(before)[2]);
  });

  it("leaves an untouched WAL database as it was", async () => {
    const path = makeDatabase(`PRAGMA journal_mode = WAL; ${TABLE}`);
    const before = fingerprint(path);
    const backend = await openSqlite(path);
    await backend.read((session) => session.all("SELECT count(*) AS n FROM t"));
    await backend.transaction(async (transaction) => void (await transaction.write("DELETE FROM t")));
    await backend.close();
    expect(fingerprint(path)).toBe(before);
  });
});

describe("a file made anew while it is open", () => {
  it("is opened again, and its going is told", async () => {
    const path = makeDatabase(TABLE);
    const backend = await openSqlite(path);
    await backend.transaction(async (transaction) => void (await transaction.write("DELETE FROM t")));
    rmSync(path);
    await expect(backend.read((session) => session.all("SELECT 1"))).rejects.toMatchObject({
      code: "ConnectionFailed",
    });
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE fresh (id INTEGER PRIMARY KEY)");
    other.close();
    expect((await backend.introspect()).tables.map((table) => table.name)).toEqual(["fresh"]);
    await backend.transaction(async (transaction) => {
      await transaction.write("INSERT INTO fresh VALUES (1)");
      await transaction.commit();
    });
    expect(ask(path, "SELECT id FROM fresh")).toEqual([{ id: 1 }]);
    await backend.close();
  });
});

describe("files that cannot be opened", () => {
  const folder = () => temporaryFolder();
  it.each<[string, (path: string) => void, RegExp]>([
    ["a missing file", () => undefined, /no such file/],
    ["a folder", (path) => mkdirSync(path), /it is a folder/],
    [
      "text",
      (path) => writeFileSync(path, "hello, this is not a database at all".repeat(40)),
      /not a SQLite database, or it is encrypted/,
    ],
    ["a header cut off", (path) => writeFileSync(path, "SQLite for"), /cut off/],
    ["a file cut off", (path) => writeFileSync(path, readFileSync(makeDatabase(TABLE)).subarray(0, 3000)), /damaged/],
    ["a circle of links", (path) => symlinkSync(path, path), /circle/],
  ])("%s", async (_, make, reason) => {
    const path = join(folder(), "db.sqlite3");
    make(path);
    const refused = await openSqlite(path).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "ConnectionFailed" });
    expect((refused as Error).message).toMatch(/db\.sqlite3/);
    expect((refused as Error).message).toMatch(reason);
    expect((refused as { hint?: string }).hint).toBeTruthy();
  });

  it("takes an empty file for an empty database", async () => {
    const path = join(folder(), "db.sqlite3");
    writeFileSync(path, "");
    const backend = await openSqlite(path);
    expect((await backend.introspect()).tables).toEqual([]);
    await backend.close();
    expect(readFileSync(path)).toHaveLength(0);
  });
});
