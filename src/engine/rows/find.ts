import type { ColumnInfo } from "../../protocol/results";
import type { FindAnswer, FindRequest } from "../../protocol/rows";
import type { PyTimezone } from "../../python/datetime";
import type { Value } from "../../python/objects";
import { cellText } from "../cells";

/** Rows that are looked through before an answer is given. */
const MOST = 5_000;
const STEP = 500;

type Read = (start: number, count: number) => Promise<readonly (readonly Value[])[]>;

/** Looks for a text in the cells of a result, without regard to capitals; a choice is found by its label as well. */
export async function find(
  request: FindRequest,
  columns: readonly ColumnInfo[],
  read: Read,
  zone: PyTimezone | null = null,
): Promise<FindAnswer> {
  const sought = request.text.toLowerCase();
  if (sought === "") return { found: null, next: null };
  const texts = columns.map(({ field }) => new Map(field?.choices?.map(({ value, label }) => [String(value), label])));
  const matches = (row: readonly Value[], position: number): boolean => {
    const column = request.columns[position] ?? -1;
    const value = row[column] ?? null;
    if (value === null) return false;
    const text = cellText(value, zone);
    return text.toLowerCase().includes(sought) || texts[column]?.get(text)?.toLowerCase().includes(sought) === true;
  };
  return request.backwards === true ? backwards(request, read, matches) : forwards(request, read, matches);
}

type Matches = (row: readonly Value[], position: number) => boolean;

async function forwards({ from, columns }: FindRequest, read: Read, matches: Matches): Promise<FindAnswer> {
  for (let start = Math.max(0, from.row); start < from.row + MOST; start += STEP) {
    const rows = await read(start, STEP);
    for (const [i, row] of rows.entries()) {
      const first = start + i === from.row ? from.position + 1 : 0;
      for (let position = first; position < columns.length; position++)
        if (matches(row, position)) return { found: { row: start + i, position }, next: null };
    }
    if (rows.length < STEP) return { found: null, next: null };
  }
  return { found: null, next: Math.max(0, from.row) + MOST };
}

async function backwards({ from, columns }: FindRequest, read: Read, matches: Matches): Promise<FindAnswer> {
  const least = Math.max(0, from.row - MOST);
  for (let end = from.row + 1; end > least; end -= STEP) {
    const start = Math.max(0, end - STEP);
    const rows = await read(start, end - start);
    for (let i = rows.length - 1; i >= 0; i--) {
      const last = start + i === from.row ? from.position - 1 : columns.length - 1;
      for (let position = last; position >= 0; position--)
        if (matches(rows[i] ?? [], position)) return { found: { row: start + i, position }, next: null };
    }
  }
  return { found: null, next: least > 0 ? least - 1 : null };
}
