import { quoteName } from "../../orm/dialects/byName";
import type { DialectName } from "../../orm/dialects/dialect";
import type { Field } from "../../orm/fields";
import type { Model } from "../../orm/meta";
import { joined, raw, type Sql, sql } from "../../orm/sql";
import { keyed } from "../rows";
import { type KindRows, keysOf, type Target } from "./write";

/**
 * Gives rows that are about to change or to go other values in their unique columns, so that none of them stands in the
 * way of what comes back: rows that swap values could else not be written in any order. Rows are of one table.
 */
export async function park(
  { connection, dialect, model }: Target,
  rows: KindRows,
  /** Columns that the database named when it refused a row, as `table.column`. */
  refused: readonly string[],
): Promise<void> {
  const { table, key, action, after } = rows.kind;
  if (!model) return;
  const set = uniqueFields(model, refused).filter(
    ({ column }) => !key.includes(column) && (action === "insert" || after?.columns.includes(column)),
  );
  if (set.length === 0) return;
  const assigned = set.map((field) => sql`${quoteName(field.column, dialect)} = ${parked(field, key, dialect)}`);
  const where = keyed(keysOf(rows), dialect);
  await connection.write(sql`UPDATE ${quoteName(table, dialect)} SET ${joined(assigned, ", ")} WHERE ${where}`, {
    action: "update",
    table,
    columns: set.map(({ column }) => column),
    where,
  });
}

/** The model's fields that are unique, alone or with others. */
function uniqueFields(model: Model, refused: readonly string[]): readonly Field[] {
  const { info } = model;
  const together = new Set([...info.uniqueTogether.flat(), ...info.constraints.flatMap(({ fields }) => fields)]);
  return model.localFields.filter(
    (field) =>
      !field.isGenerated &&
      (field.info.unique === true ||
        field.info.relation?.kind === "o2o" ||
        together.has(field.name) ||
        refused.includes(`${model.table}.${field.column}`)),
  );
}

/** A value that no row has: NULL, or else one made of the row's key. */
function parked(field: Field, key: readonly string[], dialect: DialectName): Sql {
  if (field.isNullable) return raw("NULL");
  const own = key.map((column) => quoteName(column, dialect));
  const [only = "0"] = own;
  if (field.valueType.family === "integer") return raw(`-1000000000 - ${only}`);
  return dialect === "mysql" || dialect === "mariadb"
    ? raw(`CONCAT('~', ${own.join(", '~', ")})`)
    : raw(`'~' || ${own.join(" || '~' || ")}`);
}
