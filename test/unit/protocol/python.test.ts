import { describe, expect, it } from "vitest";
import { python } from "../../../src/protocol/python";

describe("a value in Python's spelling", () => {
  it.each([
    [null, "None"],
    [true, "True"],
    [3, "3"],
    ["it's", '"it\'s"'],
    ['a "b" c\'s', "'a \"b\" c\\'s'"],
    [[1, "a", null], "[1, 'a', None]"],
    [{ title__count: 3 }, "{'title__count': 3}"],
    [[], "[]"],
  ])("%j is %s", (value, text) => {
    expect(python(value)).toBe(text);
  });

  it("breaks what is long", () => {
    const value = [Array(30).fill(1), "x".repeat(80)];
    expect(python(value).split("\n").length).toBe(33 + 1 + 1);
  });
});
