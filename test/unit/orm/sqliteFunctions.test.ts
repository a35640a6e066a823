import { describe, expect, it } from "vitest";
import type { SqlValue } from "../../../src/database/backend";
import { sqliteFunctions } from "../../../src/orm/dialects/sqliteFunctions";
import { ENGINES } from "../database/engines";
import { ANSWERS, SPREADS } from "./sqliteAnswers";

const FUNCTIONS = new Map(sqliteFunctions(() => 0.25).map((each) => [each.name, each]));

function call(name: string, args: readonly SqlValue[]): SqlValue {
  const found = FUNCTIONS.get(name);
  if (found?.kind !== "scalar") throw new Error(`no function ${name}`);
  expect(found.arity).toBe(args.length);
  return found.call(...args);
}

function aggregate(name: string, values: readonly SqlValue[]): SqlValue {
  const found = FUNCTIONS.get(name);
  if (found?.kind !== "aggregate") throw new Error(`no aggregate ${name}`);
  const state = found.create();
  for (const value of values) state.step(value);
  return state.result();
}

describe("the functions that Django gives SQLite", () => {
  it("answer as Django's own", () => {
    const wrong = ANSWERS.map(([name, args, answer]) => ({ name, args, answer, ours: call(name, args) })).filter(
      ({ name, answer, ours }) =>
        name === "COT" && typeof answer === "number" ? Math.abs(Number(ours) - answer) > 1e-12 : ours !== answer,
    );
    expect(wrong).toEqual([]);
  });

  it("take dates with a T, and give NULL for what is no date", () => {
    expect(call("django_datetime_extract", ["hour", "2024-05-06T07:08:09.25", "Europe/Berlin", "UTC"])).toBe(9n);
    expect(call("django_datetime_cast_time", ["2024-05-06 07:08:09+00:00", null, null])).toBe("07:08:09");
    for (const text of ["2024-13-01", "2024-02-30 00:00:00", "2024-01-01 25:00:00", "now", 5n, null]) {
      expect(call("django_date_extract", ["year", text])).toBeNull();
      expect(call("django_datetime_trunc", ["day", text, "UTC", "UTC"])).toBeNull();
      expect(call("django_timestamp_diff", [text, "2024-01-01"])).toBeNull();
    }
  });

  it("know zones in which a time of day is told twice or not at all", () => {
    const chicago = (text: string): SqlValue => call("django_datetime_cast_time", [text, "America/Chicago", "UTC"]);
    expect([chicago("2024-11-03 06:30:00"), chicago("2024-11-03 07:30:00")]).toEqual(["01:30:00", "01:30:00"]);
    expect([chicago("2024-03-10 07:59:59"), chicago("2024-03-10 08:00:00")]).toEqual(["01:59:59", "03:00:00"]);
    expect(call("django_datetime_cast_date", ["2024-01-01 00:30:00", "UTC", "America/New_York"])).toBe("2024-01-01");
    expect(call("django_datetime_extract", ["hour", "2024-01-01 00:30:00", "UTC", "America/New_York"])).toBe(5n);
  });

  it("refuse dates past Python's", () => {
    expect(() => call("django_format_dtdelta", ["+", "9999-12-31 23:59:59", 2_000_000n])).toThrow(
      "date value out of range",
    );
    expect(() => call("django_format_dtdelta", ["-", "0001-01-01", 86_400_000_000n])).toThrow(
      "date value out of range",
    );
  });

  it("refuse parts and values of another kind", () => {
    expect(() => call("django_date_trunc", ["hour", "2024-01-01", null, null])).toThrow(
      "Unsupported lookup type: 'hour'",
    );
    expect(() => call("REVERSE", [5n])).toThrow("REVERSE needs text");
    expect(() => call("REPEAT", ["a", 10n ** 12n])).toThrow("too long");
    expect(() => call("BITXOR", [1.5, 1n])).toThrow("whole numbers");
    expect(() => call("COT", [0n])).toThrow("float division by zero");
    expect(() => call("REGEXP", ["(", "a"])).toThrow("missing ), unterminated subpattern at position 0");
  });

  it("spread values as Python's statistics", () => {
    for (const [values, answers] of SPREADS) {
      const ours = ["STDDEV_POP", "STDDEV_SAMP", "VAR_POP", "VAR_SAMP"].map((name) =>
        aggregate(name, [...values, null]),
      );
      expect(ours, String(values)).toEqual(answers);
    }
    expect(aggregate("VAR_POP", [1n, Number.POSITIVE_INFINITY])).toBeNaN();
    expect(aggregate("ANY_VALUE", [null, "a", "b"])).toBe("a");
    expect(aggregate("ANY_VALUE", [])).toBeNull();
  });

  it("draw from the run's own random numbers", () => {
    expect(call("RAND", [])).toBe(0.25);
  });
});

describe.each(ENGINES)("the functions in SQL on $name", ({ open }) => {
  it("are there, and see values in the database's own form", async () => {
    const backend = await open(
      "CREATE TABLE t (name TEXT, born TEXT, n INTEGER, x REAL); INSERT INTO t VALUES ('Ana', '2024-05-06 07:08:09', 5, 1.5), ('Bo', NULL, 7, 2.5)",
      sqliteFunctions(() => 0.25),
    );
    await backend.read(async (session) => {
      const [row] = await session.all(
        `SELECT django_datetime_extract('hour', born, 'Asia/Tokyo', 'UTC') AS hour, name REGEXP '(?i)^a' AS hit, BITXOR(n, 2) AS mixed,
                LPAD(name, 5, '-') AS padded, RAND() AS random, REVERSE(name) AS back, MD5(name) AS md5 FROM t WHERE name = 'Ana'`,
      );
      expect({ ...row }).toEqual({
        hour: 16,
        hit: 1,
        mixed: 7,
        padded: "--Ana",
        random: 0.25,
        back: "anA",
        md5: "9aba45a7f1999a9c5fc96ef2a45810fb",
      });
      const [spread] = await session.all(
        "SELECT STDDEV_POP(x) AS a, VAR_SAMP(n) AS b, typeof(VAR_SAMP(n)) AS c, VAR_SAMP(n) FILTER (WHERE n = 5) AS d, ANY_VALUE(born) AS e FROM t",
      );
      expect({ ...spread }).toEqual({ a: 0.5, b: 2, c: "integer", d: null, e: "2024-05-06 07:08:09" });
    });
    await backend.close();
  });
});
