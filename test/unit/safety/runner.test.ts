import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunReport } from "../../../src/protocol/results";
import { ask, fingerprint } from "../database/temporary";
import { bundled } from "../engine/bundle";
import { dump, type MusicWorkspace, musicWorkspace } from "../engine/music";

const built = bundled({ cli: "src/cli/main.ts" });

const UPDATE = 'Album.objects.filter(genre="Rock").update(genre="Pop")';
const BACKENDS = ["native", "sqljs"] as const;

interface Ended {
  readonly code: number | null;
  readonly report: RunReport | null;
  readonly error: string;
}

/** Runs the runner; with `meanwhile`, another program runs that SQL between its rehearsal and its apply. */
function queryset(workspace: MusicWorkspace, args: readonly string[], meanwhile?: string): Ended {
  const preload = meanwhile === undefined ? [] : ["--require", join(import.meta.dirname, "meanwhile.cjs")];
  const ended = spawnSync(process.execPath, [...preload, built.path("cli"), "run", "--json", ...args], {
    cwd: workspace.folder,
    encoding: "utf8",
    env: {
      ...process.env,
      QUERYSET_EXPLORER_STATE: workspace.storage,
      MEANWHILE_DATABASE: workspace.database,
      MEANWHILE_SQL: meanwhile ?? "",
    },
    timeout: 60_000,
  });
  const report = ended.stdout === "" ? null : (JSON.parse(ended.stdout) as RunReport);
  return { code: ended.status, report, error: ended.stderr };
}

describe.each(BACKENDS)("run without --apply, on %s", (backend) => {
  it.each([
    ["an update", UPDATE],
    ["a delete with what goes with it", "Album.objects.all().delete()"],
    ["an insert", 'Album.objects.create(title="A", artist="B", genre="C")'],
    ["a script that fails", `${UPDATE}\nAlbum.objects.get(pk=99)`],
    [
      "many writes",
      'for i in range(200): Song.objects.create(name=f"song {i}", album_id=1)\nSong.objects.filter(id__gt=50).delete()',
    ],
  ])("leaves the file's bytes and its time as they were: %s", (_, source) => {
    const workspace = musicWorkspace();
    const untouched = fingerprint(workspace.database);
    const { report } = queryset(workspace, ["--backend", backend, "-e", source]);
    expect(report?.statements.some(({ effects }) => effects.length > 0)).toBe(true);
    expect(fingerprint(workspace.database)).toBe(untouched);
  });

  it("leaves a WAL database as it was, too", () => {
    const workspace = musicWorkspace({ sql: "PRAGMA journal_mode = WAL" });
    const untouched = fingerprint(workspace.database);
    expect(queryset(workspace, ["--backend", backend, "-e", UPDATE]).report?.outcome).toBe("previewed");
    expect(fingerprint(workspace.database)).toBe(untouched);
  });
});

describe("an apply that another program came before", () => {
  it("to a row that was shown: exit 4, and only the other's change is there", () => {
    const workspace = musicWorkspace();
    const ended = queryset(workspace, ["--apply", "-e", UPDATE], "UPDATE music_album SET genre = 'Soul' WHERE id = 2");
    expect([ended.code, ended.report?.outcome, ended.report?.undo]).toEqual([4, "conflict", undefined]);
    expect(ask(workspace.database, "SELECT genre FROM music_album WHERE id IN (2, 3) ORDER BY id")).toEqual([
      { genre: "Soul" },
      { genre: "Rock" },
    ]);
  });

  it("to a row that was not shown: exit 0, and both are there", () => {
    const workspace = musicWorkspace();
    const ended = queryset(workspace, ["--apply", "-e", UPDATE], "UPDATE music_album SET genre = 'Soul' WHERE id = 5");
    expect([ended.code, ended.report?.outcome]).toEqual([0, "applied"]);
    expect(ask(workspace.database, "SELECT genre FROM music_album WHERE id IN (2, 3, 5) ORDER BY id")).toEqual([
      { genre: "Pop" },
      { genre: "Pop" },
      { genre: "Soul" },
    ]);
  });

  it("so that it fails now: exit 1, and nothing of it is written", () => {
    const workspace = musicWorkspace();
    const source = "Song.objects.create(name='x', album=Album.objects.get(pk=5))";
    const ended = queryset(
      workspace,
      ["--apply", "-e", source],
      "DELETE FROM music_song WHERE album_id = 5; DELETE FROM music_album WHERE id = 5",
    );
    expect([ended.code, ended.report?.outcome]).toEqual([1, "failed"]);
    expect(dump(workspace.database).music_song?.filter((row) => row.includes('"x"'))).toEqual([]);
  });

  it("where the database itself never does the same twice: exit 4, and nothing is written", () => {
    const workspace = musicWorkspace({
      sql: `CREATE TABLE dice (id INTEGER PRIMARY KEY, n); INSERT INTO dice VALUES (1, 0);
        CREATE TRIGGER roll AFTER UPDATE ON music_album BEGIN UPDATE dice SET n = random(); END`,
    });
    const untouched = fingerprint(workspace.database);
    const ended = queryset(workspace, ["--apply", "-e", UPDATE]);
    expect([ended.code, ended.report?.outcome]).toEqual([4, "conflict"]);
    expect(fingerprint(workspace.database)).toBe(untouched);
  });
});
