import type { ForeignKeyViolation, SqlRow, SqlValue } from "../database/backend";
import { QuerysetError, type Refusal } from "../protocol/errors";
import { type PyException, PyRaise } from "../python/exceptions";
import type { Value } from "../python/objects";
import type { Connection, Orm, SavedRow } from "./context";
import type { Field } from "./fields";
import { plainRepr } from "./fieldTypes";
import type { Model } from "./meta";
import { joined, param, raw, type Sql, sql } from "./sql";

/** The fields that an error is about, so that it can be shown at their arguments. */
const fieldsOfErrors = new WeakMap<PyException, readonly Field[]>();

/** Names under which a script may have given the values that an error is about. */
export function argumentNames(error: PyRaise): readonly string[] {
  return (fieldsOfErrors.get(error.exception) ?? []).flatMap((field) => [
    field.name,
    field.attname,
    ...(field.isPrimaryKey ? ["pk"] : []),
  ]);
}

/** The same error with a hint, and with the fields that it is about. */
export function about(error: PyRaise, fields: readonly Field[], hint?: string): PyRaise {
  const { exception } = error;
  fieldsOfErrors.set(exception, fields);
  if (hint === undefined || error.hint !== undefined) return error;
  const hinted = new PyRaise(exception, { hint, cause: error.cause, text: error.message });
  hinted.span = error.span;
  return hinted;
}

/** Rows searched for the one at fault among many that were written at once. */
const MOST = 1000;

/** A database's refusal of a write in plain words: model, field and value. Comes back as it is where nothing can be added. */
export async function explained(orm: Orm, error: unknown, kind: SavedRow | undefined): Promise<unknown> {
  if (!(error instanceof PyRaise) || error.hint !== undefined) return error;
  const { message } = error;
  const { refusal } = error.cause instanceof QuerysetError ? error.cause : { refusal: undefined };
  if (refusal) return explainedRefusal(orm, error, refusal);
  const values = kind?.columns && kind.values ? { columns: kind.columns, values: kind.values() } : null;
  const refused = /^(UNIQUE|NOT NULL|PRIMARY KEY) constraint failed: (.+)$/s.exec(message);
  const columns = refused?.[2]?.split(", ").map((name) => name.split("."));
  const model = modelOf(orm, columns?.[0]?.[0] ?? kind?.table ?? "");
  if (!model) return error;
  if (refused && columns) {
    const fields = columns.flatMap(([, column]) => fieldOf(model, column ?? "") ?? []);
    if (fields.length < columns.length) return error;
    const hint =
      refused[1] === "NOT NULL"
        ? `${names(fields)} has no value, and may not be without one.`
        : await taken(orm, model, fields, kind);
    return about(error, fields, hint);
  }
  const check = /^CHECK constraint failed: (.+)$/s.exec(message)?.[1];
  if (check !== undefined) {
    const fields = checked(model, check);
    const shown = fields.flatMap((field) => {
      const value = values ? valueIn(values, field, 0) : undefined;
      const isOne = values !== null && values.values.length === values.columns.length;
      return isOne && value !== undefined ? [`${label(field)} is ${shownValue(orm, field, value)}`] : [label(field)];
    });
    return about(
      error,
      fields,
      shown.length > 0
        ? `${shown.join(" and ")}, which ${fields.some(({ column }) => column === check) ? "its check" : `the check ${check}`} does not allow.`
        : undefined,
    );
  }
  if (message === "FOREIGN KEY constraint failed" && kind) return missingTarget(orm, error, model, kind);
  if (/too large to convert/.test(message) && values) {
    const at = values.values.findIndex((value) => typeof value === "bigint" && BigInt.asIntN(64, value) !== value);
    const field = fieldOf(model, values.columns[at % values.columns.length] ?? "");
    if (field)
      return about(error, [field], `${label(field)} cannot hold ${String(values.values[at])}: it is past 64 bits.`);
  }
  return error;
}

