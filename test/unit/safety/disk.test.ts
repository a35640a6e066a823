import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { stringify } from "../../../src/protocol/json";
import { ask, fingerprint, temporaryFolder } from "../database/temporary";
import { bundled } from "../engine/bundle";
import {
  applied,
  applyView,
  dump,
  type MusicWorkspace,
  musicWorkspace,
  NEVER,
  openEngine,
  preview,
  previewOf,
  undone,
} from "../engine/music";
import { type EngineProcess, startEngine } from "../engine/process";

const UPDATE = 'Album.objects.filter(genre="Rock").update(genre="Pop")';
const BACKENDS = ["native", "sqljs"] as const;
const built = bundled({ engine: "src/engine/main.ts" });

const mounted: string[] = [];

afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync("umount", ["-l", folder]);
});

/** A disk of that many bytes, where one can be had: root may mount one. */
function smallDisk(bytes: number): string | null {
  const folder = join(temporaryFolder(), "disk");
  mkdirSync(folder);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder]).status !== 0) return null;
  mounted.push(folder);
  return folder;
}

/** Leaves that many bytes of a disk free. */
function fill(folder: string, left: number): string {
  const path = join(folder, "filler");
  const { stdout } = spawnSync("df", ["--output=avail", "-B1", folder], { encoding: "utf8" });
  writeFileSync(path, new Uint8Array(Math.max(0, Number(stdout.split("\n")[1]) - left)));
  return path;
}

const canMount = ((): boolean => {
  const folder = smallDisk(100_000);
  for (const path of mounted.splice(0)) execFileSync("umount", ["-l", path]);
  return folder !== null;
})();

const SONGS = 5000;
const MANY = `WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < ${SONGS})
  INSERT INTO music_song (id, name, album_id) SELECT i, 'Song ' || i, 1 + i % 5 FROM n`;
const GROW = `Song.objects.update(name="${"a longer name ".repeat(10)}")`;

/** The workspace with its database on another disk. */
function moved(workspace: MusicWorkspace, disk: string): MusicWorkspace {
  const database = join(disk, "db.sqlite3");
  copyFileSync(workspace.database, database);
  rmSync(workspace.database);
  execFileSync("ln", ["-s", database, workspace.database]);
  return { ...workspace, database };
}

describe.skipIf(!canMount)("a full disk", () => {
  it.each(BACKENDS)(
    "under the database refuses the apply, which can be done when there is room: %s",
    async (backend) => {
      const disk = smallDisk(4_000_000) ?? "";
      const workspace = moved(musicWorkspace({ sql: MANY }), disk);
      const engine = await openEngine(workspace, { backend });
      const view = await preview(engine, GROW);
      const before = dump(workspace.database);
      const filler = fill(disk, 60_000);
      const bytes = fingerprint(workspace.database);
      const refused = await engine.apply(view.id, NEVER, { many: true }).then(
        (answer) => ({ message: JSON.stringify(answer), hint: "" }),
        (error: unknown) => error as { message: string; hint: string },
      );
      expect(refused.message + refused.hint).toMatch(/disk is full|no space/i);
      expect(fingerprint(workspace.database)).toBe(bytes);
      expect(dump(workspace.database)).toEqual(before);
      expect((await engine.history()).filter(({ state }) => state === "applied")).toEqual([]);
      rmSync(filler);
      const again = await engine.apply((await preview(engine, GROW)).id, NEVER, { many: true });
      expect(again.kind).toBe("applied");
      await undone(engine);
      expect(dump(workspace.database)).toEqual(before);
    },
  );

  it("under the journal refuses the apply before anything is written", async () => {
    const disk = smallDisk(1_000_000) ?? "";
    const workspace = { ...musicWorkspace({ sql: MANY }), storage: disk };
    const engine = await openEngine(workspace);
    const view = await preview(engine, GROW);
    const bytes = fingerprint(workspace.database);
    const filler = fill(disk, 8_000);
    const refused = await engine.apply(view.id, NEVER, { many: true }).then(
      (answer) => JSON.stringify(answer),
      (error: unknown) => String(error),
    );
    expect(refused).toMatch(/Nothing was written: the history could not be kept, as the disk is full/);
    expect(refused).not.toContain('"applied"');
    expect(fingerprint(workspace.database)).toBe(bytes);
    rmSync(filler);
    expect((await engine.history()).filter(({ state }) => state === "applied")).toEqual([]);
    expect((await engine.apply((await preview(engine, UPDATE)).id, NEVER)).kind).toBe("applied");
  });
});

