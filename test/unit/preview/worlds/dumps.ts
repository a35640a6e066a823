import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { Json } from "../../../../src/protocol/json";
import type { Effect } from "../../../../src/protocol/results";

/** A stored value: exactly, with its type, and as effects show it. */
interface Stored {
  readonly exact: string;
  readonly shown: string;
}

interface Row {
  readonly table: string;
  readonly key: readonly SQLInputValue[];
  readonly values: Readonly<Record<string, Stored>>;
}

/** Every row of every table by table and key. */
export type State = ReadonlyMap<string, Row>;

/** Reads all there is, generated columns included. Rows that no key names are known by their rowid. */
export function stateOf(path: string): State {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const state = new Map<string, Row>();
    const tables = database
      .prepare("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
      .all();
    for (const { name, wr } of tables) {
      const table = String(name);
      if (table.startsWith("sqlite_")) continue;
      for (const row of rowsOf(database, table, wr === 1))
        state.set(`${table} ${row.key.map((part) => shown(part)).join()}`, row);
    }
    return state;
  } finally {
    database.close();
  }
}

function rowsOf(database: DatabaseSync, table: string, withoutRowid: boolean): Row[] {
  const columns = database.prepare(`SELECT name, pk FROM pragma_table_xinfo('${table}')`).all();
  const names = columns.map(({ name }) => String(name));
  const keys = columns.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a.pk) - Number(b.pk));
  const rowid = withoutRowid ? "NULL" : "rowid";
  const selected = names.map((name) => `"${name}", typeof("${name}")`).join(", ");
  const query = database.prepare(`SELECT ${rowid}, ${selected} FROM "${table}"`);
  query.setReadBigInts(true);
  query.setReturnArrays(true);
  return (query.all() as unknown as SQLInputValue[][]).map(([id = null, ...cells]) => {
    const values: Record<string, Stored> = {};
    const raw = new Map<string, SQLInputValue>();
    for (const [i, name] of names.entries()) {
      const value = cells[i * 2] ?? null;
      raw.set(name, value);
      values[name] = { exact: `${String(cells[i * 2 + 1])} ${shown(value)}`, shown: shown(value) };
    }
    const key = keys.map(({ name }) => raw.get(String(name)) ?? null);
    return { table, key: key.length === 0 || key.includes(null) ? [id] : key, values };
  });
}

/** A value as text that is equal for equal values, whether a database or an effect has it. */
function shown(value: unknown): string {
  if (value instanceof Uint8Array) return JSON.stringify(`hex:${Buffer.from(value).toString("hex")}`);
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** One row that differs between two states. */
export interface Changed {
  readonly action: "insert" | "update" | "delete";
  readonly table: string;
  /** Of an update: the columns that differ. */
  readonly columns: readonly string[];
  /** In the form of `told`. */
  readonly line: string;
}

/** What differs between two states, row by row. */
export function changedRows(before: State, after: State): Changed[] {
  const found: Changed[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [before.get(key), after.get(key)];
    if (a && b) {
      const columns = Object.keys(a.values)
        .filter((name) => a.values[name]?.exact !== b.values[name]?.exact)
        .sort();
      const values = columns.map((name) => `${name}: ${a.values[name]?.shown} > ${b.values[name]?.shown}`);
      if (columns.length > 0)
        found.push({ action: "update", table: a.table, columns, line: `update ${key} ${values.join()}` });
    } else {
      const action = a ? "delete" : "insert";
      const row = a ?? b;
      if (row) found.push({ action, table: row.table, columns: [], line: `${action} ${key} ${image(row.values)}` });
    }
  }
  return found;
}

/** The same as lines. */
export function differences(before: State, after: State): string[] {
  return changedRows(before, after)
    .map(({ line }) => line)
    .sort();
}

function image(values: Row["values"]): string {
  return Object.keys(values)
    .sort()
    .map((name) => `${name}=${values[name]?.shown}`)
    .join();
}

/** What effects say, row by row. `state` names the tables' columns: a rowid is not among them. */
export function told(effects: readonly Effect[], ...states: readonly State[]): string[] {
  const columns = new Map<string, readonly string[]>();
  for (const state of states) for (const row of state.values()) columns.set(row.table, Object.keys(row.values));
  const lines = effects.flatMap(({ action, table, rows }) =>
    rows.map(({ pk, before, after }) => {
      const names = (columns.get(table) ?? []).filter((name) => name in (after ?? before ?? {})).sort();
      const key = `${action} ${table} ${(Array.isArray(pk) ? pk : [pk]).map(shown).join()}`;
      if (action !== "update")
        return `${key} ${names.map((name) => `${name}=${shown((after ?? before)?.[name])}`).join()}`;
      const changed = names.filter((name) => !same(before?.[name], after?.[name]));
      return `${key} ${changed.map((name) => `${name}: ${shown(before?.[name])} > ${shown(after?.[name])}`).join()}`;
    }),
  );
  return lines.sort();
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return shown(a) === shown(b);
}

/** Throws with both sides where two states differ in any value or its type. */
export function assertSame(a: State, b: State, what: string): void {
  const found = differences(a, b);
  if (found.length > 0) throw new Error(`${what}:\n${found.join("\n")}`);
}
