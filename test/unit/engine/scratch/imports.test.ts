import { describe, expect, it } from "vitest";
import type { Engine } from "../../../../src/engine/engine";
import type { PreviewView } from "../../../../src/protocol/results";
import type { ImportFault, ImportRequest } from "../../../../src/protocol/scratch";
import { musicWorkspace, NEVER, openEngine, previewOf, short } from "../music";
import { apply, evaluated, modelsText, openScratch, projectOf, sample } from "./project";

const MODELS = `from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=20, unique=True)
    born = models.DateField(null=True)


class Book(models.Model):
    class Kind(models.TextChoices):
        NOVEL = "N", "Novel"
        ESSAY = "E", "Essay"

    title = models.CharField("Book title", max_length=30)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    kind = models.CharField(max_length=1, choices=Kind.choices, default="N")
    price = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    sold = models.BigIntegerField(default=0)
    seen = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    blob = models.BinaryField(null=True)
    span = models.DurationField(null=True)
    tags = models.ManyToManyField("Tag")
    printed = models.BooleanField(default=True)


class Tag(models.Model):
    word = models.CharField(max_length=10, unique=True)
`;

const project = () => projectOf("books", MODELS, 'USE_TZ = True\nTIME_ZONE = "Europe/Berlin"');

async function imported(engine: Engine, request: Omit<ImportRequest, "name">): Promise<PreviewView> {
  const answer = await engine.handlers.importRows({ name: "rows.txt", ...request }, NEVER);
  if (answer.kind === "faults")
    throw new Error(answer.faults.map(({ line, message }) => `${line}: ${message}`).join("\n"));
  return previewOf(answer.answer);
}

async function faultsOf(engine: Engine, request: Omit<ImportRequest, "name">): Promise<readonly ImportFault[]> {
  const answer = await engine.handlers.importRows({ name: "rows.txt", ...request }, NEVER);
  return answer.kind === "faults" ? answer.faults : [];
}

describe("CSV for a model", () => {
  const csv = (text: string, columns?: ImportRequest["columns"]) =>
    ({ format: "csv", model: "books.Author", text, ...(columns && { columns }) }) as const;

  it("is typed by the model's fields, and NULL told from an empty text", async () => {
    const engine = await openScratch(project());
    await apply(engine, await imported(engine, csv('name,born\n"Ada, L.",1815-12-10\n"",\nBo,\n')));
    expect(await evaluated(engine, 'list(Author.objects.order_by("pk").values_list("name", "born"))')).toMatchObject([
      ["Ada, L.", "1815-12-10"],
      ["", null],
      ["Bo", null],
    ]);
  });

  it("knows columns by name, column and label, and says which fields are missing", async () => {
    const engine = await openScratch(project());
    const found = engine.handlers.importColumns(
      { model: "books.Book", text: "Book Title;AUTHOR_ID;odd\nA;1;x" },
      NEVER,
    );
    expect(await found).toEqual({
      columns: [
        { name: "Book Title", field: "title", sample: "A" },
        { name: "AUTHOR_ID", field: "author", sample: "1" },
        { name: "odd", field: null, sample: "x" },
      ],
      rows: 1,
      missing: [],
    });
    const lacking = await engine.handlers.importColumns({ model: "books.Book", text: "title\nA" }, NEVER);
    expect(lacking.missing).toEqual(["author"]);
  });

  it("names each wrong value by its line and column, and writes nothing", async () => {
    const engine = await openScratch(project());
    const text =
      'title,author,kind,price,sold,seen\nA,1,N,1.5,1,2024-01-01\n"two\nlines",1,X,1,1,\nC,1,E,12345.678,x,\nD,,N,1,1,yesterday\nE,1,N,1,1,,7\n';
    expect(
      (await faultsOf(engine, { format: "csv", model: "books.Book", text })).map(
        ({ line, column, message }) => `${line} ${column ?? ""} ${message}`,
      ),
    ).toEqual([
      '3 kind "X" is not among the choices of kind.',
      "5 price 12345.678 does not fit price: 6 digits, 2 of them after the point.",
      '5 sold "x" is no value for sold, which is a BigIntegerField.',
      "6 author author needs a value.",
      '6 seen "yesterday" is no value for seen, which is a DateTimeField.',
      "7  This line has 7 values, and the first line names 6 columns.",
    ]);
  });

  it("updates rows whose key is there, and shows which", async () => {
    const engine = await openScratch(project());
    await apply(engine, await imported(engine, csv("id,name\n5,Ada\n6,Bo\n")));
    const view = await imported(engine, csv("id,full name\n6,Ben\n7,Cem\n", { "full name": "name" }));
    expect(short(view.effects).sort()).toEqual(["insert books.Author statement 1", "update books.Author statement 1"]);
  });
});

