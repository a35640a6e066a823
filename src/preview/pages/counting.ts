import type { QuerySet } from "../../orm/queryset";
import type { RowTotal } from "../../protocol/results";

/** Milliseconds that a count may take which nobody asked for. */
const PATIENCE = 250;
/** Rows that are counted first, to know how long more of them would take. */
const PROBES = [1_000, 10_000];

/**
 * The exact number of a queryset's rows where there are no more than `limit` and counting them is quick; else a number that
 * there are more than. Whether it is quick is learnt from counting a few first: a filter that few rows pass can take long
 * for any number.
 */
export async function countUpTo(queryset: QuerySet, limit: number): Promise<RowTotal> {
  const steps = [...PROBES.filter((probe) => probe < limit), limit];
  for (const [i, step] of steps.entries()) {
    const started = performance.now();
    const found = await countFirst(queryset, step + 1);
    if (found <= step) return { rows: found };
    const next = steps[i + 1];
    if (next !== undefined && ((performance.now() - started) * next) / step > PATIENCE)
      return { rows: null, moreThan: step };
  }
  return { rows: null, moreThan: limit };
}

async function countFirst(queryset: QuerySet, most: number): Promise<number> {
  const some = queryset.chain();
  if (some.query.distinctFields.length === 0) some.query.clearOrdering(true);
  some.query.setLimits(null, most);
  return Number(await some.count());
}
