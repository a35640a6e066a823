import { randomUUID } from "node:crypto";
import type { Backend } from "../database/backend";
import type { TableValue } from "../preview/observe";
import type { HeldResult } from "../protocol/compare";
import { QuerysetError } from "../protocol/errors";
import type { Cell, Page, ResultHandle, RowTotal } from "../protocol/results";
import type { CellDetail } from "../protocol/rows";
import type { PyTimezone } from "../python/datetime";
import type { Value } from "../python/objects";
import { cellOf, detailOf } from "./cells";
import { type HoldLimits, rowsToHold } from "./holding";

/** Results that are kept for paging; the oldest go first. */
const KEPT = 60;
/** Rows that travel with a result, as many as a grid asks for at once. */
const TRAVELLING = 100;
/** Results of one run that are in sight at once, more or less. */
const IN_SIGHT = 5;
/** Rows up to which a result is counted without being asked. */
export const COUNTED_ROWS = 100_000;

/** Table-like values by id, for as long as somebody may page through them. Pages that are not held are read anew. */
export class Results {
  readonly #tables = new Map<string, TableValue>();
  /** Rows as they were, kept until they are released. */
  readonly #held = new Map<string, TableValue>();
  readonly #zone: () => PyTimezone | null;

  /** `zone` is that of the project, in which moments are shown; null for one that uses none. */
  constructor(zone: () => PyTimezone | null = () => null) {
    this.#zone = zone;
  }

  /** Keeps a table under a new id, or the one a result had in an engine before. */
  keep(table: TableValue, id: string = randomUUID()): ResultHandle {
    this.#tables.delete(id);
    this.#tables.set(id, table);
    for (const oldest of this.#tables.keys()) {
      if (this.#tables.size <= KEPT) break;
      this.#tables.delete(oldest);
    }
    return { id, columns: table.columns, rowCount: table.total, ...(table.model !== null && { model: table.model }) };
  }

  /** A table's first rows, which its grid need not ask for then; nothing where `at`, its place, is not in sight at once. */
  first({ rows, more, total }: TableValue, at = IN_SIGHT): Pick<ResultHandle, "first"> {
    // Where fewer rows are held than there are, only a page says how many can be shown.
    if (at >= IN_SIGHT || (more === null && total !== rows.length)) return {};
    return { first: rows.slice(0, TRAVELLING).map((row) => this.#cells(row)) };
  }

  #cells(row: readonly Value[]): Cell[] {
    const zone = this.#zone();
    return row.map((value) => cellOf(value, zone));
  }

  async page(backend: Backend, id: string, start: number, count: number): Promise<Page> {
    const table = this.#find(id);
    const rows = await rowsOf(backend, table, start, count);
    return {
      id,
      start,
      rows: rows.map((row) => this.#cells(row)),
      rowCount: totalOf(table),
    };
  }

  /** A result's values from a place on, fewer where it ends. */
  rows(backend: Backend, id: string, start: number, count: number): Promise<readonly (readonly Value[])[]> {
    return rowsOf(backend, this.#find(id), start, count);
  }

  /** A result as it was kept. Throws LookupError where it is no longer held. */
  table(id: string): TableValue {
    return this.#find(id);
  }

  async cell(backend: Backend, id: string, row: number, column: number): Promise<CellDetail> {
    return detailOf((await rowsOf(backend, this.#find(id), row, 1))[0]?.[column] ?? null, this.#zone());
  }

  /** The number of rows: exact, or where that could take long, a number that there are more than. */
  async total(backend: Backend, id: string, exact: boolean): Promise<RowTotal> {
    const table = this.#find(id);
    const known = totalOf(table);
    if (known !== null || !table.more) return { rows: known };
    const { rows } = table.more;
    return backend.read((session) => rows.count(session, exact ? null : COUNTED_ROWS));
  }

  /** Keeps a result's rows as they are now under an id of their own; null where there are more of them than the limits let. */
  async hold(backend: Backend, id: string, limits: HoldLimits, signal: AbortSignal): Promise<HeldResult | null> {
    const table = this.#find(id);
    const rows = await rowsToHold(backend, table, limits, signal);
    if (rows === null) return null;
    const held = randomUUID();
    this.#held.set(held, { ...table, rows, total: rows.length, more: null });
    return { id: held, rows: rows.length };
  }

  /** Lets go of rows that were held. */
  release(id: string): void {
    this.#held.delete(id);
  }

  #find(id: string): TableValue {
    const table = this.#tables.get(id) ?? this.#held.get(id);
    if (!table)
      throw new QuerysetError("LookupError", "These results are no longer held.", { hint: "Run the statement again." });
    return table;
  }
}

function totalOf({ total, more, rows }: TableValue): number | null {
  // Of rows that can only be held, there are no more to show than are.
  return more === null ? Math.min(total ?? rows.length, rows.length) : more.rows.total;
}

async function rowsOf(
  backend: Backend,
  { rows, more }: TableValue,
  start: number,
  count: number,
): Promise<readonly (readonly Value[])[]> {
  const isHeld = more === null || start + count <= rows.length || (more.rows.total ?? Infinity) <= rows.length;
  if (isHeld) return rows.slice(start, start + count);
  return more.cells(await backend.read((session) => more.rows.page(session, start, count)));
}
