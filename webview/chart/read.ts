import type { Cell, ResultHandle, RowTotal } from "../../src/protocol/results";
import type { Host } from "../port";
import { type Choice, rowsWanted } from "./data";

/** Rows that are asked for at a time. */
const step = 500;

/** Rows for a chart, and what is known of those they lead to. */
export interface Read {
  readonly rows: readonly (readonly Cell[])[];
  /** They are all there are. */
  readonly isWhole: boolean;
  /** How many there are, where they are not all. */
  readonly total?: RowTotal;
  /** The texts of rows that foreign keys lead to, by column and key. */
  readonly labels: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

/** Reads as many of a result's rows as a chart can show. */
export async function readRows(host: Host, { id, columns }: ResultHandle, choice: Choice): Promise<Read> {
  const most = rowsWanted(choice);
  const rows: (readonly Cell[])[] = [];
  let isWhole = false;
  // One more than can be drawn says whether there are further ones.
  while (!isWhole && rows.length <= most) {
    const count = Math.min(step, most + 1 - rows.length);
    const page = await host.call("page", { id, start: rows.length, count });
    rows.push(...page.rows);
    isWhole = page.rows.length < count;
  }
  const labels = new Map<number, ReadonlyMap<string, string>>();
  const hasKeys = [choice.label, choice.split].some(
    (column) => column !== undefined && columns[column]?.field?.related !== undefined,
  );
  if (hasKeys) {
    const answer = await host.call("labels", { id, start: 0, count: Math.min(rows.length, step) }).catch(() => []);
    for (const { column, labels: own } of answer) labels.set(column, new Map(Object.entries(own)));
  }
  if (isWhole) return { rows, isWhole, labels };
  const total = await host.call("total", { id, exact: false }).catch(() => undefined);
  return { rows: rows.slice(0, most), isWhole, labels, ...(total !== undefined && { total }) };
}
