import { join } from "node:path";
import { describe, expect, it } from "vitest";
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
import { findPython } from "./django";
import { NOW, sit } from "./exam";

import { seed, temporaryFolder } from "./run";
import { type ReadingSample, readingSamples } from "./samples";

const STATEMENTS = 150;
const python = findPython();
const folder = temporaryFolder("Pages of random querysets");

describe(`pages of random querysets, seed ${seed}`, () => {
  for (const [i, one] of readingSamples(STATEMENTS).entries()) {
    it.skipIf(python === null)(
      `project ${i + 1}: pages hold what the queryset holds when it is read at once`,
      async () => {
        const found: Tally = { byKey: 0, byOffset: 0, faults: [] };
        await look(one, i, found);
        expect(found.faults).toEqual([]);
        expect(found.byKey).toBeGreaterThan(0);
      },
    );
  }
});

interface Tally {
  byKey: number;
  byOffset: number;
  readonly faults: string[];
}

async function look(one: ReadingSample, n: number, tally: Tally): Promise<void> {
  const kind = n % 2 === 0 ? "native" : "sqljs";
  const { opened } = await sit(python ?? "", join(folder(), String(n)), { ...one, scripts: [] }, kind);
  const { backend, host } = opened;
  const now = momentOf(NOW, host.project.settings);
  const script = {
    source: `${one.statements.map(({ source }) => source).join("\n")}\n`,
    now,
    seed: 1,
    keepGoing: true,
  };
  let at = -1;
  const observe = async (value: Value | undefined, orm: DjangoOrm): Promise<Observed> => {
    at++;
    const queryset = value instanceof Manager ? await value.queryset(orm.interpreter) : value;
    if (queryset instanceof QuerySet && !queryset.cached)
      for (const fault of await compare(queryset, orm, tally)) tally.faults.push(`${fault}\n${sqlOf(queryset)}`);
    return NOTHING;
  };
  try {
    await runReadOnly({ host, backend, signal: null, observe }, script);
    expect(at).toBeGreaterThan(0);
  } finally {
    await backend.close();
  }
}

function sqlOf(queryset: QuerySet): string {
  try {
    return queryset.plan().sql.text;
  } catch (error) {
    return String(error);
  }
}

/** Reads a queryset at once and in pages: from its start, from its end, and from here and there. */
async function compare(queryset: QuerySet, orm: DjangoOrm, tally: Tally): Promise<string[]> {
  const { session } = orm.connection;
  const text = async (rows: readonly Value[]): Promise<string[]> =>
    (await Promise.all(rows.map((row) => normal(row, orm)))).map((row) =>
      JSON.stringify(row, (_key, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)),
    );
  const whole = queryset.chain();
  whole.prefetches = [];
  const all = await text(await whole.rows());
  let pages: PagedRows;
  try {
    pages = await PagedRows.over(queryset, orm, 3);
  } catch (error) {
    if (error instanceof EmptyResult) return all.length === 0 ? [] : ["said to be empty, but is not"];
    throw error;
  }
  if (pages.access.by === "key") tally.byKey++;
  else tally.byOffset++;
  const faults: string[] = [];
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
  const total = await pages.count(session, 1000);
  if (total !== all.length) faults.push(`counted ${total} of ${all.length}`);
  for (let start = Math.max(0, all.length - 3); start > 0; start -= 3) await check(start, 3, "back");
  await check(Math.max(0, all.length - 2), 2, "end");
  await check(Math.floor(all.length / 2), 4, "middle");
  return faults;
}
