import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { openSqlite } from "../../../src/database/sqlite/open";
import { ask, fingerprint, hasProgram } from "../database/temporary";
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
import { startEngine } from "../engine/process";

const UPDATE = 'Album.objects.filter(genre="Rock").update(genre="Pop")';
const BACKENDS = ["native", "sqljs"] as const;

const built = bundled({ engine: "src/engine/main.ts" });

const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) endGroup(child);
});

/** Ends a program with all that it started. */
function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(-pid, "SIGKILL");
}

/** Runs a program that says a line when it is ready. */
async function started(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], detached: true });
  running.push(child);
  await once(child.stdout, "data");
  return child;
}

function ended(child: ChildProcess): Promise<unknown> {
  return child.exitCode === null ? once(child, "exit") : Promise.resolve();
}

describe("a lock held by the sqlite3 program", () => {
  /** The sqlite3 program inside a transaction that it ends after so many seconds, or never. */
  function holding(database: string, seconds: number): Promise<ChildProcess> {
    const commands = [
      "BEGIN IMMEDIATE;",
      "INSERT INTO music_song (name, album_id) VALUES ('theirs', 1);",
      "SELECT 'ready';",
    ];
    return started("sh", [
      "-c",
      `(echo "${commands.join(" ")}"; sleep ${seconds}; echo "COMMIT;") | sqlite3 -batch "$1"`,
      "sh",
      database,
    ]);
  }

  it.skipIf(!hasProgram("sqlite3"))("is waited for where it is short", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const view = await preview(engine, UPDATE);
    const other = await holding(workspace.database, 1);
    await applyView(engine, view);
    await ended(other);
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_song WHERE name = 'theirs'")).toEqual([{ n: 1 }]);
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_album WHERE genre = 'Rock'")).toEqual([{ n: 0 }]);
  });

  it.skipIf(!hasProgram("sqlite3"))("ends in a clear message after the set time, and nothing is written", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { settings: { lockWait: 300 } });
    const view = await preview(engine, UPDATE);
    // Were it to wait as long as it does by itself, the lock would be gone.
    const other = await holding(workspace.database, 4);
    const before = dump(workspace.database);
    await expect(engine.apply(view.id, NEVER)).rejects.toMatchObject({
      code: "OperationalError",
      message: expect.stringContaining("locked") as unknown,
      hint: expect.stringMatching(/Another program.*Finish or close.*lockWait/) as unknown,
    });
    expect(dump(workspace.database)).toEqual(before);
    expect((await engine.history()).filter(({ state }) => state === "applied")).toEqual([]);
    endGroup(other);
    await ended(other);
    expect(ask(workspace.database, "PRAGMA integrity_check")).toMatchObject([{ integrity_check: "ok" }]);
  });
});

describe("a program that only reads, and does not end", () => {
  it("is waited for at COMMIT no longer than the set time: nothing is written, and it can be applied later", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { settings: { lockWait: 300 } });
    const view = await preview(engine, UPDATE);
    const before = dump(workspace.database);
    const reader = new DatabaseSync(workspace.database);
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM music_song").get();
    await expect(engine.apply(view.id, NEVER)).rejects.toMatchObject({
      code: "OperationalError",
      message: "database is locked",
      hint: expect.stringContaining("querysetExplorer.lockWait") as unknown,
    });
    expect(dump(workspace.database)).toEqual(before);
    expect((await engine.history()).map(({ state }) => state)).toEqual(["not applied"]);
    reader.exec("COMMIT");
    reader.close();
    await applyView(engine, await preview(engine, UPDATE));
    await undone(engine);
    expect(dump(workspace.database)).toEqual(before);
  });
});

describe("a file replaced during the apply", () => {
  it("is not written: the commit would go to a file that nobody sees", async () => {
    const [workspace, other] = [musicWorkspace(), musicWorkspace()];
    const backend = await openSqlite(workspace.database);
    const theirs = dump(other.database);
    await backend.transaction(async (transaction) => {
      await transaction.write("DELETE FROM music_song", []);
      renameSync(other.database, workspace.database);
      await expect(transaction.commit()).rejects.toMatchObject({
        code: "Conflict",
        message: expect.stringContaining("another file has taken the place of") as unknown,
      });
    });
    expect(dump(workspace.database)).toEqual(theirs);
    const found = await backend.read((session) => session.all("SELECT count(*) AS n FROM music_song"));
    expect(found.map(({ n }) => n)).toEqual([8]);
    await backend.close();
  });
});

