import { describe, expect, it } from "vitest";
import { extended, mostSelected, nothingSelected, rowsFor, toggled } from "../../../webview/results/selection";

describe("the rows chosen in a grid", () => {
  it("are added and taken away one by one", () => {
    const two = toggled(toggled(nothingSelected, 7), 2);
    expect(rowsFor(two, 7)).toEqual([2, 7]);
    expect(rowsFor(toggled(two, 7), 2)).toEqual([2]);
  });

  it("stretch from the last one chosen, in either direction", () => {
    const one = toggled(nothingSelected, 5);
    expect(rowsFor(extended(one, 7), 6)).toEqual([5, 6, 7]);
    expect(rowsFor(extended(extended(one, 7), 3), 3)).toEqual([3, 4, 5]);
  });

  it("do not stand for a row that is none of them", () => {
    expect(rowsFor(toggled(nothingSelected, 5), 9)).toEqual([9]);
  });

  it("are those of a block of cells, for a row of it", () => {
    const block = { top: 3, bottom: 5, left: 0, right: 1 };
    expect(rowsFor(nothingSelected, 4, block)).toEqual([3, 4, 5]);
    expect(rowsFor(nothingSelected, 6, block)).toEqual([6]);
  });

  it("are no more than a statement can name", () => {
    expect(extended(nothingSelected, 10_000_000).rows.size).toBe(mostSelected);
  });
});
