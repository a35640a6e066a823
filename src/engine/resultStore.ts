import { randomUUID } from "node:crypto";
import type { TableValue } from "../preview/observe";
import { QuerysetError } from "../protocol/errors";
import type { Page, ResultHandle } from "../protocol/results";
import { cellOf, cellText } from "./cells";

/** Results that are kept for paging; the oldest go first. */
const KEPT = 20;

/** Table-like values by id, for as long as somebody may page through them. */
export class ResultStore {
  readonly #tables = new Map<string, TableValue>();

  keep(table: TableValue): ResultHandle {
    const id = randomUUID();
    this.#tables.set(id, table);
    for (const oldest of this.#tables.keys()) {
      if (this.#tables.size <= KEPT) break;
      this.#tables.delete(oldest);
    }
    return { id, columns: table.columns, rowCount: table.total, ...(table.model !== null && { model: table.model }) };
  }

  page(id: string, start: number, count: number): Page {
    const table = this.#find(id);
    const rows = table.rows.slice(start, start + count).map((row) => row.map(cellOf));
    return { id, start, rows, rowCount: Math.min(table.total, Math.max(table.rows.length, 0)) };
  }

  cell(id: string, row: number, column: number): string {
    return cellText(this.#find(id).rows[row]?.[column] ?? null);
  }

  #find(id: string): TableValue {
    const table = this.#tables.get(id);
    if (!table)
      throw new QuerysetError("LookupError", "These results are no longer held.", { hint: "Run the statement again." });
    return table;
  }
}
