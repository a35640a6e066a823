import type { SqlRow } from "../../database/backend";
import { PyRaise, raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import type { Orm } from "../context";
import { DatabaseDefault } from "../defaults";
import { FieldError, fail } from "../errors";
import { Expression } from "../expressions/base";
import { ConditionValue } from "../expressions/conditions";
import { Q } from "../expressions/q";
import { about } from "../failures";
import type { Field } from "../fields";
import { plainRepr, plainText } from "../fieldTypes";
import { isInstanceLike } from "../lookups/related";
import type { Model } from "../meta";
import type { Query } from "../query/query";
import { isQueryLike } from "../query/queryLike";
import { EmptyResult, FullResult } from "../query/results";
import { joined, MARK, param, raw, type Sql, sql } from "../sql";

/** A field's value ready for an INSERT: a parameter, or an expression of functions and values. */
export function insertValue(orm: Orm, field: Field, value: Value): Sql {
  if (value instanceof DatabaseDefault) return raw("DEFAULT");
  if (value instanceof Expression) {
    const named = [...value.flatten()].find((part) => part.typeName === "F");
    if (named) {
      throw raise(
        "ValueError",
        `Failed to insert expression "${withColumns(field, plainText(value))}" on ${field.label}. F() expressions can only be used to update, not to insert.`,
      );
    }
    const resolved = value.resolve({
      query: orm.allRows(field.model).query,
      allowJoins: false,
      reuse: null,
      summarize: false,
      forSave: true,
    });
    if (resolved.containsAggregate)
      throw fail(FieldError, `Aggregate functions are not allowed in this query (${field.name}=${plainRepr(value)}).`);
    if (resolved.containsWindow)
      throw fail(FieldError, `Window expressions are not allowed in this query (${field.name}=${plainRepr(value)}).`);
    return resolved.sql(orm.compiler);
  }
  return param(savedValue(orm, field, value));
}

/** A Python value as the field's column stores it (`get_db_prep_save`). */
export function savedValue(orm: Orm, field: Field, value: Value): ReturnType<Field["type"]["toDb"]> {
  const type = field.valueType;
  // A file field holds a name; no file is the empty name (Django's FieldFile).
  if (type.family === "file" && value === null) return "";
  if (isInstanceLike(value))
    throw raise(
      "TypeError",
      `Field '${field.name}' expected a number but got <${value.model.name}: ${plainRepr(value)}>.`,
    );
  // An empty string in a foreign key that is not text means no row.
  if (field.isForeignKey && value === "" && type.family !== "text") return null;
  try {
    return type.toDb(type.prep(value, orm.conversion), orm.conversion);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    throw about(
      error,
      [field],
      `${field.model.name}.${field.name} is a ${type.name}, and ${plainRepr(value)} is no value for it.`,
    );
  }
}

export interface ConflictClause {
  readonly ignore: boolean;
  readonly unique: readonly Field[];
  readonly update: readonly Field[];
}

/** Inserts rows by one multi-row statement; returns what `returning` asks for, row by row. */
export async function insertRows(
  orm: Orm,
  model: Model,
  fields: readonly Field[],
  rows: readonly (readonly Sql[])[],
  returning: readonly Field[],
  conflict: ConflictClause | null = null,
): Promise<readonly SqlRow[]> {
  const { compiler } = orm;
  // A column whose every row takes the database's default is left out; SQLite has no DEFAULT keyword in VALUES.
  const kept = fields
    .map((field, i) => ({ field, i }))
    .filter(({ i }) => !rows.every((row) => row[i]?.text === "DEFAULT"));
  const columns = kept.map(({ field }) => field.column);
  const values = rows.map(
    (row) =>
      sql`(${joined(
        kept.map(({ i }) => row[i] ?? raw("NULL")),
        ", ",
      )})`,
  );
  const columnsOf = (list: readonly Field[]): string[] => list.map((field) => field.column);
  const given = returning.map((field) => ({ column: field.column, as: field.attname }));
  const statement = compiler.dialect.insert({
    table: model.table,
    columns,
    values: joined(values, ", "),
    conflict: conflict && {
      ignore: conflict.ignore,
      unique: columnsOf(conflict.unique),
      update: columnsOf(conflict.update),
    },
    returning: given,
  });
  const shown = () =>
    rows.flatMap((row) => kept.map(({ i }) => (row[i]?.text === MARK ? row[i]?.params[0] : undefined)));
  const kind = {
    action: "insert",
    table: model.table,
    columns,
    values: shown,
    returning: given,
    ...(conflict && { conflict: { ignore: conflict.ignore, unique: columnsOf(conflict.unique) } }),
  } as const;
  // An upsert may have written another row than the one it was to insert.
  const written = await orm.connection.write(statement, rows.length === 1 && !conflict ? { ...kind, key: null } : kind);
  return written.rows;
}

/** Updates the rows a query selects in the model's own table (`key`: one row, by its columns); returns how many matched. */
export async function updateRows(
  orm: Orm,
  query: Query,
  assignments: readonly { readonly field: Field; readonly value: Value }[],
  key: SqlRow | null = null,
): Promise<number> {
  const { compiler } = orm;
  const model = query.model.concrete;
  const table = query.initialAlias();
  const assigned = assignments.map(({ field, value }) => updateValue(orm, query, field, value));
  const set = assignments.map(({ field }, i) => sql`${compiler.quote(field.column)} = ${assigned[i] ?? raw("NULL")}`);
  let where: Sql | null;
  try {
    where = query.where.isEmpty ? null : query.where.sql(compiler);
  } catch (error) {
    if (error instanceof EmptyResult) return 0;
    if (!(error instanceof FullResult)) throw error;
    where = null;
  }
  const name =
    table === model.table ? compiler.quote(table) : `${compiler.quote(model.table)} AS ${compiler.quote(table)}`;
  const statement = where
    ? sql`UPDATE ${name} SET ${joined(set, ", ")} WHERE ${where}`
    : sql`UPDATE ${name} SET ${joined(set, ", ")}`;
  const columns = assignments.map(({ field }) => field.column);
  const values = () => assigned.map((piece) => (piece.text === MARK ? piece.params[0] : undefined));
  const kind = {
    action: "update",
    table: model.table,
    columns,
    values,
    alias: table,
    ...(where && { where }),
  } as const;
  return (await orm.connection.write(statement, key ? { ...kind, key } : kind)).affected;
}

/** Names in an expression's text as the columns that they stand for. */
function withColumns({ model }: Field, text: string): string {
  return text.replace(/\bF\((\w+)\)/g, (_, name: string) => `Col(${model.table}, ${model.label}.${name})`);
}

function updateValue(orm: Orm, query: Query, field: Field, given: Value): Sql {
  const value =
    given instanceof Q ? new ConditionValue(given) : isQueryLike(given) ? given.asSubselect("value") : given;
  if (value instanceof Expression) {
    const resolved = value.resolve({ query, allowJoins: false, reuse: null, summarize: false, forSave: true });
    if (resolved.containsAggregate)
      throw fail(
        FieldError,
        `Aggregate functions are not allowed in this query (${field.name}=${withColumns(field, plainRepr(value))}).`,
      );
    if (resolved.containsWindow)
      throw fail(
        FieldError,
        `Window expressions are not allowed in this query (${field.name}=${withColumns(field, plainRepr(value))}).`,
      );
    return resolved.sql(orm.compiler);
  }
  if (isInstanceLike(value)) {
    if (!field.isForeignKey) {
      throw raise(
        "TypeError",
        `Tried to update field ${field.label} with a model instance, <${value.model.name}: ${plainRepr(value)}>. Use a value compatible with ${field.type.name}.`,
      );
    }
    return param(savedValue(orm, field, (field.targetField ? value.fieldValue(field.targetField) : value.pk) ?? null));
  }
  return param(savedValue(orm, field, value));
}

let places = { count: -1, text: "" };

/** `column IN (…)`, mostly of as many keys as the last time. */
function amongKeys(column: string, keys: Sql["params"]): Sql {
  if (places.count !== keys.length)
    places = { count: keys.length, text: Array.from({ length: keys.length }, () => MARK).join(", ") };
  return { text: `${column} IN (${places.text})`, params: keys };
}

/** Deletes rows of a table by the values of one of its columns. */
export async function deleteByKeys(orm: Orm, model: Model, field: Field, keys: readonly Value[]): Promise<number> {
  const { compiler } = orm;
  let count = 0;
  const size = Math.min(5000, compiler.dialect.maxParameters);
  for (let at = 0; at < keys.length; at += size) {
    const chunk = keys.slice(at, at + size);
    const condition = field.isComposite
      ? joined(
          chunk.map(
            (key) =>
              sql`(${joined(
                field.parts.map(
                  (part, i) =>
                    sql`${compiler.quote(part.column)} = ${param(savedValue(orm, part, (key as unknown as { items: readonly Value[] }).items[i] as Value))}`,
                ),
                " AND ",
              )})`,
          ),
          " OR ",
        )
      : amongKeys(
          compiler.quote(field.column),
          chunk.map((key) => savedValue(orm, field, key)),
        );
    count += (
      await orm.connection.write(sql`DELETE FROM ${compiler.quote(model.table)} WHERE ${condition}`, {
        action: "delete",
        table: model.table,
        where: condition,
      })
    ).affected;
  }
  return count;
}
