import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { RunReport } from "../../../src/protocol/results";
import { ask, fingerprint, makeDatabase, temporaryFolder } from "../database/temporary";
import { bundled } from "../engine/bundle";
import { bytesOf, dump, type MusicWorkspace, musicWorkspace } from "../engine/music";

const built = bundled({ cli: "src/cli/main.ts" });

const CHINOOK = join(import.meta.dirname, "../../../../shared/data/chinook/Chinook_Sqlite.sqlite");
const UPDATE = 'Album.objects.filter(genre="Rock").update(genre="Pop")';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs the runner in a workspace, with the state folder of that workspace. */
function queryset(workspace: Pick<MusicWorkspace, "folder" | "storage">, args: readonly string[], input = ""): Ended {
  const ended = spawnSync(process.execPath, [built.path("cli"), ...args], {
    cwd: workspace.folder,
    input,
    encoding: "utf8",
    env: { ...process.env, QUERYSET_EXPLORER_STATE: workspace.storage },
    timeout: 30_000,
  });
  return { code: ended.status, out: ended.stdout, error: ended.stderr };
}

function report(ended: Ended): RunReport {
  return JSON.parse(ended.out) as RunReport;
}

describe("run", () => {
  it("prints values and exits with 0", () => {
    const workspace = musicWorkspace();
    expect(queryset(workspace, ["run", "-e", "Album.objects.count()"])).toEqual({ code: 0, out: "5\n", error: "" });
  });

  it("rehearses a write: exit 0, the effects shown, the file as it was", () => {
    const workspace = musicWorkspace();
    const untouched = fingerprint(workspace.database);
    const ended = queryset(workspace, ["run", "--json", "-e", UPDATE]);
    expect(ended.code).toBe(0);
    const answer = report(ended);
    expect(answer.outcome).toBe("previewed");
    expect(answer.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(answer.undo).toBeUndefined();
    expect(answer.statements).toHaveLength(1);
    expect(answer.statements[0]).toMatchObject({
      line: 1,
      source: UPDATE,
      value: 2,
      signals: [],
      notRun: [],
      effects: [
        {
          action: "update",
          model: "music.Album",
          table: "music_album",
          cause: "statement",
          count: 2,
          truncated: false,
          rows: [
            { pk: 2, before: { id: 2, genre: "Rock" }, after: { id: 2, genre: "Pop" } },
            { pk: 3, before: { id: 3, genre: "Rock" }, after: { id: 3, genre: "Pop" } },
          ],
        },
      ],
    });
    expect(answer.statements[0]?.sql.join()).toContain('UPDATE "music_album"');
    expect(typeof answer.statements[0]?.milliseconds).toBe("number");
    expect(fingerprint(workspace.database)).toBe(untouched);
    expect(queryset(workspace, ["run", "-e", UPDATE]).out).toContain("Add --apply to write it");
    expect(fingerprint(workspace.database)).toBe(untouched);
  });

  it("writes with --apply, lists it, and undoes it", () => {
    const workspace = musicWorkspace();
    const before = dump(workspace.database);
    const applied = queryset(workspace, ["run", "--apply", "--json", "-e", UPDATE]);
    expect([applied.code, report(applied).outcome]).toEqual([0, "applied"]);
    const after = dump(workspace.database);
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_album WHERE genre = 'Pop'")).toEqual([{ n: 3 }]);
    const id = report(applied).undo ?? "";

    const history = JSON.parse(queryset(workspace, ["history", "--json"]).out) as { history: unknown[] };
    expect(history.history).toMatchObject([{ id, state: "applied", summary: "2 rows updated", source: UPDATE }]);
    expect(queryset(workspace, ["history"]).out).toContain("applied  2 rows updated");

    const rehearsed = queryset(workspace, ["undo", "--json"]);
    expect([rehearsed.code, report(rehearsed).outcome]).toEqual([0, "previewed"]);
    expect(report(rehearsed).statements[0]?.effects[0]?.rows[0]).toMatchObject({
      before: { genre: "Pop" },
      after: { genre: "Rock" },
    });
    expect(dump(workspace.database)).toEqual(after);
    expect(queryset(workspace, ["undo", id, "--apply"])).toMatchObject({ code: 0, error: "" });
    expect(dump(workspace.database)).toEqual(before);
    expect(queryset(workspace, ["undo", "--apply"])).toMatchObject({
      code: 2,
      error: expect.stringMatching(/nothing to undo/i) as unknown,
    });
  });

  it("exits with 1 at the first error, and then applies nothing", () => {
    const workspace = musicWorkspace();
    const untouched = fingerprint(workspace.database);
    const ended = queryset(workspace, ["run", "--apply", "--json", "-"], `${UPDATE}\nAlbum.objects.get(id=99)\n1\n`);
    expect(ended.code).toBe(1);
    expect(report(ended).outcome).toBe("failed");
    expect(report(ended).statements.map((statement) => statement.error?.type ?? null)).toEqual([null, "DoesNotExist"]);
    expect(report(ended).statements[1]?.error).toMatchObject({ line: 2, column: 0 });
    expect(fingerprint(workspace.database)).toBe(untouched);
  });

  it("runs the others with --keep-going, and applies what succeeded", () => {
    const workspace = musicWorkspace();
    const script = `Album.objects.filter(id=1).update(genre="A")\nx = = 3\nAlbum.objects.get(id=99)\nAlbum.objects.filter(id=5).update(genre="B")\n`;
    const ended = queryset(workspace, ["run", "--keep-going", "--apply", "--json", "-"], script);
    expect(ended.code).toBe(1);
    const { statements, outcome } = report(ended);
    expect(outcome).toBe("applied");
    expect(statements.map((statement) => statement.error?.type ?? null)).toEqual([
      null,
      "SyntaxError",
      "DoesNotExist",
      null,
    ]);
    expect(statements[1]?.error).toMatchObject({ line: 2, column: 4 });
    expect(ask(workspace.database, "SELECT id, genre FROM music_album WHERE id IN (1, 5)")).toEqual([
      { id: 1, genre: "A" },
      { id: 5, genre: "B" },
    ]);
  });

  it("reads a script from a file and from standard input", () => {
    const workspace = musicWorkspace();
    writeFileSync(join(workspace.folder, "count.queryset"), "Song.objects.count()\n");
    expect(queryset(workspace, ["run", "count.queryset"]).out).toBe("8\n");
    expect(queryset(workspace, ["run", "-"], "Album.objects.count() + 1\n").out).toBe("6\n");
  });

  it("pins the clock", () => {
    const workspace = musicWorkspace();
    const ended = queryset(workspace, ["run", "--now", "2024-02-29T12:00:00", "-e", "print(timezone.now().date())"]);
    expect(ended).toEqual({ code: 0, out: "2024-02-29\n", error: "" });
  });

  it("keeps integers past 2^53 exact in JSON", () => {
    expect(queryset(musicWorkspace(), ["run", "--json", "-e", "2 ** 63 + 1"]).out).toContain("9223372036854775809");
  });

  it("applies with sql.js too, and keeps a copy of the file's last state", () => {
    const workspace = musicWorkspace();
    const before = bytesOf(workspace.database);
    const ended = queryset(workspace, ["run", "--backend", "sqljs", "--apply", "-e", UPDATE]);
    expect([ended.code, ended.error]).toEqual([0, ""]);
    expect(ask(workspace.database, "SELECT count(*) AS n FROM music_album WHERE genre = 'Pop'")).toEqual([{ n: 3 }]);
    const kept = readdirSync(join(workspace.storage, "backups"), { recursive: true, encoding: "utf8" });
    const copy = kept.find((name) => name.endsWith("db.sqlite3")) ?? "";
    expect(bytesOf(join(workspace.storage, "backups", copy))).toBe(before);
  });

  it("does not apply where it may not write, and says why", () => {
    const workspace = musicWorkspace({ sql: "PRAGMA journal_mode = WAL" });
    const other = new DatabaseSync(workspace.database);
    other.exec("UPDATE music_album SET genre = 'Rock' WHERE id = 5");
    const before = bytesOf(workspace.database);
    const ended = queryset(workspace, ["run", "--backend", "sqljs", "--apply", "-e", UPDATE]);
    expect([ended.code, ended.out]).toEqual([3, ""]);
    expect(ended.error).toMatch(/db\.sqlite3 is open for reading only/);
    expect(bytesOf(workspace.database)).toBe(before);
    other.close();
  });
});

describe("usage", () => {
  it.each([
    [[], "Say what to do"],
    [["fly"], "no command 'fly'"],
    [["run"], "run needs"],
    [["run", "-e", "1", "file"], "not both"],
    [["run", "--what"], "--what"],
    [["run", "nowhere.queryset"], "nowhere.queryset"],
    [["models", "--backend", "oracle"], "oracle"],
    [["run", "--now", "yesterday", "-e", "1"], "yesterday"],
  ])("%j exits with 2 and says why", (args, why) => {
    const ended = queryset(musicWorkspace(), args);
    expect([ended.code, ended.out]).toEqual([2, ""]);
    expect(ended.error).toContain(why);
  });

  it("is shown with --help", () => {
    expect(queryset(musicWorkspace(), ["--help"])).toMatchObject({
      code: 0,
      error: "",
      out: expect.stringMatching(/queryset run/) as unknown,
    });
  });
});

describe("a database that cannot be opened", () => {
  it.each([
    ["none.sqlite3", "there is no such file"],
    ["manage.py", "not a SQLite database"],
    ["music", "it is a folder"],
    ["postgresql://me:secret@nowhere/db", "nowhere/db"],
  ])("%s exits with 3, and never prints a password", (database, why) => {
    const ended = queryset(musicWorkspace(), ["run", "--database", database, "-e", "1"]);
    expect([ended.code, ended.out]).toEqual([3, ""]);
    expect(ended.error).toContain(why);
    expect(ended.error).not.toContain("secret");
  });

  it("is a workspace with neither models nor a database", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "empty"));
    expect(queryset({ folder, storage: folder }, ["models"])).toMatchObject({
      code: 3,
      error: expect.stringMatching(/neither a database nor a model/) as unknown,
    });
  });
});

