import type { ChangedRows, InsertWatch, SqlValue } from "../backend";
import { quoteName, quoteText } from "../quote";
import type { DatabaseSchema, TableSchema } from "../schema";
import { lastKey, type RawSqlite } from "./raw";
import { danglingIn } from "./risk";
import { linksOf, type TableLink } from "./violations";

/** Keys beyond this one are no longer handed out in their order (SQLite then tries others). */
const ORDERLY = 2n ** 62n;

/**
 * Watches inserts by the keys that SQLite hands out: each is one more than the greatest there is, so a statement's rows
 * are those up to `last_insert_rowid()`. Null for tables where something else could happen as well.
 */
export function watchInserts(raw: RawSqlite, schema: DatabaseSchema, name: string): InsertWatch | null {
  const table = schema.tables.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  const key = table?.primaryKey[0];
  if (table === undefined || key === undefined || !raw.lists || !isPlain(raw, table)) return null;
  const from = `FROM main.${quoteName(table.name)} AS c`;
  const greatest = raw.exact(`SELECT max(c.${quoteName(key)}) AS n ${from}`)[0]?.n;
  if (typeof greatest === "bigint" && greatest > ORDERLY) return null;
  const ranges: { first: bigint; last: bigint }[] = [];
  const links = (linksOf(schema).get(table.name) ?? [])
    .filter(({ child }) => child === table)
    .map((link) => pointed(raw, link));
  const within = `c.${quoteName(key)} BETWEEN ? AND ?`;
  return {
    leads: (names, values) => links.every((link) => link.leads(names, values)),
    noted: (count, names, values) => {
      for (const link of links) link.note(names, values);
      const last = lastKey(raw);
      const first = last - BigInt(count) + 1n;
      // Keys of rows that were rolled back are handed out again.
      for (let before = ranges.at(-1); before && before.last >= first - 1n; before = ranges.at(-1)) {
        if (before.first <= first) {
          if (last > before.last) before.last = last;
          return first;
        }
        ranges.pop();
      }
      ranges.push({ first, last });
      return first;
    },
    dangles: () => {
      const broken = danglingIn(schema, table);
      if (broken === null || links.every((link) => link.allFound())) return false;
      return ranges.some(
        ({ first, last }) =>
          raw.exact(`SELECT 1 ${from} WHERE ${within} AND (${broken}) LIMIT 1`, [first, last]).length > 0,
      );
    },
    stop: () => seen(raw, table, key, ranges),
  };
}

/** Rows that are read at once. */
const CHUNK = 5000n;

function* seen(
  raw: RawSqlite,
  table: TableSchema,
  key: string,
  ranges: readonly { readonly first: bigint; readonly last: bigint }[],
): Generator<ChangedRows> {
  const columns = table.columns.map((column) => column.name).filter((column) => column !== key);
  const selected = [key, ...columns].map((column) => `c.${quoteName(column)}`).join(", ");
  const sql = `SELECT ${selected} FROM main.${quoteName(table.name)} AS c WHERE c.${quoteName(key)} BETWEEN ? AND ?`;
  for (const { first, last } of ranges) {
    for (let from = first; from <= last; from += CHUNK) {
      const to = from + CHUNK - 1n;
      const rows = raw.lists?.(sql, [from, to < last ? to : last]) ?? [];
      yield { action: "insert", table: table.name, key: [key], columns, rows };
    }
  }
}

interface Pointed {
  leads(columns: readonly string[], values: readonly SqlValue[]): boolean;
  note(columns: readonly string[], values: readonly SqlValue[]): void;
  allFound(): boolean;
}

/** How many keys are looked up at once. */
const BATCH = 500;

/** The values that rows got for a foreign key, so that each is looked up once; where one is missing, SQL has the last word. */
function pointed(raw: RawSqlite, { foreignKey, parent }: TableLink): Pointed {
  const seen = new Set<SqlValue>();
  const [column, target] = [foreignKey.columns[0], foreignKey.references[0]];
  const isSingle = foreignKey.columns.length === 1 && parent !== undefined && target !== undefined;
  // As long as rows are only added, those that were there are there.
  const there = new Set<SqlValue>([null]);
  return {
    leads: (columns, values) => {
      const value = values[columns.findIndex((name) => name.toLowerCase() === column?.toLowerCase())];
      if (value === undefined || !isSingle) return false;
      if (there.has(value)) return true;
      const sql = `SELECT 1 FROM main.${quoteName(parent.name)} AS p WHERE p.${quoteName(target)} = ?`;
      const isThere = raw.exact(sql, [value]).length > 0;
      if (isThere) there.add(value);
      return isThere;
    },
    note: (columns, values) => {
      const at = columns.findIndex((name) => name.toLowerCase() === column?.toLowerCase());
      if (at >= 0) for (let i = at; i < values.length; i += columns.length) seen.add(values[i] ?? null);
    },
    allFound: () => {
      seen.delete(null);
      if (seen.size === 0) return true;
      if (!isSingle) return false;
      const all = [...seen];
      let found = 0;
      for (let start = 0; start < all.length; start += BATCH) {
        const some = all.slice(start, start + BATCH);
        const sql = `SELECT count(*) AS n FROM main.${quoteName(parent.name)} AS p
          WHERE p.${quoteName(target)} IN (${some.map(() => "?").join(", ")})`;
        found += Number(raw.exact(sql, some)[0]?.n ?? 0);
      }
      return found === all.length;
    },
  };
}

const plain = new WeakMap<TableSchema, boolean>();

/** Nothing but the rows themselves is written, under the keys that SQLite hands out. */
function isPlain(raw: RawSqlite, table: TableSchema): boolean {
  const known = plain.get(table);
  if (known !== undefined) return known;
  const key = table.columns.find((column) => column.name === table.primaryKey[0]);
  const simple =
    table.kind === "table" &&
    table.primaryKey.length === 1 &&
    key?.auto === true &&
    table.rowid !== null &&
    table.triggers.length === 0 &&
    table.columns.every((column) => column.generated === null) &&
    // `ON CONFLICT REPLACE` of a constraint deletes rows.
    raw.exact(`SELECT 1 FROM main.sqlite_schema WHERE tbl_name = ${quoteText(table.name)} AND sql LIKE '%conflict%'`)
      .length === 0;
  plain.set(table, simple);
  return simple;
}
