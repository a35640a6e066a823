import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { discoverDatabases } from "../../../src/database/discovery";
import { openDatabase } from "../../../src/database/open";
import { parseAddress, redactUrl } from "../../../src/database/url";
import { nodeWorkspaceFiles } from "../../../src/database/workspaceFiles";
import { WASM } from "./engines";
import { temporaryFolder } from "./temporary";

function workspace(...databases: string[]): string {
  const folder = temporaryFolder();
  for (const name of databases) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    const database = new DatabaseSync(join(folder, name));
    database.exec("CREATE TABLE t (a)");
    database.close();
  }
  return folder;
}

describe("opening by address", () => {
  it.each([
    "db.sqlite3",
    "./db.sqlite3",
    "sqlite://db.sqlite3",
    "sqlite:///db.sqlite3",
    "sqlite:///WORKSPACE/db.sqlite3",
    "sqlite:////WORKSPACE/db.sqlite3",
  ])("%s", async (url) => {
    const folder = workspace("db.sqlite3");
    const backend = await openDatabase({ url: url.replace("/WORKSPACE", folder), workspace: folder });
    expect(backend.info).toMatchObject({ kind: "sqlite", name: "db.sqlite3", location: "db.sqlite3", readOnly: false });
    expect((await backend.introspect()).tables).toHaveLength(1);
    await backend.close();
  });

  it("uses sql.js where it is asked to, and for the scratch database", async () => {
    const folder = workspace("db.sqlite3");
    const copy = await openDatabase({ url: "db.sqlite3", workspace: folder, backend: "sqljs", wasm: WASM });
    expect(copy.info).toMatchObject({ kind: "sqljs", readOnly: true, scratch: false });
    await copy.close();
    const scratch = await openDatabase({ url: "scratch", workspace: folder, wasm: WASM });
    expect(scratch.info).toMatchObject({ kind: "sqljs", readOnly: false, scratch: true });
    await scratch.close();
  });

  it("tells why a server cannot be reached, without its password", async () => {
    const refused = await openDatabase({
      url: "postgresql://ann:s3cr@t/x@db.example/music?password=other",
      workspace: "/",
    }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "ConnectionFailed" });
    expect(String(refused)).toMatch(/Could not connect to postgresql:\/\/ann:\*\*\*@db\.example\/music/);
    expect(String(refused)).not.toMatch(/s3cr|other|t\/x/);
  });

  it.each([
    ["postgresql://ann:secret@host:5432/db", "postgresql://ann:***@host:5432/db"],
    ["mysql://ann@host/db", "mysql://ann@host/db"],
    ["mysql://host/db?ssl=1&password=x&y=1", "mysql://host/db?ssl=1&password=***&y=1"],
    ["postgres://:secret@/db", "postgres://:***@/db"],
    ["db.sqlite3", "db.sqlite3"],
  ])("shows %s as %s", (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it("takes a missing absolute path as it is", () => {
    expect(parseAddress("sqlite:///nowhere/at/all.db", "/work")).toEqual({ kind: "file", path: "/nowhere/at/all.db" });
    expect(parseAddress("mariadb://h/d", "/")).toMatchObject({ kind: "server", engine: "MariaDB" });
  });
});

describe("finding databases", () => {
  it("offers the settings' first, then .env, then the files there are", async () => {
    const folder = workspace("a.sqlite3", "deep/er/b.db", "site/db.sqlite3", "node_modules/x/c.db");
    writeFileSync(join(folder, "not.db"), "this is text");
    writeFileSync(join(folder, ".env"), 'DEBUG=1\nexport DATABASE_URL="postgres://ann:secret@host/db" # comment\n');
    const files = await nodeWorkspaceFiles(folder).list();
    const { candidates, passwords } = await discoverDatabases(folder, files, [
      { alias: "replica", engine: "mysql", name: "m", host: "h", user: "u", place: { file: "site/settings.py" } },
      { alias: "default", engine: "sqlite3", name: "site/db.sqlite3", place: { file: "site/settings.py" } },
      { alias: "gone", engine: "sqlite3", name: "site/gone.sqlite3", place: { file: "site/settings.py" } },
      { alias: "roach", engine: "django_cockroachdb", name: "r", host: "h", place: { file: "site/settings.py" } },
    ]);
    expect([...passwords]).toEqual([["postgres://ann@host/db", "secret"]]);
    expect(candidates.map(({ url, origin }) => [url, origin])).toEqual([
      ["site/db.sqlite3", "site/settings.py"],
      ["mysql://u@h/m", 'site/settings.py, "replica"'],
      ["site/gone.sqlite3", 'site/settings.py, "gone", but there is no such file'],
      ["postgresql://h:26257/r", 'site/settings.py, "roach"'],
      ["postgres://ann@host/db", ".env"],
      ["a.sqlite3", "found in the workspace"],
      ["deep/er/b.db", "found in the workspace"],
    ]);
  });
});

describe("workspace files", () => {
  it("passes over environments and packages, and survives links in circles", async () => {
    const folder = temporaryFolder();
    for (const path of [
      "app/models.py",
      "env/pyvenv.cfg",
      "env/lib/x.py",
      "node_modules/y.py",
      "app/__pycache__/z.py",
      ".env",
    ]) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), path);
    }
    symlinkSync(folder, join(folder, "app", "circle"));
    symlinkSync(join(folder, "nowhere"), join(folder, "broken.py"));
    symlinkSync(join(folder, "app/models.py"), join(folder, "linked.py"));
    const files = nodeWorkspaceFiles(folder, { size: 100 });
    expect(await files.list()).toEqual([".env", "app/models.py", "linked.py"]);
    expect(await files.read("app/models.py")).toBe("app/models.py");
    writeFileSync(join(folder, "big.py"), "x".repeat(200));
    await expect(files.read("big.py")).rejects.toThrow(/too large/);
  });
});
