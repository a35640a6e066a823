import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelGraph } from "../../../src/language/graph";
import { Script } from "../../../src/language/script/script";
import { LanguageService } from "../../../src/language/service";
import { splitStatements } from "../../../src/python/parse";
import { music } from "./music";
import { corpus, pieces } from "./mutations";

const texts = corpus();

/** Texts as they come one after the other while somebody writes: pieces put in and taken out, sometimes all of it. */
const edits = fc.array(
  fc.record({
    at: fc.nat(),
    length: fc.nat({ max: 40 }),
    put: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, fc.constantFrom(...texts)),
    all: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

function edited(
  text: string,
  { at, length, put, all }: { at: number; length: number; put: string; all: boolean },
): string {
  if (all && put.length > 40) return put;
  const from = at % (text.length + 1);
  return text.slice(0, from) + put + text.slice(from + length);
}

describe("a script that is being written", () => {
  it("has the statements that its text has, however it came to be", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), edits, (first, steps) => {
        const script = new Script(new ModelGraph(music));
        let text = first;
        script.read(text);
        for (const step of steps) {
          text = edited(text, step);
          const found = script.read(text).map(({ from, to, line, endLine }) => ({ from, to, line, endLine }));
          expect(found).toEqual(splitStatements(text));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("has the problems that its text has by itself", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), edits, (first, steps) => {
        const service = new LanguageService();
        service.setModels(music);
        let text = first;
        service.problems(text, "known");
        for (const [i, step] of steps.entries()) {
          text = edited(text, step);
          service.complete(text, step.at % (text.length + 1), "known");
          expect(service.problems(text, "known")).toEqual(service.problems(text, `fresh ${i}`));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("knows a variable by what it was given last, after a line in front of its use has changed", () => {
    const service = new LanguageService();
    service.setModels(music);
    const use = "rows = things.all()\nrows.";
    const offered = (before: string): string[] =>
      service.complete(`${before}\n${use}`, before.length + 1 + use.length).map(({ label }) => label);
    expect(offered("things = Album.objects")).toContain("recent");
    expect(offered("things = Song.objects")).not.toContain("recent");
    expect(offered("things = Album.objects")).toContain("recent");
    expect(offered("def f():\n    return Album\nthings = f().objects")).toContain("recent");
    expect(offered("def f():\n    return Song\nthings = f().objects")).not.toContain("recent");
  });
});
