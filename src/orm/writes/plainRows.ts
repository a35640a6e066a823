import type { SqlRow, SqlValue } from "../../database/backend";
import type { Value } from "../../python/objects";
import type { Orm } from "../context";
import { Expression } from "../expressions/base";
import type { Field } from "../fields";
import type { ModelInstance } from "../instance";
import type { Model } from "../meta";
import { MARK, type Sql } from "../sql";
import { preSave } from "./preSave";
import { savedValue } from "./statements";

/** Rows whose values are all plain parameters, one after another: the common case of bulk writes, without a piece of SQL each. */
export interface PlainRows {
  readonly params: readonly SqlValue[];
  readonly count: number;
}

type Read = (instance: ModelInstance) => SqlValue | undefined;

/** The values of many instances in those fields; null where one of them is an expression. */
export function plainRows(
  orm: Orm,
  instances: readonly ModelInstance[],
  fields: readonly Field[],
  adding: boolean | null,
): PlainRows | null {
  const readers = readersOf(orm, fields, adding);
  const params: SqlValue[] = [];
  for (const instance of instances) {
    for (const read of readers) {
      const value = read(instance);
      if (value === undefined) return null;
      params.push(value);
    }
  }
  return { params, count: instances.length };
}

let lastReaders: {
  readonly orm: Orm;
  readonly fields: readonly Field[];
  readonly adding: boolean | null;
  readonly readers: readonly Read[];
} | null = null;

/** Those of the last time, where it is asked for the same list: row after row, or batch after batch. */
function readersOf(orm: Orm, fields: readonly Field[], adding: boolean | null): readonly Read[] {
  const last = lastReaders;
  if (last !== null && last.fields === fields && last.orm === orm && last.adding === adding) return last.readers;
  const readers = fields.map((field) => readerOf(orm, field, adding));
  lastReaders = { orm, fields, adding, readers };
  return readers;
}

/** Reads a field's value as its column stores it; undefined for an expression. `adding` is null where no field fills itself in. */
function readerOf(orm: Orm, field: Field, adding: boolean | null): Read {
  const { family, isPlainText } = field.valueType;
  const fillsIn = adding !== null && (field.info.autoNow || (field.info.autoNowAdd && adding));
  const isReady = (value: Value): value is string | bigint =>
    (family === "integer" && typeof value === "bigint") || (isPlainText && typeof value === "string");
  // Looked up once for all instances of a model.
  let model: Model | null = null;
  let place = -1;
  return (instance) => {
    if (instance.model !== model) {
      model = instance.model;
      place = model.places.get(field.attname) ?? -1;
    }
    const value = fillsIn ? preSave(instance, field, adding) : (instance.values[place] ?? null);
    if (isReady(value) && !(value === "" && field.isForeignKey)) return value;
    if (value instanceof Expression) return undefined;
    return savedValue(orm, field, value);
  };
}

const texts = new Map<string, string>();

/** `(?, ?), (?, ?)`: places for rows of so many values. */
export function placesFor(rows: number, columns: number): string {
  const key = `${rows} ${columns}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const row = `(${Array.from({ length: columns }, () => MARK).join(", ")})`;
  const made = Array.from({ length: rows }, () => row).join(", ");
  if (texts.size > 50) texts.clear();
  texts.set(key, made);
  return made;
}

/** An INSERT of so many rows of one list of fields. */
interface Insert {
  readonly fields: readonly Field[];
  readonly count: number;
  readonly dialect: Orm["compiler"]["dialect"];
  readonly columns: readonly string[];
  readonly returning: readonly { readonly column: string; readonly as: string }[];
  readonly text: string;
}

let last: Insert | null = null;

/** The very same text for the next row or batch, which then is still prepared. */
function insertOf(
  orm: Orm,
  model: Model,
  fields: readonly Field[],
  count: number,
  returning: readonly Field[],
): Insert {
  const { dialect } = orm.compiler;
  if (
    last !== null &&
    last.fields === fields &&
    last.count === count &&
    last.returning.length === returning.length &&
    last.dialect === dialect
  )
    return last;
  const columns = fields.map((field) => field.column);
  const given = returning.map((field) => ({ column: field.column, as: field.attname }));
  const values = { text: placesFor(count, columns.length), params: [] };
  const { text } = dialect.insert({ table: model.table, columns, values, conflict: null, returning: given });
  last = { fields, count, dialect, columns, returning: given, text };
  return last;
}

/** Of fewer rows a list of rows is the clearer text. */
const FEW = 50;

/** Inserts plain rows by one statement, and gives the instances the keys that the database made up. */
export async function insertPlain(
  orm: Orm,
  model: Model,
  fields: readonly Field[],
  rows: PlainRows,
  returning: readonly Field[],
): Promise<readonly SqlRow[] | bigint> {
  const automatic = !fields.includes(model.pk) && model.pk.type.isAuto;
  const isKnown = automatic && returning.every((field) => field === model.pk) && orm.connection.knowsKeys(model.table);
  const { text, columns, returning: given } = insertOf(orm, model, fields, rows.count, isKnown ? [] : returning);
  const lists =
    rows.count < FEW
      ? null
      : orm.compiler.dialect.insertLists?.({
          table: model.table,
          columns: fields.map((field) => ({ column: field.column, type: field.valueType })),
          values: rows.params,
          rows: rows.count,
          returning: given,
        });
  const statement: Sql = lists ?? { text, params: rows.params };
  const written = await orm.connection.write(statement, {
    action: "insert",
    table: model.table,
    columns,
    values: () => rows.params,
    returning: given,
    ...(rows.count === 1 && { key: null }),
    ...(automatic && { automatic: rows.count }),
  });
  return isKnown && written.firstKey !== undefined ? written.firstKey : written.rows;
}
