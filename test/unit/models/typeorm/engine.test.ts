import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../../../src/engine/engine";
import type { ModelInfo } from "../../../../src/protocol/models";
import { ask, fingerprint, temporaryFolder } from "../../database/temporary";
import { applied, newEngine, preview, readValue, run, short, statementsOf, undone } from "../../engine/music";
import { DATA_SOURCE, FILL, LIBRARY } from "./library";
import { compile, openReal } from "./real";

/** The bytes of the database that TypeORM makes of the entities, and fills. */
async function makeLibrary(): Promise<Buffer> {
  const project = compile(LIBRARY);
  const file = join(project.folder, "made.sqlite");
  const real = await openReal(project, { database: file });
  await real.synchronize();
  writeFileSync(join(project.folder, "fill.cjs"), FILL);
  const fill = createRequire(join(project.folder, "x.js"))("./fill.cjs") as (...args: unknown[]) => Promise<void>;
  await fill(real, Object.fromEntries(project.exports));
  await real.destroy();
  return readFileSync(file);
}

let made: Promise<Buffer> | null = null;

interface Library {
  readonly engine: Engine;
  readonly file: string;
  readonly models: readonly ModelInfo[];
  /** The database that was opened. */
  readonly opened: string;
}

/** The library's workspace with its database, open in an engine. */
async function library(more: Readonly<Record<string, string>> = {}): Promise<Library> {
  made ??= makeLibrary();
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries({ ...LIBRARY, ...DATA_SOURCE, ...more })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const file = join(folder, "data/library.sqlite");
  mkdirSync(dirname(file));
  writeFileSync(file, await made);
  const engine = newEngine();
  const { project, database } = await engine.open({ workspace: folder, storage: temporaryFolder() });
  return { engine, file, models: project.models, opened: database.location };
}

