import type { SqlRow } from "../backend";
import type { ColumnSchema, DatabaseSchema, ForeignKeySchema, IndexSchema, TableSchema } from "../schema";
import { readCreateTable, type TableText } from "./createTable";
import type { RawSqlite } from "./raw";

const FROM_TABLES = `FROM pragma_table_list AS t
  LEFT JOIN main.sqlite_schema AS s ON s.name = t.name AND s.type IN ('table', 'view')
  WHERE t.schema = 'main' AND t.type <> 'shadow' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

const TABLES = `SELECT t.name AS name, t.type AS type, t.wr AS wr, s.sql AS sql ${FROM_TABLES} ORDER BY s.rowid`;

const COLUMNS = `SELECT t.name AS tbl, c.name AS name, c.type AS type, c."notnull" AS nn, c.dflt_value AS dflt, c.pk AS pk,
  c.hidden AS hidden FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name, 'main') AS c
  WHERE t.schema = 'main' AND t.type = 'table' ORDER BY t.name, c.cid`;

const FOREIGN_KEYS = `SELECT t.name AS tbl, f.id AS id, f."table" AS target, f."from" AS col, f."to" AS ref,
  f.on_update AS on_update, f.on_delete AS on_delete
  FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name, 'main') AS f
  WHERE t.schema = 'main' AND t.type = 'table' ORDER BY t.name, f.id DESC, f.seq`;

const INDEXES = `SELECT t.name AS tbl, i.name AS idx, i."unique" AS uniq, i.origin AS origin, i.partial AS partial, c.name AS col
  FROM pragma_table_list AS t JOIN pragma_index_list(t.name, 'main') AS i JOIN pragma_index_xinfo(i.name, 'main') AS c
  WHERE t.schema = 'main' AND t.type = 'table' AND c.key = 1 ORDER BY t.name, i.seq DESC, c.seqno`;

const TRIGGERS = `SELECT name, tbl_name AS tbl FROM main.sqlite_schema WHERE type = 'trigger' ORDER BY rowid`;

/** Reads the whole schema with one query per kind of thing, whatever the tables are called. */
export function introspectSqlite(raw: RawSqlite): DatabaseSchema {
  const columns = byTable(raw.exact(COLUMNS));
  const foreignKeys = byTable(raw.exact(FOREIGN_KEYS));
  const indexes = byTable(raw.exact(INDEXES));
  const triggers = byTable(raw.exact(TRIGGERS));
  const tables = raw.exact(TABLES).map((row) => {
    const name = text(row.name);
    const rows = row.type === "table" ? (columns.get(name) ?? []) : columnsAlone(raw, name);
    return tableOf(row, rows, foreignKeys.get(name) ?? [], indexes.get(name) ?? [], triggers.get(name) ?? []);
  });
  const byName = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
  return { tables: tables.map((table) => ({ ...table, foreignKeys: complete(table.foreignKeys, byName) })) };
}

/** Views and virtual tables are asked for one by one: one that no longer works must not hide everything else. */
function columnsAlone(raw: RawSqlite, name: string): readonly SqlRow[] {
  try {
    return raw.exact(
      `SELECT c.name AS name, c.type AS type, 0 AS nn, NULL AS dflt, 0 AS pk, c.hidden AS hidden
       FROM pragma_table_xinfo(?, 'main') AS c ORDER BY c.cid`,
      [name],
    );
  } catch {
    return [];
  }
}

function tableOf(
  row: SqlRow,
  columns: readonly SqlRow[],
  foreignKeys: readonly SqlRow[],
  indexes: readonly SqlRow[],
  triggers: readonly SqlRow[],
): TableSchema {
  const kind = row.type === "view" || row.type === "virtual" ? row.type : "table";
  const said = kind === "table" ? readCreateTable(text(row.sql)) : NOTHING_SAID;
  const visible = columns.filter((column) => column.hidden !== 1n);
  const primaryKey = visible
    .filter((column) => column.pk !== 0n)
    .sort((a, b) => Number(a.pk) - Number(b.pk))
    .map((column) => text(column.name));
  const hasRowid = kind === "table" && row.wr === 0n;
  // A key without an index of its own is the rowid itself: INTEGER PRIMARY KEY.
  const isRowid = hasRowid && primaryKey.length === 1 && !indexes.some((index) => index.origin === "pk");
  return {
    name: text(row.name),
    kind,
    columns: visible.map((column) => columnOf(column, said, isRowid)),
    primaryKey,
    rowid: hasRowid ? rowidAlias(visible.map((column) => text(column.name))) : null,
    foreignKeys: foreignKeysOf(foreignKeys, said),
    indexes: indexesOf(indexes),
    triggers: triggers.map((trigger) => text(trigger.name)),
    checks: said.checks,
  };
}

const NOTHING_SAID: TableText = { checks: [], foreignKeys: [], collations: new Map() };

function columnOf(row: SqlRow, said: TableText, isRowid: boolean): ColumnSchema {
  const name = text(row.name);
  const collation = said.collations.get(name);
  return {
    name,
    type: text(row.type),
    notNull: row.nn !== 0n,
    default: row.dflt === null ? null : text(row.dflt),
    generated: row.hidden === 2n ? "virtual" : row.hidden === 3n ? "stored" : null,
    auto: isRowid && row.pk === 1n,
    ...(collation === undefined ? {} : { collation }),
  };
}

/** The name by which the rowid can be reached, where no column takes it away. */
export function rowidAlias(columns: readonly string[]): string | null {
  const taken = new Set(columns.map((name) => name.toLowerCase()));
  return ["rowid", "_rowid_", "oid"].find((alias) => !taken.has(alias)) ?? null;
}

function foreignKeysOf(rows: readonly SqlRow[], said: TableText): ForeignKeySchema[] {
  const groups = [...groupBy(rows, (row) => String(row.id)).values()];
  return groups.flatMap((group, index) => {
    const first = group[0];
    if (first === undefined) return [];
    // The pragma counts backwards through the declarations, so its descending ids are their order.
    const declared = groups.length === said.foreignKeys.length ? said.foreignKeys[index] : undefined;
    const references = group.map((row) => row.ref);
    return {
      ...(declared?.name === undefined ? {} : { name: declared.name }),
      columns: group.map((row) => text(row.col)),
      table: text(first.target),
      references: references.every((name) => name !== null) ? references.map(text) : [],
      onDelete: text(first.on_delete),
      onUpdate: text(first.on_update),
      deferred: declared?.deferred ?? false,
    };
  });
}

/** Gives each key its target's own spelling, and the target's primary key where the declaration names no columns. */
function complete(
  keys: readonly ForeignKeySchema[],
  tables: ReadonlyMap<string, TableSchema>,
): readonly ForeignKeySchema[] {
  return keys.map((key) => {
    const target = tables.get(key.table.toLowerCase());
    if (target === undefined) return key;
    const spelled = key.references.map(
      (name) => target.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.name ?? name,
    );
    return { ...key, table: target.name, references: spelled.length > 0 ? spelled : target.primaryKey };
  });
}

function indexesOf(rows: readonly SqlRow[]): IndexSchema[] {
  return [...groupBy(rows, (row) => text(row.idx)).entries()].map(([name, columns]) => ({
    name,
    unique: columns[0]?.uniq === 1n,
    columns: columns.map((column) => (column.col === null ? null : text(column.col))),
    partial: columns[0]?.partial === 1n,
  }));
}

function byTable(rows: readonly SqlRow[]): Map<string, SqlRow[]> {
  return groupBy(rows, (row) => text(row.tbl));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

function text(value: SqlRow[string] | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}
