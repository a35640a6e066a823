import type { Session, SqlValue } from "../../database/backend";
import type { Field } from "../../orm/fields";
import { type Conversion, plainText } from "../../orm/fieldTypes";
import type { Model } from "../../orm/meta";
import type { Registry } from "../../orm/registry";
import { storedText } from "../../preview/stored";
import { QuerysetError } from "../../protocol/errors";
import type { CopiedRows } from "../../protocol/scratch";
import { PyDict } from "../../python/collections";
import { PyDate, PyDateTime, PyTime, PyTimedelta } from "../../python/datetime";
import { PyDecimal } from "../../python/decimal";
import { dumpJson } from "../../python/jsonModule";
import type { Value } from "../../python/objects";
import { PyUuid } from "../../python/uuid";
import { exact } from "./sample/pools";

/** Rows that are followed at most, those that others point at included. */
const MOST_ROWS = 50_000;
/** Keys that one statement asks for. */
const BATCH = 400;

/** What is copied: the rows of a model that have these keys. */
export interface Chosen {
  readonly model: Model;
  readonly keys: readonly SqlValue[];
  /** There were more. */
  readonly isCut: boolean;
}

/** The first keys of a model's rows. */
export async function firstKeys(
  session: Session,
  conversion: Conversion,
  model: Model,
  limit: number,
): Promise<Chosen> {
  const q = (name: string): string => conversion.dialect.quote(name);
  const { pk } = model;
  if (pk.isComposite)
    throw new QuerysetError("Unsupported", `${model.label} has a key of several columns, which cannot be copied yet.`);
  const sql = `SELECT ${q(pk.column)} AS c0 FROM ${q(pk.model.table)} ORDER BY 1 LIMIT ${limit + 1}`;
  const rows = await session.all(sql);
  return { model, keys: rows.slice(0, limit).map((row) => exact(row.c0 ?? null)), isCut: rows.length > limit };
}

/** Rows, and every row that they need to keep their foreign keys, as a Django fixture: what is pointed at first. */
export async function copyRows(
  session: Session,
  conversion: Conversion,
  registry: Registry,
  { model, keys, isCut }: Chosen,
): Promise<CopiedRows> {
  const reader = new RowReader(session, conversion);
  await reader.follow(model.concrete, keys);
  const notes: string[] = [];
  if (isCut) notes.push(`Only the first ${keys.length} rows of ${model.label} are copied.`);
  const many = model.manyToMany.filter(({ through }) => through !== null).map(({ name }) => name);
  if (many.length > 0) notes.push(`Many-to-many relations are not copied: ${many.join(", ")}.`);
  const order = registry.models.filter((each) => reader.found.has(each));
  const counts = order.map((each) => ({ model: each.label, rows: reader.found.get(each)?.size ?? 0 }));
  const objects = order.flatMap((each) =>
    [...(reader.found.get(each)?.values() ?? [])].map((row) => objectOf(each, row, conversion)),
  );
  return {
    text: `[\n${objects.map((each) => dumpJson(each, { ensureAscii: false })).join(",\n")}\n]\n`,
    counts,
    notes,
  };
}

type Row = ReadonlyMap<Field, SqlValue>;

class RowReader {
  /** Rows by the text of their keys. */
  readonly found = new Map<Model, Map<string, Row>>();
  readonly #session: Session;
  readonly #conversion: Conversion;
  #count = 0;

  constructor(session: Session, conversion: Conversion) {
    this.#session = session;
    this.#conversion = conversion;
  }

  /** Reads the rows of those keys and, one model after the other, what they point at. */
  async follow(model: Model, keys: readonly SqlValue[]): Promise<void> {
    const open: { field: Field; values: readonly SqlValue[] }[] = [{ field: localKey(model), values: keys }];
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const { field, values } = next;
      const rows = await this.#read(field, values);
      for (const key of field.model.localFields) {
        if (!key.isForeignKey || key.targetField === null) continue;
        const targets = rows.map((row) => row.get(key) ?? null).filter((value) => value !== null);
        if (targets.length > 0) open.push({ field: key.targetField, values: targets });
      }
    }
  }

  /** The rows that have these values, without those that are known. */
  async #read(field: Field, values: readonly SqlValue[]): Promise<Row[]> {
    const { model } = field;
    const known = this.found.get(model) ?? new Map<string, Row>();
    this.found.set(model, known);
    const have = new Set([...known.values()].map((row) => storedText(row.get(field) ?? null)));
    const wanted = [...new Map(values.map((value) => [storedText(value), value])).entries()];
    const left = wanted.filter(([text]) => !have.has(text)).map(([, value]) => value);
    const fields = model.localFields.filter((each) => !each.isGenerated && !each.isComposite);
    const q = (name: string): string => this.#conversion.dialect.quote(name);
    const columns = fields.map((each, i) => `${q(each.column)} AS c${i}`).join(", ");
    const added: Row[] = [];
    for (let at = 0; at < left.length; at += BATCH) {
      const some = left.slice(at, at + BATCH);
      const statement = {
        text: `SELECT ${columns} FROM ${q(model.table)} WHERE ${q(field.column)} IN (${some.map(() => "\u0001").join(", ")})`,
        params: some,
      };
      for (const row of await this.#session.all(this.#conversion.dialect.place(statement), some)) {
        added.push(new Map(fields.map((each, i) => [each, exact(row[`c${i}`] ?? null)])));
      }
    }
    const key = localKey(model);
    for (const row of added) known.set(storedText(row.get(key) ?? null), row);
    this.#count += added.length;
    if (this.#count > MOST_ROWS)
      throw new QuerysetError(
        "Unsupported",
        `These rows need more than ${MOST_ROWS.toLocaleString("en")} others to keep their foreign keys.`,
        {
          hint: "Copy fewer of them.",
        },
      );
    return added;
  }
}

/** The key in a model's own table: a child's is its link. */
function localKey(model: Model): Field {
  const { concrete } = model;
  return (
    concrete.localFields.find((field) => field.isPrimaryKey) ??
    concrete.localFields.find((field) => field.isParentLink) ??
    concrete.pk
  );
}

function objectOf(model: Model, row: Row, conversion: Conversion): PyDict {
  const key = localKey(model);
  const fields = [...row].filter(([field]) => field !== key);
  const value = (field: Field): Value => jsonValue(field.valueType.fromDb(row.get(field) ?? null, conversion));
  return new PyDict([
    ["model", `${model.app}.${model.modelName}`],
    ["pk", value(key)],
    ["fields", new PyDict(fields.map(([field]) => [field.name, value(field)] as const))],
  ]);
}

/** A value as a fixture has it; moments keep their microseconds. */
export function jsonValue(value: Value): Value {
  if (value instanceof Uint8Array) return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(""));
  if (value instanceof PyDateTime || value instanceof PyDate || value instanceof PyTime) return value.isoformat();
  if (value instanceof PyTimedelta) return durationText(value);
  if (value instanceof PyDecimal || value instanceof PyUuid) return plainText(value);
  return value;
}

/** `1 02:03:04.000005`, as Django writes durations. */
function durationText({ days, rest }: PyTimedelta): string {
  const two = (number: bigint): string => String(number).padStart(2, "0");
  const seconds = rest / 1_000_000n;
  const micros = rest % 1_000_000n;
  const clock = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return `${days === 0n ? "" : `${days} `}${clock}${micros === 0n ? "" : `.${String(micros).padStart(6, "0")}`}`;
}
