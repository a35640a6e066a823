import type { Backend, SqlValue, Transaction } from "../../database/backend";
import { quoteName } from "../../database/quote";
import type { DatabaseSchema, TableSchema } from "../../database/schema";
import type { Field } from "../../orm/fields";
import type { Conversion } from "../../orm/fieldTypes";
import { Registry } from "../../orm/registry";
import type { ModelInfo } from "../../protocol/models";
import type { Remade } from "../../protocol/scratch";
import { defaultFor } from "./defaults";

/** Rows that one INSERT brings over. */
const BATCH = 100;

/**
 * Fills new tables with the rows of old ones, as far as they fit: columns of the same name are taken over, new ones get
 * their default, and rows that the new tables refuse, or that would point at nothing, are left out and told.
 */
export async function refill(
  from: Backend,
  to: Backend,
  models: readonly ModelInfo[],
  conversion: Conversion,
): Promise<Remade> {
  const [before, after] = [await from.introspect(), await to.introspect()];
  const registry = new Registry({ models });
  const now = Math.floor(Date.now() / 1000);
  const notes: string[] = [];
  let kept = 0;
  await to.transaction(async (transaction) => {
    for (const table of after.tables) {
      const old = before.tables.find((each) => each.name.toLowerCase() === table.name.toLowerCase());
      if (old === undefined) continue;
      const model = registry.models.find(({ info }) => !info.proxy && info.table === table.name);
      const filled = fillings(table, old, model?.localFields ?? [], conversion, now);
      const rows = await rowsOf(
        from,
        old,
        filled.map(({ from: name }) => name).filter((name) => name !== null),
      );
      const label = model?.label ?? table.name;
      const lacking = missing(table, filled);
      if (lacking.length > 0 && rows.length > 0) {
        notes.push(
          `${count(rows.length)} of ${label} left out: ${lacking.join(", ")} may not be NULL and has no default.`,
        );
        continue;
      }
      const taken = await insert(transaction, table, filled, rows);
      kept += taken;
      if (taken < rows.length)
        notes.push(`${count(rows.length - taken)} of ${label} left out: the new table refuses them.`);
    }
    const loose = await dropLoose(transaction, after);
    kept -= loose.gone;
    if (loose.gone > 0) notes.push(`${count(loose.gone)} left out that would point at a row which is not there.`);
    await transaction.commit();
  });
  for (const { name } of before.tables) {
    if (!after.tables.some((each) => each.name.toLowerCase() === name.toLowerCase())) {
      const rows = await from.read((session) => session.all(`SELECT count(*) AS n FROM ${quoteName(name)}`));
      const lost = Number(rows[0]?.n ?? 0);
      if (lost > 0) notes.push(`${count(lost)} of the table ${name} left out: no model has it.`);
    }
  }
  return { kept, notes };
}

function count(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}

/** Where a new column's values come from: a column of the old table, or one value for all. */
interface Filling {
  readonly to: string;
  readonly from: string | null;
  readonly value: SqlValue;
}

function fillings(
  table: TableSchema,
  old: TableSchema,
  fields: readonly Field[],
  conversion: Conversion,
  now: number,
): Filling[] {
  return table.columns.flatMap((column): Filling[] => {
    if (column.generated !== null) return [];
    const source = old.columns.find((each) => each.name.toLowerCase() === column.name.toLowerCase());
    if (source !== undefined) return [{ to: column.name, from: source.name, value: null }];
    const field = fields.find((each) => each.column === column.name);
    const value = field === undefined ? undefined : defaultFor(field, conversion, now);
    return value === undefined ? [] : [{ to: column.name, from: null, value }];
  });
}

function missing(table: TableSchema, filled: readonly Filling[]): string[] {
  const has = new Set(filled.map(({ to }) => to));
  return table.columns
    .filter((column) => column.notNull && column.default === null && !column.auto && column.generated === null)
    .filter((column) => !has.has(column.name))
    .map((column) => column.name);
}

async function rowsOf(
  from: Backend,
  { name }: TableSchema,
  columns: readonly string[],
): Promise<readonly SqlValue[][]> {
  if (columns.length === 0) return [];
  const sql = `SELECT ${columns.map(quoteName).join(", ")} FROM ${quoteName(name)}`;
  return from.read(async (session) => {
    if (session.lists === undefined) throw new Error("a scratch database gives its rows as lists");
    return (await session.lists(sql)).map((row) => [...row]);
  });
}

/** Inserts the rows that the table takes; how many they were. */
async function insert(
  transaction: Transaction,
  table: TableSchema,
  filled: readonly Filling[],
  rows: readonly SqlValue[][],
): Promise<number> {
  const columns = filled.map(({ to }) => quoteName(to)).join(", ");
  const places = `(${filled.map(() => "?").join(", ")})`;
  let taken = 0;
  for (let at = 0; at < rows.length; at += BATCH) {
    const some = rows.slice(at, at + BATCH);
    const values = some.flatMap((row) => {
      let next = 0;
      return filled.map(({ from, value }) => (from === null ? value : (row[next++] ?? null)));
    });
    const sql = `INSERT OR IGNORE INTO ${quoteName(table.name)} (${columns}) VALUES ${some.map(() => places).join(", ")}`;
    taken += (await transaction.write(sql, values)).affected;
  }
  return taken;
}

/** Takes out the rows that point at nothing, or empties the key where it may be empty, until all keys lead somewhere. */
async function dropLoose(transaction: Transaction, schema: DatabaseSchema): Promise<{ readonly gone: number }> {
  let gone = 0;
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const table of schema.tables) {
      for (const { columns, table: target, references } of table.foreignKeys) {
        const [column, key] = [columns[0], references[0]];
        if (column === undefined || key === undefined || columns.length > 1) continue;
        const where = `${quoteName(column)} IS NOT NULL AND ${quoteName(column)} NOT IN (SELECT ${quoteName(key)} FROM ${quoteName(target)} WHERE ${quoteName(key)} IS NOT NULL)`;
        const isNullable = table.columns.find((each) => each.name === column)?.notNull === false;
        const sql = isNullable
          ? `UPDATE ${quoteName(table.name)} SET ${quoteName(column)} = NULL WHERE ${where}`
          : `DELETE FROM ${quoteName(table.name)} WHERE ${where}`;
        const { affected } = await transaction.write(sql);
        if (affected > 0) isChanged = true;
        if (!isNullable) gone += affected;
      }
    }
  }
  return { gone };
}
