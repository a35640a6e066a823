import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChangedRows, SqlList, SqlValue } from "../../../src/database/backend";
import { WholeNumbers } from "../../../src/database/changes/wholeNumbers";
import { openSqlite } from "../../../src/database/sqlite/open";
import { makeDatabase } from "./temporary";

const TYPES = ["integer", "varchar(20)", "blob", "real", "decimal(5, 2)", "date", "text COLLATE NOCASE", "", "bigint"];
const COLUMNS = TYPES.map((_, i) => `c${i}`);

const value: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.constantFrom<SqlValue>(null, "", "1", " 2.50 ", "1e3", "0x10", "Infinity", "a\0b", "\ud800", "😀", "1969-09-26"),
  fc.constantFrom<SqlValue>(0, -0, 1.5, 3, 1e300, Number.POSITIVE_INFINITY, Number.NaN, new Uint8Array([0, 255])),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -9n, max: 9n }),
  fc.double(),
  fc.string(),
);

/** Rows 1 to 6 are there. */
const keys: fc.Arbitrary<readonly SqlValue[]> = fc.oneof(
  fc.constantFrom<readonly SqlValue[]>([1n, 2n, 3n], [4n, 5n, 6n, 7n], [3n, 2n], [2n, 2n], [1n, 3n]),
  fc.array(fc.bigInt({ min: 0n, max: 7n }), { minLength: 1, maxLength: 5 }),
);

const listedOf = (names: readonly string[], values: fc.Arbitrary<SqlValue>) =>
  keys.chain((list) =>
    fc.record({
      keys: fc.constant(list),
      columns: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
      rows: fc.array(fc.array(values, { minLength: 3, maxLength: 3 }), {
        minLength: list.length,
        maxLength: list.length,
      }),
      isNarrowed: fc.boolean(),
    }),
  );

/** Of all kinds, and such that all is whole numbers. */
const listed = fc.oneof(
  listedOf(COLUMNS, value),
  listedOf(["c0", "c8"], fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n })),
  listedOf(["c0", "c8"], fc.bigInt({ min: -9n, max: 9n })),
);

describe("updates of rows by a list of keys and values", () => {
  it.each(["integer PRIMARY KEY", "bigint NOT NULL PRIMARY KEY"])(
    "are seen as they are stored, whatever the columns make of the values (id %s)",
    async (id) => {
      const declared = TYPES.map((type, i) => `c${i} ${type}`).join(", ");
      const filled = [1, 2, 3, 4, 5, 6]
        .map((n) => `(${n}, 1, 'a', x'00', 1.5, 2.5, '2024-01-02', 'A', 7, 8)`)
        .join(", ");
      const path = makeDatabase(`CREATE TABLE t (id ${id}, ${declared}); INSERT INTO t VALUES ${filled};`);
      const backend = await openSqlite(path);
      const property = fc.asyncProperty(listed, async ({ keys, columns, rows, isNarrowed }) => {
        await backend.transaction(async (session) => {
          const read = async () => (await session.lists?.(`SELECT id, ${COLUMNS.join(", ")} FROM t ORDER BY id`)) ?? [];
          const given = rows.map((row) => row.slice(0, columns.length));
          const kind = {
            action: "update",
            table: "t",
            columns,
            keys: { column: "id", values: keys },
            values: () => given.flat(),
          } as const;
          const watch = session.watchRows?.(kind);
          if (!watch) throw new Error("nothing watches");
          const before = await read();
          const changed = watch.read(kind);
          const marks = keys.map(() => `(${["id", ...columns].map(() => "?").join(", ")})`).join(", ");
          const set = columns.map((name, i) => `${name} = v.column${i + 2}`).join(", ");
          const { affected } = await session.write(
            `UPDATE t SET ${set} FROM (VALUES ${marks}) AS v WHERE t.id = v.column1${isNarrowed ? " AND t.id > 2" : ""}`,
            keys.flatMap((key, i) => [key, ...(given[i] ?? [])]),
          );
          const after = await read();
          for (const seen of changed(affected)) {
            if (!("rows" in seen)) throw new Error("not in lists");
            const kept = COLUMNS.filter((column) => columns.includes(column));
            expect(seen).toMatchObject({ action: "update", table: "t", key: ["id"], columns: kept });
            const told = listsOf(seen.rows);
            expect(sorted(told)).toEqual(
              before.flatMap((row, i) => {
                if (!keys.includes(row[0] ?? null)) return [];
                const of = (list: SqlList = []) => kept.map((name) => list[1 + COLUMNS.indexOf(name)]);
                return [[row[0], ...of(row), ...of(after[i])]];
              }),
            );
          }
          watch.stop();
        });
      });
      try {
        await fc.assert(property, { numRuns: 300 });
      } finally {
        await backend.close();
      }
    },
  );
});

function listsOf(rows: ChangedRows["rows"]): SqlValue[][] {
  if (!(rows instanceof WholeNumbers)) return Array.from(rows, (row) => [...row]);
  return Array.from({ length: rows.values.length / rows.width }, (_, at) => rows.row(at));
}

function sorted(rows: readonly (readonly SqlValue[])[]): readonly (readonly SqlValue[])[] {
  return rows.toSorted(([a], [b]) => Number(a) - Number(b));
}
