import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { discoverDatabases, type NamedDatabase } from "../../../src/database/discovery";
import { temporaryFolder } from "./temporary";

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

/** What is found of one database of the settings, beside these files. */
async function found(database: Partial<NamedDatabase>, files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
  process.env.PGSERVICEFILE = join(folder, "pg_service.conf");
  const named = { alias: "default", engine: "postgresql", name: "", place: { file: "settings.py" }, ...database };
  const { candidates, passwords } = await discoverDatabases(folder, [], [named]);
  const [one] = candidates;
  return { folder, url: one?.url, origin: one?.origin, password: one && passwords.get(one.url), again: named };
}

describe("files that OPTIONS name", () => {
  it("MySQL's option file: its client part, quotes, both spellings; a group of one's own goes before", async () => {
    const text = `
# a comment
[mysqld]
port = 1
[client]
user = "ann"
password='s3#cret'
host=db.example
ssl_ca = /ca.pem
[site]
database = shop
port 3307
`;
    const mysql = { engine: "mysql", options: { read_default_file: "my.cnf", read_default_group: "site" } };
    const { url, origin, password } = await found(mysql, { "my.cnf": text });
    expect(url).toBe("mysql://ann@db.example:3307/shop?ssl-ca=%2Fca.pem");
    expect(password).toBe("s3#cret");
    expect(origin).toBe("settings.py, with my.cnf");
  });

  it("go behind what the settings say", async () => {
    const text = "[client]\nuser = ann\nhost = elsewhere\npassword = theirs\n";
    const own = { name: "shop", host: "here", password: "own" };
    const options = { read_default_file: "my.cnf" };
    const { url, password } = await found({ engine: "mysql", ...own, options }, { "my.cnf": text });
    expect(url).toBe("mysql://ann@here/shop");
    expect(password).toBe("own");
  });

  it("that cannot be read are named", async () => {
    const options = { read_default_file: "/nowhere/my.cnf" };
    const { url, origin } = await found({ engine: "mysql", name: "shop", options }, {});
    expect(url).toBe("mysql://localhost/shop");
    expect(origin).toBe("settings.py, whose OPTIONS name /nowhere/my.cnf, which cannot be read");
  });

  it("a service of libpq's, with its password file", async () => {
    const service = "[other]\nhost=no\n[shop]\nhost=db.example\nport=5433\nuser=ann\ndbname=shop\nsslmode=require\n";
    const { url, origin, password } = await found(
      { options: { service: "shop", passfile: ".pgpass" } },
      {
        "pg_service.conf": service,
        ".pgpass":
          "# host:port:database:user:password\nno:*:*:*:wrong\ndb.example:5433:*:ann:s3\\:cr\\\\et\n*:*:*:*:last\n",
      },
    );
    expect(url).toBe("postgresql://ann@db.example:5433/shop?sslmode=require");
    expect(password).toBe("s3:cr\\et");
    expect(origin).toBe("settings.py, with the service shop");
  });

  it("a service that is nowhere is named, and so is a password file that others may read", async () => {
    const missing = await found({ name: "shop", options: { service: "gone" } }, {});
    expect(missing.origin).toBe(`settings.py, whose service gone is not in ${join(missing.folder, "pg_service.conf")}`);
    const { folder, again } = await found(
      { name: "shop", user: "ann", options: { passfile: ".pgpass" } },
      { ".pgpass": "*:*:*:*:secret\n" },
    );
    chmodSync(join(folder, ".pgpass"), 0o644);
    const { candidates, passwords } = await discoverDatabases(folder, [], [again]);
    expect([...passwords]).toEqual([]);
    expect(candidates[0]?.origin).toMatch(/\.pgpass others may read, so that it is passed over$/);
  });

  it("that say no name leave nothing to open", async () => {
    const { url } = await found({ options: { service: "gone" } }, {});
    expect(url).toBe(undefined);
  });
});
