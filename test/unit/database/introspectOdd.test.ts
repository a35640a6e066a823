import { describe, expect, it } from "vitest";
import type { TableSchema } from "../../../src/database/schema";
import { modelsFromDatabase } from "../../../src/models/database/models";
import { ENGINES } from "./engines";

describe.each(ENGINES)("odd schemas on $name", ({ name, open }) => {
  async function tables(sql: string): Promise<ReadonlyMap<string, TableSchema>> {
    const backend = await open(sql);
    const schema = await backend.introspect();
    await backend.close();
    return new Map(schema.tables.map((table) => [table.name, table]));
  }

  it("tell STRICT tables, quoted types, and keys without a type", async () => {
    const found = await tables(
      `CREATE TABLE s (id INTEGER PRIMARY KEY, a ANY, b BLOB) STRICT; CREATE TABLE [b r] ([x y] "my type", \`k\` PRIMARY KEY);`,
    );
    expect(found.get("s")?.columns.map(({ type }) => type)).toEqual(["INTEGER", "ANY", "BLOB"]);
    expect(found.get("b r")).toMatchObject({ primaryKey: ["k"], rowid: "rowid" });
    expect(found.get("b r")?.columns[0]).toMatchObject({ name: "x y", type: "my type" });
  });

  it("tell partial and expression indexes apart from constraints", async () => {
    const found = await tables(`CREATE TABLE t (a, b, UNIQUE (a));
      CREATE UNIQUE INDEX part ON t (b) WHERE a > 0; CREATE UNIQUE INDEX expr ON t (lower(b));`);
    const schema = { tables: [...found.values()] };
    const fields = modelsFromDatabase(schema)[0]?.fields.map((field) => [field.name, field.unique === true]);
    // Only the whole column's own promise makes a field unique.
    expect(fields).toEqual([
      ["rowid", true],
      ["a", true],
      ["b", false],
    ]);
  });

  it("take a table of 2,000 columns and 2,000 tables", async () => {
    const columns = Array.from({ length: 2000 }, (_, i) => `c${i} INT`).join(", ");
    const many = Array.from(
      { length: 2000 },
      (_, i) => `CREATE TABLE t${i} (id INTEGER PRIMARY KEY, up REFERENCES T${i})`,
    );
    const found = await tables(`BEGIN; CREATE TABLE wide (${columns}); ${many.join(";")}; COMMIT`);
    expect(found.get("wide")?.columns).toHaveLength(2000);
    expect(found.size).toBe(2001);
    expect(found.get("t1999")?.foreignKeys[0]).toMatchObject({ table: "t1999", references: ["id"] });
  });

  it("survive keys to tables that are not there, to views and in circles", async () => {
    const found =
      await tables(`CREATE TABLE a (id INTEGER PRIMARY KEY, x REFERENCES b, y REFERENCES gone, z REFERENCES v (q));
      CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a); CREATE VIEW v AS SELECT 1 AS q;`);
    const models = modelsFromDatabase({ tables: [...found.values()] });
    const relations = models.flatMap((model) =>
      model.fields.flatMap((field) =>
        field.relation === undefined ? [] : [`${model.name}.${field.name} ${field.relation.model}`],
      ),
    );
    expect(relations).toEqual(["A.x main.B", "A.z main.V", "B.a main.A"]);
  });

  // sql.js is built without R-trees and full-text search of the newer kind.
  if (name === "sqlite") {
    it("hide what virtual tables keep for themselves", async () => {
      const found =
        await tables(`CREATE VIRTUAL TABLE place USING rtree(id, x0, x1); CREATE VIRTUAL TABLE doc USING fts5(body);
        CREATE TABLE doc_data2 (a)`);
      expect([...found.keys()].sort()).toEqual(["doc", "doc_data2", "place"]);
      expect(found.get("place")?.columns.map((column) => column.name)).toEqual(["id", "x0", "x1"]);
      expect(modelsFromDatabase({ tables: [...found.values()] }).find((model) => model.name === "Doc")?.readOnly).toBe(
        "It is a virtual table.",
      );
    });
  }
});
