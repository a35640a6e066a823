import type { TableValue } from "../../preview/observe";
import type { Handlers } from "../../protocol/channel";
import { QuerysetError } from "../../protocol/errors";
import type { RowSpan, RowsApi } from "../../protocol/rows";
import type { Value } from "../../python/objects";
import type { Results } from "../results";
import { conversionOf } from "../scratch/conversion";
import type { Workspace } from "../workspace";
import { Exports } from "./exports";
import { find } from "./find";
import { writerFor } from "./formats";
import { labelsOf } from "./labels";
import { type WrittenTable, zoneOf } from "./table";

/** Rows that are copied at once; more of them are for a file. */
const MOST_COPIED = 100_000;
const STEP = 1_000;

/** The calls that read results otherwise than page by page. */
export function rowsHandlers(workspace: () => Workspace, results: Results): Handlers<RowsApi> {
  const exports = new Exports();
  const read = (id: string, start: number, count: number): Promise<readonly (readonly Value[])[]> =>
    results.rows(workspace().backend, id, start, count);
  const chosen = async (id: string, columns: readonly number[], { start, count }: RowSpan): Promise<Value[][]> =>
    (await read(id, start, count)).map((row) => columns.map((column) => row[column] ?? null));
  return {
    labels: async ({ id, start, count }) => {
      const { backend, host } = workspace();
      const rows = await read(id, start, count);
      const { columns } = results.table(id);
      return backend.read((session) => labelsOf(host, session, columns, rows));
    },
    find: (request) =>
      find(
        request,
        results.table(request.id).columns,
        (start, count) => read(request.id, start, count),
        zoneOf(workspace().host),
      ),
    copyText: async ({ id, rows, columns, format, head }, signal) => {
      const wanted = rows.reduce((sum, { count }) => sum + count, 0);
      if (wanted > MOST_COPIED)
        throw new QuerysetError("ValueError", `${wanted} rows are too many to copy.`, {
          hint: "Use Export Results… to write them into a file.",
        });
      const writer = writerFor(format, writtenTable(workspace(), results.table(id), columns), head);
      const parts = [writer.head];
      let written = 0;
      for (const { start, count } of rows) {
        for (let at = start; at < start + count; at += STEP) {
          signal.throwIfAborted();
          const values = await chosen(id, columns, { start: at, count: Math.min(STEP, start + count - at) });
          for (const row of values) parts.push(writer.row(row, written++));
        }
      }
      return { text: `${parts.join("")}${writer.tail}`, rows: written };
    },
    exportStart: ({ id, columns, format, path }) => {
      const table = writtenTable(workspace(), results.table(id), columns);
      return { job: exports.start(path, format, table, (start, count) => chosen(id, columns, { start, count })) };
    },
    exportStep: ({ job }) => exports.step(job),
    exportStop: ({ job }) => exports.stop(job),
  };
}

function writtenTable({ host }: Workspace, table: TableValue, chosen: readonly number[]): WrittenTable {
  const columns = chosen.flatMap((column) => table.columns[column] ?? []);
  const fields = columns.map(({ field, name }) => {
    if (field === undefined) return null;
    const own = host.registry.get(field.model)?.fields.find(({ attname }) => attname === field.attname) ?? null;
    // A column of a related row, or under another name, is none of the model's own.
    return table.model === null || own?.attname === name ? own : null;
  });
  const model = table.model === null ? null : host.registry.get(table.model);
  return { columns, fields, model, conversion: conversionOf(host), zone: zoneOf(host), dialect: host.dialect };
}
