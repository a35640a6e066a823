import type { Backend } from "../database/backend";
import type { TableValue } from "../preview/observe";
import { PyDict, PyTuple } from "../python/collections";
import type { Value } from "../python/objects";

type Rows = readonly (readonly Value[])[];

/** What of a result is kept: no more rows, and no more bytes, or none of it. */
export interface HoldLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** Rows that are read at a time: few where they are large. */
const MOST_STEP = 1_000;
const FIRST_STEP = 200;
const STEP_BYTES = 4 << 20;

/** All rows of a result, read in one session so that they are of one moment; null where there are more than the limits let. */
export async function rowsToHold(
  backend: Backend,
  table: TableValue,
  limits: HoldLimits,
  signal: AbortSignal,
): Promise<Rows | null> {
  const { more } = table;
  if (more === null) {
    // Of some results only the first rows were held from the beginning.
    const isWhole = (table.total ?? 0) <= table.rows.length && table.rows.length <= limits.rows;
    return isWhole && sizeOf(table.rows) <= limits.bytes ? table.rows : null;
  }
  return await backend.read(async (session) => {
    const rows: (readonly Value[])[] = [];
    let bytes = 0;
    let step = FIRST_STEP;
    for (;;) {
      // A cancel is heard between two pages.
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      signal.throwIfAborted();
      const page = more.cells(await more.rows.page(session, rows.length, step));
      rows.push(...page);
      bytes += sizeOf(page);
      if (rows.length > limits.rows || bytes > limits.bytes) return null;
      if (page.length < step) return rows;
      step = Math.max(1, Math.min(MOST_STEP, Math.floor((STEP_BYTES * rows.length) / Math.max(1, bytes))));
    }
  }, signal);
}

/** About how many bytes rows take. */
export function sizeOf(rows: Rows): number {
  return rows.reduce((sum, row) => sum + row.reduce((own: number, value) => own + bytesOf(value), 64), 0);
}

function bytesOf(value: Value): number {
  if (typeof value === "string") return value.length * 2;
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + bytesOf(item), 32);
  if (value instanceof PyTuple) return value.items.reduce((sum: number, item) => sum + bytesOf(item), 32);
  if (value instanceof PyDict)
    return value.entries().reduce((sum, [key, item]) => sum + bytesOf(key) + bytesOf(item), 64);
  return 32;
}
