import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { problemCodes } from "../../../src/language/checks/problem";
import { language } from "./cursor";

const page = readFileSync(join(import.meta.dirname, "../../../docs/diagnostics.md"), "utf8");

/** The page's sections: a code, and the examples in it. */
const sections = page
  .split(/^### /m)
  .slice(1)
  .map((text) => ({
    code: text.slice(0, text.indexOf("\n")),
    examples: [...text.matchAll(/```python\n([\s\S]*?)\n```/g)].map(([, example = ""]) => example),
  }));

describe("the page about diagnostics", () => {
  it("has a section for every code, and no other", () => {
    expect(sections.map(({ code }) => code).sort()).toEqual([...problemCodes].sort());
  });

  it.each(sections.map(({ code, examples }) => [code, examples] as const))(
    "shows what %s is",
    (code, [wrong, right]) => {
      const codes = (text: string): string[] => language.problems(text).map((problem) => problem.code);
      expect(codes(wrong ?? "")).toContain(code);
      if (right !== undefined) expect(codes(right)).not.toContain(code);
    },
  );
});
