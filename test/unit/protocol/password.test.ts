import { describe, expect, it } from "vitest";
import { splitPassword } from "../../../src/protocol/password";

describe("passwords in addresses", () => {
  it.each([
    ["postgresql://ann:s3cret@host:5432/db", "postgresql://ann@host:5432/db", "s3cret"],
    ["mysql://ann:p%40ss%2Fw@host/db?ssl-mode=REQUIRED", "mysql://ann@host/db?ssl-mode=REQUIRED", "p@ss/w"],
    ["mysql://ann:p@s/s:w@host/db", "mysql://ann@host/db", "p@s/s:w"],
    ["postgres://host/db?user=ann&password=x+y&sslmode=require", "postgres://host/db?user=ann&sslmode=require", "x y"],
    ["mariadb://:only@host/db", "mariadb://host/db", "only"],
    ["mysql://ann@host/db", "mysql://ann@host/db", null],
    ["mysql://ann:@host/db", "mysql://ann@host/db", null],
    ["sqlite:///a@b:c.db", "sqlite:///a@b:c.db", null],
    ["db.sqlite3", "db.sqlite3", null],
    ["scratch", "scratch", null],
  ])("takes it out of %s", (address, url, password) => {
    expect(splitPassword(address)).toEqual({ url, password });
  });
});
