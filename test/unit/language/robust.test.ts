import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { language } from "./cursor";

/** Pieces that scripts are made of, and that break them. */
const pieces = [
  "Album",
  ".objects",
  ".",
  ".filter(",
  "title",
  "__",
  "=",
  '"',
  "'",
  '"""',
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  " ",
  "\n",
  "\n    ",
  "#",
  "for ",
  "a",
  " in ",
  "def f(",
  "):",
  "lambda",
  "Q(",
  "F(",
  "1",
  "1.",
  "0x",
  "\\",
  "f'{",
  "é",
  "🎵",
  "\u0000",
  "\r\n",
  "\t",
  "*",
  "**",
  "@",
  ":=",
  "if",
  "else",
  "~",
];

describe("the language", () => {
  it("never throws, whatever is written", () => {
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, fc.nat(), (text, place) => {
        const offset = place % (text.length + 1);
        for (const { from, to } of language.complete(text, offset)) {
          expect(from).toBeLessThanOrEqual(offset);
          expect(to).toBeGreaterThanOrEqual(offset);
          expect(to).toBeLessThanOrEqual(text.length);
        }
        language.hover(text, offset);
        language.signature(text, offset);
        language.problems(text);
        for (const { startLine, endLine } of language.statements(text)) expect(startLine).toBeLessThanOrEqual(endLine);
      }),
      { numRuns: 400 },
    );
  });
});
