import type { SqlValue } from "../../database/backend";
import type { Field } from "../../orm/fields";
import { plainText } from "../../orm/fieldTypes";
import type { Model } from "../../orm/meta";
import type { PyDict } from "../../python/collections";
import type { Value } from "../../python/objects";
import type { Import } from "./imports";

/** The natural keys of Django's own models, by label. A dotted name leads to another model's natural key. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  "auth.User": ["username"],
  "auth.Group": ["name"],
  "auth.Permission": ["codename", "content_type"],
  "contenttypes.ContentType": ["app_label", "model"],
  "sites.Site": ["domain"],
};

/**
 * Rows by their natural keys: those of the fixture itself, and those of the database. A model's natural key is taken to
 * be what is unique in it and has as many values; its own `natural_key()` is not called.
 */
export class NaturalKeys {
  readonly #into: Import;
  readonly #known = new Map<string, SqlValue>();

  constructor(into: Import) {
    this.#into = into;
  }

  /** An object of the fixture, which others may name by what is in it. */
  know(model: Model, key: SqlValue, fields: PyDict): void {
    for (const names of candidates(model)) {
      const values = names.flatMap((name): Value[] => {
        const value = fields.get(name);
        return value === undefined ? [] : Array.isArray(value) ? value : [value];
      });
      this.#known.set(textOf(model, values), key);
    }
  }

  /** The key of the row that a natural key names; null where there is none. */
  async find(model: Model, values: readonly Value[]): Promise<SqlValue | null> {
    const text = textOf(model, values);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const found = await this.#inDatabase(model, values);
    if (found !== null) this.#known.set(text, found);
    return found;
  }

  async #inDatabase(model: Model, values: readonly Value[]): Promise<SqlValue | null> {
    const { session, conversion } = this.#into;
    const q = (name: string): string => conversion.dialect.quote(name);
    for (const names of candidates(model)) {
      const fields = names.flatMap((name): Field[] => model.fields.filter((field) => field.name === name));
      if (fields.length !== names.length) continue;
      const conditions: string[] = [];
      const left = [...values];
      for (const field of fields) {
        // What a key of another model leaves over is that model's natural key.
        const nested =
          field.isForeignKey && field.remote !== null && left.length > 1
            ? await this.find(field.remote, left.splice(0))
            : null;
        const value = nested ?? left.shift() ?? null;
        conditions.push(`${q(field.column)} = ${literal(value)}`);
      }
      if (left.length > 0) continue;
      const sql = `SELECT ${q(model.pk.column)} AS id FROM ${q(model.table)} WHERE ${conditions.join(" AND ")}`;
      const id = (await session.all(sql))[0]?.id;
      if (id !== undefined && id !== null) return typeof id === "number" ? BigInt(id) : id;
    }
    return null;
  }
}

function literal(value: Value | SqlValue): string {
  if (value === null) return "NULL";
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : plainText(value as Value);
}

function candidates(model: Model): readonly (readonly string[])[] {
  const known = KNOWN[model.label];
  if (known !== undefined) return [known];
  const { uniqueTogether, constraints } = model.info;
  const single = model.fields.filter((field) => field.isUnique && !field.isPrimaryKey).map(({ name }) => [name]);
  const together = constraints
    .filter(({ kind, fields }) => kind === "unique" && fields.length > 0)
    .map(({ fields }) => fields);
  return [...single, ...uniqueTogether, ...together];
}

function textOf(model: Model, values: readonly Value[]): string {
  return `${model.label}\0${values.map(plainText).join("\0")}`;
}
