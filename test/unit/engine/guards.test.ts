import { describe, expect, it } from "vitest";
import { guarded } from "../../../src/engine/guards";
import type { DatabaseInfo } from "../../../src/protocol/engine";
import type { GuardSettings } from "../../../src/protocol/guards";
import { fingerprint } from "../database/temporary";
import { applied, musicWorkspace, NEVER, openEngine, preview, readValue, run, undone } from "./music";

const none: GuardSettings = { roles: {}, readOnly: false };
const production: GuardSettings = { ...none, roles: { "*.sqlite3": "production" } };
const UPDATE = 'Album.objects.filter(genre="Rock").update(genre="Pop")';

describe("a database's role", () => {
  const file: DatabaseInfo = {
    kind: "sqlite",
    name: "db.sqlite3",
    location: "shop/db.sqlite3",
    readOnly: false,
    scratch: false,
  };
  const server: DatabaseInfo = {
    ...file,
    kind: "postgres",
    name: "music on db.prod.example.com",
    location: "postgresql://ann@db.prod.example.com:5433/music",
  };
  it.each([
    [file, "db.sqlite3", true],
    [file, "shop/*", true],
    [file, "DB.SQLITE?", true],
    [file, "shop", false],
    [file, "db", false],
    [file, "db_sqlite3", false],
    [server, "db.prod.example.com", true],
    [server, "*.prod.example.com", true],
    [server, "db+prod.example.com", false],
    [server, "music*", true],
    [server, "*/music", true],
    [server, "ann", false],
  ])("of %o by the pattern %s: %s", (info, pattern, isMeant) => {
    expect(guarded(info, { ...none, roles: { [pattern]: "staging" } }).role).toBe(isMeant ? "staging" : undefined);
    expect(guarded(info, { ...none, readOnly: [pattern] }).readOnly).toBe(isMeant);
  });

  it("is the strictest of those whose pattern matches", () => {
    const roles = { "*": "development", "db.*": "production", "shop/*": "staging" } as const;
    expect(guarded(file, { ...none, roles }).role).toBe("production");
  });
});

describe("a production database", () => {
  it("takes a write only with the model's name typed", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { guards: production });
    const view = await preview(engine, UPDATE);
    expect(view.guards).toEqual({ type: "music.Album" });
    const before = fingerprint(workspace.database);
    for (const confirmed of [undefined, {}, { typed: "" }, { typed: "album" }, { typed: "Song" }, { many: true }]) {
      expect(await engine.apply(view.id, NEVER, confirmed)).toMatchObject({ kind: "unconfirmed", guards: view.guards });
    }
    expect(fingerprint(workspace.database)).toBe(before);
    expect(await engine.apply(view.id, NEVER, { typed: " Album " })).toMatchObject({ kind: "applied" });
  });

  it("takes an undo no sooner", async () => {
    const workspace = musicWorkspace();
    await applied(await openEngine(workspace), UPDATE);
    const engine = await openEngine(workspace, { guards: production });
    const before = fingerprint(workspace.database);
    await expect(undone(engine)).rejects.toThrow(/^unconfirmed/);
    expect(fingerprint(workspace.database)).toBe(before);
  });
});

describe("a database that is only read", () => {
  it("refuses a write before it is rehearsed, and reads on", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { guards: { ...none, readOnly: true } });
    await expect(run(engine, UPDATE)).rejects.toMatchObject({
      code: "ReadOnly",
      message: expect.stringContaining("db.sqlite3 is only read"),
    });
    expect(await readValue(engine, "Album.objects.filter(genre='Rock').count()")).toBe(2n);
  });

  it("refuses an undo as well", async () => {
    const workspace = musicWorkspace();
    await applied(await openEngine(workspace), UPDATE);
    const engine = await openEngine(workspace, { guards: { ...none, readOnly: ["db.*"] } });
    await expect(engine.undo(undefined, NEVER)).rejects.toMatchObject({ code: "ReadOnly" });
  });
});

describe("a write of a whole table", () => {
  it("is confirmed once more, with the sentence that says so", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { guards: none });
    const view = await preview(engine, 'Album.objects.all().update(genre="Pop")');
    expect(view.guards?.many).toEqual(
      view.warnings.filter(({ kind }) => kind === "wholeTable").map(({ message }) => message),
    );
    expect(await engine.apply(view.id, NEVER)).toMatchObject({ kind: "unconfirmed" });
    expect(await engine.apply(view.id, NEVER, { many: true })).toMatchObject({ kind: "applied" });
  });
});
