import type { ChangedRows, RowWatch, Seen, SqlValue, WriteKind } from "../backend";
import type { WholeNumbers } from "../changes/wholeNumbers";
import { quoteName } from "../quote";
import type { DatabaseSchema, TableSchema } from "../schema";
import { marks } from "./listedReader";
import { isListed, watchListed } from "./listedRows";
import type { RawSqlite } from "./raw";
import { linksOf } from "./violations";
import { type Selected, wholeRows } from "./wholeRows";

/** Rows that are read at once. */
const CHUNK = 2000;

/**
 * Sees updates or deletes by a condition: the rows are copied aside inside SQLite just before, which costs a fraction of
 * a recording of each, and read in pieces once the statement is done. Null for tables where something else changes too.
 */
export function watchRows(raw: RawSqlite, schema: DatabaseSchema, kind: WriteKind): Pick<RowWatch, "read"> | null {
  const { action, table: name, columns = [] } = kind;
  const table = schema.tables.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  const lists = raw.lists?.bind(raw);
  if (table === undefined || lists === undefined || !isPlain(raw, table)) return null;
  if (action === "insert") return watchKeyed(lists, table, columns, kind.values?.() ?? []);
  if (action === "delete" ? actsOnDelete(schema, table) : !areFree(schema, table, columns)) return null;
  const key = table.primaryKey;
  const kept =
    action === "delete"
      ? table.columns.map((column) => column.name).filter((column) => !key.includes(column))
      : table.columns
          .map((column) => column.name)
          .filter((column) => columns.some((set) => set.toLowerCase() === column.toLowerCase()));
  if (isListed(kind, table)) return watchListed(raw, lists, table, key[0] ?? "", kept);
  if (kind.keys) return null;
  const all = [...key, ...kept];
  const aside = `temp.queryset_aside_${all.length}`;
  const slots = all.map((_, i) => `c${i}`);
  const from = (alias: string) => `FROM main.${quoteName(table.name)} AS ${quoteName(alias)}`;
  const chunk = chunkQuery(table, aside, key, kept, action);
  // Until there is something else in a row.
  let areNumbers = true;
  const rowsUpTo = function* (last: number): Generator<ChangedRows> {
    try {
      for (let first = 1; first <= last; first += CHUNK) {
        const range = [BigInt(first), BigInt(first + CHUNK - 1)];
        const count = Math.min(CHUNK, last - first + 1);
        const numbers: WholeNumbers | null = areNumbers ? wholeRows(raw, chunk, range, count) : null;
        areNumbers = numbers !== null;
        const rows = numbers ?? lists(`SELECT ${chunk.columns.join(", ")} ${chunk.from}`, range);
        yield { action: action === "delete" ? "delete" : "update", table: table.name, key, columns: kept, rows };
      }
    } finally {
      raw.exact(`DELETE FROM ${aside}`);
    }
  };
  return {
    read: ({ condition, alias = table.name }): ((affected: number) => Seen) => {
      const selected = all.map((column) => `${quoteName(alias)}.${quoteName(column)}`).join(", ");
      const where = condition === undefined ? "" : ` WHERE ${condition.sql}`;
      const copy = `INSERT INTO ${aside} SELECT ${selected} ${from(alias)}${where}`;
      setAside(raw, aside, slots, () => raw.exact(copy, condition?.parameters ?? []));
      const found = Number(raw.exact("SELECT changes() AS n")[0]?.n ?? 0);
      return (affected) => {
        if (affected !== found)
          throw new Error(`${table.name}: ${affected} rows changed, but ${found} met the statement's condition`);
        return rowsUpTo(found);
      };
    },
  };
}

/** Fills the table that rows are set aside in, which a rollback may have taken away, or a failure left full. */
function setAside(raw: RawSqlite, aside: string, slots: readonly string[], fill: () => unknown): void {
  try {
    raw.exact(`DELETE FROM ${aside}`);
  } catch (error) {
    if (!/no such table/.test(String(error))) throw error;
    raw.exec(`CREATE TEMP TABLE ${aside.slice(5)} (${slots.join(", ")})`);
  }
  fill();
}

/** Sees inserts of rows whose keys are given: they are read afterwards. Null where a key is not. */
function watchKeyed(
  lists: NonNullable<RawSqlite["lists"]>,
  table: TableSchema,
  columns: readonly string[],
  values: readonly (SqlValue | undefined)[],
): Pick<RowWatch, "read"> | null {
  const key = table.primaryKey;
  const [only] = key;
  const at = columns.findIndex((column) => column.toLowerCase() === only?.toLowerCase());
  if (key.length !== 1 || only === undefined || at < 0) return null;
  const keys: SqlValue[] = [];
  for (let i = at; i < values.length; i += columns.length) {
    const value = values[i];
    if (value === null || value === undefined) return null;
    keys.push(value);
  }
  const others = table.columns.map((column) => column.name).filter((column) => column !== only);
  const selected = [only, ...others].map((column) => quoteName(column)).join(", ");
  const query = `SELECT ${selected} FROM main.${quoteName(table.name)} WHERE ${quoteName(only)} IN (${marks(keys.length)})`;
  const inserted = function* (affected: number): Generator<ChangedRows> {
    const rows = lists(query, keys);
    if (rows.length !== affected)
      throw new Error(`${table.name}: ${affected} rows were inserted, but ${rows.length} are there under their keys`);
    yield { action: "insert", table: table.name, key, columns: others, rows };
  };
  return { read: () => inserted };
}

/** The rows set aside, from one number to another; of an update with what became of them. Types are kept as they are. */
function chunkQuery(
  table: TableSchema,
  aside: string,
  key: readonly string[],
  kept: readonly string[],
  action: WriteKind["action"],
): Selected {
  const before = [...key, ...kept].map((_, i) => `k.c${i}`);
  const range = "k.rowid BETWEEN ? AND ?";
  if (action === "delete") return { columns: before, from: `FROM ${aside} AS k WHERE ${range}` };
  const after = kept.map((column) => `t.${quoteName(column)}`);
  const same = key.map((column, i) => `t.${quoteName(column)} = k.c${i}`).join(" AND ");
  const from = `FROM ${aside} AS k CROSS JOIN main.${quoteName(table.name)} AS t ON ${same} WHERE ${range}`;
  return { columns: [...before, ...after], from };
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
