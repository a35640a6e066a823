import type { Drift, FieldInfo, ModelInfo, ProjectInfo } from "../protocol/models";
import { type DatabaseModelOptions, modelsFromDatabase } from "./database/models";
import { columnType } from "./database/types";
import type { ColumnSchema, DatabaseSchema, TableSchema } from "./schema";
import { columnTypeOf } from "./tables";
import { fieldClass } from "./vocabulary/fields";

/**
 * Lays a project's models over what the database has. The database decides what exists, the code what it means: fields
 * without a column go, columns say their type and whether they take NULL, tables without a model get one of their own.
 * What differs is listed with each model.
 */
export function mergeModels(
  project: Pick<ProjectInfo, "models">,
  schema: DatabaseSchema,
  options: DatabaseModelOptions = {},
): ModelInfo[] {
  const tables = new Map(schema.tables.map((table) => [table.name.toLowerCase(), table]));
  const byLabel = new Map(project.models.map((model) => [model.label, model]));
  const plain = new Map(modelsFromDatabase(schema, options).map((model) => [model.table.toLowerCase(), model]));
  const merged = project.models.map((model) => {
    const table = tables.get(model.table.toLowerCase());
    return table === undefined
      ? withoutTable(model)
      : mergeModel(model, table, { tables, byLabel, plain, models: project.models });
  });
  return [...merged, ...extraModels(project.models, schema, options)];
}

interface Context {
  readonly tables: ReadonlyMap<string, TableSchema>;
  readonly byLabel: ReadonlyMap<string, ModelInfo>;
  /** What each table would be called if there were no code. */
  readonly plain: ReadonlyMap<string, ModelInfo>;
  readonly models: readonly ModelInfo[];
}

function withoutTable(model: ModelInfo): ModelInfo {
  const message = `The database has no table ${model.table}. Is a migration not applied yet?`;
  return { ...model, drift: [...model.drift, { kind: "tableMissing", message }] };
}

function mergeModel(model: ModelInfo, table: TableSchema, context: Context): ModelInfo {
  const drift: Drift[] = [...model.drift];
  const fields = model.fields.flatMap((field) => {
    if (field.column === null) return [field];
    // Fields of a parent lie in the parent's table, and are measured there.
    const owner = context.byLabel.get(field.inheritedFrom ?? "") ?? model;
    const home = context.tables.get(owner.table.toLowerCase());
    const column = home === undefined ? undefined : find(home, field.column);
    if (home !== undefined && column === undefined && !field.primaryKey) {
      const message = `${field.name}: the table ${home.name} has no column ${field.column}.`;
      if (owner === model) drift.push({ kind: "columnMissing", message, field: field.name });
      return [];
    }
    return [column === undefined ? field : mergeField(field, column, owner === model ? drift : [], context)];
  });
  const extra = extraFields(model, table, context, drift);
  return {
    ...model,
    fields: [
      ...fields.filter((field) => field.column !== null),
      ...extra,
      ...fields.filter((field) => field.column === null),
    ],
    ...(table.kind === "view" ? { isView: true, readOnly: "It is a view." } : {}),
    drift,
  };
}

function mergeField(field: FieldInfo, column: ColumnSchema, drift: Drift[], context: Context): FieldInfo {
  const { databaseDefault: _said, ...rest } = field;
  const shared = {
    ...rest,
    column: column.name,
    dbType: column.type,
    ...(column.default === null ? {} : { databaseDefault: column.default }),
  };
  const unknown = drift.some((each) => each.kind === "unknown" && each.field === field.name);
  if (unknown) return { ...shared, ...columnType(column.type), null: !column.notNull };
  if (field.relation === undefined && field.generated === undefined) {
    const said = columnTypeOf(field, context.models);
    if (column.type !== "" && familyOf(said) !== familyOf(column.type)) {
      drift.push({
        kind: "typeDiffers",
        message: `${field.name}: ${said} in the code, ${column.type} in the database.`,
        field: field.name,
      });
    }
  }
  // A key that is the rowid, and a generated column, take no NULL whatever their declaration says.
  if (field.primaryKey || field.generated !== undefined) return shared;
  const takesNull = !column.notNull;
  if (takesNull !== field.null) {
    const message = `${field.name}: NULL is ${field.null ? "allowed by the code, not" : "not allowed by the code, but"} by the database.`;
    drift.push({ kind: "nullDiffers", message, field: field.name });
  }
  return { ...shared, null: takesNull };
}

