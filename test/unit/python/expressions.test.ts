import { describe, expect, it } from "vitest";
import { PREAMBLE, run } from "./python";
import { TABLES } from "./tables";

describe.each(TABLES)("expressions on $name", ({ answers }) => {
  it(`answer as CPython's (${answers.length})`, async () => {
    const wrong: { expression: string; python: string; ours: string }[] = [];
    for (const [expression, python] of answers) {
      const ours = (await run(PREAMBLE + expression)).answer;
      if (ours !== python) wrong.push({ expression, python, ours });
    }
    expect(wrong).toEqual([]);
  });
});
