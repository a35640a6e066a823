import type { ConstraintInfo, FieldInfo, ManagerInfo, ModelInfo, OnDelete } from "../../protocol/models";
import { withRelatedNames } from "../relatedNames";
import type { ColumnSchema, DatabaseSchema, ForeignKeySchema, TableSchema } from "../schema";
import { type ContentType, nameTables, type TableName } from "./labels";
import { manyToManyFields } from "./manyToMany";
import { fieldName, unusedName } from "./names";
import { columnType } from "./types";

/** What else is known of a database while its models are named. */
export interface DatabaseModelOptions {
  /** App label for tables that nothing else places; `main` where it is absent. */
  readonly app?: string;
  /** The rows of `django_content_type`, where the database has it. */
  readonly contentTypes?: readonly ContentType[];
}

/** Models for every table and view of a database, from what it says of itself alone. */
export function modelsFromDatabase(schema: DatabaseSchema, options: DatabaseModelOptions = {}): ModelInfo[] {
  const tables = [...schema.tables].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = nameTables(tables, options.app ?? "main", options.contentTypes ?? []);
  const drafts = new Map(tables.map((table) => [table.name, draftOf(table, names)]));
  const models = tables.map((table) => modelOf(table, names, drafts));
  return manyToManyFields(withRelatedNames(models), tables);
}

/** One table's columns with the field names they got. */
interface Draft {
  readonly table: TableSchema;
  readonly fields: ReadonlyMap<string, string>;
  /** Foreign keys of one column, by that column: the only ones Django has a field for. */
  readonly relations: ReadonlyMap<string, ForeignKeySchema>;
}

function draftOf(table: TableSchema, names: ReadonlyMap<string, TableName>): Draft {
  const relations = new Map<string, ForeignKeySchema>();
  for (const key of table.foreignKeys) {
    const [column] = key.columns;
    if (column === undefined || key.columns.length !== 1 || !names.has(key.table) || relations.has(column)) continue;
    if (key.references.length === 1) relations.set(column, key);
  }
  const fields = new Map<string, string>();
  const used = new Set<string>();
  for (const column of table.columns) {
    const name = fieldName(column.name, used, relations.has(column.name));
    used.add(name);
    fields.set(column.name, name);
  }
  return { table, fields, relations };
}

function modelOf(
  table: TableSchema,
  names: ReadonlyMap<string, TableName>,
  drafts: ReadonlyMap<string, Draft>,
): ModelInfo {
  const draft = drafts.get(table.name) ?? { table, fields: new Map(), relations: new Map() };
  const named = names.get(table.name) ?? { app: "main", name: table.name };
  const fields = table.columns.map((column) => fieldOf(column, draft, names, drafts));
  const key = primaryKeyOf(table, draft, fields);
  const readOnly = readOnlyReason(table, key);
  return {
    label: `${named.app}.${named.name}`,
    app: named.app,
    name: named.name,
    table: table.name,
    ...(table.schema === undefined ? {} : { schema: table.schema }),
    origin: "database",
    fields: [...key.before, ...fields, ...key.after],
    managers: [DEFAULT_MANAGER],
    methods: [],
    primaryKey: key.name,
    parents: [],
    proxy: false,
    managed: false,
    ordering: [],
    uniqueTogether: uniqueTogether(draft),
    constraints: checkConstraints(table),
    ...(table.kind === "view" ? { isView: true } : {}),
    ...(readOnly === null ? {} : { readOnly }),
    drift: [],
  };
}

const DEFAULT_MANAGER: ManagerInfo = { name: "objects", className: "Manager", methods: [], isDefault: true };

function fieldOf(
  column: ColumnSchema,
  draft: Draft,
  names: ReadonlyMap<string, TableName>,
  drafts: ReadonlyMap<string, Draft>,
): FieldInfo {
  const name = draft.fields.get(column.name) ?? column.name;
  const primaryKey = isWholeKey(draft.table, column.name);
  const unique = primaryKey || isUnique(draft.table, column.name);
  const shared = {
    name,
    column: column.name,
    dbType: column.type,
    null: !column.notNull && !primaryKey,
    ...(!column.notNull && !primaryKey ? { blank: true } : {}),
    primaryKey,
    ...(unique ? { unique } : {}),
    ...(column.default === null ? {} : { databaseDefault: column.default }),
    ...(column.collation === undefined ? {} : { collation: column.collation }),
  };
  const key = draft.relations.get(column.name);
  const target = key === undefined ? undefined : names.get(key.table);
  if (key !== undefined && target !== undefined) {
    const toField = drafts.get(key.table)?.fields.get(key.references[0] ?? "");
    return {
      ...shared,
      attname: `${name}_id`,
      type: unique ? "OneToOneField" : "ForeignKey",
      relation: {
        kind: unique ? "o2o" : "fk",
        model: `${target.app}.${target.name}`,
        onDelete: onDeleteOf(key.onDelete),
        ...(toField === undefined ? {} : { toField }),
      },
    };
  }
  const type = isJson(draft.table, column.name) ? { type: "JSONField" } : columnType(column.type);
  const choices = column.choices?.map((value) => ({ value, label: value }));
  const field: FieldInfo = { ...shared, attname: name, ...type, ...(choices && { choices }) };
  if (column.generated !== null)
    return { ...field, editable: false, generated: { persist: column.generated === "stored" } };
  return column.auto ? { ...field, type: AUTOMATIC[field.type] ?? "AutoField", blank: true } : field;
}