function familyOf(type: string): string {
  const { family } = fieldClass(columnType(type).type);
  // Storage that Django itself gives to several kinds of field.
  if (family === "json" || family === "uuid" || family === "file") return "text";
  return family === "bool" || family === "duration" ? "integer" : family;
}

/** Columns no field speaks of: shown as drift, and made fields where a base we cannot see may have added them. */
function extraFields(model: ModelInfo, table: TableSchema, context: Context, drift: Drift[]): FieldInfo[] {
  if (model.proxy) return [];
  // A table that several models share has the columns of them all.
  const sharers = context.models.filter((other) => other === model || other.table === model.table);
  const known = new Set(sharers.flatMap(({ fields }) => fields.flatMap((field) => field.column?.toLowerCase() ?? [])));
  const extra = table.columns.filter((column) => !known.has(column.name.toLowerCase()));
  for (const { name } of extra) {
    drift.push({ kind: "columnExtra", message: `The table ${table.name} has a column ${name} that no field names.` });
  }
  const hasUnknownBase = model.drift.some((each) => each.kind === "unknown" && each.field === undefined);
  if (!hasUnknownBase) return [];
  const names = new Set(model.fields.flatMap((field) => [field.name, field.attname]));
  const fields = context.plain.get(table.name.toLowerCase())?.fields ?? [];
  return fields.filter((field) => {
    const isExtra = extra.some((column) => column.name === field.column);
    return isExtra && field.relation === undefined && !names.has(field.name);
  });
}

function find(table: TableSchema, column: string): ColumnSchema | undefined {
  return (
    table.columns.find((candidate) => candidate.name === column) ??
    table.columns.find((candidate) => candidate.name.toLowerCase() === column.toLowerCase())
  );
}

/** Models for the tables that no code speaks of, pointing at the project's models where those stand for their targets. */
function extraModels(models: readonly ModelInfo[], schema: DatabaseSchema, options: DatabaseModelOptions): ModelInfo[] {
  // Of models that share a table, the one that it is called after.
  const whole = models.filter((model) => !model.proxy && model.sharedTable === undefined);
  const owners = new Map(whole.map((model) => [model.table.toLowerCase(), model]));
  const apps = new Set(models.map((model) => model.app));
  const app = options.app ?? (apps.has("main") ? "database" : "main");
  // Django's own record of its migrations is no model of anybody's.
  const isRecord = (table: string): boolean => models.length > 0 && table === "django_migrations";
  const found = modelsFromDatabase(schema, { ...options, app }).filter((model) => !isRecord(model.table));
  const byLabel = new Map(found.map((model) => [model.label, model]));
  const labels = new Set(models.map((model) => model.label.toLowerCase()));
  const link = (field: FieldInfo): FieldInfo => {
    const target = byLabel.get(field.relation?.model ?? "");
    const owner = target === undefined ? undefined : owners.get(target.table.toLowerCase());
    if (field.relation === undefined || owner === undefined || target === undefined) return field;
    const column = target.fields.find((other) => other.name === field.relation?.toField)?.column;
    const toField = owner.fields.find((other) => other.column === column && column !== undefined)?.name;
    // The project's own models must not gain names that the code does not give them.
    return {
      ...field,
      relation: {
        ...field.relation,
        model: owner.label,
        relatedName: "+",
        ...(toField === undefined ? {} : { toField }),
      },
    };
  };
  return found
    .filter((model) => !owners.has(model.table.toLowerCase()))
    .map((model) => ({ ...model, fields: model.fields.map(link) }))
    .filter((model) => !labels.has(model.label.toLowerCase()));
}
