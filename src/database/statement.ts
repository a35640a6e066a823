import { QuerysetError } from "../protocol/errors";

const LEADING = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$)|\()*/;

/** What a statement begins with, in lower case, comments and opening parentheses passed over. */
export function keywordOf(sql: string): string {
  const start = LEADING.exec(sql)?.[0].length ?? 0;
  return /^[a-z]+/i.exec(sql.slice(start))?.[0].toLowerCase() ?? "";
}

const READING = new Set(["select", "values", "explain", "with"]);
const CHANGING = new Set(["insert", "update", "delete", "replace", "with"]);
const DEFINING = new Set(["create", "drop", "alter"]);

/** Refuses what is not a read, so that nothing changes unseen through `all`. */
export function assertReads(sql: string): void {
  if (READING.has(keywordOf(sql))) return;
  throw new QuerysetError("ProgrammingError", `Not a statement that reads: ${shorten(sql)}`, {
    hint: "Only SELECT, VALUES, WITH and EXPLAIN can be run here.",
  });
}

/** Refuses what would end the transaction under our feet, or reach past its database. */
export function assertWrites(sql: string): void {
  const keyword = keywordOf(sql);
  if (CHANGING.has(keyword) || DEFINING.has(keyword)) return;
  throw new QuerysetError("ProgrammingError", `Not a statement that writes rows: ${shorten(sql)}`, {
    hint: "Only INSERT, UPDATE, DELETE and definitions of tables can be run here.",
  });
}

/** Whether SQLite's change counter means something after this statement. */
export function countsChanges(sql: string): boolean {
  return CHANGING.has(keywordOf(sql));
}

/** Whether the statement changes the schema. */
export function definesSchema(sql: string): boolean {
  return DEFINING.has(keywordOf(sql));
}

function shorten(sql: string): string {
  const text = sql.trim();
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
