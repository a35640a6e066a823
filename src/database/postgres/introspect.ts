import type { SqlList, SqlValue } from "../backend";
import type { ColumnSchema, DatabaseSchema, ForeignKeySchema, IndexSchema, TableSchema } from "../schema";
import type { Product } from "./cockroach";
import type { Answer } from "./connection";

/** What introspection asks with. */
export type Ask = (sql: string, parameters?: readonly SqlValue[]) => Promise<Answer>;

/** The tables that a bare name finds (`search_path`); partitions show through the table they are parts of. */
const RELATIONS = `SELECT c.oid, c.relname, c.relkind, c.reltuples, c.relnamespace FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND pg_catalog.pg_table_is_visible(c.oid)
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_t'`;

const TABLES = `SELECT r.oid, r.relname, r.relkind, r.reltuples, pg_catalog.obj_description(r.oid, 'pg_class')
  FROM (${RELATIONS}) r ORDER BY r.relname`;

const COLUMNS = `SELECT a.attrelid, a.attnum, a.attname,
  pg_catalog.format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END,
    CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END),
  a.attnotnull OR (t.typtype = 'd' AND t.typnotnull), pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attgenerated,
  a.attidentity, pg_catalog.col_description(a.attrelid, a.attnum), t.typtype, t.oid,
  CASE WHEN a.attcollation <> t.typcollation THEN (SELECT collname FROM pg_catalog.pg_collation WHERE oid = a.attcollation) END
  FROM pg_catalog.pg_attribute a JOIN (${RELATIONS}) r ON r.oid = a.attrelid
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum`;

const CONSTRAINTS = `SELECT k.conrelid, k.conname, k.contype, k.conkey, k.confrelid, k.confkey, f.relname, k.confdeltype,
  k.confupdtype, k.condeferred, CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END,
  (SELECT array_agg(a.attname ORDER BY o.n) FROM unnest(k.confkey) WITH ORDINALITY o(num, n)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.num)::text[], cn.nspname
  FROM pg_catalog.pg_constraint k JOIN (${RELATIONS}) r ON r.oid = k.conrelid
  JOIN pg_catalog.pg_namespace cn ON cn.oid = k.connamespace
  LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
  WHERE k.contype IN ('p', 'f', 'c', 'u', 't') ORDER BY k.conrelid, k.conname`;

const INDEXES = `SELECT i.indrelid, c.relname, i.indisunique, i.indkey::int2[], i.indpred IS NOT NULL, i.indnkeyatts
  FROM pg_catalog.pg_index i JOIN (${RELATIONS}) r ON r.oid = i.indrelid
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE i.indisvalid ORDER BY i.indrelid, c.relname`;

const TRIGGERS = `SELECT t.tgrelid, t.tgname FROM pg_catalog.pg_trigger t JOIN (${RELATIONS}) r ON r.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
  UNION ALL SELECT w.ev_class, w.rulename FROM pg_catalog.pg_rewrite w JOIN (${RELATIONS}) r ON r.oid = w.ev_class
  WHERE w.ev_type <> '1' ORDER BY 1, 2`;

const ENUMS = `SELECT e.enumtypid, e.enumlabel FROM pg_catalog.pg_enum e ORDER BY e.enumtypid, e.enumsortorder`;

/**
 * A number that is another one as soon as a table, a column, a constraint, a trigger or an enum was made, changed or
 * dropped: each catalogue row carries the transaction that wrote it.
 */
const VERSION = `SELECT concat_ws(' ',
  (SELECT concat(count(*), '/', sum(c.xmin::text::bigint + c.oid::bigint)) FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'i') AND c.relnamespace <> pg_catalog.pg_my_temp_schema()),
  (SELECT concat(count(*), '/', sum(a.xmin::text::bigint)) FROM pg_catalog.pg_attribute a WHERE a.attnum > 0),
  (SELECT concat(count(*), '/', sum(d.xmin::text::bigint)) FROM pg_catalog.pg_attrdef d),
  (SELECT concat(count(*), '/', sum(k.xmin::text::bigint)) FROM pg_catalog.pg_constraint k),
  (SELECT concat(count(*), '/', sum(t.xmin::text::bigint)) FROM pg_catalog.pg_trigger t),
  (SELECT concat(count(*), '/', sum(e.xmin::text::bigint)) FROM pg_catalog.pg_enum e),
  current_setting('search_path'))`;

/** What tells one state of the schema from another. */
export async function schemaVersion(ask: Ask): Promise<string> {
  return String((await ask(VERSION)).rows[0]?.[0] ?? "");
}

/** A foreign key's actions as the catalogue abbreviates them. */
const ACTIONS: Readonly<Record<string, string>> = {
  a: "NO ACTION",
  r: "RESTRICT",
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
};

/** A schema, and the constraints that are checked at COMMIT. */
export interface PostgresSchema extends DatabaseSchema {
  /** Quoted names, as SET CONSTRAINTS takes them. */
  readonly deferred: readonly string[];
}

/** The same of CockroachDB, which has schemas of its own besides. */
function ofCockroach(sql: string): string {
  return sql.replaceAll("'information_schema')", "'information_schema', 'crdb_internal', 'pg_extension')");
}

