import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { dedent, nearest } from "../../../src/host/run/statementAt";

const ranges = [
  { startLine: 2, endLine: 4 },
  { startLine: 7, endLine: 7 },
];

describe("the statement at a line", () => {
  it.each([
    [0, 2],
    [2, 2],
    [4, 2],
    [5, 2],
    [7, 7],
    [20, 7],
  ])("line %i belongs to the statement at line %i", (line, start) => {
    expect(nearest(ranges, line)?.startLine).toBe(start);
  });

  it("is none where there are no statements", () => {
    expect(nearest([], 3)).toBeUndefined();
  });
});

describe("dedent", () => {
  it("takes away what all lines share", () => {
    expect(dedent("    a = 1\n\n      b")).toBe("a = 1\n\n  b");
  });

  it("leaves lines that share nothing", () => {
    expect(dedent("if a:\n    b")).toBe("if a:\n    b");
    expect(dedent("")).toBe("");
  });
});
