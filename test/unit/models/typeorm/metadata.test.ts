import type { DataSource, EntityMetadata, NamingStrategyInterface } from "typeorm";
import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";
import { afterEach, describe, expect, it } from "vitest";
import { readTypeOrm } from "../../../../src/models/typeorm/project";
import type { FieldInfo, ModelInfo } from "../../../../src/protocol/models";
import { memoryFiles } from "../memoryFiles";
import { BLOG } from "./blog";
import { compile, openReal, typeorm } from "./real";
import { SHOP } from "./shop";

/** The rules of the package typeorm-naming-strategies, on TypeORM's own helpers. */
class SnakeNamingStrategy extends typeorm.DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(property: string, custom: string, prefixes: string[]): string {
    return snake([...prefixes, ""].join("_")) + (custom || snake(property));
  }
  override relationName(property: string): string {
    return snake(property);
  }
  override joinColumnName(relation: string, referenced: string): string {
    return snake(`${relation}_${referenced}`);
  }
  override joinTableColumnName(table: string, property: string, column?: string): string {
    return snake(`${table}_${column || property}`);
  }
}

function snake(text: string): string {
  return new typeorm.DefaultNamingStrategy().tableName(text, undefined);
}

const SNAKE = `import { DataSource } from "typeorm"; import { SnakeNamingStrategy } from "typeorm-naming-strategies";
export const options = { type: "better-sqlite3" as const, database: "app.sqlite", namingStrategy: new SnakeNamingStrategy() };
export const AppDataSource = new DataSource(options);`;

const PREFIXED = `import { DataSource } from "typeorm";
export default new DataSource({ type: "better-sqlite3", database: "app.sqlite", entityPrefix: "crm_" });`;

const SETTINGS = [
  { name: "TypeORM's own naming", source: null, options: {} },
  { name: "the snake-case naming", source: SNAKE, options: { naming: new SnakeNamingStrategy() } },
  { name: "a prefix for tables", source: PREFIXED, options: { entityPrefix: "crm_" } },
] as const;

const ALIASES = { "@catalog/": "src/catalog" };

const opened: DataSource[] = [];

afterEach(async () => {
  for (const source of opened.splice(0)) await source.destroy();
});

describe.each([
  { project: "a blog", files: BLOG },
  { project: "a shop", files: SHOP },
])("$project as TypeORM itself sees it", ({ files }) => {
  it.each(SETTINGS)("has its tables and columns, with $name", async ({ source, options }) => {
    const real = await openReal(compile(files, ALIASES), options);
    opened.push(real);
    const sources = source === null ? files : { ...files, "src/data-source.ts": source };
    const { models } = await readTypeOrm(memoryFiles(sources));
    const byMetadata = new Map(real.entityMetadatas.map((metadata) => [metadata, modelOf(metadata, models)]));
    expect(real.entityMetadatas.filter((metadata) => byMetadata.get(metadata) === undefined).map(tableAndName)).toEqual(
      [],
    );
    expect(models).toHaveLength(real.entityMetadatas.length);
    for (const [metadata, model] of byMetadata) {
      if (model === undefined) continue;
      const expected = metadata.columns
        .filter((column) => isOwn(column, metadata))
        .map((column) => realLine(column, metadata));
      const found = model.fields.filter((field) => field.column !== null).map((field) => ourLine(field, model, models));
      expect({ name: model.label, columns: found.sort() }).toEqual({ name: model.label, columns: expected.sort() });
    }
  });

  it("has its relations, both ways", async () => {
    const real = await openReal(compile(files, ALIASES));
    opened.push(real);
    const { models } = await readTypeOrm(memoryFiles(files));
    for (const metadata of real.entityMetadatas) {
      const model = modelOf(metadata, models);
      for (const relation of metadata.relations.filter((each) => each.isOwning && isDeclared(each.target, metadata))) {
        const name = relation.propertyPath.replaceAll(".", "_");
        const field = model?.fields.find((each) => each.name === name);
        const target = models.find((each) => each.label === field?.relation?.model);
        const through = models.find((each) => each.label === field?.relation?.through);
        expect([name, field?.relation?.kind, target?.table, target?.name, through?.table]).toEqual([
          name,
          relation.isManyToMany ? "m2m" : relation.isOneToOne ? "o2o" : "fk",
          relation.inverseEntityMetadata.tableName,
          relation.inverseEntityMetadata.name,
          relation.junctionEntityMetadata?.tableName,
        ]);
        const inverse = relation.inverseRelation;
        if (inverse !== undefined && inverse !== relation)
          expect([name, field?.relation?.relatedName]).toEqual([name, inverse.propertyPath.replaceAll(".", "_")]);
      }
    }
  });

  it("tells which rows of a shared table are whose, and how rows are ordered", async () => {
    const real = await openReal(compile(files, ALIASES));
    opened.push(real);
    const { models } = await readTypeOrm(memoryFiles(files));
    for (const metadata of real.entityMetadatas) {
      const model = modelOf(metadata, models);
      const order = Object.entries(metadata.orderBy ?? {}).map(([name, way]) => (way === "DESC" ? `-${name}` : name));
      expect(model?.ordering).toEqual(order);
      if (metadata.parentEntityMetadata === undefined) continue;
      expect(model?.sharedTable).toEqual({
        root: modelOf(metadata.parentEntityMetadata, models)?.label,
        field: metadata.discriminatorColumn?.propertyName,
        values: [metadata, ...metadata.childEntityMetadatas].map((each) => each.discriminatorValue),
      });
    }
  });
});

