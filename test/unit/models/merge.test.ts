import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Backend } from "../../../src/database/backend";
import { openScratch } from "../../../src/database/sqljs/open";
import { readProject } from "../../../src/models/django/project";
import { mergeModels } from "../../../src/models/merge";
import { createTableStatements } from "../../../src/models/tables";
import type { ModelInfo } from "../../../src/protocol/models";
import { WASM } from "../database/engines";
import { memoryFiles } from "./memoryFiles";

const DJANGO = join(import.meta.dirname, "../../django/models");

async function projectOf(models: string, app = "app") {
  const settings = `INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "${app}"]`;
  return readProject(memoryFiles({ [`${app}/models.py`]: models, "settings.py": settings }), "");
}

async function scratch(statements: readonly string[]): Promise<Backend> {
  const backend = await openScratch({ wasm: WASM });
  await backend.transaction(async (transaction) => {
    for (const sql of statements) await transaction.write(sql);
    await transaction.commit();
  });
  return backend;
}

async function merged(models: string, statements: readonly string[]): Promise<ReadonlyMap<string, ModelInfo>> {
  const project = await projectOf(models);
  const backend = await scratch(statements);
  const found = mergeModels(project, await backend.introspect());
  await backend.close();
  return new Map(found.map((model) => [model.label, model]));
}

const BOOK = `
from django.db import models

class Book(models.Model):
    title = models.CharField(max_length=40)
    pages = models.IntegerField(null=True)
`;

describe("tables of models", () => {
  it("are written as Django writes them", async () => {
    const project = await projectOf(`
from django.db import models

class Tag(models.Model):
    name = models.CharField(max_length=10, primary_key=True)

class Item(models.Model):
    count = models.PositiveIntegerField(default=0)
    doc = models.JSONField(null=True)
    tag = models.ForeignKey(Tag, models.CASCADE)
    tags = models.ManyToManyField(Tag, related_name="+")
    state = models.CharField(max_length=3, db_default="new")

    class Meta:
        unique_together = [("tag", "count")]
`);
    expect(createTableStatements(project.models.filter((model) => model.app === "app"))).toEqual([
      'CREATE TABLE "app_tag" ("name" varchar(10) NOT NULL PRIMARY KEY)',
      'CREATE TABLE "app_item" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "count" integer unsigned NOT NULL CHECK ("count" >= 0), ' +
        '"doc" text NULL CHECK ((JSON_VALID("doc") OR "doc" IS NULL)), ' +
        '"tag_id" varchar(10) NOT NULL REFERENCES "app_tag" ("name") DEFERRABLE INITIALLY DEFERRED, ' +
        "\"state\" varchar(3) DEFAULT 'new' NOT NULL)",
      'CREATE UNIQUE INDEX "app_item_tag_count_uniq" ON "app_item" ("tag_id", "count")',
      'CREATE INDEX "app_item_tag_id" ON "app_item" ("tag_id")',
      'CREATE TABLE "app_item_tags" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, ' +
        '"item_id" integer NOT NULL REFERENCES "app_item" ("id") DEFERRABLE INITIALLY DEFERRED, ' +
        '"tag_id" varchar(10) NOT NULL REFERENCES "app_tag" ("name") DEFERRABLE INITIALLY DEFERRED)',
      'CREATE UNIQUE INDEX "app_item_tags_item_tag_uniq" ON "app_item_tags" ("item_id", "tag_id")',
      'CREATE INDEX "app_item_tags_item_id" ON "app_item_tags" ("item_id")',
      'CREATE INDEX "app_item_tags_tag_id" ON "app_item_tags" ("tag_id")',
    ]);
  });

  it.each(readdirSync(DJANGO))("of %s can be made, and differ in nothing from their models", async (app) => {
    const project = await projectOf(readFileSync(join(DJANGO, app, "models.py"), "utf8"), app);
    const backend = await scratch(createTableStatements(project.models));
    const found = mergeModels(project, await backend.introspect());
    await backend.close();
    expect(found.flatMap((model) => model.drift)).toEqual([]);
    expect(found.map((model) => model.label)).toEqual(project.models.map((model) => model.label));
  });
});

describe("models and the database together", () => {
  it("take types and NULL from the database, and drop fields without a column", async () => {
    const found = await merged(BOOK, [
      "CREATE TABLE app_book (id integer NOT NULL PRIMARY KEY, pages integer NOT NULL, left_over text)",
    ]);
    const book = found.get("app.Book");
    expect(book?.fields.map((field) => [field.name, field.null, field.dbType])).toEqual([
      ["id", false, "INTEGER"],
      ["pages", false, "INTEGER"],
    ]);
    expect(book?.drift.map((drift) => drift.kind)).toEqual(["columnMissing", "nullDiffers", "columnExtra"]);
    expect(book?.drift[0]?.field).toBe("title");
  });

  it("say where a table is missing or a type is another", async () => {
    expect((await merged(BOOK, [])).get("app.Book")?.drift).toMatchObject([{ kind: "tableMissing" }]);
    const found = await merged(BOOK, [
      "CREATE TABLE app_book (id integer PRIMARY KEY, title blob NOT NULL, pages integer)",
    ]);
    expect(found.get("app.Book")?.drift).toMatchObject([{ kind: "typeDiffers", field: "title" }]);
  });

  it("give tables without a model one of their own, linked to the project's", async () => {
    const found = await merged(BOOK, [
      "CREATE TABLE app_book (id integer PRIMARY KEY, title varchar(40) NOT NULL, pages integer)",
      "CREATE TABLE Shelf (ShelfId integer PRIMARY KEY, BookId integer REFERENCES app_book (id))",
    ]);
    const shelf = found.get("main.Shelf");
    expect(shelf).toMatchObject({ origin: "database", table: "Shelf" });
    expect(shelf?.fields[1]).toMatchObject({
      name: "book",
      relation: { model: "app.Book", toField: "id", relatedName: "+" },
    });
    expect(found.get("app.Book")?.drift).toEqual([]);
  });

  it("take from the database what a base or field class we cannot see adds", async () => {
    const found = await merged(
      `
from django.db import models
from somewhere.models import TreeModel
from elsewhere import WeirdField

class Node(TreeModel):
    name = models.CharField(max_length=5)
    odd = WeirdField()
`,
      [
        "CREATE TABLE app_node (id integer PRIMARY KEY, name varchar(5) NOT NULL, odd real NOT NULL, lft integer NOT NULL)",
      ],
    );
    const node = found.get("app.Node");
    expect(node?.fields.map((field) => [field.name, field.type])).toEqual([
      ["id", "AutoField"],
      ["name", "CharField"],
      ["odd", "FloatField"],
      ["lft", "IntegerField"],
    ]);
    expect(node?.drift.map((drift) => drift.kind)).toEqual(["unknown", "unknown", "columnExtra"]);
  });
});
