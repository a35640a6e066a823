import type { ConstraintInfo, FieldInfo, ModelInfo } from "../protocol/models";
import { fieldClass } from "./vocabulary/fields";

/** What only the ORM can put into SQL: Python expressions that tables depend on. Null leaves the thing out. */
export interface TableExpressions {
  /** The SQL of a generated column's expression. */
  generated?(model: ModelInfo, field: FieldInfo): string | null;
  /** The SQL of a check, or of a unique constraint's condition. */
  condition?(model: ModelInfo, constraint: ConstraintInfo): string | null;
}

/** CREATE TABLE and CREATE INDEX for models, as Django makes them on SQLite. Targets may come after what points at them. */
export function createTableStatements(models: readonly ModelInfo[], expressions: TableExpressions = {}): string[] {
  const made = new Set<string>();
  return models.flatMap((model) => {
    // Proxies share a table, and a table is made once.
    if (model.proxy || model.isView === true || made.has(model.table.toLowerCase())) return [];
    made.add(model.table.toLowerCase());
    return tableStatements(model, models, expressions);
  });
}

function tableStatements(model: ModelInfo, models: readonly ModelInfo[], expressions: TableExpressions): string[] {
  const labels = new Set(models.map((other) => other.label));
  const own = model.fields.filter((field) => field.column !== null && !labels.has(field.inheritedFrom ?? ""));
  const composite = model.fields.find((field) => field.compositeOf !== undefined)?.compositeOf;
  const column = columnNames(model);
  const lines = own.map((field) => columnLine(field, model, models, expressions));
  if (composite !== undefined) lines.push(`PRIMARY KEY (${column(composite)})`);
  const indexes: string[] = [];
  const table = quote(model.table);
  for (const constraint of model.constraints) {
    const condition = constraint.condition === undefined ? undefined : expressions.condition?.(model, constraint);
    if (constraint.kind === "check" && condition != null)
      lines.push(`CONSTRAINT ${quote(constraint.name)} CHECK (${condition})`);
    // A constraint on expressions has no fields, and one whose condition is not known would refuse too much.
    if (constraint.kind !== "unique" || constraint.fields.length === 0 || condition === null) continue;
    if (condition === undefined && constraint.condition === undefined) {
      lines.push(`CONSTRAINT ${quote(constraint.name)} UNIQUE (${column(constraint.fields)})`);
    } else if (condition !== undefined) {
      indexes.push(
        `CREATE UNIQUE INDEX ${quote(constraint.name)} ON ${table} (${column(constraint.fields)}) WHERE ${condition}`,
      );
    }
  }
  for (const names of model.uniqueTogether) {
    indexes.push(
      `CREATE UNIQUE INDEX ${quote(`${model.table}_${names.join("_")}_uniq`)} ON ${table} (${column(names)})`,
    );
  }
  for (const field of own) {
    if (field.dbIndex !== true || field.unique === true || field.column === null) continue;
    indexes.push(`CREATE INDEX ${quote(`${model.table}_${field.column}`)} ON ${table} (${quote(field.column)})`);
  }
  return [`CREATE TABLE ${table} (${lines.join(", ")})`, ...indexes];
}

function columnLine(
  field: FieldInfo,
  model: ModelInfo,
  models: readonly ModelInfo[],
  expressions: TableExpressions,
): string {
  const name = quote(field.column ?? field.name);
  const parts = [name, columnTypeOf(field, models)];
  if (field.collation !== undefined) parts.push(`COLLATE ${quote(field.collation)}`);
  const generated = field.generated === undefined ? undefined : expressions.generated?.(model, field);
  if (generated != null)
    parts.push(`GENERATED ALWAYS AS (${generated}) ${field.generated?.persist === true ? "STORED" : "VIRTUAL"}`);
  else if (field.generated === undefined) {
    // TypeORM's defaults are SQL already.
    const own = model.origin === "typeorm" && field.databaseDefault !== undefined ? `(${field.databaseDefault})` : null;
    const value = field.dbDefault === undefined ? own : literal(field.dbDefault.source);
    if (value !== null) parts.push(`DEFAULT ${value}`);
    parts.push(field.null ? "NULL" : "NOT NULL");
  }
  if (field.primaryKey) parts.push("PRIMARY KEY");
  else if (field.unique === true) parts.push("UNIQUE");
  if (/^(Big|Small)?AutoField$/.test(field.type)) parts.push("AUTOINCREMENT");
  const check = checkOf(field.type, name);
  if (check !== null) parts.push(`CHECK (${check})`);
  const { relation } = field;
  const target = relation === undefined ? undefined : models.find((other) => other.label === relation.model);
  if (relation !== undefined && target !== undefined && relation.dbConstraint !== false) {
    const key = target.fields.find((other) => other.name === (relation.toField ?? target.primaryKey));
    parts.push(`REFERENCES ${quote(target.table)} (${quote(key?.column ?? "id")}) DEFERRABLE INITIALLY DEFERRED`);
  }
  return parts.join(" ");
}

function checkOf(type: string, name: string): string | null {
  if (/^Positive(Big|Small)?IntegerField$/.test(type)) return `${name} >= 0`;
  return type === "JSONField" ? `(JSON_VALID(${name}) OR ${name} IS NULL)` : null;
}

/** A plain Python constant as SQL; null for anything that would have to be worked out. */
function literal(source: string): string | null {
  const text = source.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return text;
  if (text === "True" || text === "False") return text === "True" ? "1" : "0";
  if (text === "None") return "NULL";
  const match = /^(["'])([^"'\\]*)\1$/.exec(text);
  return match === null ? null : `'${match[2] ?? ""}'`;
}

function columnNames(model: ModelInfo): (names: readonly string[]) => string {
  const columns = new Map(
    model.fields.flatMap(
      (field) =>
        [
          [field.attname, field.column],
          [field.name, field.column],
        ] as const,
    ),
  );
  return (names) => names.map((name) => quote(columns.get(name) ?? name)).join(", ");
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Column types of keys that point at a field whose own column is of another type. */
const REFERRING: Readonly<Record<string, string>> = {
  BigAutoField: "bigint",
  SmallAutoField: "smallint",
  PositiveIntegerField: "integer",
  PositiveBigIntegerField: "bigint",
  PositiveSmallIntegerField: "smallint",
};

/** The column type Django gives a field on SQLite; a key's is its target's. */
export function columnTypeOf(field: FieldInfo, models: readonly ModelInfo[], depth = 0): string {
  const { relation } = field;
  if (relation !== undefined && depth < 10) {
    const target = models.find((model) => model.label === relation.model);
    const key = target?.fields.find((other) => other.name === (relation.toField ?? target.primaryKey));
    return key === undefined ? "integer" : (REFERRING[key.type] ?? columnTypeOf(key, models, depth + 1));
  }
  const facts = fieldClass(field.generated?.outputType ?? field.type);
  const type = facts.sqlite ?? "text";
  const length = field.maxLength ?? facts.maxLength;
  return type.includes("%") ? (length === undefined ? "varchar" : type.replace("%", String(length))) : type;
}
