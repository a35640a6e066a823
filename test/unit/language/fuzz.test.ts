import { describe, expect, it } from "vitest";
import { alike } from "../../../src/language/format/format";
import { parseModule } from "../../../src/python/parse";
import { language as quick } from "./cursor";
import { chance, corpus, mutated } from "./mutations";
import { Slowest } from "./slowest";

/** More by `QUERYSET_EXPLORER_FUZZ=100000`, which also says what took longest; other ones by `QUERYSET_EXPLORER_SEED`. */
const runs = Number(process.env.QUERYSET_EXPLORER_FUZZ ?? 500);
const seed = Number(process.env.QUERYSET_EXPLORER_SEED ?? 1);
/** Of so many scripts one is looked at everywhere. */
const sample = 50;

const slowest = new Slowest(quick);
const { language } = slowest;

/** Asks everything about one place, and checks that what is answered lies in the text. */
function askAt(text: string, offset: number): void {
  const inText = ({ from, to }: { readonly from: number; readonly to: number }): boolean =>
    0 <= from && from <= to && to <= text.length;
  for (const item of language.complete(text, offset)) {
    expect(inText(item) && item.from <= offset && offset <= item.to).toBe(true);
  }
  const hover = language.hover(text, offset);
  expect(hover === undefined || inText(hover)).toBe(true);
  language.signature(text, offset);
  language.definition(text, offset);
  expect((language.meantAt(text, offset)?.places ?? []).every(inText)).toBe(true);
  expect((language.renamePlaces(text, offset) ?? []).every(inText)).toBe(true);
  expect(language.selections(text, offset).every(inText)).toBe(true);
  expect(language.actions(text, { from: offset, to: offset }).every(({ edits }) => edits.every(inText))).toBe(true);
}

function askAll(text: string): void {
  const length = text.length;
  for (const { from, to, fixes = [] } of language.problems(text)) {
    expect(0 <= from && from <= to && to <= length).toBe(true);
    for (const { edits } of fixes) expect(edits.every((edit) => edit.from >= 0 && edit.to <= length)).toBe(true);
  }
  language.tokens(text);
  language.hints(text);
  language.outline(text);
  language.folds(text);
  for (const { startLine, endLine } of language.statements(text)) expect(startLine).toBeLessThanOrEqual(endLine);
}

describe("the language on broken scripts", () => {
  const texts = corpus();

  it(`answers everything about ${runs} of them`, { timeout: 24 * 3600 * 1000 }, () => {
    const next = chance(seed);
    for (let run = 0; run < runs; run++) {
      const text = mutated(texts, next);
      try {
        askAll(text);
        const everywhere = run % sample === 0 && text.length < 400;
        const offsets = everywhere
          ? Array.from({ length: text.length + 1 }, (_, i) => i)
          : [Math.floor(next() * (text.length + 1)), text.length];
        for (const offset of offsets) askAt(text, offset);
        const formatted = language.format(text);
        const before = parseModule(text.replaceAll("\r\n", "\n"));
        const after = parseModule(formatted.replaceAll("\r\n", "\n"));
        if (before.diagnostics.length === 0) expect(alike(before.body, after.body)).toBe(true);
      } catch (error) {
        throw new Error(`In ${JSON.stringify(text)} (seed ${seed}, script ${run})`, { cause: error });
      }
    }
    if (process.env.QUERYSET_EXPLORER_FUZZ !== undefined) console.log(slowest.report);
  });
});
