import { QuerysetError } from "../../protocol/errors";
import type { RowChange, SqlRow } from "../backend";
import type { MysqlConnection } from "./connection";
import { difference, inserted } from "./effects";
import { imageColumns, keyText, quoted } from "./images";
import { keyOf, type MysqlSchema, type MysqlTable, referencesTo } from "./schema";
import type { Write } from "./writes";

/** Rows of one table that are read whole, to see what a trigger did to it. */
const MOST = 200_000;

/**
 * The tables that a write's triggers may write to: those that their bodies name, and those that these tables' own
 * triggers name. A procedure, and a trigger whose text this user may not see, may write to any.
 */
export function tablesBehind(schema: MysqlSchema, table: MysqlTable, write: Write): readonly MysqlTable[] {
  const base = schema.tables.filter(({ kind }) => kind === "table");
  const found = new Set<MysqlTable>();
  const open: { readonly table: MysqlTable; readonly fires: (event: string) => boolean }[] = [
    { table, fires: firing(write) },
    // Newer servers fire triggers for what a foreign key's action does as well.
    ...(write.kind === "insert" ? [] : reached(schema, table).map((each) => ({ table: each, fires: () => true }))),
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const bodies = next.table.triggerTexts.filter(({ event }) => next?.fires(event)).map(({ body }) => body);
    for (const other of base) {
      if (other === table || found.has(other)) continue;
      if (!bodies.some((body) => body === "" || /\bcall\b/i.test(body) || names(body, other.name))) continue;
      found.add(other);
      open.push({ table: other, fires: () => true });
    }
  }
  return [...found];
}

function firing(write: Write): (event: string) => boolean {
  const isUpsert = write.kind === "insert" && write.conflict === "update";
  return (event) => event.toLowerCase() === write.kind || (isUpsert && event.toLowerCase() === "update");
}

/** The tables that foreign keys lead to from a table, on and on. */
function reached(schema: MysqlSchema, table: MysqlTable): MysqlTable[] {
  const found = new Set<MysqlTable>();
  const open = [table];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { child } of referencesTo(schema, next)) {
      if (child === table || found.has(child)) continue;
      found.add(child);
      open.push(child);
    }
  }
  return [...found];
}

/** Whether a trigger's text names a table; `OLD.name` and `NEW.name` name none. */
function names(body: string, table: string): boolean {
  const text = body.replace(/\b(?:old|new)\s*\./gi, "");
  return new RegExp(`(?<![\\w$])${table.replace(/\W/g, "\\$&")}(?![\\w$])`, "i").test(text);
}

/** The rows of some tables, as they are now; they stay so for others until the transaction ends. */
export type Whole = ReadonlyMap<MysqlTable, ReadonlyMap<string, SqlRow>>;

/** Reads tables whole. Throws `Unsupported` for one that is too large for it, or whose rows nothing names. */
export async function readWhole(connection: MysqlConnection, tables: readonly MysqlTable[]): Promise<Whole> {
  const whole = new Map<MysqlTable, Map<string, SqlRow>>();
  for (const table of tables) {
    const sql = `SELECT ${imageColumns(table)} FROM ${quoted(table.name)} LIMIT ${MOST + 1} LOCK IN SHARE MODE`;
    const rows = await connection.all(sql, [], true);
    if (rows.length > MOST || (keyOf(table).length === 0 && rows.length > 0)) {
      const why = rows.length > MOST ? "is too large to be compared" : "has no primary key";
      throw new QuerysetError("Unsupported", `A trigger may write to ${table.name}, which ${why}.`, {
        hint: "What it does there could not be shown. Write with another program, or give the table a key.",
      });
    }
    whole.set(table, new Map(rows.map((row) => [keyText(table, row), row])));
  }
  return whole;
}

/** What became of tables between two looks at them. */
export function changesBetween(before: Whole, after: Whole): RowChange[] {
  return [...after].flatMap(([table, rows]) => {
    const old = before.get(table) ?? new Map<string, SqlRow>();
    const gone = [...old].filter(([key]) => !rows.has(key)).flatMap(([, row]) => difference(table, row, undefined));
    const now = [...rows].flatMap(([key, row]) => {
      const was = old.get(key);
      return was === undefined ? inserted(table, [row]) : difference(table, was, row);
    });
    return [...gone, ...now];
  });
}
