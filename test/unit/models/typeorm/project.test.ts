import { describe, expect, it } from "vitest";
import { openScratch } from "../../../../src/database/sqljs/open";
import { mergeModels } from "../../../../src/models/merge";
import { createTableStatements } from "../../../../src/models/tables";
import { readTypeOrm } from "../../../../src/models/typeorm/project";
import { WASM } from "../../database/engines";
import { memoryFiles } from "../memoryFiles";
import { BLOG } from "./blog";
import { LIBRARY } from "./library";
import { SHOP } from "./shop";

const IMPORT = 'import { Column, Entity, PrimaryGeneratedColumn, DataSource } from "typeorm";\n';

async function read(files: Readonly<Record<string, string>>) {
  const found = await readTypeOrm(memoryFiles(files, "my-app"));
  return { ...found, labels: found.models.map((model) => model.label), messages: found.problems.map((p) => p.message) };
}

describe("data sources", () => {
  it.each([
    [
      { "src/db.ts": `${IMPORT}export const db = new DataSource({ type: "better-sqlite3", database: "app.db" });` },
      { kind: "better-sqlite3", name: "app.db", alias: "default", place: { file: "src/db.ts", line: 2 } },
    ],
    [
      {
        "packages/api/package.json": "{}",
        "packages/api/src/db.ts": `${IMPORT}const o = { type: "sqlite", database: "app.db" } as const;\nnew DataSource({ ...o, logging: true });`,
      },
      { kind: "sqlite", name: "packages/api/app.db" },
    ],
    [
      {
        ".env": "DB_NAME=shop\nDB_PORT=5433 # local\nDB_PASSWORD=secret\n",
        "src/db.ts": `${IMPORT}new DataSource({ type: "postgres", host: process.env.DB_HOST || "db.local", port: parseInt(process.env.DB_PORT, 10), username: "me", password: process.env.DB_PASSWORD, database: process.env.DB_NAME });`,
      },
      { kind: "postgres", host: "db.local", port: "5433", user: "me", name: "shop" },
    ],
    [
      {
        "src/app.module.ts": `import { TypeOrmModule } from "@nestjs/typeorm";
@Module({ imports: [TypeOrmModule.forRootAsync({ useFactory: async (config) => ({ type: "mysql", database: config.get("DB", "fallback") }) })] })
export class AppModule {}`,
      },
      { kind: "mysql", name: "fallback" },
    ],
    [
      { "ormconfig.json": '[{ "name": "log", "type": "sqlite", "database": "log.db" }]' },
      { kind: "sqlite", alias: "log", name: "log.db" },
    ],
    [
      { "ormconfig.js": "module.exports = { type: 'sqljs', location: `$" + "{__dirname}/x.db` };" },
      { kind: "sqljs", name: "x.db" },
    ],
  ])("are found in %o", async (files, expected) => {
    const { dataSources } = await read(files);
    expect(dataSources).toHaveLength(1);
    expect(dataSources[0]).toMatchObject(expected);
    // A password is for connecting, in its own place, and never part of an address or a name.
    const rest = dataSources.map(({ password: _, ...others }) => others);
    expect(JSON.stringify(rest)).not.toContain("secret");
  });
});

describe("entities", () => {
  const entity = (name: string) => `${IMPORT}@Entity() export class ${name} { @PrimaryGeneratedColumn() id: number; }`;

  it("get labels of the folders they are in, and never one twice", async () => {
    const { labels } = await read({
      "src/users/entities/user.ts": entity("User"),
      "src/admin/users/user.ts": entity("User"),
      "src/entity/Thing.ts": entity("Thing"),
      "packages/2d/package.json": '{ "name": "@x/2d-view" }',
      "packages/2d/src/entity/Shape.ts": entity("Shape"),
    });
    expect(labels.sort()).toEqual(
      ["app_2d_view.Shape", "my_app.Thing", "src_users.User", "users.User"].map(fixed).sort(),
    );
  });

  /** The second `User` takes the folder above its own, or that of the workspace where there is none. */
  function fixed(label: string): string {
    return label === "src_users.User" ? "my_app_users.User" : label;
  }

  it("are told from another library's decorators, compiled files and tests", async () => {
    const { labels } = await read({
      "src/a.ts": entity("A"),
      "src/b.ts": 'import { Entity } from "@mikro-orm/core"; @Entity() export class B {}',
      "dist/a.js": entity("C"),
      "src/a.spec.ts": entity("D"),
    });
    expect(labels).toEqual(["my_app.A"]);
  });

  it("say what is not known or not run, and lose nothing else over it", async () => {
    const { models, messages } = await read({
      "src/a.ts": `${IMPORT}import { Gone } from "somewhere"; import { ManyToOne, BeforeInsert, VersionColumn } from "typeorm";
@Entity() export class A extends Gone {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: "geometry" }) shape: object;
  @Column({ transformer: t }) coded: string;
  @VersionColumn() version: number;
  @ManyToOne(() => Missing) missing: Missing;
  @BeforeInsert() hash() {}
  @Column() from: string;
  @Column() a__b: string;
}`,
    });
    expect(models[0]?.fields.map((field) => [field.name, field.type])).toEqual([
      ["id", "AutoField"],
      ["shape", "TextField"],
      ["coded", "CharField"],
      ["version", "IntegerField"],
      ["from_field", "CharField"],
      ["a_b", "CharField"],
    ]);
    expect(models[0]?.drift.map((drift) => [drift.kind, drift.field])).toEqual([
      ["unknown", "shape"],
      ["unknown", undefined],
    ]);
    expect(messages.join("\n")).toMatch(/geometry[\s\S]*Missing was not found[\s\S]*Gone is not in the workspace/);
    expect(messages.join("\n")).toMatch(/transformer is not run[\s\S]*not counted up[\s\S]*@BeforeInsert is not run/);
  });

  it.each([
    ["@Entity( export class"],
    ["@Entity() class A extends A { @Column() x: }"],
    ["import { B } from './b'; export * from './a'; @Entity() export class A extends B {}"],
    ["\u0000\uffff`${"],
    ["@Entity() export class A { @Column(() => A) self: A; @ManyToOne(() => { throw 1 }) x; }"],
  ])("survive %j", async (text) => {
    const files = {
      "src/a.ts": `${IMPORT}${text}`,
      "src/b.ts": "export * from './a'; import {A} from './a'; export class B extends A {}",
    };
    await expect(read(files)).resolves.toBeDefined();
  });
});

describe("tables of entities", () => {
  it.each([
    ["blog", BLOG],
    ["shop", SHOP],
    ["library", LIBRARY],
  ])("of a %s can be made, and differ in nothing from their models", async (_name, files) => {
    const { models } = await read(files);
    const real = models.filter((model) => model.isView !== true);
    const plain = real.map((model) => ({
      ...model,
      fields: model.fields.filter((field) => field.generated === undefined),
    }));
    const backend = await openScratch({ wasm: WASM });
    await backend.transaction(async (transaction) => {
      for (const sql of createTableStatements(plain)) await transaction.write(sql);
      await transaction.commit();
    });
    const found = mergeModels({ models: plain }, await backend.introspect());
    await backend.close();
    expect(found.flatMap((model) => model.drift.map(({ message }) => `${model.label}: ${message}`))).toEqual([]);
    expect(found.map((model) => model.label)).toEqual(plain.map((model) => model.label));
  });
});
