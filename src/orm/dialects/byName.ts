import type { Sql } from "../sql";
import type { Dialect, DialectName } from "./dialect";
import { mariadbDialect, mysqlDialect } from "./mysql";
import { cockroachDialect, postgresDialect } from "./postgres";
import { sqliteDialect } from "./sqlite";

const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  sqlite: sqliteDialect,
  postgres: postgresDialect,
  cockroachdb: cockroachDialect,
  mysql: mysqlDialect,
  mariadb: mariadbDialect,
};

/** The dialect of a backend. */
export function dialectOf(name: DialectName): Dialect {
  return DIALECTS[name];
}

/** A quoted identifier of the dialect. */
export function quoteName(name: string, dialect: DialectName): string {
  return dialectOf(dialect).quote(name);
}

/** A statement's text with the dialect's own placeholders. */
export function withPlaceholders(statement: Sql, dialect: DialectName): string {
  return dialectOf(dialect).place(statement);
}
