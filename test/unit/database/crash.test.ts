import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openSqlite } from "../../../src/database/sqlite/open";
import { ask, makeDatabase } from "./temporary";

/** Writes so much that SQLite must write some of it to the file before COMMIT, says so, and waits to be killed. */
const WRITER = `
const { DatabaseSync } = require("node:sqlite");
const database = new DatabaseSync(process.argv[1]);
database.exec("PRAGMA cache_size = 5; BEGIN IMMEDIATE; UPDATE t SET a = 'changed ' || a; DELETE FROM t WHERE id > 10");
console.log("written");
setInterval(() => {}, 1000);
`;

async function killedMidway(path: string): Promise<void> {
  const child = spawn(process.execPath, ["--no-warnings", "-e", WRITER, path]);
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("error", reject);
    child.once("exit", () => reject(new Error("the writer ended")));
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.removeAllListeners("exit");
  child.kill("SIGKILL");
  await ended;
}

describe("a database whose writer was killed", () => {
  it("is as it was before the transaction, at the first read", async () => {
    const path = makeDatabase(`CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i, hex(randomblob(100)) FROM n`);
    await killedMidway(path);
    expect(existsSync(`${path}-journal`)).toBe(true);
    const backend = await openSqlite(path);
    const [row] = await backend.read((session) =>
      session.all("SELECT count(*) AS n, sum(a LIKE 'changed%') AS changed FROM t"),
    );
    expect({ ...row }).toEqual({ n: 5000, changed: 0 });
    await backend.close();
    expect(ask(path, "PRAGMA integrity_check")).toMatchObject([{ integrity_check: "ok" }]);
  });

  it("recovers as well while it is open", async () => {
    const path = makeDatabase(`CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i, hex(randomblob(100)) FROM n`);
    const backend = await openSqlite(path);
    await killedMidway(path);
    const [row] = await backend.read((session) => session.all("SELECT count(*) AS n FROM t"));
    expect({ ...row }).toEqual({ n: 5000 });
    await backend.transaction(async (transaction) => {
      expect((await transaction.write("DELETE FROM t")).affected).toBe(5000);
    });
    await backend.close();
  });
});