describe.each(BACKENDS)("a file replaced between preview and apply, on %s", (backend) => {
  it("is a conflict where its rows are others, and the new file is left alone", async () => {
    const workspace = musicWorkspace();
    const other = musicWorkspace({ sql: "UPDATE music_album SET genre = 'Soul' WHERE id = 2" });
    const engine = await openEngine(workspace, { backend });
    const view = await preview(engine, UPDATE);
    renameSync(other.database, workspace.database);
    const theirs = fingerprint(workspace.database);
    const answer = await engine.apply(view.id, NEVER);
    expect(answer).toMatchObject({ kind: "conflict", preview: { summary: "1 row to update" } });
    expect(fingerprint(workspace.database)).toBe(theirs);
  });

  it("is written where its rows are what was shown, and nothing goes to the old one", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { backend });
    const view = await preview(engine, UPDATE);
    const old = join(workspace.folder, "old.sqlite3");
    renameSync(workspace.database, old);
    const before = fingerprint(old);
    copyFileSync(old, workspace.database);
    await applyView(engine, view);
    expect(fingerprint(old)).toBe(before);
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_album WHERE genre = 'Rock'")).toEqual([{ n: 0 }]);
  });

  it("is told where it is gone, and not made anew", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { backend });
    const view = await preview(engine, UPDATE);
    rmSync(workspace.database);
    await expect(engine.apply(view.id, NEVER)).rejects.toMatchObject({ code: "ConnectionFailed" });
    expect(existsSync(workspace.database)).toBe(false);
  });

  it("is told where it is no database any more", async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace, { backend });
    const view = await preview(engine, UPDATE);
    rmSync(workspace.database);
    copyFileSync(join(workspace.folder, "manage.py"), workspace.database);
    const theirs = fingerprint(workspace.database);
    await expect(engine.apply(view.id, NEVER)).rejects.toThrow(/database/);
    expect(fingerprint(workspace.database)).toBe(theirs);
  });
});

type Window = { readonly apply: () => Promise<string>; readonly states: () => Promise<string[]> };

/** An engine as a window has one, with a preview that is to be applied: `applied`, `conflict`, or the error's code. */
async function windowed(
  workspace: MusicWorkspace,
  backend: (typeof BACKENDS)[number],
  source: string,
): Promise<Window> {
  const { channel } = startEngine(built.path("engine"));
  await channel.call("open", { workspace: workspace.folder, storage: workspace.storage, backend });
  const view = previewOf(await channel.call("run", { source }));
  return {
    apply: () =>
      channel.call("apply", { preview: view.id }).then(
        ({ kind }) => kind,
        (error: unknown) => String((error as { code?: unknown }).code),
      ),
    states: async () => (await channel.call("history", undefined)).map(({ state }) => state),
  };
}

describe.each(BACKENDS)("two windows applying at once, on %s", (backend) => {
  it("write one after the other, and neither loses the other's", async () => {
    const workspace = musicWorkspace();
    const first = await windowed(workspace, backend, 'Album.objects.filter(id=2).update(genre="first")');
    const second = await windowed(workspace, backend, 'Album.objects.filter(id=3).update(genre="second")');
    const ends = await Promise.all([first.apply(), second.apply()]);
    // The one that finds the whole file changed under it is told so, and its preview still stands.
    if (ends[0] === "Conflict") ends[0] = await first.apply();
    if (ends[1] === "Conflict") ends[1] = await second.apply();
    expect(ends).toEqual(["applied", "applied"]);
    expect(ask(workspace.database, "SELECT genre FROM music_album WHERE id IN (2, 3) ORDER BY id")).toEqual([
      { genre: "first" },
      { genre: "second" },
    ]);
    expect((await first.states()).filter((state) => state !== "not applied")).toEqual(["applied", "applied"]);
  });

  it("let one win where both mean the same row", async () => {
    const workspace = musicWorkspace();
    const first = await windowed(workspace, backend, 'Album.objects.filter(id=2).update(genre="first")');
    const second = await windowed(workspace, backend, 'Album.objects.filter(id=2).update(genre="second")');
    const ends = await Promise.all([first.apply(), second.apply()]);
    expect(ends.map((end) => end.toLowerCase()).sort()).toEqual(["applied", "conflict"]);
    const winner = ends[0] === "applied" ? "first" : "second";
    expect(ask(workspace.database, "SELECT genre FROM music_album WHERE id = 2")).toEqual([{ genre: winner }]);
  });
});