function tableAndName(metadata: EntityMetadata): string {
  return `${metadata.name} ${metadata.tableName}`;
}

function modelOf(metadata: EntityMetadata, models: readonly ModelInfo[]): ModelInfo | undefined {
  const fits = models.filter((model) => model.table === metadata.tableName);
  return fits.find((model) => model.name === metadata.name) ?? (metadata.isJunction ? fits[0] : undefined);
}

/** TypeORM gives every entity of a shared table the key columns of its sisters' relations, which they do not declare. */
function isOwn(column: ColumnMetadata, metadata: EntityMetadata): boolean {
  const relation = column.relationMetadata;
  if (relation === undefined || metadata.isJunction || metadata.parentEntityMetadata === undefined) return true;
  return isDeclared(relation.target, metadata);
}

function isDeclared(target: unknown, metadata: EntityMetadata): boolean {
  return (
    metadata.inheritanceTree.some((each) => each === target) ||
    metadata.target === target ||
    metadata.childEntityMetadatas.some((child) => child.target === target)
  );
}

const CLASSES: Readonly<Record<string, string>> = {
  String: "CharField",
  varchar: "CharField",
  "simple-enum": "CharField",
  Number: "IntegerField",
  int: "IntegerField",
  integer: "IntegerField",
  smallint: "SmallIntegerField",
  bigint: "BigIntegerField",
  Boolean: "BooleanField",
  boolean: "BooleanField",
  Date: "DateTimeField",
  datetime: "DateTimeField",
  date: "DateField",
  time: "TimeField",
  text: "TextField",
  "simple-array": "TextField",
  "simple-json": "JSONField",
  json: "JSONField",
  decimal: "DecimalField",
  double: "FloatField",
  float: "FloatField",
  real: "FloatField",
  blob: "BinaryField",
  uuid: "UUIDField",
  // A discriminator that only has a name is given no type.
  "": "CharField",
};

/** What TypeORM knows of a column, in one line. */
function realLine(column: ColumnMetadata, metadata: EntityMetadata): string {
  // A view's columns have no type until the view is asked.
  if (metadata.tableType === "view") return column.databaseName;
  const type = typeof column.type === "function" ? column.type.name : String(column.type ?? "");
  const key = metadata.foreignKeys.find((each) => each.columns.length === 1 && each.columns[0] === column);
  const referenced = column.referencedColumn;
  const alone = (each: { readonly columns: readonly ColumnMetadata[] }): boolean =>
    each.columns.length === 1 && each.columns[0] === column;
  const isUnique = metadata.uniques.some(alone) || metadata.indices.some((each) => each.isUnique && alone(each));
  const isLonely = column.isPrimary && metadata.primaryColumns.length === 1;
  const value = metadata.dataSource.driver.normalizeDefault(column);
  const target = `${referenced?.entityMetadata.tableName}.${referenced?.databaseName} ${key?.onDelete ?? "NO ACTION"}`;
  return [
    column.databaseName,
    CLASSES[type] ?? type,
    column.isPrimary ? "primary" : "",
    column.isNullable ? "null" : "",
    isUnique || isLonely ? "unique" : "",
    value === undefined ? "" : `default ${value}`,
    referenced === undefined ? "" : target,
    referenced === undefined && column.length !== "" ? `length ${column.length}` : "",
    referenced === undefined && type === "decimal" ? `${column.precision}.${column.scale}` : "",
    column.enum === undefined ? "" : `enum ${column.enum.join()}`,
  ].join("|");
}

/** The same of a field. */
function ourLine(field: FieldInfo, model: ModelInfo, models: readonly ModelInfo[]): string {
  if (model.isView === true) return String(field.column);
  const composite = model.fields.find((each) => each.compositeOf !== undefined)?.compositeOf ?? [];
  const { relation } = field;
  const target = models.find((each) => each.label === relation?.model);
  const column = target?.fields.find((each) => each.name === relation?.toField)?.column;
  const type = keyOf(field, models)
    .type.replace(/^(Big)?AutoField$/, "$1IntegerField")
    .replace("Positive", "");
  return [
    field.column,
    type,
    field.primaryKey || composite.includes(field.name) ? "primary" : "",
    field.null ? "null" : "",
    field.unique === true ? "unique" : "",
    field.databaseDefault === undefined ? "" : `default ${field.databaseDefault}`,
    relation === undefined ? "" : `${target?.table}.${column} ${ACTIONS[relation.onDelete ?? ""]}`,
    field.maxLength === undefined ? "" : `length ${field.maxLength}`,
    field.maxDigits === undefined ? "" : `${field.maxDigits}.${field.decimalPlaces}`,
    field.choices === undefined ? "" : `enum ${field.choices.map(({ value }) => value).join()}`,
  ].join("|");
}

const ACTIONS: Readonly<Record<string, string>> = {
  CASCADE: "CASCADE",
  SET_NULL: "SET NULL",
  RESTRICT: "RESTRICT",
  DO_NOTHING: "NO ACTION",
};

/** The field whose values a key holds. */
function keyOf(field: FieldInfo, models: readonly ModelInfo[]): FieldInfo {
  if (field.relation === undefined) return field;
  const target = models.find((model) => model.label === field.relation?.model);
  const key = target?.fields.find((each) => each.name === field.relation?.toField);
  return key === undefined ? field : keyOf(key, models);
}
