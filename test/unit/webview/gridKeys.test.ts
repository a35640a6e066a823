import { describe, expect, it } from "vitest";
import { move } from "../../../webview/results/gridKeys";

const extent = { rows: 100, columns: 5, page: 20 };
const from = { row: 50, column: 2 };

describe("moving in the grid", () => {
  it.each([
    ["ArrowUp", false, 49, 2],
    ["ArrowDown", false, 51, 2],
    ["ArrowLeft", false, 50, 1],
    ["ArrowRight", false, 50, 3],
    ["Home", false, 50, 0],
    ["End", false, 50, 4],
    ["PageUp", false, 30, 2],
    ["PageDown", false, 70, 2],
    ["Home", true, 0, 0],
    ["End", true, 99, 4],
    ["ArrowDown", true, 99, 2],
    ["ArrowRight", true, 50, 4],
  ])("%s, ctrl %s", (key, ctrl, row, column) => {
    expect(move(from, { key, ctrl }, extent)).toEqual({ row, column });
  });

  it("stops at the edges", () => {
    expect(move({ row: 0, column: 0 }, { key: "ArrowLeft", ctrl: false }, extent)).toEqual({ row: 0, column: 0 });
    expect(move({ row: 3, column: 0 }, { key: "PageUp", ctrl: false }, extent)).toEqual({ row: 0, column: 0 });
    expect(move({ row: 95, column: 4 }, { key: "PageDown", ctrl: false }, extent)).toEqual({ row: 99, column: 4 });
  });

  it("goes up to the headings from the first row, and down from them", () => {
    expect(move({ row: 0, column: 2 }, { key: "ArrowUp", ctrl: false }, extent)).toEqual({ row: -1, column: 2 });
    expect(move({ row: -1, column: 2 }, { key: "ArrowUp", ctrl: false }, extent)).toEqual({ row: -1, column: 2 });
    expect(move({ row: -1, column: 2 }, { key: "ArrowRight", ctrl: false }, extent)).toEqual({ row: -1, column: 3 });
    expect(move({ row: -1, column: 2 }, { key: "ArrowDown", ctrl: false }, extent)).toEqual({ row: 0, column: 2 });
    expect(move({ row: 5, column: 2 }, { key: "ArrowUp", ctrl: true }, extent)).toEqual({ row: 0, column: 2 });
  });

  it("leaves other keys alone", () => {
    expect(move(from, { key: "a", ctrl: false }, extent)).toBeUndefined();
  });
});
