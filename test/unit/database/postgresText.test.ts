import { expect, it } from "vitest";
import { shifted, withoutUnused } from "../../../src/database/postgres/text";

it("leaves out parameters that a statement does not name, whatever its quoted texts hold", () => {
  const sql = `SELECT DISTINCT $1::integer AS "$2" FROM a WHERE b = $1 AND c = '$3''$4' AND d = $5`;
  expect(withoutUnused({ sql, parameters: [1n, 1n, "x", "y", "z"] })).toEqual({
    sql: `SELECT DISTINCT $1::integer AS "$2" FROM a WHERE b = $1 AND c = '$3''$4' AND d = $2`,
    parameters: [1n, "z"],
  });
  const whole = { sql: "SELECT $2, $1", parameters: [1n, 2n] };
  expect(withoutUnused(whole)).toBe(whole);
});

it("counts the parameters of a piece of SQL on from those before it, and leaves quoted texts alone", () => {
  const piece = { sql: `"a$1" = $1::integer AND b IN ($2, '$2', $10)`, parameters: [1n, "x"] };
  expect(shifted(piece, 3)).toEqual({ ...piece, sql: `"a$1" = $4::integer AND b IN ($5, '$2', $13)` });
  expect(shifted(piece, 0)).toEqual(piece);
});