/** Automatic keys of other sizes. */
const AUTOMATIC: Readonly<Record<string, string>> = {
  BigIntegerField: "BigAutoField",
  SmallIntegerField: "SmallAutoField",
};

/** SQLite's actions happen in the database; what it leaves undone, Django would leave undone too. */
function onDeleteOf(action: string): OnDelete {
  switch (action.toUpperCase()) {
    case "CASCADE":
      return "CASCADE";
    case "SET NULL":
      return "SET_NULL";
    case "SET DEFAULT":
      return "SET_DEFAULT";
    default:
      return "DO_NOTHING";
  }
}

interface Key {
  readonly name: string | null;
  /** Fields that no column stands for, before and after the columns' own. */
  readonly before: readonly FieldInfo[];
  readonly after: readonly FieldInfo[];
}

function primaryKeyOf(table: TableSchema, draft: Draft, fields: readonly FieldInfo[]): Key {
  const own = fields.find((field) => field.primaryKey);
  if (own !== undefined) return { name: own.name, before: [], after: [] };
  if (table.primaryKey.length > 1) {
    const compositeOf = table.primaryKey.map((column) => draft.fields.get(column) ?? column);
    const pk: FieldInfo = {
      name: "pk",
      attname: "pk",
      column: null,
      type: "CompositePrimaryKey",
      null: false,
      primaryKey: true,
      compositeOf,
      editable: false,
    };
    return { name: "pk", before: [], after: [pk] };
  }
  if (table.rowid === null) return { name: null, before: [], after: [] };
  const name = unusedName("rowid", new Set(fields.map((field) => field.name)));
  const rowid: FieldInfo = {
    name,
    attname: name,
    column: table.rowid,
    type: "AutoField",
    null: false,
    blank: true,
    primaryKey: true,
    unique: true,
    autoCreated: true,
    editable: false,
  };
  return { name, before: [rowid], after: [] };
}

function readOnlyReason(table: TableSchema, key: Key): string | null {
  if (table.kind === "view") return "It is a view.";
  if (table.kind === "virtual") return "It is a virtual table.";
  return key.name === null ? "It has no primary key that could name a row." : null;
}

function isWholeKey(table: TableSchema, column: string): boolean {
  return table.primaryKey.length === 1 && table.primaryKey[0] === column;
}

function isUnique(table: TableSchema, column: string): boolean {
  return table.indexes.some(
    (index) => index.unique && !index.partial && index.columns.length === 1 && index.columns[0] === column,
  );
}

const JSON_CHECK = /\bjson_valid\s*\(\s*(?:"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|(\w+))\s*\)/gi;

/** Django's own sign for a JSON column: a check that its text is valid JSON. */
function isJson(table: TableSchema, column: string): boolean {
  return table.checks.some((check) =>
    [...check.matchAll(JSON_CHECK)].some(([, quoted, ticked, bracketed, bare]) =>
      [quoted?.replaceAll('""', '"'), ticked, bracketed, bare].includes(column),
    ),
  );
}

function uniqueTogether({ table, fields }: Draft): string[][] {
  return table.indexes.flatMap((index) => {
    const columns = index.columns.flatMap((column) => (column === null ? [] : [fields.get(column) ?? column]));
    const isKey =
      columns.length === table.primaryKey.length && index.columns.every((column, i) => column === table.primaryKey[i]);
    const whole = index.unique && !index.partial && columns.length === index.columns.length && columns.length > 1;
    return whole && !isKey ? [columns] : [];
  });
}

function checkConstraints(table: TableSchema): ConstraintInfo[] {
  return table.checks.map((_, index) => ({ kind: "check", name: `check_${index}`, fields: [] }));
}
