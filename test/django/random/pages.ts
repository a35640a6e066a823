import { expect } from "vitest";
import { momentOf } from "../../../src/engine/clock";
import { Manager } from "../../../src/orm/manager";
import { normal } from "../../../src/orm/normal";
import type { DjangoOrm } from "../../../src/orm/orm";
import { EmptyResult } from "../../../src/orm/query/results";
import { QuerySet } from "../../../src/orm/queryset";
import { NOTHING, type Observed } from "../../../src/preview/observe";
import { PagedRows } from "../../../src/preview/pages/pagedRows";
import { runReadOnly } from "../../../src/preview/rehearsal";
import type { Value } from "../../../src/python/objects";
import type { Opened } from "../open";
import { NOW } from "./exam";

/** How many querysets were paged in either way, and where pages held something else than the whole. */
export interface Tally {
  byKey: number;
  byOffset: number;
  readonly faults: string[];
}

/**
 * Runs statements, and reads each queryset that they come to at once and in pages. Without `exactOrder` rows without an
 * order, or with the same place in it, may stand elsewhere in the whole, as they may in any other read of a server.
 */
export async function pageFaults(
  { backend, host }: Opened,
  sources: readonly string[],
  exactOrder: boolean,
): Promise<Tally> {
  const tally: Tally = { byKey: 0, byOffset: 0, faults: [] };
  const now = momentOf(NOW, host.project.settings);
  let seen = 0;
  const observe = async (value: Value | undefined, orm: DjangoOrm): Promise<Observed> => {
    seen++;
    const queryset = value instanceof Manager ? await value.queryset(orm.interpreter) : value;
    if (queryset instanceof QuerySet && !queryset.cached)
      for (const fault of await compare(queryset, orm, tally, exactOrder))
        tally.faults.push(`${fault}\n${sqlOf(queryset)}`);
    return NOTHING;
  };
  const script = { source: `${sources.join("\n")}\n`, now, seed: 1, keepGoing: true };
  await runReadOnly({ host, backend, signal: null, observe }, script);
  expect(seen).toBeGreaterThan(0);
  return tally;
}

function sqlOf(queryset: QuerySet): string {
  try {
    return queryset.plan().sql.text;
  } catch (error) {
    return String(error);
  }
}

/** Reads a queryset at once and in pages: from its start, from its end, and from here and there. */
async function compare(queryset: QuerySet, orm: DjangoOrm, tally: Tally, exactOrder: boolean): Promise<string[]> {
  const { session } = orm.connection;
  const text = async (rows: readonly Value[]): Promise<string[]> =>
    (await Promise.all(rows.map((row) => normal(row, orm)))).map((row) =>
      JSON.stringify(row, (_key, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)),
    );
  const whole = queryset.chain();
  whole.prefetches = [];
  const plain = await text(await whole.rows());
  let pages: PagedRows;
  let all = plain;
  const faults: string[] = [];
  try {
    pages = await PagedRows.over(queryset, orm, 3);
    if (!exactOrder) {
      if (pages.access.by === "offset") return [];
      // In one piece, which no key divides.
      all = await text(await pages.page(session, 0, plain.length + 1));
      if (JSON.stringify([...all].sort()) !== JSON.stringify([...plain].sort()))
        faults.push(`in one page:\n ${all}\n not\n ${plain}`);
    }
  } catch (error) {
    if (error instanceof EmptyResult) return plain.length === 0 ? [] : ["said to be empty, but is not"];
    throw error;
  }
  if (pages.access.by === "key") tally.byKey++;
  else tally.byOffset++;
  const check = async (start: number, count: number, why: string): Promise<void> => {
    const got = await text(await pages.page(session, start, count));
    const want = all.slice(start, start + count);
    if (JSON.stringify(got) !== JSON.stringify(want))
      faults.push(
        `${why}, ${start}–${start + count} of ${all.length} (${JSON.stringify(pages.access)}):\n ${got}\n not\n ${want}`,
      );
  };
  await check(0, 3, "first page");
  await check(all.length - (all.length % 2), 2, "jump near the end");
  for (let start = 0; start <= all.length; start += 2) await check(start, 2, "on");
  const { rows: total } = await pages.count(session, 1000);
  if (total !== all.length) faults.push(`counted ${total} of ${all.length}`);
  for (let start = Math.max(0, all.length - 3); start > 0; start -= 3) await check(start, 3, "back");
  await check(Math.max(0, all.length - 2), 2, "end");
  await check(Math.floor(all.length / 2), 4, "middle");
  return faults;
}