interface ModelsReport {
  readonly models: readonly {
    readonly label: string;
    readonly table: string;
    readonly source?: string;
    readonly fields: readonly { readonly name: string; readonly column: string; readonly relation?: object }[];
  }[];
}

describe("models", () => {
  it("tells the workspace's models with where they are written", () => {
    const { models } = JSON.parse(queryset(musicWorkspace(), ["models", "--json"]).out) as ModelsReport;
    const song = models.find((model) => model.label === "music.Song");
    expect(song).toMatchObject({
      app: "music",
      name: "Song",
      table: "music_song",
      source: expect.stringMatching(/^music\/models\.py:\d+$/) as unknown,
      drift: [],
    });
    expect(song?.fields.find((field) => field.name === "album")).toEqual({
      name: "album",
      column: "album_id",
      type: "ForeignKey",
      null: false,
      primaryKey: false,
      relation: { kind: "fk", model: "music.Album", onDelete: "CASCADE", relatedName: null },
    });
  });

  it("shows people each app with its models, their rows and their fields", () => {
    const { out } = queryset(musicWorkspace(), ["models"]);
    expect(out).toMatch(/^music\n {2}Album · 5 rows · table music_album · music\/models\.py:\d+\n/);
    expect(out).toMatch(/\n {4}id +AutoField, primary key\n/);
    expect(out).toMatch(/\n {4}album +ForeignKey → music\.Album\n/);
  });

  it("reads the project that is named, of several", () => {
    const folder = temporaryFolder();
    for (const name of ["blog", "shop"]) {
      mkdirSync(join(folder, name, name), { recursive: true });
      writeFileSync(join(folder, name, "manage.py"), "");
      writeFileSync(join(folder, name, "settings.py"), `INSTALLED_APPS = ["${name}"]\n`);
      writeFileSync(join(folder, name, name, "__init__.py"), "");
      const models = "from django.db import models\nclass Thing(models.Model):\n    pass\n";
      writeFileSync(join(folder, name, name, "models.py"), models);
    }
    const workspace = { folder, storage: folder };
    expect(queryset(workspace, ["models", "--project", "shop"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^shop\n {2}Thing · 0 rows/) as unknown,
      error: "",
    });
    const first = queryset(workspace, ["models"]);
    expect(first.out).toMatch(/^blog\n/);
    expect(first.error).toBe("Of 2 projects this is blog; --project names another: shop.\n");
    expect(queryset(workspace, ["models", "--project", "nowhere"])).toMatchObject({
      code: 3,
      error: expect.stringContaining("The projects here are: blog, shop.") as unknown,
    });
  });

  it("makes models of a database without any code", () => {
    const path = makeDatabase(
      "CREATE TABLE Author (AuthorId INTEGER PRIMARY KEY, Name TEXT); CREATE TABLE Book (BookId INTEGER PRIMARY KEY, AuthorId INTEGER NOT NULL REFERENCES Author (AuthorId))",
    );
    const folder = temporaryFolder();
    const { models } = JSON.parse(
      queryset({ folder, storage: folder }, ["models", "--database", path, "--json"]).out,
    ) as ModelsReport;
    expect(models.map((model) => model.table).sort()).toEqual(["Author", "Book"]);
    const author = models.find((model) => model.table === "Book")?.fields.find((field) => field.column === "AuthorId");
    expect(author).toMatchObject({ name: "author", relation: { kind: "fk" } });
  });

  it.skipIf(!existsSync(CHINOOK))(
    "makes 11 models of Chinook, and finds AC/DC's 18 tracks (needs the Chinook database)",
    () => {
      const folder = temporaryFolder();
      const workspace = { folder, storage: folder };
      const { models } = JSON.parse(
        queryset(workspace, ["models", "--database", CHINOOK, "--json"]).out,
      ) as ModelsReport;
      expect(models).toHaveLength(11);
      const source = 'Track.objects.filter(album__artist__name="AC/DC").count()';
      expect(queryset(workspace, ["run", "--database", CHINOOK, "-e", source])).toEqual({
        code: 0,
        out: "18\n",
        error: "",
      });
    },
  );
});