/** The same where the database names what refused the write. */
function explainedRefusal(orm: Orm, error: PyRaise, refusal: Refusal): PyRaise {
  const model = modelOf(orm, refusal.table);
  if (!model) return error;
  const { kind, constraint, isReferenced } = refusal;
  const fields =
    kind === "check"
      ? checkedBy(model, constraint ?? "")
      : refusal.columns.flatMap((column) => fieldOf(model, column) ?? []);
  const values = refusal.values === null ? "" : shownText(fields, refusal.values);
  if (kind === "foreignKey" && isReferenced)
    return about(
      error,
      [],
      `Rows of ${model.name} still point at the row with ${refusal.columns.join(", ")} ${values}.`,
    );
  const [first] = fields;
  if (!first || (kind !== "check" && fields.length < refusal.columns.length)) return error;
  switch (kind) {
    case "notNull":
      return about(error, fields, `${names(fields)} has no value, and may not be without one.`);
    case "unique":
      return about(
        error,
        fields,
        `${names(fields)} ${fields.length > 1 ? "together are" : "is"} already taken: ${values}.`,
      );
    case "foreignKey":
      return about(
        error,
        fields,
        `${label(first)} points at ${first.remote?.name ?? "a row"} ${values}, which does not exist.`,
      );
    default:
      return about(error, fields, `${names(fields)} has a value that the check ${constraint ?? ""} does not allow.`);
  }
}

/** The fields of a check by its name: PostgreSQL itself names a column's check after table and column. */
function checkedBy(model: Model, constraint: string): Field[] {
  const own = model.localFields.filter(({ column }) => constraint === `${model.table}_${column}_check`);
  return own.length > 0 ? own : checked(model, constraint);
}

/** Values as the database writes them; text in quotes. */
function shownText(fields: readonly Field[], values: string): string {
  return fields.length === 1 && fields[0]?.valueType.family === "text" ? `'${values}'` : values;
}

/** A row that points at one that does not exist. Call while it still is as it was written. */
export async function explainViolation(
  orm: Orm,
  connection: Connection,
  error: PyRaise,
  violation: ForeignKeyViolation,
  isWritten: boolean,
): Promise<PyRaise> {
  const model = modelOf(orm, violation.table);
  const field = model && violation.columns[0] !== undefined ? fieldOf(model, violation.columns[0]) : null;
  if (!model || !field || violation.columns.length > 1 || Object.keys(violation.key).length === 0) return error;
  const q = (name: string): string => orm.compiler.quote(name);
  const where = Object.entries(violation.key).map(([column, value]) => sql`${q(column)} = ${param(value)}`);
  const rows = await connection.read(
    sql`SELECT ${q(field.column)} AS v FROM ${q(model.table)} WHERE ${joined(where, " AND ")}`,
  );
  const value = rows[0]?.v;
  if (value === undefined) return error;
  const target = field.remote?.name ?? violation.references;
  const own = `${model.name} with ${keyText(violation.key)}`;
  return about(
    error,
    [field],
    isWritten
      ? `${label(field)} points at ${target} ${shownValue(orm, field, value)}, which does not exist.`
      : `${own} would still point at ${target} ${shownValue(orm, field, value)} by ${label(field)}, which would no longer exist.`,
  );
}

