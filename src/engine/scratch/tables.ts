import { createTableStatements } from "../../models/tables";
import type { ModelInfo } from "../../protocol/models";

/** Stands in tables that were made like those of another database, which no code speaks of. */
const MARK = "/* as in a database */ ";

/** The statements that make a scratch database's tables. */
export function scratchStatements(models: readonly ModelInfo[]): string[] {
  const found = new Set(models.filter(({ origin }) => origin === "database").map(({ table }) => table.toLowerCase()));
  return createTableStatements(models).map((sql) => {
    const { name, isTable } = definedBy(sql);
    return isTable && found.has(name.toLowerCase()) ? sql.replace(" (", ` (${MARK}`) : sql;
  });
}

/** A table that no model of the code stands for, so that its changes say nothing. */
export function isForeign(sql: string): boolean {
  return sql.includes(MARK);
}

/** What a CREATE statement of ours makes. */
export function definedBy(sql: string): { readonly name: string; readonly isTable: boolean } {
  const match = /^CREATE (?:UNIQUE )?(TABLE|INDEX) "((?:[^"]|"")+)"/.exec(sql);
  return { name: match?.[2]?.replaceAll('""', '"') ?? "", isTable: match?.[1] === "TABLE" };
}
