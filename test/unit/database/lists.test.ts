import { describe, expect, it } from "vitest";
import { ENGINES } from "./engines";

const SQL = `CREATE TABLE t (a, b, c);
  INSERT INTO t VALUES (9007199254740993, 1.5, 'x'), (-9223372036854775808, x'00ff', NULL), (7, 2.0, '');`;

describe.each(ENGINES)("rows as lists on $name", ({ open }) => {
  it("have every integer exact, in the order of the columns", async () => {
    const backend = await open(SQL);
    const read = (sql: string, values: bigint[] = []) => backend.read(async (session) => session.lists?.(sql, values));
    expect(await read("SELECT c, a, b FROM t ORDER BY rowid")).toEqual([
      ["x", 9007199254740993n, 1.5],
      [null, -9223372036854775808n, new Uint8Array([0, 255])],
      ["", 7n, 2],
    ]);
    expect(await read("WITH w AS (SELECT a FROM t WHERE a = ?) SELECT * FROM w", [9007199254740993n])).toEqual([
      [9007199254740993n],
    ]);
    expect(await read("SELECT a FROM t WHERE a = ?", [8n])).toEqual([]);
    await backend.close();
  });

  it("are the caller's own: what becomes of them is nobody else's", async () => {
    const backend = await open(SQL);
    const texts = await backend.read(async (session) => {
      const first = (await session.lists?.("SELECT c FROM t WHERE a = 7")) ?? [];
      (first[0] as unknown[])[0] = "changed";
      return session.lists?.("SELECT c FROM t WHERE a = 7");
    });
    expect(texts).toEqual([[""]]);
    await backend.close();
  });

  it("fail in the database's words, and never write", async () => {
    const backend = await open(SQL);
    const refused = async (sql: string): Promise<unknown> =>
      backend.transaction(async (session) => session.lists?.(sql).catch((error: unknown) => error));
    expect(await refused("SELECT missing FROM t")).toMatchObject({
      message: expect.stringMatching("no such column: missing"),
    });
    expect(await refused("DELETE FROM t")).toMatchObject({ code: "ProgrammingError" });
    expect(await refused("WITH w AS (SELECT 1) DELETE FROM t")).toBeInstanceOf(Error);
    expect(await backend.read(async (session) => session.lists?.("SELECT count(*) FROM t"))).toEqual([[3n]]);
    await backend.close();
  });
});
