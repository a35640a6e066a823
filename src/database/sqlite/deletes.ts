import type { DeleteWatch, RowChange, SqlRow, SqlValue } from "../backend";
import { quoteName } from "../quote";
import type { DatabaseSchema, TableSchema } from "../schema";
import type { RawSqlite } from "./raw";
import { linksOf } from "./violations";

/**
 * Watches deletes by reading the rows just before they go, which is cheaper than a recording of each. Null for tables
 * where the database would do more by itself.
 */
export function watchDeletes(raw: RawSqlite, schema: DatabaseSchema, name: string): DeleteWatch | null {
  const table = schema.tables.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (table === undefined || !isPlain(schema, table)) return null;
  const columns = table.columns.map((column) => quoteName(column.name)).join(", ");
  const gone: (readonly SqlRow[])[] = [];
  return {
    read: (where: string, parameters: readonly SqlValue[]) => {
      const rows = raw.exact(`SELECT ${columns} FROM main.${quoteName(table.name)} WHERE ${where}`, parameters);
      return () => {
        gone.push(rows);
      };
    },
    stop: () => gone.flatMap((rows) => rows.map((before) => deletion(table, before))),
  };
}

function deletion(table: TableSchema, before: SqlRow): RowChange {
  const key: Record<string, SqlValue> = {};
  for (const column of table.primaryKey) key[column] = before[column] ?? null;
  return { action: "delete", table: table.name, key, before, after: null };
}

const plain = new WeakMap<TableSchema, boolean>();

/** Its rows have whole keys, and nothing but they goes with a DELETE. */
function isPlain(schema: DatabaseSchema, table: TableSchema): boolean {
  const known = plain.get(table);
  if (known !== undefined) return known;
  const keys = table.columns.filter((column) => table.primaryKey.includes(column.name));
  const simple =
    table.kind === "table" &&
    keys.length > 0 &&
    keys.every((column) => column.auto || column.notNull) &&
    table.triggers.length === 0 &&
    table.columns.every((column) => column.generated === null) &&
    (linksOf(schema).get(table.name) ?? []).every(
      ({ parent, foreignKey }) => parent !== table || /^(NO ACTION|RESTRICT|)$/i.test(foreignKey.onDelete),
    );
  plain.set(table, simple);
  return simple;
}