describe("two engine processes on one file", () => {
  it.each(BACKENDS)(
    "apply many times at once and lose nothing, on %s",
    async (backend) => {
      const workspace = musicWorkspace();
      const turns = 15;
      const lane = async (name: string): Promise<number> => {
        const engine = startEngine(built.path("engine"));
        await engine.channel.call("open", { workspace: workspace.folder, storage: workspace.storage, backend });
        let done = 0;
        for (let turn = 0; turn < turns; turn++) {
          const source = `Song.objects.create(name="${name} ${turn}", album_id=1)`;
          const view = previewOf(await engine.channel.call("run", { source }));
          const answer = await engine.channel.call("apply", { preview: view.id }).catch((error: unknown) => {
            // Refused and told so, as the other one was saving the whole file.
            if (backend === "sqljs" && (error as { code?: unknown }).code === "Conflict") return null;
            throw error;
          });
          if (answer?.kind === "applied") done++;
        }
        await engine.kill();
        return done;
      };
      const counts = await Promise.all([lane("first"), lane("second")]);
      const rows = ask(
        workspace.database,
        "SELECT count(*) AS n FROM music_song WHERE name LIKE 'first%' OR name LIKE 'second%'",
      );
      expect(rows).toEqual([{ n: counts[0] + counts[1] }]);
      if (backend === "native") expect(counts).toEqual([turns, turns]);
      expect(Math.max(...counts)).toBeGreaterThan(0);
      expect(ask(workspace.database, "PRAGMA integrity_check")).toMatchObject([{ integrity_check: "ok" }]);
    },
    120_000,
  );
});

const PYTHON = ["/usr/bin/python3", "python3"].find(hasProgram);

const WRITER = `
import sqlite3, sys, time
path, seconds = sys.argv[1], float(sys.argv[2])
connection = sqlite3.connect(path, timeout=60, isolation_level=None)
print("ready", flush=True)
end = time.monotonic() + seconds
count = 0
while time.monotonic() < end:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO theirs (n) VALUES (?)", (count,))
    connection.execute("UPDATE music_album SET artist = ? WHERE id = 5", (f"theirs {count}",))
    connection.execute("COMMIT")
    count += 1
    time.sleep(0.002)
connection.close()
print(count, flush=True)
`;

/** Seconds that the other program writes for: a minute is what is promised, less is what every run has time for. */
const SECONDS = Number(process.env.QUERYSET_EXPLORER_WRITER_SECONDS ?? (process.env.CI ? 60 : 5));

describe("a Python program that commits all the time", () => {
  it.skipIf(PYTHON === undefined).each(["DELETE", "WAL"])(
    `loses nothing to our applies and undos, nor we to it: journal mode %s, ${SECONDS / 2} seconds`,
    async (mode) => {
      const workspace = musicWorkspace({
        sql: `PRAGMA journal_mode = ${mode}; CREATE TABLE theirs (id INTEGER PRIMARY KEY, n INTEGER)`,
      });
      const engine = await openEngine(workspace, { settings: { lockWait: 30_000 } });
      const writer = await started(PYTHON ?? "", ["-c", WRITER, workspace.database, String(SECONDS / 2)]);
      let said = "";
      writer.stdout?.on("data", (chunk: Buffer) => {
        said += String(chunk);
      });
      let ours = 0;
      let undos = 0;
      while (writer.exitCode === null) {
        await applied(
          engine,
          `Song.objects.create(name="ours ${ours}", album_id=1)\nAlbum.objects.filter(id=1).update(genre="turn ${ours}")`,
        );
        ours++;
        if (ours % 5 === 0) {
          await undone(engine);
          undos++;
          ours--;
        }
      }
      await ended(writer);
      const count = Number(said.trim());
      expect(count).toBeGreaterThan(0);
      expect(ours + undos).toBeGreaterThan(0);
      expect(ask(workspace.database, "SELECT count(*) AS n FROM theirs")).toEqual([{ n: count }]);
      expect(ask(workspace.database, "SELECT artist FROM music_album WHERE id = 5")).toEqual([
        { artist: `theirs ${count - 1}` },
      ]);
      expect(ask(workspace.database, "SELECT count(*) AS n FROM music_song WHERE name LIKE 'ours%'")).toEqual([
        { n: ours },
      ]);
      expect(ask(workspace.database, "PRAGMA integrity_check")).toMatchObject([{ integrity_check: "ok" }]);
    },
    60_000 + SECONDS * 5000,
  );
});
