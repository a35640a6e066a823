import type { Risk, SqlRow, WriteKind } from "../backend";
import { quoteName } from "../quote";
import type { DatabaseSchema, TableSchema } from "../schema";
import type { RawSqlite } from "./raw";
import { linksOf, parentMissing } from "./violations";

/** Which foreign keys a write can break, told from the schema alone. A table's triggers may do anything. */
export function riskOf(schema: DatabaseSchema, { action, table: name, columns }: WriteKind): Risk {
  const table = tablesOf(schema).get(name.toLowerCase());
  if (table === undefined || table.triggers.length > 0) return "unknown";
  const set = columns?.map((column) => column.toLowerCase());
  let risk: Risk = "none";
  for (const { child, foreignKey, parent } of linksOf(schema).get(table.name) ?? []) {
    const touches = (own: readonly string[]) =>
      columns === undefined || own.some((column) => set?.includes(column.toLowerCase()));
    if (parent === table && action !== "insert" && (action === "delete" || touches(foreignKey.references)))
      return "unknown";
    if (child === table && action !== "delete" && (action === "insert" || touches(foreignKey.columns))) risk = "own";
  }
  return risk;
}

/** Whether a row points at a row that is not there: the one of that key, or the one inserted last. */
export function isDangling(raw: RawSqlite, schema: DatabaseSchema, name: string, key: SqlRow | null): boolean {
  const table = tablesOf(schema).get(name.toLowerCase());
  if (table === undefined || (key === null && table.rowid === null)) return true;
  const asked = dangling(schema, table, key);
  if (asked === null) return false;
  return raw.exact(asked, key === null ? [] : Object.values(key)).length > 0;
}

const queries = new WeakMap<TableSchema, Map<string, string | null>>();

function dangling(schema: DatabaseSchema, table: TableSchema, key: SqlRow | null): string | null {
  const known = queries.get(table) ?? new Map<string, string | null>();
  queries.set(table, known);
  const id = key === null ? "" : Object.keys(key).join("\0");
  const before = known.get(id);
  if (before !== undefined) return before;
  const broken = danglingIn(schema, table);
  const where =
    key === null
      ? `c.${quoteName(table.rowid ?? "rowid")} = last_insert_rowid()`
      : Object.keys(key)
          .map((column) => `c.${quoteName(column)} = ?`)
          .join(" AND ");
  const made =
    broken === null ? null : `SELECT 1 FROM main.${quoteName(table.name)} AS c WHERE ${where} AND (${broken})`;
  known.set(id, made);
  return made;
}

/** The condition on a row `c` that points at one that is not there; null where the table points at none. */
export function danglingIn(schema: DatabaseSchema, table: TableSchema): string | null {
  const broken = (linksOf(schema).get(table.name) ?? [])
    .filter(({ child }) => child === table)
    .map(({ foreignKey, parent }) => {
      const set = foreignKey.columns.map((column) => `c.${quoteName(column)} IS NOT NULL`);
      return [...set, ...(parent === undefined ? [] : [parentMissing(parent, foreignKey)])].join(" AND ");
    });
  return broken.length === 0 ? null : `(${broken.join(") OR (")})`;
}

const tables = new WeakMap<DatabaseSchema, ReadonlyMap<string, TableSchema>>();

/** Tables by their name in lower case, as SQLite finds them. */
function tablesOf(schema: DatabaseSchema): ReadonlyMap<string, TableSchema> {
  const known = tables.get(schema) ?? new Map(schema.tables.map((table) => [table.name.toLowerCase(), table]));
  tables.set(schema, known);
  return known;
}
