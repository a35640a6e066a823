import type { ChangedRows, RowWatch, Seen, WriteKind } from "../backend";
import { quoteName } from "../quote";
import type { DatabaseSchema, TableSchema } from "../schema";
import type { RawSqlite } from "./raw";
import { linksOf } from "./violations";

/** Rows that are read at once. */
const CHUNK = 5000;

/**
 * Sees updates or deletes by a condition: the rows are copied aside inside SQLite just before, which costs a fraction of
 * a recording of each, and read in pieces once the statement is done. Null for tables where something else changes too.
 */
export function watchRows(
  raw: RawSqlite,
  schema: DatabaseSchema,
  { action, table: name, columns = [] }: WriteKind,
): Pick<RowWatch, "read"> | null {
  const table = schema.tables.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  const lists = raw.lists?.bind(raw);
  if (table === undefined || lists === undefined || !isPlain(raw, table)) return null;
  if (action === "delete" ? actsOnDelete(schema, table) : !areFree(schema, table, columns)) return null;
  const key = table.primaryKey;
  const kept =
    action === "delete"
      ? table.columns.map((column) => column.name).filter((column) => !key.includes(column))
      : table.columns
          .map((column) => column.name)
          .filter((column) => columns.some((set) => set.toLowerCase() === column.toLowerCase()));
  const all = [...key, ...kept];
  const aside = `temp.queryset_aside_${all.length}`;
  const slots = all.map((_, i) => `c${i}`);
  const from = (alias: string) => `FROM main.${quoteName(table.name)} AS ${quoteName(alias)}`;
  const chunk = chunkQuery(table, aside, key, kept, action);
  const rowsUpTo = function* (last: number): Generator<ChangedRows> {
    try {
      for (let first = 1; first <= last; first += CHUNK) {
        const rows = lists(chunk, [BigInt(first), BigInt(first + CHUNK - 1)]);
        yield { action: action === "delete" ? "delete" : "update", table: table.name, key, columns: kept, rows };
      }
    } finally {
      raw.exec(`DELETE FROM ${aside}`);
    }
  };
  return {
    read: ({ condition, alias = table.name }): ((affected: number) => Seen) => {
      raw.exec(`CREATE TEMP TABLE IF NOT EXISTS ${aside.slice(5)} (${slots.join(", ")})`);
      const selected = all.map((column) => `${quoteName(alias)}.${quoteName(column)}`).join(", ");
      const where = condition === undefined ? "" : ` WHERE ${condition.sql}`;
      raw.exact(`DELETE FROM ${aside}`);
      raw.exact(`INSERT INTO ${aside} SELECT ${selected} ${from(alias)}${where}`, condition?.parameters ?? []);
      const found = Number(raw.exact("SELECT changes() AS n")[0]?.n ?? 0);
      return (affected) => {
        if (affected !== found)
          throw new Error(`${table.name}: ${affected} rows changed, but ${found} met the statement's condition`);
        return rowsUpTo(found);
      };
    },
  };
}

/** The rows set aside, from one number to another; of an update with what became of them. Types are kept as they are. */
function chunkQuery(
  table: TableSchema,
  aside: string,
  key: readonly string[],
  kept: readonly string[],
  action: WriteKind["action"],
): string {
  const before = [...key, ...kept].map((_, i) => `k.c${i}`);
  const range = "k.rowid BETWEEN ? AND ?";
  if (action === "delete") return `SELECT ${before.join(", ")} FROM ${aside} AS k WHERE ${range}`;
  const after = kept.map((column) => `t.${quoteName(column)}`);
  const same = key.map((column, i) => `t.${quoteName(column)} = k.c${i}`).join(" AND ");
  return `SELECT ${[...before, ...after].join(", ")} FROM ${aside} AS k CROSS JOIN main.${quoteName(table.name)} AS t ON ${same} WHERE ${range}`;
}

const plain = new WeakMap<TableSchema, boolean>();

/** Its rows have whole keys, nothing is computed, and no trigger or conflict clause does more than it was told. */
function isPlain(raw: RawSqlite, table: TableSchema): boolean {
  const known = plain.get(table);
  if (known !== undefined) return known;
  const keys = table.columns.filter((column) => table.primaryKey.includes(column.name));
  const simple =
    table.kind === "table" &&
    keys.length > 0 &&
    keys.every((column) => column.auto || column.notNull) &&
    table.triggers.length === 0 &&
    table.columns.every((column) => column.generated === null) &&
    // `ON CONFLICT REPLACE` of a constraint deletes rows.
    raw.exact("SELECT 1 FROM main.sqlite_schema WHERE tbl_name = ? AND sql LIKE '%conflict%'", [table.name]).length ===
      0;
  plain.set(table, simple);
  return simple;
}

/** Whether the database does more than delete the rows: to those that point at them. */
function actsOnDelete(schema: DatabaseSchema, table: TableSchema): boolean {
  return (linksOf(schema).get(table.name) ?? []).some(
    ({ parent, foreignKey }) => parent === table && !/^(NO ACTION|RESTRICT|)$/i.test(foreignKey.onDelete),
  );
}

/** Whether these columns are neither of the key nor such that the database changes other rows with them. */
function areFree(schema: DatabaseSchema, table: TableSchema, columns: readonly string[]): boolean {
  if (columns.length === 0) return false;
  const set = new Set(columns.map((column) => column.toLowerCase()));
  const isSet = (column: string): boolean => set.has(column.toLowerCase());
  return (
    !table.primaryKey.some(isSet) &&
    (linksOf(schema).get(table.name) ?? []).every(
      ({ parent, foreignKey }) =>
        parent !== table || /^(NO ACTION|RESTRICT|)$/i.test(foreignKey.onUpdate) || !foreignKey.references.some(isSet),
    )
  );
}
