import { describe, expect, it } from "vitest";
import type { SqlFunction } from "../../../src/database/functions";
import { ENGINES } from "./engines";

const FUNCTIONS: readonly SqlFunction[] = [
  { kind: "scalar", name: "kind_of", arity: 1, deterministic: true, call: (value) => typeof value },
  { kind: "scalar", name: "count_of", deterministic: true, call: (...values) => BigInt(values.length) },
  {
    kind: "scalar",
    name: "twice",
    arity: 1,
    deterministic: true,
    call: (value) => (typeof value === "bigint" ? value * 2n : null),
  },
  {
    kind: "scalar",
    name: "fail",
    arity: 0,
    deterministic: false,
    call: () => {
      throw new Error("no such luck");
    },
  },
  {
    kind: "aggregate",
    name: "joined",
    arity: 2,
    deterministic: true,
    create: () => {
      const parts: string[] = [];
      return {
        step: (value, by) => void parts.push(`${value}${by}`),
        result: () => (parts.length === 0 ? null : parts.join("")),
      };
    },
  },
];

describe.each(ENGINES)("functions in SQL on $name", ({ open }) => {
  it("take and give values in the database's own form", async () => {
    const backend = await open("CREATE TABLE t (a, g); INSERT INTO t VALUES ('x', 1), ('y', 1), ('z', 2)", FUNCTIONS);
    await backend.read(async (session) => {
      const [row] = await session.all(
        "SELECT kind_of(1) AS a, kind_of(1.0) AS b, kind_of(NULL) AS c, count_of(1, 2, 3) AS d, typeof(count_of()) AS e, twice(4611686018427387000) AS f",
      );
      expect({ ...row }).toEqual({
        a: "bigint",
        b: "number",
        c: "object",
        d: 3,
        e: "integer",
        f: 9223372036854774000n,
      });
      const groups = await session.all("SELECT g, joined(a, '+') AS j FROM t GROUP BY g ORDER BY g");
      expect(groups.map((group) => group.j)).toEqual(["x+y+", "z+"]);
      expect((await session.all("SELECT joined(a, '') AS j FROM t WHERE 0"))[0]?.j).toBeNull();
      await expect(session.all("SELECT fail()")).rejects.toMatchObject({
        code: "OperationalError",
        message: "user-defined function raised exception",
        cause: { message: "no such luck" },
      });
    });
    await backend.transaction(async (transaction) => {
      const { changes } = await transaction.write("UPDATE t SET a = kind_of(g) WHERE g = 2");
      expect(changes[0]?.after).toMatchObject({ a: "bigint" });
    });
    await backend.close();
  });
});
