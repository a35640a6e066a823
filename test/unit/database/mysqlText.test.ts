import { describe, expect, it } from "vitest";
import { readAddress, shownAddress } from "../../../src/database/mysql/address";
import { translateMysql } from "../../../src/database/mysql/errors";
import { literal, placed } from "../../../src/database/mysql/literals";
import { readWrite } from "../../../src/database/mysql/writes";

describe("parameters in MySQL's statements", () => {
  it.each([
    [null, "NULL"],
    [-9223372036854775808n, "-9223372036854775808"],
    [1.5, "1.5e0"],
    [1e21, "1e+21"],
    ['it\'s \\ a "test"\n\0\u001a☃', "'it\\'s \\\\ a \"test\"\\n\\0\\Z☃'"],
    [new Uint8Array([0, 39, 255]), "X'0027ff'"],
    [new Uint8Array(), "''"],
  ])("writes %s", (value, text) => {
    expect(literal(value)).toBe(text);
  });

  it("leaves marks in quotes, names and comments alone", () => {
    const sql = "SELECT '?', \"?\", `?`, 'it''s ?', 'a\\'?' /* ? */ -- ?\n FROM t WHERE a = ? AND b=? # ?";
    expect(placed(sql, [1n, "x?"])).toBe(sql.replace("a = ?", "a = 1").replace("b=?", "b='x?'"));
  });
});

describe("writes taken apart", () => {
  it("reads an UPDATE with its parameters", () => {
    const sql = "UPDATE `a ``b` AS `x` SET `x`.`c` = CONCAT(?, ',', (SELECT 1)), d=? WHERE x.`id` IN (?, ?) LIMIT 1";
    expect(readWrite(sql, ["p", 2n, 3n, 4n])).toEqual({
      kind: "update",
      table: "a `b",
      alias: "x",
      set: [
        { column: "c", value: { sql: "CONCAT(?, ',', (SELECT 1))", parameters: ["p"] } },
        { column: "d", value: { sql: "?", parameters: [2n] } },
      ],
      rest: { sql: "WHERE x.`id` IN (?, ?) LIMIT 1", parameters: [3n, 4n] },
    });
  });

  it("reads an INSERT row by row", () => {
    const write = readWrite("INSERT IGNORE INTO `t` (`a`, b) VALUES (?, NOW(6)), (?, ?)", ["x", "y", 1n]);
    expect(write).toMatchObject({ kind: "insert", table: "t", columns: ["a", "b"], conflict: "ignore" });
    expect(write.kind === "insert" && write.rows).toEqual([
      [
        { sql: "?", parameters: ["x"] },
        { sql: "NOW(6)", parameters: [] },
      ],
      [
        { sql: "?", parameters: ["y"] },
        { sql: "?", parameters: [1n] },
      ],
    ]);
  });

  it.each([
    "REPLACE INTO t VALUES (1)",
    "UPDATE a, b SET a.x = 1",
    "UPDATE db.t SET x = 1",
    "DELETE a FROM a JOIN b ON a.id = b.id",
    "INSERT INTO t SET a = 1",
    "WITH x AS (SELECT 1) DELETE FROM t",
  ])("refuses %s", (sql) => {
    expect(() => readWrite(sql, [])).toThrow("cannot be told beforehand");
  });
});

describe("MySQL's addresses", () => {
  it("reads every part", () => {
    const address = readAddress("mysql://an%40n:p%2Fw@[::1]:3307/my%20db?ssl-mode=VERIFY_CA&ssl_ca=/ca.pem");
    expect(address).toMatchObject({
      host: "::1",
      port: 3307,
      user: "an@n",
      password: "p/w",
      database: "my db",
      tls: "authority",
      ca: "/ca.pem",
    });
    expect(shownAddress(address)).toBe("an@n@::1:3307/my db");
  });

  it("prefers a password that is given apart, and says what it cannot read", () => {
    expect(readAddress("mysql://u:old@h/d", "new").password).toBe("new");
    expect(() => readAddress("mysql://u@h/d?ssl-mode=maybe")).toThrow("ssl-mode is");
  });
});

describe("MySQL's errors", () => {
  it.each([
    [1062, "Duplicate entry 'it's' for key 'artist.name'", "Another row already has 'it's' in the unique key name."],
    [1062, "Duplicate entry '1-2' for key 'PRIMARY'", "Another row already has '1-2' in the primary key."],
    [
      1452,
      "Cannot add or update a child row: a foreign key constraint fails (`m`.`song`, CONSTRAINT `c` FOREIGN KEY (`album_id`) REFERENCES `album` (`id`))",
      "song.album_id points at a row of album that does not exist.",
    ],
    [1048, "Column 'name' cannot be null", "The column name has no value, and may not be without one."],
    [4025, "CONSTRAINT `t.positive` failed for `m`.`t`", "The check positive does not allow these values."],
  ])("says what %i is about", (errno, sqlMessage, hint) => {
    const error = Object.assign(new Error(sqlMessage), { errno, sqlMessage, sqlState: "HY000" });
    expect(translateMysql(error)).toMatchObject({ hint });
  });

  it.each([
    [1062, "Duplicate entry 'a' for key 'x'", "IntegrityError", "(1062, \"Duplicate entry 'a' for key 'x'\")"],
    [3819, "Check constraint 'c' is violated.", "IntegrityError", "(3819, \"Check constraint 'c' is violated.\")"],
    [1406, "Data too long", "DataError", "(1406, 'Data too long')"],
    [
      1264,
      "Out of range value for column 'n' at row 1",
      "DataError",
      "(1264, \"Out of range value for column 'n' at row 1\")",
    ],
    [1064, "You have an error", "ProgrammingError", "(1064, 'You have an error')"],
    [1213, "Deadlock found", "OperationalError", "(1213, 'Deadlock found')"],
  ])("gives %i Django's class and wording", (errno, sqlMessage, code, message) => {
    const error = Object.assign(new Error(sqlMessage), { errno, sqlMessage, sqlState: "HY000" });
    expect(translateMysql(error)).toMatchObject({ code, message });
  });
});
