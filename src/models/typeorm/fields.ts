import type { CodeText, FieldInfo, ManagerInfo } from "../../protocol/models";
import type { Column } from "./columns";
import type { Entity } from "./tables";
import { textOf } from "./values";

/** The default manager: TypeORM has no managers of its own. */
export const OBJECTS: ManagerInfo = { name: "objects", className: "Manager", methods: [], isDefault: true };

/** What the Python of TypeORM's own defaults is read in: no file of the workspace's, whose language is another. */
export const DEFAULTS = { file: "typeorm:defaults", text: "import uuid\n" } as const;

/** What constraints say of one column. */
export interface ColumnFacts {
  /** A constraint over it alone makes it unique. */
  readonly unique: boolean;
  readonly index: boolean;
  /** It is the whole of a primary key, where it is part of one. */
  readonly whole: boolean;
}

/** The field of a plain column. */
export function columnField(column: Column, entity: Entity, name: string, facts: ColumnFacts): FieldInfo {
  const { draft } = column;
  const options = draft?.options;
  const shape = column.shape ?? { type: "TextField" };
  const expression = textOf(options?.get("asExpression"));
  const isClosed = options?.get("update") === false || options?.get("insert") === false || expression !== undefined;
  const value = defaultOf(column, entity);
  const owner = draft === undefined || draft.owner === entity.draft.key ? undefined : draft.ownerName;
  const comment = textOf(options?.get("comment"));
  const collation = textOf(options?.get("collation"));
  const isKey = column.primary && facts.whole;
  const persist = textOf(options?.get("generatedType")) === "STORED";
  return {
    name,
    attname: name,
    column: column.name,
    ...shape,
    ...autoType(column, shape.type, facts.whole),
    null: column.nullable,
    ...(column.nullable || column.default !== undefined || value !== undefined ? { blank: true } : {}),
    primaryKey: isKey,
    ...(facts.unique || isKey ? { unique: true } : {}),
    ...(facts.index ? { dbIndex: true } : {}),
    ...(isClosed ? { editable: false } : {}),
    ...(value === undefined ? {} : { default: value }),
    ...(column.default === undefined ? {} : { databaseDefault: column.default }),
    ...(expression === undefined ? {} : { generated: { outputType: shape.type, persist } }),
    ...(draft?.mode === "updateDate" ? { autoNow: true, editable: false } : {}),
    ...(draft?.mode === "createDate" ? { autoNowAdd: true, editable: false } : {}),
    ...(comment === undefined ? {} : { helpText: comment }),
    ...(collation === undefined ? {} : { collation }),
    ...(owner === undefined ? {} : { inheritedFrom: owner }),
    ...(draft === undefined ? {} : { source: draft.place }),
  };
}

/** A key that the database counts up. Django has such fields for a whole primary key only. */
function autoType(column: Column, type: string, whole: boolean): { type?: string; blank?: true } {
  const counts = column.strategy !== undefined && column.strategy !== "uuid";
  if (!counts || !column.primary || !whole) return {};
  return { type: type === "BigIntegerField" ? "BigAutoField" : "AutoField", blank: true };
}

/** What TypeORM itself puts into a row that leaves the column out, as Python. */
function defaultOf(column: Column, entity: Entity): CodeText | undefined {
  const place = column.draft?.place ?? entity.draft.place;
  const code = (source: string): CodeText => ({ source, file: DEFAULTS.file, line: place.line });
  if (column.strategy === "uuid") return code("uuid.uuid4");
  if (column.draft?.mode === "version") return code("1");
  return entity.discriminator === column ? code(JSON.stringify(entity.discriminatorValue)) : undefined;
}

/** The field that stands for a key of several columns. */
export function compositeKey(compositeOf: readonly string[]): FieldInfo {
  return {
    name: "pk",
    attname: "pk",
    column: null,
    type: "CompositePrimaryKey",
    null: false,
    primaryKey: true,
    compositeOf,
    editable: false,
  };
}
