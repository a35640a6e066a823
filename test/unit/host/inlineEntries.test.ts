import { describe, expect, it } from "vitest";
import { type Change, moved } from "../../../src/host/run/inline/entries";

/** Statements on lines 2 and 4 to 5 of a text, each line ten characters long. */
const entries = [
  { name: "one", startLine: 2, endLine: 2, endCharacter: 10 },
  { name: "two", startLine: 4, endLine: 5, endCharacter: 10 },
];

function change(start: readonly [number, number], end: readonly [number, number], text: string): Change {
  return {
    start: { line: start[0], character: start[1] },
    end: { line: end[0], character: end[1] },
    text,
  };
}

/** `one 2-2, two 4-5` after a change. */
function left(...changed: readonly Change[]): string {
  const found = changed.reduce((all, each) => moved(all, each), entries);
  return found.map(({ name, startLine, endLine }) => `${name} ${startLine}-${endLine}`).join(", ");
}

describe("statements whose document changes", () => {
  it("stay where they are when text below or in their line changes", () => {
    expect(left(change([7, 0], [7, 0], "x\ny\n"))).toBe("one 2-2, two 4-5");
    expect(left(change([2, 3], [2, 5], "xyz"))).toBe("one 2-2, two 4-5");
    expect(left(change([2, 10], [2, 10], "\nnext"))).toBe("one 2-2, two 5-6");
  });

  it("move with lines that come or go above them", () => {
    expect(left(change([0, 0], [0, 0], "a\nb\n"))).toBe("one 4-4, two 6-7");
    expect(left(change([0, 0], [1, 0], ""))).toBe("one 1-1, two 3-4");
    expect(left(change([2, 0], [2, 0], "\n"))).toBe("one 3-3, two 5-6");
    expect(left(change([3, 0], [4, 0], ""))).toBe("one 2-2, two 3-4");
  });

  it("grow and shrink with lines inside them", () => {
    expect(left(change([4, 5], [4, 5], "\n"))).toBe("one 2-2, two 4-6");
    expect(left(change([4, 5], [5, 0], ""))).toBe("one 2-2, two 4-4");
  });

  it("are gone when they are deleted or replaced", () => {
    expect(left(change([2, 0], [3, 0], ""))).toBe("two 3-4");
    expect(left(change([0, 0], [9, 0], "other\n"))).toBe("");
  });

  it("follow one change after another", () => {
    expect(left(change([4, 0], [6, 0], ""), change([0, 0], [0, 0], "\n"))).toBe("one 3-3");
  });
});
