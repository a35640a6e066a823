import type { SqlList, SqlValue } from "../database/backend";
import type { Value } from "../python/objects";
import { Expression } from "./expressions/base";
import { Column, ColumnTuple } from "./expressions/columns";
import type { Conversion } from "./fieldTypes";
import type { SelectPlan } from "./query/plan";

/** How the stored values of one column become Python's. */
export interface ColumnReader {
  /** Where the column stands in the rows. */
  readonly at: number;
  /** Stored values of this kind are Python's as they are, and so is NULL; null where each is to be looked at. */
  readonly plain: "bigint" | "string" | "number" | null;
  /** Any stored value. */
  readonly read: (stored: SqlValue) => Value;
}

/** Readers of a plan's columns, in their order; a composite key has one for each part. */
export function readersOf(plan: SelectPlan, conversion: Conversion): readonly (readonly ColumnReader[])[] {
  let at = 0;
  return plan.columns.map(({ expression }) => {
    const parts = expression instanceof ColumnTuple ? expression.columns : [expression];
    return parts.map((part) => readerOf(part, at++, conversion));
  });
}

function readerOf(expression: Expression, at: number, conversion: Conversion): ColumnReader {
  // Conversions know integers as the numbers they are where a number holds them.
  const read = (stored: SqlValue): Value => expression.fromDb(narrowed(stored), conversion);
  const isOwn = expression instanceof Column || expression.fromDb === Expression.prototype.fromDb;
  return { at, plain: isOwn ? (PLAIN[expression.outputTypeOrNull?.family ?? ""] ?? null) : null, read };
}

/** What each family of fields stores just as Python has it. */
const PLAIN: Readonly<Record<string, ColumnReader["plain"]>> = { integer: "bigint", text: "string", float: "number" };

function narrowed(stored: SqlValue): SqlValue {
  if (typeof stored !== "bigint") return stored;
  const near = Number(stored);
  return Number.isSafeInteger(near) ? near : stored;
}

/** One value of a row. */
export function valueIn(row: SqlList, { at, plain, read }: ColumnReader): Value {
  const stored = row[at] ?? null;
  if (plain !== null && (stored === null || typeof stored === plain)) return stored as Value;
  return read(stored);
}

/** The values of every row, in the order of the readers. */
export function valuesIn(rows: readonly SqlList[], readers: readonly ColumnReader[]): Value[][] {
  // Where nothing is left out or moved, the rows themselves are taken, which nobody else has.
  const inPlace = readers.every(({ at }, i) => at === i) && rows[0]?.length === readers.length;
  const all = inPlace ? (rows as SqlValue[][]) : rows.map((row) => readers.map(({ at }) => row[at] ?? null));
  for (const [i, { plain, read }] of readers.entries()) convert(all, i, plain, read);
  return all as Value[][];
}

/** Column by column, as the kinds of values differ between columns and hardly within one. A loop for each, as that is much faster. */
function convert(rows: SqlValue[][], i: number, plain: ColumnReader["plain"], read: ColumnReader["read"]): void {
  const put = (row: SqlValue[], stored: SqlValue): void => {
    row[i] = read(stored) as SqlValue;
  };
  switch (plain) {
    case "bigint":
      for (const row of rows) if (typeof row[i] !== "bigint" && row[i] !== null) put(row, row[i] as SqlValue);
      return;
    case "string":
      for (const row of rows) if (typeof row[i] !== "string" && row[i] !== null) put(row, row[i] as SqlValue);
      return;
    case "number":
      for (const row of rows) if (typeof row[i] !== "number" && row[i] !== null) put(row, row[i] as SqlValue);
      return;
    default:
      for (const row of rows) put(row, row[i] as SqlValue);
  }
}