/** All that an answer or an error says. */
function toldBy(answer: unknown): string {
  if (!(answer instanceof Error)) return stringify(answer as object);
  return [answer.message, stringify({ data: (answer as { data?: unknown }).data ?? null } as object)].join(" ");
}

/** Opens a workspace in an engine that permissions hold for. */
async function opened(
  workspace: MusicWorkspace,
  backend: (typeof BACKENDS)[number],
): Promise<EngineProcess["channel"]> {
  chmodSync(dirname(built.path("engine")), 0o755);
  if (process.getuid?.() === 0)
    for (const path of [workspace.folder, workspace.storage, workspace.database]) chownSync(path, 65534, 65534);
  const { channel } = startEngine(built.path("engine"), { preload: join(import.meta.dirname, "unprivileged.cjs") });
  await channel.call("open", { workspace: workspace.folder, storage: workspace.storage, backend });
  return channel;
}

describe.each(BACKENDS)("what may not be written, on %s", (backend) => {
  it("a read-only file is previewed, and refused with the reason", async () => {
    const workspace = musicWorkspace();
    chmodSync(workspace.database, 0o444);
    const before = fingerprint(workspace.database);
    const channel = await opened(workspace, backend);
    const answer = await channel.call("run", { source: UPDATE }).catch((error: unknown) => error as Error);
    // Where SQLite itself cannot rehearse, it says so; nowhere is it written.
    if ("kind" in answer && answer.kind === "preview")
      await expect(channel.call("apply", { preview: answer.preview.id })).rejects.toMatchObject({
        code: "ReadOnly",
        message: expect.stringContaining("reading only") as unknown,
      });
    else expect(toldBy(answer)).toMatch(/readonly database.*cannot be written. Check their permissions/);
    expect(fingerprint(workspace.database)).toBe(before);
    expect(statSync(workspace.database).mode & 0o777).toBe(0o444);
  });

  it("a file in a read-only folder is refused with the reason", async () => {
    const workspace = musicWorkspace();
    const before = fingerprint(workspace.database);
    chmodSync(workspace.folder, 0o555);
    try {
      const channel = await opened(workspace, backend);
      const told = await channel
        .call("run", { source: UPDATE })
        .then((answer) =>
          answer.kind === "preview"
            ? channel.call("apply", { preview: answer.preview.id }).then(toldBy)
            : toldBy(answer),
        )
        .catch(toldBy);
      expect(told).not.toContain('"applied"');
      expect(told).toMatch(/Check their permissions|reading only|write-protected/);
      expect(fingerprint(workspace.database)).toBe(before);
      expect(readdirSync(workspace.folder).filter((name) => name.startsWith("db.sqlite3"))).toEqual(["db.sqlite3"]);
    } finally {
      chmodSync(workspace.folder, 0o755);
    }
  });

  it("a journal folder that may not be written refuses the apply before anything is written", async () => {
    const workspace = musicWorkspace();
    const before = fingerprint(workspace.database);
    chmodSync(workspace.storage, 0o555);
    try {
      const channel = await opened(workspace, backend);
      const view = previewOf(await channel.call("run", { source: UPDATE }));
      const told = await channel
        .call("apply", { preview: view.id })
        .then((answer) => JSON.stringify(answer))
        .catch((error: unknown) => String(error));
      expect(told).not.toContain('"applied"');
      expect(told).toMatch(/Nothing was written: the history could not be kept, as EACCES/);
      expect(fingerprint(workspace.database)).toBe(before);
    } finally {
      chmodSync(workspace.storage, 0o755);
    }
  });
});

describe("an undo that a constraint of the database refuses", () => {
  it("says why, changes nothing, and can be tried again", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const before = dump(workspace.database);
    await applied(engine, UPDATE);
    const after = dump(workspace.database);
    ask(
      workspace.database,
      "CREATE TRIGGER no BEFORE UPDATE ON music_album BEGIN SELECT RAISE(ABORT, 'no changes now'); END",
    );
    const told = await engine.undo(undefined, NEVER).then(
      (answer) => JSON.stringify(answer),
      (error: unknown) => String(error),
    );
    expect(told).toContain("no changes now");
    expect(dump(workspace.database)).toEqual(after);
    expect((await engine.history()).map(({ state }) => state)).toEqual(["applied"]);
    ask(workspace.database, "DROP TRIGGER no");
    await applyView(engine, previewOf(await engine.undo(undefined, NEVER)));
    expect(dump(workspace.database)).toEqual(before);
  });
});
