import { isWord, type Token, tokenize } from "./tokens";

/** What only a table's CREATE TABLE text says: no pragma tells it. */
export interface TableText {
  readonly checks: readonly string[];
  /** In the order of declaration. */
  readonly foreignKeys: readonly { readonly name?: string; readonly deferred: boolean }[];
  /** Collation by column, where one is declared. */
  readonly collations: ReadonlyMap<string, string>;
}

/** Reads CREATE TABLE text as far as pragmas leave it open. Text it cannot make sense of gives nothing. */
export function readCreateTable(sql: string): TableText {
  const checks: string[] = [];
  const foreignKeys: { name?: string; deferred: boolean }[] = [];
  const collations = new Map<string, string>();
  for (const part of definitions(tokenize(sql))) {
    const first = part[0];
    const column = first !== undefined && !startsConstraint(first) ? first.value : null;
    let name: string | undefined;
    let depth = 0;
    for (let index = 0; index < part.length; index++) {
      const token = part[index];
      if (token?.value === "(" && token.kind === "punctuation") depth++;
      if (token?.value === ")" && token.kind === "punctuation") depth--;
      if (depth > 0) continue;
      const next = part[index + 1];
      if (isWord(token, "CONSTRAINT")) name = next?.value;
      else if (isWord(token, "CHECK")) checks.push(parenthesised(sql, part, index + 1));
      else if (isWord(token, "COLLATE") && column !== null && next !== undefined) collations.set(column, next.value);
      else if (isWord(token, "REFERENCES")) {
        const deferred = isDeferred(part, index);
        foreignKeys.push(name === undefined ? { deferred } : { name, deferred });
      }
    }
  }
  return { checks, foreignKeys, collations };
}

const CONSTRAINTS = ["CONSTRAINT", "CHECK", "FOREIGN", "PRIMARY", "UNIQUE"];

function startsConstraint(token: Token): boolean {
  return CONSTRAINTS.some((word) => isWord(token, word));
}

/** The comma-separated parts between the outermost parentheses. */
function definitions(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  let part: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    const mark = token.kind === "punctuation" ? token.value : "";
    if (mark === ")" && --depth === 0) break;
    if (depth === 1 && mark === ",") {
      parts.push(part);
      part = [];
    } else if (depth > 0) part.push(token);
    if (mark === "(") depth++;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function parenthesised(sql: string, part: readonly Token[], start: number): string {
  let depth = 0;
  for (let index = start; index < part.length; index++) {
    const token = part[index];
    if (token?.kind !== "punctuation") continue;
    if (token.value === "(") depth++;
    if (token.value === ")" && --depth === 0) return sql.slice((part[start]?.from ?? 0) + 1, token.from).trim();
  }
  return "";
}

/** DEFERRABLE INITIALLY DEFERRED, and no NOT before it, up to the next reference of the same part. */
function isDeferred(part: readonly Token[], reference: number): boolean {
  for (let index = reference + 1; index < part.length; index++) {
    if (isWord(part[index], "REFERENCES")) return false;
    if (!isWord(part[index], "DEFERRABLE")) continue;
    if (isWord(part[index - 1], "NOT")) return false;
    return isWord(part[index + 1], "INITIALLY") && isWord(part[index + 2], "DEFERRED");
  }
  return false;
}
