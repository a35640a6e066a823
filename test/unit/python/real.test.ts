import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PREAMBLE, run } from "./python";
import { askPython, askScripts } from "./real";
import { TABLES } from "./tables";
import { language } from "./tables/language";
import { syntax } from "./tables/syntax";

const missing = askPython([], "") === null;
if (missing) console.warn("No python3 here: what the tables hold is not compared with a real Python.");

/** Messages change from one Python to the next; the kind of error does not. */
const kind = (answer: string): string => answer.replace(/^([A-Z]\w+): [\s\S]*$/, "$1");

const operand = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.constantFrom("True", "False", "None", "0", "-1", "2", "0.5", "-1.5", "10 ** 20", "1e16"),
  fc.constantFrom(
    "'a'",
    "''",
    "'abc'",
    "'b'",
    "[1, 2]",
    "[]",
    "(1,)",
    "(1, 'a')",
    "{1, 2}",
    "{'a': 1}",
    "b'x'",
    "D('1.5')",
  ),
);
const operator = fc.constantFrom(
  "+",
  "-",
  "*",
  "/",
  "//",
  "%",
  "**",
  "&",
  "|",
  "^",
  "<<",
  ">>",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "not in",
  "and",
  "or",
);
const prefix = fc.constantFrom("", "", "", "-", "not ", "~", "+");

/** Runs of operators without brackets and with: precedence, chains and types that do not fit. */
const expression: fc.Arbitrary<string> = fc
  .array(fc.tuple(prefix, operand, operator, fc.boolean()), { minLength: 1, maxLength: 5 })
  .map((parts) =>
    parts
      .map(([sign, value, word, bracket], i) => {
        const own = bracket ? `(${sign}${value})` : `${sign}${value}`;
        return i + 1 < parts.length ? `${own} ${word} ` : own;
      })
      .join(""),
  )
  // Powers of powers grow past what any machine holds.
  .filter((text) => (text.match(/\*\*|<</g) ?? []).length <= 1 && !/20 (\*\*|<<)|(\*\*|<<) \(?10 \*\*/.test(text));

describe.skipIf(missing)("a real Python", () => {
  it.each(TABLES)("answers what the table on $name says", ({ answers }) => {
    const real = askPython(
      answers.map(([source]) => source),
      PREAMBLE,
    );
    const wrong = answers
      .map(([source, answer], i) => ({ source, answer, real: real?.answers[i] ?? "" }))
      .filter(({ answer, real: own }) =>
        /^[A-Z]\w+(: |$)/.test(answer) ? kind(answer) !== kind(own) : answer !== own,
      );
    // A newer Python shows a few values in another way; most of a table must hold all the same.
    if (real?.version[0] === 3 && real.version[1] === 11) expect(wrong).toEqual([]);
    else expect(wrong.length).toBeLessThan(answers.length / 20);
  });

  it.each([
    ["the language and its modules", language],
    ["texts that are no Python", syntax],
  ])("answers what the table on %s says", (_name, scripts) => {
    const real = askScripts(scripts.map(([script]) => script));
    const wrong = scripts
      .map(([script, answer, printed = []], i) => ({ script, answer, printed, real: real?.answers[i] ?? ["", ""] }))
      .filter(({ answer, printed, real: [own, lines] }) => {
        const shown = Array.isArray(printed) ? printed.map((line) => `${line}\n`).join("") : "";
        return kind(answer) !== kind(own) || shown !== lines;
      });
    if (real?.version[0] === 3 && real.version[1] === 11) expect(wrong).toEqual([]);
    else expect(wrong.length).toBeLessThan(scripts.length / 5);
  });

  it("agrees on expressions that nobody chose", async () => {
    const sources = fc.sample(expression, { numRuns: 3000, seed: 20_260_501 });
    const real = askPython(sources, PREAMBLE)?.answers ?? [];
    const wrong: { source: string; python: string; ours: string }[] = [];
    for (const [i, source] of sources.entries()) {
      const python = kind(real[i] ?? "");
      const ours = kind((await run(PREAMBLE + source)).answer);
      // Complex numbers are told to be outside the subset; CPython makes them of a root of a negative number.
      if (ours.startsWith("Unsupported")) continue;
      if (ours !== python) wrong.push({ source, python, ours });
    }
    expect(wrong).toEqual([]);
  });
});
