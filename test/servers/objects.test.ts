import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../src/database/backend";
import { objectHandlers } from "../../src/engine/objects/handlers";
import type { ScriptHost } from "../../src/preview/script";
import type { ObjectRef } from "../../src/protocol/objects";
import { openModels } from "../django/open";
import { type AnyServer, KINDS } from "./anyServer";

const NEVER = new AbortController().signal;

const MODELS = `
import uuid
from django.db import models

class Tag(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    word = models.CharField(max_length=20)

    class Meta:
        ordering = ["word"]

    def __str__(self):
        return self.word

class Shelf(models.Model):
    name = models.CharField(max_length=20)
    code = models.CharField(max_length=10, unique=True)
    tags = models.ManyToManyField(Tag, related_name="shelves")

    def __str__(self):
        return self.name

class Book(models.Model):
    title = models.CharField(max_length=20)
    shelf = models.ForeignKey(Shelf, models.PROTECT, to_field="code", null=True, related_name="books")

    def __str__(self):
        return f"{self.title} on {self.shelf}"

class Ticket(models.Model):
    book = models.OneToOneField(Book, models.CASCADE, primary_key=True)
    note = models.CharField(max_length=20)

    def __str__(self):
        return self.note
`;

const KEYS = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"] as const;

/** How either kind stores a UUID. */
const UUIDS = { postgresql: (key: string) => key, mysql: (key: string) => key.replaceAll("-", "") };

function tables(engine: "postgresql" | "mysql"): string[] {
  const uuid = engine === "postgresql" ? "uuid" : "char(32)";
  const quote = (key: string): string => `'${UUIDS[engine](key)}'`;
  const books = Array.from(
    { length: 12 },
    (_, n) => `(${n + 1}, 'book ${String(n).padStart(2, "0")}', ${n < 10 ? "'s-1'" : "NULL"})`,
  );
  return [
    `CREATE TABLE app_tag (\`key\` ${uuid} PRIMARY KEY, word varchar(20) NOT NULL)`,
    "CREATE TABLE app_shelf (id bigint PRIMARY KEY, name varchar(20) NOT NULL, code varchar(10) NOT NULL UNIQUE)",
    `CREATE TABLE app_shelf_tags (id bigint PRIMARY KEY, shelf_id bigint NOT NULL REFERENCES app_shelf (id), tag_id ${uuid} NOT NULL REFERENCES app_tag (\`key\`))`,
    "CREATE TABLE app_book (id bigint PRIMARY KEY, title varchar(20) NOT NULL, shelf_id varchar(10) REFERENCES app_shelf (code))",
    "CREATE TABLE app_ticket (book_id bigint PRIMARY KEY REFERENCES app_book (id), note varchar(20) NOT NULL)",
    `INSERT INTO app_tag VALUES (${quote(KEYS[0])}, 'old'), (${quote(KEYS[1])}, 'blue')`,
    "INSERT INTO app_shelf VALUES (1, 'Upper', 's-1'), (2, 'Lower', 's-2')",
    `INSERT INTO app_shelf_tags VALUES (1, 1, ${quote(KEYS[0])}), (2, 1, ${quote(KEYS[1])})`,
    `INSERT INTO app_book VALUES ${books.join(", ")}`,
    "INSERT INTO app_ticket VALUES (3, 'lent')",
  ].map((sql) => (engine === "postgresql" ? sql.replaceAll("`", '"') : sql));
}

for (const kind of KINDS)
  describe.skipIf(kind.isMissing)(`rows and what they are related to, on ${kind.name}`, () => {
    let server: AnyServer | null = null;
    let opened: { readonly backend: Backend; readonly host: ScriptHost } | null = null;

    beforeAll(async () => {
      server = await kind.start();
      await server.createDatabase("objects");
      await server.sql("objects", tables(kind.engine));
      if (kind.engine === "postgresql")
        await server.sql("objects", ["GRANT ALL ON ALL TABLES IN SCHEMA public TO queryset"]);
      const settings = { USE_TZ: true, TIME_ZONE: "UTC", DEFAULT_AUTO_FIELD: "BigAutoField" };
      opened = await openModels({ app: "app", models: MODELS, settings, url: server.url("objects") });
    }, 120_000);
    afterAll(async () => {
      await opened?.backend.close();
      await server?.stop();
    });

    const handlers = () =>
      objectHandlers(() => {
        if (opened === null) throw new Error("the server did not start");
        return opened;
      });
    const shelf: ObjectRef = { model: "app.Shelf", key: ["1"] };

    it("are told with their relations, forwards and backwards", async () => {
      const view = await handlers().object(shelf, NEVER);
      expect(view.text).toBe("Upper");
      expect(view.relations.map(({ name, model, many, onDelete }) => [name, model, many, onDelete])).toEqual([
        ["tags", "app.Tag", true, undefined],
        ["books", "app.Book", true, "PROTECT"],
      ]);
      const book = await handlers().object({ model: "app.Book", key: ["3"] }, NEVER);
      expect(book.relations.map(({ name, one }) => [name, one?.text ?? null])).toEqual([
        ["shelf", "Upper"],
        ["ticket", "lent"],
      ]);
    });

    it("are read a page at a time, counted, and found by keys of every kind", async () => {
      const books = { ...shelf, relation: "app.Book.shelf" };
      const page = await handlers().related({ ...books, start: 4, count: 4 }, NEVER);
      expect(page).toMatchObject({ more: true });
      expect(page.rows.map(({ text }) => text)).toEqual([4, 5, 6, 7].map((n) => `book 0${n} on Upper`));
      expect(await handlers().relatedCount({ ...books, exact: false }, NEVER)).toEqual({ rows: 10 });
      const tags = await handlers().related({ ...shelf, relation: "tags", start: 0, count: 10 }, NEVER);
      expect(tags.rows).toEqual([
        { model: "app.Tag", key: [KEYS[1]], text: "blue" },
        { model: "app.Tag", key: [KEYS[0]], text: "old" },
      ]);
      const back = { model: "app.Tag", key: [KEYS[0]], relation: "app.Shelf.tags", start: 0, count: 10 };
      expect((await handlers().related(back, NEVER)).rows.map(({ text }) => text)).toEqual(["Upper"]);
      expect(await handlers().objectStatement({ ...back, purpose: "delete" }, NEVER)).toEqual({
        source: `Tag.objects.get(pk=UUID('${KEYS[0]}')).delete()`,
      });
    });

    it("are gone where there are none, whatever the key looks like", async () => {
      for (const key of ["99", "no number", "9".repeat(40)]) {
        const gone = Promise.resolve(handlers().object({ model: "app.Shelf", key: [key] }, NEVER));
        await expect(gone).rejects.toMatchObject({ code: "DoesNotExist" });
      }
    });
  });