describe("a Django fixture", () => {
  const fixture = (objects: unknown) => ({ format: "fixture", text: JSON.stringify(objects, null, 2) }) as const;

  it("brings rows with their keys, many-to-many rows and natural keys", async () => {
    const engine = await openScratch(project());
    const objects = [
      {
        model: "books.book",
        pk: 3,
        fields: {
          title: "A",
          author: ["Ada"],
          tags: [["old"], 2],
          seen: "2024-05-01T10:00:00.123456Z",
          data: { a: [1] },
          blob: "AAH/",
          span: "1 02:00:00.000005",
          sold: 90071992547409.5,
        },
      },
      { model: "books.author", fields: { name: "Ada" } },
      { model: "books.tag", pk: 1, fields: { word: "old" } },
      { model: "books.tag", pk: 2, fields: { word: "new" } },
      { model: "other.thing", pk: 1, fields: {} },
    ];
    const view = await imported(engine, {
      format: "fixture",
      text: JSON.stringify(objects).replace("90071992547409.5", "9007199254740993"),
    });
    expect(view.warnings.map(({ message }) => message)).toContain(
      "Objects of other.thing, which is none of this project's models, are left out.",
    );
    await apply(engine, view);
    expect(
      await evaluated(
        engine,
        'b = Book.objects.get(pk=3)\n[b.author.name, b.sold, b.seen.microsecond, b.data["a"], bytes(b.blob), str(b.span), sorted(t.word for t in b.tags.all())]',
      ),
    ).toEqual(["Ada", 9007199254740993n, 123456n, [1n], expect.anything(), "1 day, 2:00:00.000005", ["new", "old"]]);
    // The same once more changes nothing.
    const again = await imported(engine, { format: "fixture", text: JSON.stringify(objects.slice(2, 4)) });
    expect(again.effects).toEqual([]);
  });

  it("names what is wrong by its line", async () => {
    const engine = await openScratch(project());
    const objects = [
      { model: "books.author", pk: 1, fields: { name: "Ada" } },
      { model: "books.book", pk: 1, fields: { title: "A", author: ["Nobody"] } },
    ];
    expect(await faultsOf(engine, fixture(objects))).toEqual([
      { line: 10, column: "author", message: "books.Author has no row with the natural key ['Nobody']." },
    ]);
  });
});