/** Reads the schema by one query for each kind of thing. */
export async function introspectPostgres(ask: Ask, product: Product = "PostgreSQL"): Promise<PostgresSchema> {
  const rowsOf = async (sql: string): Promise<readonly SqlList[]> =>
    (await ask(product === "CockroachDB" ? ofCockroach(sql) : sql)).rows;
  const tables = await rowsOf(TABLES);
  const columns = grouped(await rowsOf(COLUMNS));
  const allConstraints = await rowsOf(CONSTRAINTS);
  const constraints = grouped(allConstraints);
  const indexes = grouped(await rowsOf(INDEXES));
  const triggers = grouped(await rowsOf(TRIGGERS));
  const enums = grouped(await rowsOf(ENUMS));
  return {
    tables: tables.map((row) =>
      tableOf(row, {
        columns: columns.get(String(row[0])) ?? [],
        constraints: constraints.get(String(row[0])) ?? [],
        indexes: indexes.get(String(row[0])) ?? [],
        triggers: (triggers.get(String(row[0])) ?? []).map((trigger) => String(trigger[1])),
        enums,
      }),
    ),
    deferred: allConstraints.flatMap((row) =>
      row[9] === "true" ? [`${quoted(String(row[12]))}.${quoted(String(row[1]))}`] : [],
    ),
  };
}

interface Parts {
  readonly columns: readonly SqlList[];
  readonly constraints: readonly SqlList[];
  readonly indexes: readonly SqlList[];
  readonly triggers: readonly string[];
  readonly enums: ReadonlyMap<string, readonly SqlList[]>;
}

function tableOf(row: SqlList, parts: Parts): TableSchema {
  const names = new Map(parts.columns.map((column) => [String(column[1]), String(column[2])]));
  const named = (numbers: SqlValue | undefined): string[] => listOf(numbers).map((number) => names.get(number) ?? "");
  const primary = parts.constraints.find((constraint) => constraint[2] === "p");
  const estimate = Number(row[3] ?? -1);
  return {
    name: String(row[1]),
    kind: row[2] === "v" || row[2] === "m" ? "view" : "table",
    columns: parts.columns.map((column) => columnOf(column, parts.enums)),
    primaryKey: named(primary?.[3]),
    rowid: null,
    foreignKeys: parts.constraints.flatMap((constraint) =>
      constraint[2] === "f" ? [foreignKeyOf(constraint, named(constraint[3]))] : [],
    ),
    indexes: parts.indexes.map((index) => indexOf(index, names)),
    triggers: parts.triggers,
    checks: parts.constraints.flatMap((constraint) => (constraint[2] === "c" ? [String(constraint[10])] : [])),
    ...(typeof row[4] === "string" && { comment: row[4] }),
    // Never analysed: -1.
    ...(estimate >= 0 && { estimate }),
  };
}

function columnOf(row: SqlList, enums: Parts["enums"]): ColumnSchema {
  const [, , name, type, notNull, expression, generated, identity, comment, kind, typeId, collation] = row;
  const text = typeof expression === "string" ? expression : null;
  const isGenerated = generated === "s" || generated === "v";
  return {
    name: String(name),
    type: String(type),
    notNull: notNull === "true",
    default: isGenerated ? null : text,
    generated: generated === "s" ? "stored" : generated === "v" ? "virtual" : null,
    auto: identity !== "" || /^nextval\(/.test(text ?? ""),
    ...(typeof collation === "string" && { collation }),
    ...(typeof comment === "string" && { comment }),
    ...(kind === "e" && { choices: (enums.get(String(typeId)) ?? []).map((label) => String(label[1])) }),
  };
}

function foreignKeyOf(row: SqlList, columns: readonly string[]): ForeignKeySchema {
  return {
    name: String(row[1]),
    columns,
    table: String(row[6]),
    references: listOf(row[11]),
    onDelete: ACTIONS[String(row[7])] ?? "NO ACTION",
    onUpdate: ACTIONS[String(row[8])] ?? "NO ACTION",
    deferred: row[9] === "true",
  };
}

function indexOf(row: SqlList, names: ReadonlyMap<string, string>): IndexSchema {
  // Column numbers past the key are only carried along; 0 stands for an expression.
  const numbers = listOf(row[3]).slice(0, Number(row[5]));
  return {
    name: String(row[1]),
    unique: row[2] === "true",
    columns: numbers.map((number) => names.get(number) ?? null),
    partial: row[4] === "true",
  };
}

/** The members of an array in the server's text form: numbers, or names quoted where they need it. */
function listOf(text: SqlValue | undefined): string[] {
  if (typeof text !== "string") return [];
  const inner = text.replace(/^\[[^\]]*\]=/, "").slice(1, -1);
  return [...inner.matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/g)].map(([, quotedText, plain]) =>
    quotedText === undefined ? (plain ?? "") : quotedText.replace(/\\(.)/g, "$1"),
  );
}

function grouped(rows: readonly SqlList[]): Map<string, SqlList[]> {
  const groups = new Map<string, SqlList[]>();
  for (const row of rows) {
    const key = String(row[0]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