describe("a workspace of TypeORM entities", () => {
  it("opens the database its data source names, and differs from it in nothing", async () => {
    const { models, opened } = await library();
    expect(opened).toBe("data/library.sqlite");
    expect(models.filter((model) => model.origin === "typeorm").map((model) => model.label)).toEqual([
      "library_api.Author",
      "library_api.Tag",
      "library_api.Book",
      "library_api.Book_tags",
      "library_api.Genre",
      "library_api.Genre_closure",
      "library_api.Passport",
      "media.Medium",
      "media.Audio",
      "media.Film",
    ]);
    expect(models.flatMap((model) => model.drift)).toEqual([]);
    expect(models.filter((model) => model.origin === "database")).toEqual([]);
  });

  it.each([
    ["Author.objects.get(name_first='Ada').name_last", "L"],
    [
      "list(Book.objects.filter(author__name_first='Ada').order_by('title').values_list('title', flat=True))",
      ["Engines", "Notes"],
    ],
    ["list(Book.objects.filter(authorId=2).values_list('title', flat=True))", ["Zeros"]],
    [
      "list(Author.objects.filter(books__title__contains='e').distinct().order_by('id').values_list('name_first', flat=True))",
      ["Ada", "Bo"],
    ],
    ["[t.word for t in Book.objects.get(title='Notes').tags.order_by('word')]", ["new", "old"]],
    ["Book.objects.filter(tags__word='new').count()", 2n],
    ["[b.title for b in Tag.objects.get(word='new').books.order_by('id')]", ["Notes", "Engines"]],
    ["Author.objects.get(id=1).books.count()", 2n],
    ["Author.objects.filter(passport__serial='P1').count()", 1n],
    ["Passport.objects.get(id='8c0f54c8-6d5c-4f3b-9c53-6f1d9f0a1b2c').author.name_first", "Ada"],
    ["Passport.objects.filter(id=UUID('8c0f54c86d5c4f3b9c536f1d9f0a1b2c')).count()", 1n],
    ["Author.objects.filter(passport=UUID('8c0f54c86d5c4f3b9c536f1d9f0a1b2c')).count()", 1n],
    ["Author.objects.filter(lastSeen=datetime.datetime(2024, 5, 6, 7, 8, 9)).count()", 1n],
    ["Author.objects.filter(lastSeen__year=2024, alive=True).count()", 1n],
    ["Book.objects.get(title='Notes').facts['pages']", 12n],
    ["Book.objects.filter(facts__pages__gt=10).count()", 1n],
    ["str(Book.objects.get(title='Notes').price)", "12.25"],
    ["Book.objects.get(title='Notes').get_shelf_display()", "Science"],
    ["Medium.objects.count()", 2n],
    ["Audio.objects.get().seconds", 61n],
    ["[m.label for m in Film.objects.all()]", ["shown"]],
    ["Book.objects.filter(medium__label='read aloud').count()", 1n],
    ["Genre.objects.get(label='all').children.get().label", "some"],
    ["Genre_closure.objects.filter(ancestor__label='all').count()", 2n],
  ])("answers %s", async (source, expected) => {
    const { engine } = await library();
    expect(await readValue(engine, source)).toEqual(expected);
  });

  it("previews, applies and undoes writes", async () => {
    const { engine, file } = await library();
    const untouched = fingerprint(file);
    const view = await preview(engine, "Book.objects.filter(author__name_first='Ada').update(title='X')");
    expect(short(view.effects)).toEqual(["update library_api.Book statement 2"]);
    expect(fingerprint(file)).toBe(untouched);
    await applied(engine, "Book.objects.create(title='New', author=Author.objects.get(id=2))");
    expect(ask(file, "SELECT title, price, shelf, authorId FROM book WHERE title = 'New'")).toEqual([
      { title: "New", price: 9.5, shelf: "fiction", authorId: 2 },
    ]);
    await applied(engine, "Book.objects.get(title='New').tags.add(Tag.objects.get(word='old'))");
    expect(ask(file, "SELECT count(*) AS n FROM book_tags_tag")).toEqual([{ n: 4 }]);
    await undone(engine);
    expect(ask(file, "SELECT count(*) AS n FROM book_tags_tag")).toEqual([{ n: 3 }]);
  });

  it("writes what TypeORM itself would: new keys, kinds of rows, moments, defaults", async () => {
    const { engine, file } = await library();
    await applied(engine, "Audio.objects.create(label='song', seconds=3)");
    expect(ask(file, "SELECT kind, seconds FROM medium WHERE label = 'song'")).toEqual([{ kind: "Audio", seconds: 3 }]);
    await applied(engine, "Passport.objects.create(serial='P2')");
    expect(ask(file, "SELECT id FROM passport WHERE serial = 'P2'")[0]?.id).toMatch(
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    await applied(engine, "Author.objects.filter(id=2).update(lastSeen=datetime.datetime(2025, 1, 2, 3, 4, 5))");
    expect(ask(file, "SELECT lastSeen FROM author WHERE id = 2")).toEqual([{ lastSeen: "2025-01-02 03:04:05.000" }]);
    await applied(engine, "Author.objects.create(name_first='Cy', name_last=None)");
    expect(ask(file, "SELECT alive, nameFirst FROM author WHERE id = 3")).toEqual([{ alive: 1, nameFirst: "Cy" }]);
  });

  it("has Django's models beside them, those of one label apart", async () => {
    const { engine, models } = await library({
      "manage.py": "",
      "settings.py": 'INSTALLED_APPS = ["media"]\n',
      "media/__init__.py": "",
      "media/models.py":
        "from django.db import models\nclass Film(models.Model):\n    class Meta:\n        db_table = 'film'\n",
    });
    const labels = models.map((model) => model.label);
    expect(labels).toContain("media_typeorm.Film");
    expect(labels).toContain("media.Audio");
    expect(statementsOf(await run(engine, "Audio.objects.count()"))[0]?.value).toBe(1n);
  });
});