describe("an SQL dump", () => {
  const sql = (text: string) => ({ format: "sql", text }) as const;
  const read =
    'list(Book.objects.order_by("pk").values_list("title", "author_id", "price", "printed", "seen__hour", "note"))';

  it("of SQLite gives its rows", async () => {
    const engine = await openScratch(project());
    const view = await imported(
      engine,
      sql(`PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "books_author" ("born" date NULL, "id" integer NOT NULL PRIMARY KEY, "name" varchar(20) NOT NULL UNIQUE, CHECK (id > 0));
INSERT INTO books_author VALUES(NULL,1,'O''Hara; --x');
CREATE TABLE "elsewhere" (id integer);
INSERT INTO elsewhere VALUES(1);
INSERT INTO "books_book" (id,title,author_id,kind,price,sold,seen,note,data,blob,printed) VALUES(4,replace('a\\nb','\\n',char(10)),1,'N',2.5,0,'2024-01-01 10:00:00','','{}',X'00ff',0);
COMMIT;`),
    );
    expect(view.warnings.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        "Rows of elsewhere are left out: it is no table of this project's models.",
        "Only rows are read; passed over: 2 CREATE TABLE.",
      ]),
    );
    await apply(engine, view);
    expect(await evaluated(engine, "Author.objects.get().name")).toBe("O'Hara; --x");
    // What SQLite keeps is UTC, and the project is in Berlin.
    expect(await evaluated(engine, read)).toMatchObject([["a\nb", 1n, "2.50", false, 11n, ""]]);
  });

  it("of PostgreSQL gives its rows", async () => {
    const engine = await openScratch(project());
    const text = `SET statement_timeout = 0;
CREATE TABLE public.books_author (id bigint NOT NULL);
COPY public.books_author (id, name, born) FROM stdin;
1\tTab\\there\t\\N
2\tPlain\t1990-02-03
\\.

COPY public.books_book (id, title, author_id, kind, price, sold, seen, note, data, blob, span, printed) FROM stdin;
1\tA\t2\tE\t3.00\t5\t2024-01-01 10:00:00+00\t\t{"a": 1}\t\\\\x00ff\t01:00:00\tt
\\.
SELECT pg_catalog.setval('public.books_author_id_seq', 2, true);
`;
    await apply(engine, await imported(engine, sql(text)));
    expect(await evaluated(engine, 'list(Author.objects.order_by("pk").values_list("name", flat=True))')).toEqual([
      "Tab\there",
      "Plain",
    ]);
    expect(await evaluated(engine, read)).toMatchObject([["A", 2n, "3.00", true, 11n, ""]]);
    expect(await evaluated(engine, "str(Book.objects.get().span)")).toBe("1:00:00");
  });

  it("of MySQL gives its rows, and a wrong one by its line", async () => {
    const engine = await openScratch(project());
    const text = `/*!40101 SET NAMES utf8mb4 */;
LOCK TABLES \`books_author\` WRITE;
INSERT INTO \`books_author\` (\`id\`, \`name\`, \`born\`) VALUES (1,'It\\'s \\"so\\"\\n',NULL),(2,'B',_binary '2001-01-01');
UNLOCK TABLES;
`;
    await apply(engine, await imported(engine, sql(text)));
    expect(await evaluated(engine, "Author.objects.get(pk=1).name")).toBe('It\'s "so"\n');
    expect(
      await faultsOf(
        engine,
        sql("\nINSERT INTO books_author (id, name) VALUES (3, now());\nINSERT INTO books_author (id) VALUES (1, 2);"),
      ),
    ).toEqual([
      { line: 2, message: "now ( ) is no plain value." },
      { line: 3, message: "This row has 2 values for 1 columns of books_author." },
    ]);
  });
});

describe("a copy of rows", () => {
  it("brings the rows that they point at, and comes in as it went out", async () => {
    const workspace = musicWorkspace();
    const real = await openEngine(workspace);
    const copied = await real.handlers.copyRows(
      { source: 'Song.objects.filter(album__title="Divide")', limit: 100 },
      NEVER,
    );
    expect(copied.counts).toEqual([
      { model: "music.Album", rows: 1 },
      { model: "music.Song", rows: expect.any(Number) as unknown },
    ]);
    const scratch = await openEngine({ ...workspace }, { database: "scratch" });
    await apply(scratch, await imported(scratch, { format: "fixture", text: copied.text }));
    const rows = 'list(Song.objects.filter(album__title="Divide").order_by("pk").values())';
    expect(await evaluated(scratch, rows)).toEqual(await evaluated(real, rows));
  });

  it.each(["library", "kinds", "family", "shop", "zoned", "keys"])("keeps every value of %s", async (app) => {
    const from = await openScratch(projectOf(app, modelsText(app)));
    const labels = Object.keys(await countsOf(from, app));
    await apply(from, await sample(from, Object.fromEntries(labels.map((label) => [label, 5])), 11));
    const to = await openScratch(projectOf(app, modelsText(app)));
    for (const label of labels) {
      const copied = await from.handlers.copyRows({ model: label, limit: 100 }, NEVER);
      const answer = await to.handlers.importRows({ name: "copy", format: "fixture", text: copied.text }, NEVER);
      if (answer.kind === "faults") throw new Error(answer.faults[0]?.message);
      const view = previewOf(answer.answer);
      if (view.effects.length > 0) await apply(to, view);
      const rows = `list(${label.split(".")[1]}.objects.order_by("pk").values())`;
      expect(await evaluated(to, rows)).toEqual(await evaluated(from, rows));
    }
  });
});

async function countsOf(engine: Engine, app: string): Promise<Record<string, number | null>> {
  const result = await engine.refresh();
  const models = result?.project.models ?? [];
  return engine.count(
    models
      .filter(
        (model) =>
          model.app === app &&
          !model.proxy &&
          model.autoCreated !== true &&
          model.fields.every(({ compositeOf }) => !compositeOf),
      )
      .map(({ label }) => label),
  );
}
