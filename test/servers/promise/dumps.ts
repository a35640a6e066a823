import type { Json } from "../../../src/protocol/json";
import type { Effect } from "../../../src/protocol/results";
import type { AnyKind, AnyServer } from "../anyServer";

/** A row's values as texts, null for NULL. */
export type Row = Readonly<Record<string, string | null>>;

/** Every row of a project's tables, by table and then by the text of its key. */
export type State = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/** A column that every table has and no model knows: to change it is to change nothing that a script could read. */
export const NOTE = "theirs";

/** The one column that names the rows of a table that Django made. */
export const keyOf = (row: Row): string =>
  "id" in row ? "id" : (Object.keys(row).find((name) => name.endsWith("_ptr_id")) ?? "");

/** Reads all rows, past everything of ours: values are the server's own texts. */
export async function stateOf(
  server: AnyServer,
  kind: AnyKind,
  database: string,
  tables: readonly string[],
): Promise<State> {
  const isPostgres = kind.engine === "postgresql";
  const q = (name: string): string => (isPostgres ? `"${name}"` : `\`${name}\``);
  const schema = isPostgres ? "current_schema()" : "DATABASE()";
  const [columns = []] = await server.rows(database, [
    `SELECT table_name AS "table", column_name AS "name" FROM information_schema.columns WHERE table_schema = ${schema}`.replaceAll(
      '"',
      isPostgres ? '"' : "`",
    ),
  ]);
  const selects = tables.map((table) => {
    const selected = columns
      .filter((column) => column.table === table)
      .map(({ name }) => {
        const column = q(String(name));
        return `${isPostgres ? `${column}::text` : `CAST(${column} AS CHAR)`} AS ${column}`;
      });
    return `SELECT ${selected.join(", ")} FROM ${q(table)}`;
  });
  const found = (await server.rows(database, selects)) as readonly (readonly Row[])[];
  const state = new Map<string, ReadonlyMap<string, Row>>();
  for (const [i, table] of tables.entries())
    state.set(table, new Map(found[i]?.map((row) => [String(row[keyOf(row)]), row])));
  return state;
}

/** What differs between two states, a line a row. */
export function differences(before: State, after: State): string[] {
  const lines: string[] = [];
  for (const [table, rows] of after) {
    const old = before.get(table) ?? new Map<string, Row>();
    for (const [key, row] of rows) {
      const was = old.get(key);
      if (!was) lines.push(`insert ${table} ${key} ${image(row)}`);
      else lines.push(...updated(table, key, was, row));
    }
    for (const [key, row] of old) if (!rows.has(key)) lines.push(`delete ${table} ${key} ${image(row)}`);
  }
  return lines.sort();
}

/** What effects say, in the same words. */
export function told(effects: readonly Effect[]): string[] {
  return effects
    .flatMap(({ action, table, rows }) =>
      rows.flatMap(({ pk, before, after }) => {
        if (action === "update") return updated(table, String(pk), texts(before), texts(after));
        return [`${action} ${table} ${String(pk)} ${image(texts(after ?? before))}`];
      }),
    )
    .sort();
}

function updated(table: string, key: string, before: Row, after: Row): string[] {
  const changed = Object.keys(after)
    .sort()
    .filter((name) => before[name] !== after[name]);
  const values = changed.map((name) => `${name}: ${before[name]} > ${after[name]}`);
  return changed.length === 0 ? [] : [`update ${table} ${key} ${values.join(", ")}`];
}

function texts(row: Readonly<Record<string, Json>> | null): Row {
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, value === null ? null : String(value)]),
  );
}

function image(row: Row): string {
  return Object.keys(row)
    .sort()
    .map((name) => `${name}=${row[name]}`)
    .join(", ");
}
