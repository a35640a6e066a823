import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../../src/database/open";
import type { DatabaseSchema, TableSchema } from "../../../src/database/schema";
import { modelsFromDatabase } from "../../../src/models/database/models";
import { type PostgresServer, PROGRAMS, startPostgres } from "./server";

const SCHEMA = `
  CREATE SCHEMA other;
  CREATE TYPE mood AS ENUM ('calm', 'loud');
  CREATE DOMAIN amount AS numeric(8, 2) NOT NULL CHECK (VALUE >= 0);
  CREATE TABLE parent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "odd ""name""" text UNIQUE);
  COMMENT ON TABLE parent IS 'a comment';
  CREATE TABLE child (
    a int, b int, parent_id bigint NOT NULL REFERENCES parent ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    mood mood DEFAULT 'calm', price amount, tags text[] NOT NULL DEFAULT '{}', span int4range, day date, wide numeric(30, 10),
    title varchar(40) COLLATE "C", total int GENERATED ALWAYS AS (a + b) STORED, serial serial,
    PRIMARY KEY (a, b), CONSTRAINT positive CHECK (a > 0)
  );
  COMMENT ON COLUMN child.title IS 'its title';
  CREATE UNIQUE INDEX one_title ON child (lower(title)) WHERE day IS NOT NULL;
  CREATE INDEX by_day ON child (day) INCLUDE (title);
  CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
  CREATE TRIGGER watcher AFTER UPDATE ON child FOR EACH ROW EXECUTE FUNCTION nothing();
  CREATE TABLE parted (id int, year int) PARTITION BY RANGE (year);
  CREATE TABLE parted_one PARTITION OF parted FOR VALUES FROM (2000) TO (2010);
  CREATE VIEW seen AS SELECT * FROM parent;
  CREATE MATERIALIZED VIEW kept AS SELECT * FROM parent;
  CREATE TABLE other.hidden (id int);
  INSERT INTO parent ("odd ""name""") SELECT n::text FROM generate_series(1, 500) n;
  ANALYZE parent;
`;

describe.skipIf(PROGRAMS === null)("what PostgreSQL says of its tables", () => {
  let server: PostgresServer | null = null;
  let schema: DatabaseSchema | null = null;

  const table = (name: string): TableSchema => {
    const found = schema?.tables.find((each) => each.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };

  beforeAll(async () => {
    server = await startPostgres();
    await server.createDatabase("kinds");
    await server.sql("kinds", SCHEMA);
    const backend = await openDatabase({ url: server.url("kinds"), workspace: "/" });
    schema = await backend.introspect();
    await backend.close();
  });

  afterAll(async () => {
    await server?.stop();
  });

  it("names the tables and views that a bare name finds, and no partitions", () => {
    expect(schema?.tables.map(({ name, kind }) => [name, kind])).toEqual([
      ["child", "table"],
      ["kept", "view"],
      ["parent", "table"],
      ["parted", "table"],
      ["seen", "view"],
    ]);
  });

  it("knows columns: types, domains, arrays, enums, defaults, generated and automatic ones", () => {
    const columns = Object.fromEntries(table("child").columns.map((column) => [column.name, column]));
    expect(columns.price).toMatchObject({ type: "numeric(8,2)", notNull: true });
    expect(columns.mood).toMatchObject({ type: "mood", default: "'calm'::mood", choices: ["calm", "loud"] });
    expect(columns.tags).toMatchObject({ type: "text[]", notNull: true });
    expect(columns.span).toMatchObject({ type: "int4range", notNull: false });
    expect(columns.total).toMatchObject({ generated: "stored", default: null });
    expect(columns.serial).toMatchObject({ auto: true });
    expect(columns.title).toMatchObject({ type: "character varying(40)", collation: "C", comment: "its title" });
    expect(table("parent").columns.map(({ name, auto }) => [name, auto])).toEqual([
      ["id", true],
      ['odd "name"', false],
    ]);
  });

  it("knows keys, foreign keys with their actions, indexes, checks, triggers, comments and sizes", () => {
    expect(table("child")).toMatchObject({
      primaryKey: ["a", "b"],
      triggers: ["watcher"],
      checks: ["(a > 0)"],
      foreignKeys: [
        {
          columns: ["parent_id"],
          table: "parent",
          references: ["id"],
          onDelete: "SET NULL",
          onUpdate: "CASCADE",
          deferred: true,
        },
      ],
    });
    expect(table("child").indexes).toEqual([
      { name: "by_day", unique: false, columns: ["day"], partial: false },
      { name: "child_pkey", unique: true, columns: ["a", "b"], partial: false },
      { name: "one_title", unique: true, columns: [null], partial: true },
    ]);
    expect(table("parent")).toMatchObject({ comment: "a comment", estimate: 500 });
  });

  it("makes fields of them", () => {
    const models = modelsFromDatabase(schema ?? { tables: [] });
    const child = models.find((model) => model.table === "child");
    expect(Object.fromEntries(child?.fields.map((field) => [field.name, field.type]) ?? [])).toMatchObject({
      mood: "TextField",
      price: "DecimalField",
      tags: "TextField",
      span: "TextField",
      day: "DateField",
      parent: "ForeignKey",
    });
    expect(child?.fields.find(({ name }) => name === "mood")?.choices).toEqual([
      { value: "calm", label: "calm" },
      { value: "loud", label: "loud" },
    ]);
  });
});
