import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openScratch, openSqljsFile } from "../../../src/database/sqljs/open";
import { WASM } from "./engines";
import { fingerprint, makeDatabase } from "./temporary";

const wasm = WASM;

describe("sql.js", () => {
  it("keeps integers and reals exact, both ways", async () => {
    const backend = await openScratch({ wasm });
    await backend.transaction(async (transaction) => {
      await transaction.write("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b TEXT)");
      await transaction.commit();
    });
    await backend.transaction(async (transaction) => {
      const big = 9007199254740993n;
      const { affected, changes, rows } = await transaction.write(
        "INSERT INTO t VALUES (?, ?, ?), (?2, ?1, '?') RETURNING id, a",
        [big, 2, 5n],
      );
      expect(affected).toBe(2);
      expect(rows.map((row) => ({ ...row }))).toEqual([
        { id: big, a: 2 },
        { id: 2, a: big },
      ]);
      expect(changes.map((change) => change.after)).toEqual([
        { id: big, a: 2, b: "5" },
        { id: 2n, a: big, b: "?" },
      ]);
      const [row] = await transaction.all(
        "SELECT typeof(?) AS a, typeof(?) AS b, typeof(?) AS c, ? AS d, ? AS e, ? AS f",
        [1, 1n, 1.5, -9223372036854775808n, null, new Uint8Array([1, 0])],
      );
      expect({ ...row }).toEqual({
        a: "real",
        b: "integer",
        c: "real",
        d: -9223372036854775808n,
        e: null,
        f: new Uint8Array([1, 0]),
      });
      // A parameter has no affinity: a text column is not compared as a number.
      expect(await transaction.all("SELECT 1 AS x FROM t WHERE b = ?", [5n])).toHaveLength(1);
      await expect(transaction.write("INSERT INTO t (id) VALUES (?)", [2n ** 63n])).rejects.toMatchObject({
        code: "OverflowError",
      });
    });
    await backend.close();
  });

  it("cannot write in a read session, even after a transaction", async () => {
    const backend = await openScratch({ wasm });
    await backend.transaction(async (transaction) => {
      await transaction.write("CREATE TABLE t (a)");
      await transaction.write("INSERT INTO t VALUES (1)");
      await transaction.commit();
    });
    const attempt = backend.read((session) => session.all("WITH x AS (SELECT 1) DELETE FROM t"));
    await expect(attempt).rejects.toMatchObject({ code: "OperationalError" });
    expect(await backend.read((session) => session.all("SELECT a FROM t"))).toHaveLength(1);
    expect((await backend.introspect()).tables.map((table) => table.name)).toEqual(["t"]);
    await backend.close();
  });

  it("only reads a file where it has no place for a copy of its last state", async () => {
    const path = makeDatabase("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
    const before = fingerprint(path);
    const backend = await openSqljsFile(path, { wasm });
    expect(backend.info).toMatchObject({ kind: "sqljs", readOnly: true, scratch: false, name: "test.sqlite3" });
    await backend.transaction(async (transaction) => {
      expect((await transaction.write("DELETE FROM t")).changes).toHaveLength(2);
      await expect(transaction.commit()).rejects.toMatchObject({ code: "ReadOnly" });
    });
    expect(await backend.read((session) => session.all("SELECT id FROM t"))).toHaveLength(2);
    await backend.close();
    expect(fingerprint(path)).toBe(before);
  });

  it("tells a damaged file, and opens an empty one", async () => {
    const path = makeDatabase("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    writeFileSync(path, Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(4000, 7)]));
    await expect(openSqljsFile(path, { wasm })).rejects.toMatchObject({ code: "ConnectionFailed" });
    writeFileSync(path, "");
    const backend = await openSqljsFile(path, { wasm });
    expect((await backend.introspect()).tables).toEqual([]);
    await backend.close();
  });

  it("shows tables beside a virtual table it has no module for", async () => {
    const path = makeDatabase("CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE VIRTUAL TABLE search USING fts5(title)");
    const backend = await openSqljsFile(path, { wasm });
    expect((await backend.introspect()).tables.map((table) => table.name)).toContain("t");
    await backend.close();
  });
});