async function taken(orm: Orm, model: Model, fields: readonly Field[], kind: SavedRow | undefined): Promise<string> {
  const unknown = `Another row has the same ${names(fields)}.`;
  // A failed statement ends a transaction elsewhere: nothing more can be asked in it.
  if (!kind?.columns || !kind.values || !orm.conversion.dialect.survivesErrors) return unknown;
  const given = { columns: kind.columns, values: kind.values() };
  const count = Math.min(MOST, given.values.length / given.columns.length);
  const seen = new Set<string>();
  const q = (name: string): string => orm.compiler.quote(name);
  const keys = model.pk.isComposite ? model.pk.parts : [model.pk];
  for (let row = 0; row < count; row++) {
    const own = fields.map((field) => valueIn(given, field, row));
    if (own.some((value) => value === undefined || value === null)) continue;
    const stored = own as SqlValue[];
    const text = fields.map((field, i) => shownValue(orm, field, stored[i] ?? null)).join(", ");
    const conditions: Sql[] = fields.map((field, i) => sql`${q(field.column)} = ${param(stored[i] ?? null)}`);
    if (kind.action === "update")
      for (const [column, value] of Object.entries(kind.key ?? {}))
        conditions.push(sql`NOT ${q(column)} = ${param(value)}`);
    const selected = joined(
      keys.map((key, i) => raw(`${q(key.column)} AS k${i}`)),
      ", ",
    );
    const found = await orm.connection.read(
      sql`SELECT ${selected} FROM ${q(model.table)} WHERE ${joined(conditions, " AND ")} LIMIT 1`,
    );
    if (found[0]) {
      const key = keys
        .map((field, i) => `${field.name} ${shownValue(orm, field, found[0]?.[`k${i}`] ?? null)}`)
        .join(", ");
      return fields.length > 1
        ? `${names(fields)} together are already taken by the row with ${key}: ${text}.`
        : `${names(fields)} is already taken by the row with ${key}: ${text}.`;
    }
    if (seen.has(text)) return `Two of the rows have the same ${names(fields)}: ${text}.`;
    seen.add(text);
  }
  return unknown;
}

/** The database checked at once, and did not say which key it was. */
async function missingTarget(orm: Orm, error: PyRaise, model: Model, kind: SavedRow): Promise<unknown> {
  if (kind.action === "delete") return about(error, [], `Other rows still point at these rows of ${model.name}.`);
  if (!kind.columns || !kind.values || !orm.conversion.dialect.survivesErrors) return error;
  const given = { columns: kind.columns, values: kind.values() };
  const q = (name: string): string => orm.compiler.quote(name);
  for (const field of model.localFields) {
    const target = field.targetField;
    if (!field.isForeignKey || !target) continue;
    for (let row = 0; row < Math.min(MOST, given.values.length / given.columns.length); row++) {
      const value = valueIn(given, field, row);
      if (value === undefined || value === null) continue;
      const found = await orm.connection.read(
        sql`SELECT 1 AS n FROM ${q(target.model.table)} WHERE ${q(target.column)} = ${param(value)} LIMIT 1`,
      );
      if (found.length > 0) continue;
      const hint = `${label(field)} points at ${field.remote?.name ?? ""} ${shownValue(orm, field, value)}, which does not exist.`;
      return about(error, [field], hint);
    }
  }
  return error;
}

interface Given {
  readonly columns: readonly string[];
  readonly values: readonly (SqlValue | undefined)[];
}

function valueIn({ columns, values }: Given, field: Field, row: number): SqlValue | undefined {
  const at = columns.indexOf(field.column);
  return at < 0 ? undefined : values[row * columns.length + at];
}

function modelOf(orm: Orm, table: string): Model | null {
  const name = table.toLowerCase();
  return orm.registry.models.find((model) => !model.info.proxy && model.table.toLowerCase() === name) ?? null;
}

function fieldOf(model: Model, column: string): Field | null {
  return model.localFields.find((field) => field.column.toLowerCase() === column.toLowerCase()) ?? null;
}

/** The fields of a check: those its text names, or the one of the model's constraints that has this name. */
function checked(model: Model, check: string): Field[] {
  const constraint = model.info.constraints.find(({ name }) => name === check);
  const text = constraint ? JSON.stringify(constraint) : check;
  return model.localFields.filter((field) =>
    [field.column, field.name].some((name) =>
      new RegExp(`(?<![\\w])${name.replace(/\W/g, "\\$&")}(?=__|\\b)`).test(text),
    ),
  );
}

function label(field: Field): string {
  return `${field.model.name}.${field.name}`;
}

function names(fields: readonly Field[]): string {
  return fields.map(label).join(" and ");
}

function shownValue(orm: Orm, field: Field, value: SqlValue): string {
  const shown: Value = field.valueType.fromDb(value, orm.conversion);
  return plainRepr(shown);
}

function keyText(key: SqlRow): string {
  return Object.entries(key)
    .map(([column, value]) => `${column} ${typeof value === "string" ? `'${value}'` : String(value)}`)
    .join(", ");
}
