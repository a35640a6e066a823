import type { RowChange } from "../../database/backend";
import type { Connection } from "../../orm/context";
import { quoteName } from "../../orm/dialects/byName";
import type { DialectName } from "../../orm/dialects/dialect";
import type { Field } from "../../orm/fields";
import type { Model } from "../../orm/meta";
import { joined, raw, type Sql, sql } from "../../orm/sql";
import { keyed } from "../rows";

/**
 * Gives rows that are about to change or to go other values in their unique columns, so that none of them stands in the
 * way of what comes back: rows that swap values could else not be written in any order. Rows are of one table.
 */
export async function park(
  connection: Connection,
  changes: readonly RowChange[],
  dialect: DialectName,
  model: Model | undefined,
  /** Columns that the database named when it refused a row, as `table.column`. */
  refused: readonly string[],
): Promise<void> {
  const [first] = changes;
  if (!first || !model) return;
  const set = uniqueFields(model, refused).filter(
    ({ column }) => !(column in first.key) && (first.action === "insert" || column in (first.after ?? {})),
  );
  if (set.length === 0) return;
  const assigned = set.map((field) => sql`${quoteName(field.column, dialect)} = ${parked(field, first, dialect)}`);
  const where = keyed(
    changes.map(({ key }) => key),
    dialect,
  );
  await connection.write(sql`UPDATE ${quoteName(first.table, dialect)} SET ${joined(assigned, ", ")} WHERE ${where}`, {
    action: "update",
    table: first.table,
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
function parked(field: Field, { key }: RowChange, dialect: DialectName): Sql {
  if (field.isNullable) return raw("NULL");
  const own = Object.keys(key).map((column) => quoteName(column, dialect));
  const [only = "0"] = own;
  if (field.valueType.family === "integer") return raw(`-1000000000 - ${only}`);
  return dialect === "mysql" || dialect === "mariadb"
    ? raw(`CONCAT('~', ${own.join(", '~', ")})`)
    : raw(`'~' || ${own.join(" || '~' || ")}`);
}
