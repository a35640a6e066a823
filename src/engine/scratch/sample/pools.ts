import type { Session, SqlValue } from "../../../database/backend";
import type { Dialect } from "../../../orm/dialects/dialect";
import type { Field } from "../../../orm/fields";
import { storedText } from "../../../preview/stored";

/** Rows that are looked at of a table that has some already: to point at, and so as not to be like them. */
const POINTED_AT = 5000;
const COMPARED = 200_000;

/** What is in the database, and what will be: the values that keys can lead to, and those that are taken. */
export class Pools {
  readonly #session: Session;
  readonly #dialect: Dialect;
  readonly #values = new Map<Field, SqlValue[]>();
  readonly #taken = new Map<string, Set<string>>();
  readonly #keys = new Map<Field, bigint>();

  constructor(session: Session, dialect: Dialect) {
    this.#session = session;
    this.#dialect = dialect;
  }

  /** The values of a column that rows can point at: those of the database, and those added since. */
  async values(field: Field): Promise<SqlValue[]> {
    const known = this.#values.get(field);
    if (known !== undefined) return known;
    const rows = await this.#select(field.model.table, [field.column], POINTED_AT);
    const values = rows.map(([value]) => exact(value ?? null)).filter((value) => value !== null);
    this.#values.set(field, values);
    return values;
  }

  /** A new row's values, so that others can point at it. */
  async add(values: ReadonlyMap<Field, SqlValue>): Promise<void> {
    for (const [field, value] of values) {
      if (value !== null && (field.isPrimaryKey || field.isUnique)) (await this.values(field)).push(value);
    }
  }

  /** The texts of the values that some columns have together, as `groupText` makes them. */
  async taken(fields: readonly Field[]): Promise<Set<string>> {
    const name = fields.map(({ label }) => label).join(" ");
    const known = this.#taken.get(name);
    if (known !== undefined) return known;
    const [first] = fields;
    const columns = fields.map(({ column }) => column);
    const rows = first === undefined ? [] : await this.#select(first.model.table, columns, COMPARED);
    const taken = new Set(rows.flatMap((row) => groupText(row.map(exact)) ?? []));
    this.#taken.set(name, taken);
    return taken;
  }

  /** The next value of an automatic key. */
  async nextKey(field: Field): Promise<bigint> {
    const last = this.#keys.get(field) ?? (await this.#lastKey(field));
    this.#keys.set(field, last + 1n);
    return last + 1n;
  }

  async #lastKey(field: Field): Promise<bigint> {
    const q = (name: string): string => this.#dialect.quote(name);
    const sql = `SELECT MAX(${q(field.column)}) AS last FROM ${q(field.model.table)}`;
    const last = (await this.#session.all(sql))[0]?.last ?? 0;
    return typeof last === "bigint" || typeof last === "number" ? BigInt(last) : 0n;
  }

  async #select(table: string, columns: readonly string[], most: number): Promise<SqlValue[][]> {
    const q = (name: string): string => this.#dialect.quote(name);
    const named = columns.map((column, i) => `${q(column)} AS c${i}`).join(", ");
    const rows = await this.#session.all(`SELECT ${named} FROM ${q(table)} LIMIT ${most}`);
    return rows.map((row) => columns.map((_, i) => row[`c${i}`] ?? null));
  }
}

/** A column's value as it would be written: whole numbers as `bigint`. */
export function exact(value: SqlValue): SqlValue {
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** Values that must be different together, as text; null where one of them is NULL, which equals nothing. */
export function groupText(values: readonly SqlValue[]): string | null {
  if (values.some((value) => value === null)) return null;
  // Some databases take `a` and `A` for the same.
  return values.map((value) => storedText(exact(value)).toLowerCase()).join("\0");
}
