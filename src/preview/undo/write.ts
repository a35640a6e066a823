import type { RowChange, SqlValue } from "../../database/backend";
import type { Connection } from "../../orm/context";
import { dialectOf, quoteName } from "../../orm/dialects/byName";
import type { DialectName } from "../../orm/dialects/dialect";
import type { Model } from "../../orm/meta";
import { joined, param, raw, type Sql, sql } from "../../orm/sql";
import { placesFor } from "../../orm/writes/plainRows";
import { keyed, ROWS_AT_ONCE } from "../rows";

/** Parameters of one statement, below every database's limit. */
const PARAMETERS = 5000;

/** Takes back new rows. */
export async function deleteRows(
  connection: Connection,
  changes: readonly RowChange[],
  dialect: DialectName,
): Promise<void> {
  const [first] = changes;
  if (!first) return;
  const where = keyed(
    changes.map(({ key }) => key),
    dialect,
  );
  const { table } = first;
  await connection.write(sql`DELETE FROM ${quoteName(table, dialect)} WHERE ${where}`, {
    action: "delete",
    table,
    where,
  });
}

/** Puts deleted rows back as they were, several in one statement. */
export async function insertRows(
  connection: Connection,
  changes: readonly RowChange[],
  dialect: DialectName,
): Promise<void> {
  for (const [columns, own] of byColumns(changes)) {
    const size = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(PARAMETERS / Math.max(1, columns.length))));
    for (let at = 0; at < own.length; at += size) {
      const rows = own.slice(at, at + size);
      const { table } = rows[0] ?? { table: "" };
      const params = rows.flatMap(({ before }) => columns.map((column) => before?.[column] ?? null));
      const names = columns.map((column) => quoteName(column, dialect)).join(", ");
      const places = placesFor(rows.length, columns.length);
      const text = `INSERT INTO ${quoteName(table, dialect)} (${names}) VALUES ${places}`;
      const kind = { action: "insert", table, columns, values: () => params } as const;
      await connection.write({ text, params }, kind);
    }
  }
}

/** Gives rows the values they had before: by one statement a few hundred, where their keys are of one column. */
export async function updateRows(
  connection: Connection,
  changes: readonly RowChange[],
  dialect: DialectName,
  model: Model | undefined,
): Promise<void> {
  for (const [columns, own] of byColumns(changes)) {
    const [first] = own;
    if (!first) continue;
    const keys = Object.keys(first.key);
    const set = columns.filter((column) => !keys.includes(column));
    if (set.length === 0) continue;
    const typed = model && typesOf(model, keys, set);
    if (!typed) for (const change of own) await connection.write(...updateOne(change, keys, set, dialect));
    else {
      const size = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(PARAMETERS / (set.length + 1))));
      for (let at = 0; at < own.length; at += size) {
        const rows = own.slice(at, at + size);
        const params: SqlValue[] = [];
        for (const { key, before } of rows) {
          params.push(key[typed.key.column] ?? null);
          for (const column of set) params.push(before?.[column] ?? null);
        }
        const values: Sql = { text: placesFor(rows.length, set.length + 1), params };
        const statement = dialectOf(dialect).updateFrom({
          ...typed,
          table: first.table,
          values,
          rows: rows.length,
          restrict: raw(""),
        });
        await connection.write(statement, {
          action: "update",
          table: first.table,
          columns: set,
          keys: { column: typed.key.column, values: rows.map(({ key }) => key[typed.key.column] ?? null) },
        });
      }
    }
  }
}

/** The types of the columns, where the model knows them all and one column is the key. */
function typesOf(model: Model, keys: readonly string[], set: readonly string[]) {
  const field = (column: string) => model.localFields.find((own) => own.column === column);
  const key = keys.length === 1 ? field(keys[0] ?? "") : undefined;
  if (!key) return null;
  const columns = set.flatMap((column) => {
    const found = field(column);
    return found ? [{ column, type: found.valueType }] : [];
  });
  return columns.length === set.length ? { key: { column: key.column, type: key.valueType }, columns } : null;
}

function updateOne(
  change: RowChange,
  keys: readonly string[],
  set: readonly string[],
  dialect: DialectName,
): Parameters<Connection["write"]> {
  const q = (name: string): string => quoteName(name, dialect);
  const assigned = set.map((column) => sql`${q(column)} = ${param(change.before?.[column] ?? null)}`);
  const where = joined(
    keys.map((column) => sql`${q(column)} = ${param(change.key[column] ?? null)}`),
    " AND ",
  );
  const statement = sql`UPDATE ${q(change.table)} SET ${joined(assigned, ", ")} WHERE ${where}`;
  return [statement, { action: "update", table: change.table, columns: set, where, key: change.key }];
}

/** Changes by the columns of what is written back. */
function byColumns(changes: readonly RowChange[]): [readonly string[], RowChange[]][] {
  const groups = new Map<string, [readonly string[], RowChange[]]>();
  let last: [readonly string[], RowChange[]] | null = null;
  for (const change of changes) {
    const columns = Object.keys(change.before ?? {});
    if (last && last[0].length === columns.length && last[0].every((column, i) => column === columns[i])) {
      last[1].push(change);
      continue;
    }
    const name = columns.join("\0");
    last = groups.get(name) ?? [columns, []];
    groups.set(name, last);
    last[1].push(change);
  }
  return [...groups.values()];
}
