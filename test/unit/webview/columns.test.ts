import { describe, expect, it } from "vitest";
import { keysOf } from "../../../src/protocol/refine";
import {
  hiddenToggled,
  moved,
  pinnedToggled,
  placeColumns,
  plainLayout,
  resized,
  shownColumns,
} from "../../../webview/results/arrange";
import { columnWidths, growingColumn } from "../../../webview/results/columns";
import { columnsInSight, scrolledTo, slotsOf } from "../../../webview/results/columnWindow";

const keys = ["id", "title", "genre", "year"];
const named = (columns: readonly number[]) => columns.map((index) => keys[index]);

describe("the width of columns", () => {
  it("is that of their longest text, within bounds", () => {
    const cell = (text: string) => ({ kind: "str", text }) as const;
    const columns = [{ name: "id" }, { name: "notes" }, { name: "a longer heading" }];
    expect(columnWidths(columns, [[cell("1"), cell("x".repeat(900)), cell("y")]])).toEqual([5, 44, 18]);
  });

  it("is that of a choice's label, which stands in the cell", () => {
    const field = { model: "a.B", name: "k", attname: "k", null: false, primaryKey: false };
    const columns = [{ name: "k", field: { ...field, choices: [{ value: "P", label: "Paperback" }] } }];
    expect(columnWidths(columns, [[{ kind: "str", text: "P" }]])).toEqual([9]);
  });

  it("grows in the last column of text, or the last one where all are numbers", () => {
    expect(growingColumn([true, false, false, true])).toBe(2);
    expect(growingColumn([true, true])).toBe(1);
    const placed = placeColumns(keys, plainLayout, [50, 60, 70, 80], 400, 2);
    expect(placed.map(({ left, width }) => [left, width])).toEqual([
      [0, 50],
      [50, 60],
      [110, 210],
      [320, 80],
    ]);
  });

  it("stays as the person set it", () => {
    const layout = resized(plainLayout, "genre", 90.4);
    expect(placeColumns(keys, layout, [50, 60, 70, 80], 400, 2)[2]?.width).toBe(90);
    expect(resized(layout, "genre", undefined)).toEqual(plainLayout);
    expect(resized(plainLayout, "genre", 1).widths.genre).toBe(36);
  });
});

describe("the order of columns", () => {
  it("is the result's until the person moves one", () => {
    expect(named(shownColumns(keys, plainLayout))).toEqual(keys);
    const layout = moved(plainLayout, keys, "year", 1);
    expect(named(shownColumns(keys, layout))).toEqual(["id", "year", "title", "genre"]);
  });

  it("has pinned ones first, and nothing moves over their edge", () => {
    const layout = pinnedToggled(plainLayout, "genre");
    expect(named(shownColumns(keys, layout))).toEqual(["genre", "id", "title", "year"]);
    expect(moved(layout, keys, "title", 0)).toBe(layout);
    expect(named(shownColumns(keys, pinnedToggled(layout, "genre")))).toEqual(keys);
  });

  it("leaves out hidden ones, but never all", () => {
    expect(named(shownColumns(keys, hiddenToggled(plainLayout, "title")))).toEqual(["id", "genre", "year"]);
    expect(named(shownColumns(keys, { ...plainLayout, hidden: keys }))).toEqual(keys);
  });

  it("takes in a column that came later, and forgets one that went", () => {
    const layout = { ...plainLayout, order: ["year", "gone", "title", "id"] };
    expect(named(shownColumns(keys, layout))).toEqual(["year", "title", "genre", "id"]);
  });

  it("tells columns of the same name apart", () => {
    expect(keysOf([{ name: "n" }, { name: "m" }, { name: "n" }])).toEqual(["n", "m", "n 3"]);
  });
});

describe("columns in sight", () => {
  const many = Array.from({ length: 300 }, (_, index) => `c${index}`);
  const wide = many.map(() => 100);

  it("are those that are scrolled to and a few beside them", () => {
    const placed = placeColumns(many, plainLayout, wide, 800, 0);
    expect(columnsInSight(placed, 0, 800)).toEqual({ first: 0, last: 9 });
    expect(columnsInSight(placed, 15_050, 800)).toEqual({ first: 148, last: 160 });
    expect(columnsInSight(placed, 29_200, 800)).toEqual({ first: 290, last: 299 });
  });

  it("leave the pinned ones and the focused one where they are", () => {
    const layout = { ...plainLayout, pinned: ["c7"] };
    const placed = placeColumns(many, layout, wide, 800, 0);
    const sight = columnsInSight(placed, 10_000, 800);
    const slots = slotsOf(placed, { first: sight.first, last: sight.first + 1 }, 50);
    expect(slots).toEqual([
      { position: 0 },
      { gap: 4900 },
      { position: 50 },
      { gap: (sight.first - 51) * 100 },
      { position: sight.first },
      { position: sight.first + 1 },
    ]);
  });

  it("are scrolled to no further than needed, and not under the pinned ones", () => {
    const placed = placeColumns(many, { ...plainLayout, pinned: ["c0"] }, wide, 800, 0);
    expect(scrolledTo(placed, 5, 0, 800)).toBe(0);
    expect(scrolledTo(placed, 20, 0, 800)).toBe(1300);
    expect(scrolledTo(placed, 20, 5000, 800)).toBe(1900);
    expect(scrolledTo(placed, 0, 5000, 800)).toBe(5000);
  });
});
