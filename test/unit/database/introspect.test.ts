import { describe, expect, it } from "vitest";
import type { TableSchema } from "../../../src/database/schema";
import { openSqlite } from "../../../src/database/sqlite/open";
import { makeDatabase } from "./temporary";

async function tables(sql: string): Promise<ReadonlyMap<string, TableSchema>> {
  const backend = await openSqlite(makeDatabase(sql));
  const schema = await backend.introspect();
  await backend.close();
  return new Map(schema.tables.map((table) => [table.name, table]));
}

async function table(sql: string, name = "t"): Promise<TableSchema> {
  const found = (await tables(sql)).get(name);
  if (found === undefined) throw new Error(`no table ${name}`);
  return found;
}

describe("introspection", () => {
  it("tells columns as they are declared", async () => {
    const found =
      await table(`CREATE TABLE t (id INTEGER PRIMARY KEY, a varchar(30) NOT NULL DEFAULT 'x''y' COLLATE NOCASE,
      b "integer unsigned" DEFAULT (1 + 2), c, d AS (a || b) STORED, e INT AS (b) VIRTUAL)`);
    expect(found.columns).toEqual([
      { name: "id", type: "INTEGER", notNull: false, default: null, generated: null, auto: true },
      {
        name: "a",
        type: "varchar(30)",
        notNull: true,
        default: "'x''y'",
        generated: null,
        auto: false,
        collation: "NOCASE",
      },
      { name: "b", type: "integer unsigned", notNull: false, default: "1 + 2", generated: null, auto: false },
      { name: "c", type: "", notNull: false, default: null, generated: null, auto: false },
      { name: "d", type: "", notNull: false, default: null, generated: "stored", auto: false },
      { name: "e", type: "INT", notNull: false, default: null, generated: "virtual", auto: false },
    ]);
  });

  it.each([
    ["CREATE TABLE t (id INTEGER PRIMARY KEY)", ["id"], true, "rowid"],
    ["CREATE TABLE t (id INTEGER PRIMARY KEY DESC)", ["id"], false, "rowid"],
    ["CREATE TABLE t (id INT PRIMARY KEY)", ["id"], false, "rowid"],
    ["CREATE TABLE t (id TEXT PRIMARY KEY) without rowid", ["id"], false, null],
    ["CREATE TABLE t (id INTEGER PRIMARY KEY) WITHOUT ROWID", ["id"], false, null],
    ["CREATE TABLE t (id, b, PRIMARY KEY (b, id))", ["b", "id"], false, "rowid"],
    ["CREATE TABLE t (id, RowId, _rowid_)", [], false, "oid"],
    ["CREATE TABLE t (id, rowid, _rowid_, oid)", [], false, null],
  ])("knows what names a row in %s", async (sql, primaryKey, auto, rowid) => {
    const found = await table(sql);
    expect(found).toMatchObject({ primaryKey, rowid });
    expect(found.columns[0]?.auto).toBe(auto);
  });

  it("fills in what a foreign key leaves out, and spells it as its target does", async () => {
    const found = await table(`CREATE TABLE Parent (Id INTEGER PRIMARY KEY, a, b, UNIQUE (a, b));
      CREATE TABLE t (x REFERENCES parent, y INT CONSTRAINT named REFERENCES PARENT (ID) ON DELETE CASCADE ON UPDATE SET NULL
        DEFERRABLE INITIALLY DEFERRED, z REFERENCES nowhere (id) NOT DEFERRABLE INITIALLY DEFERRED, p, q,
        FOREIGN KEY (p, q) REFERENCES parent (a, B) DEFERRABLE INITIALLY DEFERRED)`);
    expect(found.foreignKeys).toEqual([
      {
        columns: ["x"],
        table: "Parent",
        references: ["Id"],
        onDelete: "NO ACTION",
        onUpdate: "NO ACTION",
        deferred: false,
      },
      {
        name: "named",
        columns: ["y"],
        table: "Parent",
        references: ["Id"],
        onDelete: "CASCADE",
        onUpdate: "SET NULL",
        deferred: true,
      },
      {
        columns: ["z"],
        table: "nowhere",
        references: ["id"],
        onDelete: "NO ACTION",
        onUpdate: "NO ACTION",
        deferred: false,
      },
      {
        columns: ["p", "q"],
        table: "Parent",
        references: ["a", "b"],
        onDelete: "NO ACTION",
        onUpdate: "NO ACTION",
        deferred: true,
      },
    ]);
  });

  it("tells indexes, checks and triggers", async () => {
    const found =
      await table(`CREATE TABLE t (id INTEGER PRIMARY KEY, a UNIQUE CHECK (a <> 'x)y'), b CONSTRAINT "c 1" CHECK (json_valid("b")),
        CHECK (a > b) /* CHECK (no) */, UNIQUE (b, a));
      CREATE UNIQUE INDEX lowered ON t (lower(a), b) WHERE b IS NOT NULL;
      CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END`);
    expect(found.checks).toEqual(["a <> 'x)y'", 'json_valid("b")', "a > b"]);
    expect(found.triggers).toEqual(["tr"]);
    expect(found.indexes).toContainEqual({ name: "lowered", unique: true, columns: [null, "b"], partial: true });
    expect(found.indexes).toContainEqual({
      name: "sqlite_autoindex_t_2",
      unique: true,
      columns: ["b", "a"],
      partial: false,
    });
  });

  it("survives views that no longer fit, hides shadow tables, marks virtual ones", async () => {
    const found =
      await tables(`CREATE TABLE t (a); CREATE VIEW v AS SELECT a, a + 1 AS b FROM t; CREATE VIEW broken AS SELECT x FROM gone;
      CREATE VIRTUAL TABLE search USING fts5(title)`);
    expect([...found.keys()].sort()).toEqual(["broken", "search", "t", "v"]);
    expect(found.get("v")).toMatchObject({ kind: "view", rowid: null, primaryKey: [] });
    expect(found.get("v")?.columns.map((column) => column.name)).toEqual(["a", "b"]);
    expect(found.get("search")?.kind).toBe("virtual");
  });

  it("takes any name", async () => {
    const name = `it's "a" \n🎸 [table]`;
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const found = await tables(
      `CREATE TABLE ${quoted} (${quoted} TEXT, k REFERENCES ${quoted}); CREATE INDEX "i'x" ON ${quoted} (${quoted})`,
    );
    expect(found.get(name)?.columns[0]?.name).toBe(name);
    expect(found.get(name)?.indexes[0]).toMatchObject({ name: "i'x", columns: [name] });
    expect(found.get(name)?.foreignKeys[0]?.table).toBe(name);
  });

  it("sees the tables another program has made since", async () => {
    const path = makeDatabase("CREATE TABLE t (a)");
    const backend = await openSqlite(path);
    expect((await backend.introspect()).tables).toHaveLength(1);
    const { DatabaseSync } = await import("node:sqlite");
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE u (b)");
    other.close();
    expect((await backend.introspect()).tables).toHaveLength(2);
    await backend.close();
  });
});
