import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SqlValue } from "../../../src/database/backend";
import { ENGINES } from "./engines";

const value = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 33n), max: 2n ** 33n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
  fc.integer(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "\0", "a\0b", "\uFEFF", "🎸", "?1", "'", "x".repeat(5000)),
  fc.uint8Array({ maxLength: 40 }),
);

const LEAST = -(2n ** 63n);

describe.each(ENGINES)("values on $name", ({ open }) => {
  it("come back as they went in, of the same storage class", async () => {
    const backend = await open("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)");
    await backend.transaction(async (transaction) => {
      await fc.assert(
        fc.asyncProperty(value, value, async (a: SqlValue, b: SqlValue) => {
          const { changes } = await transaction.write("INSERT INTO t (a, b) VALUES (?, ?)", [a, b]);
          expect(changes).toHaveLength(1);
          expect(changes[0]?.after).toMatchObject({ a, b });
          const [row] = await transaction.all("SELECT a, b, typeof(a) AS ta FROM t WHERE id = ?", [
            changes[0]?.key.id ?? null,
          ]);
          const read = (sent: SqlValue) =>
            typeof sent === "bigint" && Number.isSafeInteger(Number(sent)) ? Number(sent) : sent;
          expect(row).toMatchObject({ a: read(a), b: read(b) });
          const storage =
            a === null
              ? "null"
              : typeof a === "bigint"
                ? "integer"
                : typeof a === "number"
                  ? "real"
                  : typeof a === "string"
                    ? "text"
                    : "blob";
          expect(row?.ta).toBe(storage);
        }),
        { numRuns: 300, examples: [[LEAST, -(2 ** 63)]] },
      );
    });
    await backend.close();
  });
});
