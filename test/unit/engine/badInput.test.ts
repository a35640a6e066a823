import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { musicWorkspace, NEVER, newEngine, openEngine, readValue, run, statementsOf } from "./music";

const BACKENDS = ["native", "sqljs"] as const;

/** Why a workspace whose database was spoilt cannot be opened; and that the engine opens the next one all the same. */
async function refusal(spoil: (database: string) => void, backend: (typeof BACKENDS)[number] = "native") {
  const workspace = musicWorkspace();
  spoil(workspace.database);
  const engine = newEngine();
  const request = { workspace: workspace.folder, storage: workspace.storage, backend };
  const error = await engine.open({ ...request, database: "db.sqlite3" }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const other = musicWorkspace();
  await engine.open({ workspace: other.folder, storage: other.storage, backend });
  expect(await readValue(engine, "Album.objects.count()")).toBe(5n);
  return error;
}

const failure = (message: RegExp) => ({
  code: "ConnectionFailed",
  message: expect.stringMatching(message) as unknown,
  hint: expect.stringMatching(/\w/) as unknown,
});

describe.each(BACKENDS)("a file that cannot be opened on %s", (backend) => {
  it("is no database", async () => {
    const error = await refusal(
      (path) => writeFileSync(path, "title,artist\nBlue,Joni Mitchell\n".repeat(100)),
      backend,
    );
    expect(error).toMatchObject(failure(/db\.sqlite3: it is not a SQLite database, or it is encrypted/));
  });

  it("looks encrypted", async () => {
    const noise = Uint8Array.from({ length: 20480 }, (_, i) => (i * 7919 + 13) % 251);
    expect(await refusal((path) => writeFileSync(path, noise), backend)).toMatchObject(
      failure(/db\.sqlite3.*encrypted/),
    );
  });

  it("was cut off", async () => {
    expect(await refusal((path) => truncateSync(path, 10), backend)).toMatchObject(
      failure(/db\.sqlite3: the file is cut off/),
    );
    expect(await refusal((path) => truncateSync(path, 5000), backend)).toMatchObject(
      failure(/db\.sqlite3: .*(damaged|cut off)/),
    );
  });

  it("is damaged in the middle", async () => {
    const spoil = (path: string): void => {
      const bytes = readFileSync(path);
      bytes.fill(0xee, 100, 4096);
      writeFileSync(path, bytes);
    };
    expect(await refusal(spoil, backend)).toMatchObject(failure(/db\.sqlite3: the database is damaged/));
  });

  it("is a folder, or is missing", async () => {
    const workspace = musicWorkspace({ database: false });
    const open = (database: string): Promise<unknown> =>
      newEngine().open({ workspace: workspace.folder, storage: workspace.storage, backend, database });
    mkdirSync(workspace.database);
    await expect(open("db.sqlite3")).rejects.toMatchObject(failure(/db\.sqlite3: it is a folder/));
    await expect(open("none.sqlite3")).rejects.toMatchObject(failure(/none\.sqlite3: there is no such file/));
  });
});

describe("a locked database", () => {
  it("says who is to finish, and works again when they have", { timeout: 60_000 }, async () => {
    const workspace = musicWorkspace();
    const engine = await openEngine(workspace);
    const other = new DatabaseSync(workspace.database);
    other.exec("BEGIN EXCLUSIVE");
    await expect(run(engine, "Album.objects.count()")).rejects.toMatchObject({
      code: "OperationalError",
      message: "database is locked",
      hint: expect.stringContaining("Another program") as unknown,
    });
    const late = newEngine().open({ workspace: workspace.folder, storage: workspace.storage });
    await expect(late).rejects.toMatchObject(failure(/db\.sqlite3: another program holds its lock/));
    other.exec("ROLLBACK");
    other.close();
    expect(await readValue(engine, "Album.objects.count()")).toBe(5n);
  });
});

describe("a script with a mistake", () => {
  it("says the line and the column of bad syntax, having run what comes before", async () => {
    const engine = await openEngine(musicWorkspace());
    const answer = await engine.run(
      { source: "Album.objects.count()\nx = = 3\nSong.objects.count()", line: 11 },
      NEVER,
    );
    expect(answer.kind).toBe("failed");
    const [first, second, ...rest] = statementsOf(answer);
    expect(first).toMatchObject({ line: 11, value: 5n });
    expect(second?.error).toMatchObject({ type: "SyntaxError", line: 12, column: 4 });
    expect(rest).toEqual([]);
  });

  it("suggests the field that was meant", async () => {
    const engine = await openEngine(musicWorkspace());
    const [statement] = statementsOf(await run(engine, 'Album.objects.filter(titel="Blue")'));
    expect(statement?.error).toMatchObject({
      type: "FieldError",
      message: "Cannot resolve keyword 'titel' into field. Choices are: artist, genre, id, song, title",
      hint: expect.stringContaining("`title`") as unknown,
      line: 1,
    });
    expect(await readValue(engine, "Album.objects.count()")).toBe(5n);
  });

  it("suggests the model that was meant", async () => {
    const engine = await openEngine(musicWorkspace());
    const [statement] = statementsOf(await run(engine, "\n  \nAlbun.objects.all()"));
    expect(statement?.error).toMatchObject({
      type: "NameError",
      message: "name 'Albun' is not defined",
      hint: expect.stringContaining("`Album`") as unknown,
      line: 3,
      column: 0,
    });
  });

  it.each([
    ["nothing", "", 0],
    ["a comment", "# only a comment", 0],
    ["a zero byte", "\0", 1],
    ["open brackets", "(((((", 1],
    ["an open string", "'unfinished", 1],
    ["a reversed text", "\u202e🎸 =", 1],
    ["three thousand brackets", `${"(".repeat(3000)}1${")".repeat(3000)}`, 1],
    ["a sum of five thousand", `x = ${"1 + ".repeat(5000)}1`, 1],
  ])("is not taken down by %s", async (_name, source, most) => {
    const engine = await openEngine(musicWorkspace());
    expect(statementsOf(await run(engine, source)).length).toBeLessThanOrEqual(most);
    expect(await readValue(engine, "Album.objects.count()")).toBe(5n);
  });

  it("says that brackets are nested too deep", async () => {
    const engine = await openEngine(musicWorkspace());
    const [statement] = statementsOf(await run(engine, `x = 1\n${"(".repeat(3000)}1${")".repeat(3000)}`)).slice(-1);
    expect(statement?.error).toMatchObject({ type: "SyntaxError", message: "too many nested parentheses", line: 2 });
  });

  it("stops a recursion without end", async () => {
    const engine = await openEngine(musicWorkspace());
    const statements = statementsOf(await run(engine, "def f(n):\n    return f(n + 1)\nf(0)"));
    expect(statements.at(-1)?.error).toMatchObject({ type: "RecursionError" });
  });
});

describe("a moment that is none", () => {
  it("is refused before anything runs", async () => {
    const engine = await openEngine(musicWorkspace());
    await expect(engine.run({ source: "1", now: "yesterday" }, NEVER)).rejects.toThrow("'yesterday'");
  });
});

describe("an engine with nothing open", () => {
  it("says so", async () => {
    await expect(run(newEngine(), "1")).rejects.toMatchObject({
      code: "ConnectionFailed",
      message: "No database is open.",
    });
  });
});
