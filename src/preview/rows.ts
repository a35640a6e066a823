import type { RowChange, Session, SqlRow, SqlValue } from "../database/backend";
import { quoteName, withPlaceholders } from "../orm/dialects/byName";
import type { DialectName } from "../orm/dialects/dialect";
import { MARK } from "../orm/sql";
import { sameStored } from "./effects";

/** The row of that key as it is stored now, in the given columns; null where there is none. */
export async function storedRow(
  session: Session,
  dialect: DialectName,
  table: string,
  key: SqlRow,
  columns: readonly string[],
): Promise<SqlRow | null> {
  const q = (name: string): string => quoteName(name, dialect);
  const selected =
    columns.length > 0 ? columns.map((column, i) => `${q(column)} AS ${q(`c${i}`)}`).join(", ") : "1 AS c0";
  const where = Object.keys(key)
    .map((column) => `${q(column)} = ${MARK}`)
    .join(" AND ");
  const params = Object.values(key);
  const rows = await session.all(
    withPlaceholders({ text: `SELECT ${selected} FROM ${q(table)} WHERE ${where}`, params }, dialect),
    params,
  );
  const row = rows[0];
  if (!row) return null;
  return Object.fromEntries(columns.map((column, i) => [column, row[`c${i}`] ?? null]));
}

/** Whether the database now is what a change left behind. */
export async function isAsAfter(session: Session, dialect: DialectName, change: RowChange): Promise<boolean> {
  return matches(
    await storedRow(session, dialect, change.table, change.key, Object.keys(change.after ?? {})),
    change.after,
  );
}

/** Whether the database now is what a change found. */
export async function isAsBefore(session: Session, dialect: DialectName, change: RowChange): Promise<boolean> {
  return matches(
    await storedRow(session, dialect, change.table, change.key, Object.keys(change.before ?? {})),
    change.before,
  );
}

function matches(row: SqlRow | null, image: SqlRow | null): boolean {
  if (!row || !image) return row === null && image === null;
  return Object.entries(image).every(([column, value]) => sameNumber(row[column] ?? null, value));
}

/** A whole number as `bigint`, so that two past 2^53 are told apart; other numbers as they are. */
function integer(value: number | bigint): number | bigint {
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
}

/** Plain reads give small integers as numbers, images as bigint. */
function sameNumber(a: SqlValue, b: SqlValue): boolean {
  if ((typeof a === "number" || typeof a === "bigint") && (typeof b === "number" || typeof b === "bigint"))
    return integer(a) === integer(b);
  return sameStored(a, b);
}
