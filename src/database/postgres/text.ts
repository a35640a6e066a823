import type { PlacedSql, SqlValue } from "../backend";

/** The widest integers of the types whose literals PostgreSQL writes without a cast. */
const INT4 = 2n ** 31n;
const INT8 = 2n ** 63n;

/**
 * The n-th parameter with the type that PostgreSQL gives the value's literal: whole numbers the narrowest of integer,
 * bigint and numeric, other numbers numeric. Text is left open, for the server to take as what stands around it is.
 */
export function placeholder(value: SqlValue, n: number): string {
  if (typeof value === "bigint") {
    if (value >= -INT4 && value < INT4) return `$${n}::integer`;
    return value >= -INT8 && value < INT8 ? `$${n}::bigint` : `$${n}::numeric`;
  }
  if (typeof value === "number") return Number.isFinite(value) ? `$${n}::numeric` : `$${n}::double precision`;
  return value instanceof Uint8Array ? `$${n}::bytea` : `$${n}`;
}

/** `(a, b) IN (($1, $2), …)`: rows whose columns hold one of the lists of values. */
export function among(columns: readonly string[], rows: readonly (readonly SqlValue[])[]): PlacedSql {
  const parameters = rows.flat();
  let n = 0;
  const lists = rows.map((row) => row.map((value) => placeholder(value, ++n)).join(", "));
  if (columns.length === 1) return { sql: `${columns[0]} IN (${lists.join(", ")})`, parameters };
  return { sql: `(${columns.join(", ")}) IN (${lists.map((list) => `(${list})`).join(", ")})`, parameters };
}

const QUOTED_OR_NUMBER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)/g;

/**
 * A statement without the parameters that its text does not name, which the server refuses: where equal ones stand under
 * one number (see the dialect's `place`), the others are left over.
 */
export function withoutUnused(statement: PlacedSql): PlacedSql {
  const { sql, parameters } = statement;
  const used = new Set<number>();
  for (const [, number] of sql.matchAll(QUOTED_OR_NUMBER)) if (number !== undefined) used.add(Number(number));
  if (used.size >= parameters.length) return statement;
  const kept = [...used].sort((a, b) => a - b);
  const places = new Map(kept.map((number, i) => [number, i + 1]));
  return {
    sql: sql.replace(QUOTED_OR_NUMBER, (text, number?: string) =>
      number === undefined ? text : `$${places.get(Number(number))}`,
    ),
    parameters: kept.map((number) => parameters[number - 1] ?? null),
  };
}

/** A piece of SQL whose placeholders are counted from its own start, as it stands behind so many others. */
export function shifted({ sql, parameters }: PlacedSql, by: number): PlacedSql {
  if (by === 0) return { sql, parameters };
  const text = sql.replace(QUOTED_OR_NUMBER, (found, number?: string) =>
    number === undefined ? found : `$${Number(number) + by}`,
  );
  return { sql: text, parameters };
}
