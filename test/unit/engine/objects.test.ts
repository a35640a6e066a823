import { copyFileSync, cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import type { ObjectRef, ObjectsApi } from "../../../src/protocol/objects";
import { temporaryFolder } from "../database/temporary";
import { NEVER, newEngine, preview, run, short, statementsOf, write } from "./music";

const django = join(import.meta.dirname, "../../django");

/** An engine over one of the applications that Django's answers were taken from. */
async function openWith(backend: "native" | "sqljs", app: string, sql?: string): Promise<Engine> {
  const folder = temporaryFolder();
  cpSync(join(django, "models", app), join(folder, app), { recursive: true });
  writeFileSync(join(folder, "manage.py"), 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n');
  const apps = `["django.contrib.contenttypes", "${app}"]`;
  writeFileSync(
    join(folder, "settings.py"),
    `INSTALLED_APPS = ${apps}\nUSE_TZ = True\nTIME_ZONE = "UTC"\nDATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\n`,
  );
  const database = join(folder, "db.sqlite3");
  copyFileSync(join(django, "fixtures", app, "base.sqlite3"), database);
  if (sql !== undefined) write(database, sql);
  const engine = newEngine();
  await engine.open({ workspace: folder, storage: temporaryFolder(), database, backend });
  return engine;
}

const ask = <K extends keyof ObjectsApi>(engine: Engine, name: K, request: Parameters<ObjectsApi[K]>[0]) =>
  (engine.handlers[name] as (request: unknown, signal: AbortSignal) => Promise<ReturnType<ObjectsApi[K]>>)(
    request,
    NEVER,
  );

/** The relations of a row in short. */
async function relations(engine: Engine, ref: ObjectRef): Promise<string[]> {
  const view = await ask(engine, "object", ref);
  return view.relations.map(({ name, model, many, backwards, onDelete, one, fault }) => {
    const end = many ? "many" : (fault ?? one?.text ?? "none");
    return [backwards ? "<-" : "->", name, model ?? "any", end, ...(onDelete === undefined ? [] : [onDelete])].join(
      " ",
    );
  });
}

/** The texts of a relation's first rows. */
async function texts(engine: Engine, ref: ObjectRef, relation: string): Promise<string[]> {
  const page = await ask(engine, "related", { ...ref, relation, start: 0, count: 100 });
  return page.rows.map(({ text }) => text);
}

/** What a statement reads, as its grid's first page has it: the first cells of its rows. */
async function shown(engine: Engine, source: string): Promise<string[]> {
  const [statement] = statementsOf(await run(engine, source)).slice(-1);
  if (statement?.result === undefined) throw new Error(statement?.error?.message ?? "no rows");
  const page = await engine.handlers.page({ id: statement.result.id, start: 0, count: 100 }, NEVER);
  return page.rows.map((row) => row[0]?.text ?? "");
}

describe.each(["native", "sqljs"] as const)("a row and what it is related to, on %s", (backend) => {
  const openApp = (app: string, sql?: string): Promise<Engine> => openWith(backend, app, sql);

  it("has every relation of its model, forwards and backwards, with what a delete does to them", async () => {
    const engine = await openApp("library");
    const [book = ""] = await shown(engine, "Book.objects.filter(house__isnull=False, subjects__isnull=False)[:1]");
    expect(await relations(engine, { model: "library.Book", key: [book] })).toEqual([
      expect.stringMatching(/^-> house library.House House object \(\d+\)$/),
      expect.stringMatching(/^-> sequel_of library.Book /),
      "-> writers library.Writer many",
      "-> subjects library.Subject many",
      expect.stringMatching(/^<- sequel library.Book .* SET_NULL$/),
      "<- credits library.Credit many CASCADE",
      "<- review_set library.Review many CASCADE",
      "<- shops library.Shop many",
    ]);
  });

  it("is found by a key of bytes", async () => {
    const sql = `CREATE TABLE token (key BLOB PRIMARY KEY, name TEXT NOT NULL);
      INSERT INTO token VALUES (x'8927275cff', 'quotes'), (x'0061', 'zero'), (x'', 'empty')`;
    const engine = await openApp("library", sql);
    const keys = await shown(engine, "Token.objects.order_by('name')");
    expect(keys).toEqual(["b''", `b"\\x89''\\\\\\xff"`, "b'\\x00a'"]);
    for (const [at, name] of ["empty", "quotes", "zero"].entries()) {
      const ref = { model: "main.Token", key: [keys[at] ?? ""] };
      const { fields } = await ask(engine, "object", ref);
      expect(fields.map(({ cell }) => cell.text)).toEqual([keys[at], name]);
      const { source } = await ask(engine, "objectStatement", { ...ref, purpose: "rows" });
      expect(await shown(engine, source)).toEqual([keys[at]]);
    }
  });

  it("has its fields with their values, and its text", async () => {
    const engine = await openApp("library");
    const [book = ""] = await shown(engine, "Book.objects.order_by('pk')[:1]");
    const view = await ask(engine, "object", { model: "library.Book", key: [book] });
    const cells = Object.fromEntries(view.fields.map(({ column, cell }) => [column.name, cell]));
    expect(view.key).toEqual([book]);
    expect(cells.id).toEqual({ kind: "int", text: book });
    expect(cells.price?.kind).toBe("decimal");
    expect(view.text).toBe(`${cells.title?.text} (${cells.issued?.text})`);
    expect(view.fields.find(({ column }) => column.name === "genre")?.column.field?.choices).toHaveLength(3);
  });

  it("reads related rows in their model's order, a page at a time, and counts them", async () => {
    const rows = Array.from({ length: 25 }, (_, n) => `(${1000 + n}, 'song ${n}', 1)`).join(", ");
    const engine = await openApp("music", `INSERT INTO music_song (id, name, album_id) VALUES ${rows}`);
    const ref = { model: "music.Album", key: ["1"], relation: "music.Song.album" };
    const all = await shown(engine, "Song.objects.filter(album=1).order_by('pk')");
    const first = await ask(engine, "related", { ...ref, start: 0, count: 10 });
    const last = await ask(engine, "related", { ...ref, start: 20, count: 10 });
    expect(first.more).toBe(true);
    expect(first.rows.map(({ key }) => key[0])).toEqual(all.slice(0, 10));
    expect(last.more).toBe(all.length > 30);
    expect(last.rows.map(({ key }) => key[0])).toEqual(all.slice(20, 30));
    expect(await ask(engine, "relatedCount", { ...ref, exact: false })).toEqual({ rows: all.length });
  });

  it("counts ten thousand at most, unless it is asked to", async () => {
    const many = "WITH RECURSIVE n(i) AS (SELECT 5000 UNION ALL SELECT i + 1 FROM n WHERE i < 15000)";
    const engine = await openApp("music", `${many} INSERT INTO music_song SELECT i, 'song', 1 FROM n`);
    const ref = { model: "music.Album", key: ["1"], relation: "music.Song.album" };
    expect(await ask(engine, "relatedCount", { ...ref, exact: false })).toEqual({ rows: null, moreThan: 10_000 });
    const { rows } = await ask(engine, "relatedCount", { ...ref, exact: true });
    expect(rows).toBeGreaterThan(10_000);
  });

  it("follows many-to-many relations at both ends, hidden ones and those to its own model among them", async () => {
    const engine = await openApp("library");
    const [writer = ""] = await shown(engine, "Writer.objects.filter(friends__isnull=False)[:1]");
    const ref = { model: "library.Writer", key: [writer] };
    const names = (await relations(engine, ref)).map((relation) => relation.split(" ")[1]);
    // A symmetrical relation is its own other end.
    expect(names.filter((name) => name === "friends")).toHaveLength(1);
    expect((await texts(engine, ref, "friends")).length).toBeGreaterThan(0);
    const [subject = ""] = await shown(
      engine,
      "Book.objects.filter(subjects__isnull=False).values_list('subjects')[:1]",
    );
    const hidden = { model: "library.Subject", key: [subject] };
    expect(await relations(engine, hidden)).toContain("<- Book.subjects library.Book many");
    const { source } = await ask(engine, "objectStatement", {
      ...hidden,
      relation: "library.Book.subjects",
      purpose: "rows",
    });
    expect(source).toBe(`Book.objects.filter(subjects='${subject}')`);
    const page = await ask(engine, "related", { ...hidden, relation: "library.Book.subjects", start: 0, count: 100 });
    expect((await shown(engine, source)).toSorted()).toEqual(page.rows.map(({ key }) => key[0]).toSorted());
  });

  it("follows generic relations both ways", async () => {
    const engine = await openApp("generic");
    const [bird = ""] = await shown(engine, "Bird.objects.filter(marks__isnull=False)[:1]");
    const ref = { model: "generic.Bird", key: [bird] };
    expect(await relations(engine, ref)).toEqual(["-> marks generic.Mark many"]);
    const page = await ask(engine, "related", { ...ref, relation: "marks", start: 0, count: 1 });
    const [mark] = page.rows;
    if (mark === undefined) throw new Error("no mark");
    const back = await ask(engine, "object", mark);
    const target = back.relations.find(({ name }) => name === "target");
    expect(target?.one).toEqual({ model: "generic.Bird", key: [bird], text: `Bird object (${bird})` });
  });

  it("knows keys of every kind: text, UUID, of another row, of several fields, and other columns that keys point at", async () => {
    const keys = await openApp("keys");
    const [employee = ""] = await shown(keys, "Employee.objects.filter(badge__isnull=False)[:1]");
    const ref = { model: "keys.Employee", key: [employee] };
    const badge = (await ask(keys, "object", ref)).relations.find(({ name }) => name === "badge")?.one;
    expect(badge?.key[0]).toMatch(/^[0-9a-f-]{36}$/);
    if (badge == null) throw new Error("no badge");
    const holders = await ask(keys, "related", { ...badge, relation: "keys.Employee.badge", start: 0, count: 100 });
    expect(holders.rows.map(({ key }) => key[0])).toContain(employee);
    const { source } = await ask(keys, "objectStatement", { ...badge, purpose: "rows" });
    expect(source).toBe(`Badge.objects.filter(pk=UUID('${badge.key[0]}'))`);
    expect(await shown(keys, source)).toEqual(badge.key);

    const modern = await openApp("modern");
    const [seat] = statementsOf(await run(modern, "list(Seat.objects.values_list('hall', 'number')[:1])"));
    const [[hall, number] = []] = (seat?.value ?? []) as [string, number][];
    const composite = { model: "modern.Seat", key: [String(hall), String(number)] };
    expect((await ask(modern, "object", composite)).key).toEqual(composite.key);
    const { source: seats } = await ask(modern, "objectStatement", { ...composite, purpose: "rows" });
    expect(await shown(modern, seats)).toHaveLength(1);
  });

  it("shows parents and children of inherited models", async () => {
    const engine = await openApp("family");
    const [trattoria = ""] = await shown(engine, "Trattoria.objects.all()[:1]");
    const names = (await relations(engine, { model: "family.Trattoria", key: [trattoria] })).map((each) =>
      each.split(" ").slice(0, 3).join(" "),
    );
    expect(names).toContain("-> eatery_ptr family.Eatery");
    expect(names).toContain("<- suppliers family.Supplier");
    expect(names).toContain("<- family_parcel_set family.Parcel");
    const place = (await relations(engine, { model: "family.Place", key: [trattoria] })).find((each) =>
      each.startsWith("<- eatery "),
    );
    expect(place).toMatch(/^<- eatery family.Eatery .+ CASCADE$/);
  });

  it("finds rows that the default manager hides, and names them by what finds them in Python", async () => {
    const engine = await openApp("managers", "UPDATE managers_post SET gone = 1 WHERE id = 1");
    const ref = { model: "managers.Post", key: ["1"] };
    expect((await ask(engine, "object", ref)).key).toEqual(["1"]);
    const { source } = await ask(engine, "objectStatement", { ...ref, purpose: "rows" });
    expect(source).toBe("Post._base_manager.filter(pk=1)");
    expect(await shown(engine, source)).toEqual(["1"]);
  });

  it("shows related rows in the grid by the statement that Python would have", async () => {
    const engine = await openApp("music");
    const ref = { model: "music.Album", key: ["1"], relation: "music.Song.album" };
    const { source } = await ask(engine, "objectStatement", { ...ref, purpose: "rows" });
    expect(source).toBe("Album.objects.get(pk=1).song_set.all()");
    const page = await ask(engine, "related", { ...ref, start: 0, count: 100 });
    expect((await shown(engine, source)).toSorted()).toEqual(page.rows.map(({ key }) => key[0]).toSorted());
  });

  it("is deleted by a statement that is previewed with all that goes along", async () => {
    const engine = await openApp("music");
    const [song] = await shown(engine, "Song.objects.all()[:1]");
    const view = await ask(engine, "object", { model: "music.Song", key: [song ?? ""] });
    const album = view.relations.find(({ name }) => name === "album")?.one;
    if (album == null) throw new Error("no album");
    const { rows } = await ask(engine, "relatedCount", { ...album, relation: "music.Song.album", exact: true });
    const { source } = await ask(engine, "objectStatement", { ...album, purpose: "delete" });
    expect(source).toBe(`Album.objects.get(pk=${album.key[0]}).delete()`);
    const { effects } = await preview(engine, source);
    expect(short(effects).toSorted()).toEqual(["delete music.Album statement 1", `delete music.Song cascade ${rows}`]);
  });

  it("says which row is gone, which model or relation there is none of, and what cannot be a key", async () => {
    const engine = await openApp("music");
    const gone = ask(engine, "object", { model: "music.Album", key: ["987654"] });
    await expect(gone).rejects.toMatchObject({
      code: "DoesNotExist",
      message: "music.Album has no row with the key 987654.",
    });
    await expect(ask(engine, "object", { model: "music.Album", key: ["x'; --"] })).rejects.toMatchObject({
      code: "DoesNotExist",
    });
    await expect(ask(engine, "object", { model: "music.Nothing", key: ["1"] })).rejects.toMatchObject({
      code: "LookupError",
    });
    const wrong = ask(engine, "related", { model: "music.Album", key: ["1"], relation: "songs", start: 0, count: 1 });
    await expect(wrong).rejects.toMatchObject({ code: "LookupError", message: "music.Album has no relation songs." });
  });

  it("says that a row which a key points at is missing, and shows the others", async () => {
    const engine = await openApp(
      "music",
      "PRAGMA foreign_keys = off; INSERT INTO music_song (id, name, album_id) VALUES (777, 'lost', 4242)",
    );
    expect(await relations(engine, { model: "music.Song", key: ["777"] })).toEqual([
      "-> album music.Album Album matching query does not exist.",
    ]);
  });
});
