import { describe, expect, it } from "vitest";
import { tally } from "../../../scripts/test/count.mjs";

function report(...files: { status: string; tests: string[] }[]): string {
  const testResults = files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((outcome) => ({ status: outcome })),
  }));
  return JSON.stringify({ testResults });
}

describe("counting tests", () => {
  it("adds up all files", () => {
    const text = report(
      { status: "passed", tests: ["passed", "passed"] },
      { status: "passed", tests: ["passed", "skipped", "todo"] },
    );
    expect(tally(text, 0)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  });

  it("counts a failed test once", () => {
    expect(tally(report({ status: "failed", tests: ["failed", "passed"] }), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it("counts a file that could not be loaded", () => {
    expect(tally(report({ status: "failed", tests: [] }), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it("counts a run that ended badly, whatever its report says", () => {
    expect(tally(undefined, 1).failed).toBe(1);
    expect(tally(report({ status: "passed", tests: ["passed"] }), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });
});
