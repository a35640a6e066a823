import { describe, expect, it } from "vitest";
import { columnTemplate } from "../../../webview/results/columns";

describe("the grid's columns", () => {
  it("leave what is left of the width to the last one of text", () => {
    expect(columnTemplate([5, 9, 7], [true, false, true])).toBe("5ch minmax(9ch, 1fr) 7ch");
  });

  it("leave it to the last one where all are numbers", () => {
    expect(columnTemplate([5, 7], [true, true])).toBe("5ch minmax(7ch, 1fr)");
  });

  it("leave it to the last one before the rows are known", () => {
    expect(columnTemplate([5, 7], [])).toBe("5ch minmax(7ch, 1fr)");
  });
});
