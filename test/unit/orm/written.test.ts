import { describe, expect, it } from "vitest";
import { sqliteDialect } from "../../../src/orm/dialects/sqlite";
import { withMarks } from "../../../src/orm/expressions/written";
import { param, readable, sql } from "../../../src/orm/sql";
import { PyTimezone } from "../../../src/python/datetime";

const conversion = { dialect: sqliteDialect, useTz: true, zone: new PyTimezone("UTC") };

describe("SQL that a script wrote", () => {
  it.each([
    "SELECT 1; DELETE FROM t",
    "SELECT ';' ; SELECT 2",
    "1) ; DROP TABLE t --",
    "SELECT 1 /* ; */ ; /* x */ SELECT 2",
  ])("is refused where it is several statements: %s", (text) => {
    expect(() => withMarks(text, [], conversion)).toThrow("You can only execute one statement at a time.");
  });

  it.each(["SELECT ';a'", 'SELECT ";x" FROM t;', "SELECT 1; -- the end; really", "SELECT $$a;b$$", "SELECT 1;;\n"])(
    "is taken as one: %s",
    (text) => {
      expect(withMarks(text, [], conversion).text).toBe(text);
    },
  );
});

it("shows long literals whole, so that they can be run", () => {
  const text = `${"it's ".repeat(200)}end'`;
  expect(readable(sql`SELECT ${param(text)}, ${param(new Uint8Array(60))}`)).toBe(
    `SELECT '${text.replaceAll("'", "''")}', X'${"00".repeat(60)}'`,
  );
});
