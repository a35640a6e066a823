import type { Changed, ForeignKeyViolation, RowChange, SqlRow, SqlValue } from "../backend";
import { quoteName } from "../quote";
import type { DatabaseSchema, ForeignKeySchema, TableSchema } from "../schema";
import type { RawSqlite } from "./raw";

/** Rows asked for at once: far below SQLite's limit of 32,766 variables for any sensible key. */
const BATCH = 400;
const MANY = 5 * BATCH;

/**
 * The rows that break a foreign key because of `changes`: children that changed and have no parent, and children that a
 * changed parent left behind. Rows that were broken before and were not touched are not asked about.
 */
export function findViolations(raw: RawSqlite, schema: DatabaseSchema, changes: Changed): ForeignKeyViolation[] {
  const counts = changes.counts ?? countsOf(changes);
  const found = new Map<string, ForeignKeyViolation>();
  const links = linksOf(schema);
  for (const link of new Set([...counts.keys()].flatMap((name) => links.get(name) ?? []))) {
    const { child, foreignKey, parent } = link;
    const concerned = (counts.get(child.name) ?? 0) + (counts.get(parent?.name ?? "") ?? 0);
    // Of very many rows most often none is missed: one look at the whole table is cheaper than asking for each.
    if (concerned > MANY && !hasOrphans(raw, link)) continue;
    const own = [...changes].filter(({ table }) => table === child.name || table === parent?.name);
    const of = (name: string) => own.filter(({ table }) => table === name);
    const matches = [
      ...changedChildren(foreignKey, of(child.name)),
      ...(parent === undefined ? [] : changedParents(foreignKey, parent, of(parent.name))),
    ];
    for (const match of matches) {
      for (const key of orphans(raw, child, foreignKey, parent, match)) {
        const violation = { table: child.name, columns: foreignKey.columns, key, references: foreignKey.table };
        found.set(
          JSON.stringify(violation, (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
          violation,
        );
      }
    }
  }
  return [...found.values()];
}

function countsOf(changes: Iterable<RowChange>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { table } of changes) counts.set(table, (counts.get(table) ?? 0) + 1);
  return counts;
}

/** Whether any row of the table points at one that is not there. */
function hasOrphans(raw: RawSqlite, { child, foreignKey, parent }: TableLink): boolean {
  const set = foreignKey.columns.map((name) => `c.${quoteName(name)} IS NOT NULL`);
  const missing = parent === undefined ? set : [...set, parentMissing(parent, foreignKey)];
  const sql = `SELECT 1 FROM main.${quoteName(child.name)} AS c WHERE ${missing.join(" AND ")} LIMIT 1`;
  return raw.exact(sql).length > 0;
}

/** A foreign key with the tables at its ends; `parent` is missing where the database has no such table. */
export interface TableLink {
  readonly child: TableSchema;
  readonly foreignKey: ForeignKeySchema;
  readonly parent: TableSchema | undefined;
}

const known = new WeakMap<DatabaseSchema, ReadonlyMap<string, readonly TableLink[]>>();

/** A schema's foreign keys by the names of the tables at both ends. Each write asks, so they are sorted out once. */
export function linksOf(schema: DatabaseSchema): ReadonlyMap<string, readonly TableLink[]> {
  const before = known.get(schema);
  if (before) return before;
  const tables = new Map(schema.tables.map((table) => [table.name, table]));
  const links = new Map<string, TableLink[]>();
  for (const child of schema.tables) {
    for (const foreignKey of child.foreignKeys) {
      const link = { child, foreignKey, parent: tables.get(foreignKey.table) };
      for (const name of new Set([child.name, foreignKey.table])) links.set(name, [...(links.get(name) ?? []), link]);
    }
  }
  known.set(schema, links);
  return links;
}

/** Which child rows to look at: those whose `columns` hold one of `values`. */
interface Match {
  readonly columns: readonly string[];
  readonly values: readonly (readonly SqlValue[])[];
  /** The collations to compare with, by column: a foreign key compares as its parent's column does. */
  readonly collations: ReadonlyMap<string, string>;
}

function changedChildren(foreignKey: ForeignKeySchema, changes: readonly RowChange[]): Match[] {
  const keys = changes.flatMap((change) => {
    const after = change.after;
    if (after === null) return [];
    return change.action === "insert" || foreignKey.columns.some((column) => column in after) ? [change.key] : [];
  });
  return byColumns(
    keys.map((key) => Object.entries(key)),
    new Map(),
  );
}

function changedParents(foreignKey: ForeignKeySchema, parent: TableSchema, changes: readonly RowChange[]): Match[] {
  const left = changes.flatMap((change) => {
    const before = change.before;
    const after = change.after;
    if (before === null) return [];
    if (
      after !== null &&
      !foreignKey.references.some((column) => column in after && after[column] !== before[column])
    ) {
      return [];
    }
    const pairs = foreignKey.columns.flatMap((column, index): [string, SqlValue][] => {
      const value = before[foreignKey.references[index] ?? ""];
      return value === undefined ? [] : [[column, value]];
    });
    return pairs.length === 0 || pairs.some(([, value]) => value === null) ? [] : [pairs];
  });
  const collations = foreignKey.columns.flatMap((column, index): [string, string][] => {
    const target = parent.columns.find((candidate) => candidate.name === foreignKey.references[index]);
    return target?.collation === undefined ? [] : [[column, target.collation]];
  });
  return byColumns(left, new Map(collations));
}

/** An update names only some columns of a composite key, so rows are gathered by the columns they name. */
function byColumns(rows: readonly (readonly [string, SqlValue][])[], collations: ReadonlyMap<string, string>): Match[] {
  const groups = new Map<string, { columns: string[]; values: SqlValue[][] }>();
  for (const row of rows) {
    const columns = row.map(([name]) => name);
    const id = JSON.stringify(columns);
    const group = groups.get(id) ?? { columns, values: [] };
    group.values.push(row.map(([, value]) => value));
    groups.set(id, group);
  }
  return [...groups.values()].map((group) => ({ ...group, collations }));
}

function orphans(
  raw: RawSqlite,
  child: TableSchema,
  foreignKey: ForeignKeySchema,
  parent: TableSchema | undefined,
  match: Match,
): SqlRow[] {
  const key = child.primaryKey.length > 0 ? child.primaryKey : child.rowid === null ? [] : [child.rowid];
  const rows: SqlRow[] = [];
  for (let start = 0; start < match.values.length; start += BATCH) {
    const batch = match.values.slice(start, start + BATCH);
    const sql = `SELECT ${key.map((name) => `c.${quoteName(name)} AS ${quoteName(name)}`).join(", ") || "1"}
      FROM main.${quoteName(child.name)} AS c
      WHERE ${foreignKey.columns.map((name) => `c.${quoteName(name)} IS NOT NULL`).join(" AND ")}
      AND ${membership(match, batch.length)}${parent === undefined ? "" : ` AND ${parentMissing(parent, foreignKey)}`}`;
    rows.push(...raw.exact(sql, batch.flat()));
  }
  return rows;
}

function membership({ columns, collations }: Match, count: number): string {
  const names = columns.map((name) => {
    const collation = collations.get(name);
    return `c.${quoteName(name)}${collation === undefined ? "" : ` COLLATE ${quoteName(collation)}`}`;
  });
  const places = (length: number, text: string) => Array.from({ length }, () => text).join(", ");
  if (names.length === 1) return `${names[0]} IN (${places(count, "?")})`;
  return `(${names.join(", ")}) IN (VALUES ${places(count, `(${places(names.length, "?")})`)})`;
}

/** The parent's column stands left: a foreign key compares with the parent's collation and affinity. */
export function parentMissing(parent: TableSchema, foreignKey: ForeignKeySchema): string {
  const pairs = foreignKey.columns.map(
    (name, index) => `p.${quoteName(foreignKey.references[index] ?? parent.rowid ?? "rowid")} = c.${quoteName(name)}`,
  );
  return `NOT EXISTS (SELECT 1 FROM main.${quoteName(parent.name)} AS p WHERE ${pairs.join(" AND ")})`;
}
