import { DatabaseSync } from "node:sqlite";
import type { Json } from "../../../../src/protocol/json";
import type { PreviewView } from "../../../../src/protocol/results";
import type { State } from "./dumps";

/** Writes as a program does that knows nothing of ours, with foreign keys off as SQLite has them. False where it may not. */
export function foreignWrite(database: string, sql: string): boolean {
  const connection = new DatabaseSync(database, { enableForeignKeyConstraints: false });
  try {
    connection.exec(sql);
    return true;
  } catch {
    return false;
  } finally {
    connection.close();
  }
}

/** Changes a value of a row that a preview shows, or takes the row away; false where it shows none that could be. */
export function changeTouched(database: string, view: PreviewView, choice: number): boolean {
  const rows = view.effects.flatMap((effect) =>
    effect.action === "insert" ? [] : effect.rows.map((row) => ({ effect, row })),
  );
  const columns = columnsOf(database);
  for (let i = 0; i < rows.length; i++) {
    const picked = rows[(i + choice) % rows.length];
    if (!picked) continue;
    const { effect, row } = picked;
    const { keys, plain } = columns.get(effect.table) ?? { keys: [], plain: [] };
    const values = Array.isArray(row.pk) ? row.pk : [row.pk];
    const where = keys.map((name, k) => `"${name}" = ${sqlOf(values[k] ?? null)}`).join(" AND ");
    // Any column of the row, be it one that the write leaves alone.
    const names = plain.filter((name) => !keys.includes(name));
    const name = names[choice % Math.max(1, names.length)];
    const isKeyed = foreignCount(database, `SELECT count(*) AS n FROM "${effect.table}" WHERE ${where}`) === 1;
    if (!isKeyed) continue;
    if (name === undefined || choice % 5 === 0) {
      if (foreignWrite(database, `DELETE FROM "${effect.table}" WHERE ${where}`)) return true;
    } else {
      if (foreignWrite(database, `UPDATE "${effect.table}" SET "${name}" = ${other(name)} WHERE ${where}`)) return true;
    }
  }
  return false;
}

/**
 * Changes a row that a preview does not show, and that nothing of it looks at; answers the row's table, null where there is
 * none.
 */
export function changeUntouched(database: string, view: PreviewView, before: State, choice: number): string | null {
  const touched = new Set(
    view.effects.flatMap(({ table, rows }) =>
      rows.map(({ pk }) => `${table} ${(Array.isArray(pk) ? pk : [pk]).map(text).join()}`),
    ),
  );
  const free = [...before].filter(
    ([key, row]) => !touched.has(key) && row.table.startsWith("world_") && "note" in row.values,
  );
  const columns = columnsOf(database);
  const tables = new Set(triggered(database));
  for (let i = 0; i < free.length; i++) {
    const row = free[(i + choice) % free.length]?.[1];
    const { keys } = columns.get(row?.table ?? "") ?? { keys: [] };
    // What a trigger does with it is more than the change of one row.
    if (!row || tables.has(row.table) || row.key.length !== keys.length || row.key.includes(null)) continue;
    const where = keys.map((name, k) => `"${name}" = ${sqlOf(row.key[k] as Json)}`).join(" AND ");
    if (foreignWrite(database, `UPDATE "${row.table}" SET note = 'theirs ${choice}' WHERE ${where}`)) return row.table;
  }
  return foreignWrite(database, `INSERT INTO log_plain VALUES ('theirs', ${choice})`) ? "log_plain" : null;
}

function columnsOf(database: string): ReadonlyMap<string, { readonly keys: string[]; readonly plain: string[] }> {
  const connection = new DatabaseSync(database, { readOnly: true });
  try {
    const found = new Map<string, { readonly keys: string[]; readonly plain: string[] }>();
    for (const { name } of connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()) {
      const columns = connection.prepare(`SELECT name, pk, hidden FROM pragma_table_xinfo('${String(name)}')`).all();
      const keys = columns.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a.pk) - Number(b.pk));
      found.set(String(name), {
        keys: keys.length === 0 ? ["rowid"] : keys.map((column) => String(column.name)),
        plain: columns.filter(({ hidden }) => hidden === 0).map((column) => String(column.name)),
      });
    }
    return found;
  } finally {
    connection.close();
  }
}

function triggered(database: string): string[] {
  const connection = new DatabaseSync(database, { readOnly: true });
  try {
    return connection
      .prepare("SELECT tbl_name AS name FROM sqlite_schema WHERE type = 'trigger'")
      .all()
      .map(({ name }) => String(name));
  } finally {
    connection.close();
  }
}

function foreignCount(database: string, sql: string): number {
  const connection = new DatabaseSync(database, { readOnly: true });
  try {
    return Number(connection.prepare(sql).get()?.n ?? 0);
  } finally {
    connection.close();
  }
}

/** A value that is not the column's own, and that no other row has. */
function other(column: string): string {
  return `CASE typeof("${column}") WHEN 'text' THEN "${column}" || '~' WHEN 'blob' THEN X'abcd' WHEN 'null' THEN 'theirs' ELSE 424242 END`;
}

function sqlOf(value: Json): string {
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString("hex")}'`;
  if (typeof value === "string")
    return value.startsWith("hex:") ? `X'${value.slice(4)}'` : `'${value.replaceAll("'", "''")}'`;
  return value === null ? "NULL" : String(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
