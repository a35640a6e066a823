import type { Sql } from "../sql";
import type { Dialect, DialectName } from "./dialect";
import { postgresDialect } from "./postgres";
import { sqliteDialect } from "./sqlite";

const DIALECTS: Readonly<Partial<Record<DialectName, Dialect>>> = {
  sqlite: sqliteDialect,
  postgres: postgresDialect,
};

/** The dialect of a backend. Throws for one that has none. */
export function dialectOf(name: DialectName): Dialect {
  const dialect = DIALECTS[name];
  if (!dialect) throw new Error(`there is no dialect for ${name}`);
  return dialect;
}

/** A quoted identifier of the dialect. */
export function quoteName(name: string, dialect: DialectName): string {
  return dialectOf(dialect).quote(name);
}

/** A statement's text with the dialect's own placeholders. */
export function withPlaceholders(statement: Sql, dialect: DialectName): string {
  return dialectOf(dialect).place(statement);
}
