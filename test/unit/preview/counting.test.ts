import { describe, expect, it } from "vitest";
import type { QuerySet } from "../../../src/orm/queryset";
import { countUpTo } from "../../../src/preview/pages/counting";

/** A queryset of `rows` rows of which only the count can be asked, and that takes `milliseconds` for any. */
function counted(rows: number, milliseconds = 0): QuerySet {
  let most = rows;
  const some = {
    query: { distinctFields: [], clearOrdering: () => undefined, setLimits: (_: null, high: number) => (most = high) },
    count: async () => {
      if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return BigInt(Math.min(rows, most));
    },
  };
  return { chain: () => some } as unknown as QuerySet;
}

describe("a count that nobody asked for", () => {
  it.each([0, 1000, 1001, 100_000])("is exact for %i rows", async (rows) => {
    expect(await countUpTo(counted(rows), 100_000)).toEqual({ rows });
  });

  it("ends at its limit", async () => {
    expect(await countUpTo(counted(100_001), 100_000)).toEqual({ rows: null, moreThan: 100_000 });
  });

  it("claims no more than it has counted, where it gives up early because counting is slow", async () => {
    expect(await countUpTo(counted(5_000, 40), 100_000)).toEqual({ rows: null, moreThan: 1000 });
  });
});
