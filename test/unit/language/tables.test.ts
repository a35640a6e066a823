import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { language, offered } from "./cursor";

interface Row {
  readonly marked: string;
  readonly wanted: string;
}

/** The rows of a table: what stands in front of the last ` → ` of a line, and behind it. */
function rows(name: string): Row[] {
  const text = readFileSync(join(import.meta.dirname, "tables", name), "utf8");
  return text.split("\n").flatMap((line) => {
    const at = line.lastIndexOf(" →");
    if (at < 0 || /^## |^# (?!Al)/.test(line)) return [];
    return [{ marked: line.slice(0, at).replaceAll("⏎", "\n"), wanted: line.slice(at + 2).trim() }];
  });
}

const tables = { completions: rows("completions.txt"), types: rows("types.txt"), problems: rows("problems.txt") };

describe("completion", () => {
  it.each(tables.completions.map(({ marked, wanted }) => [marked, wanted]))("at %s offers %s", (marked, wanted) => {
    const labels = offered(marked);
    const words = wanted.split(" ").filter((word) => word !== "");
    const only = words.includes("=");
    const names = words.filter((word) => word !== "=");
    const there = names.filter((word) => !word.startsWith("!")).map((word) => word.replace("^", ""));
    const missing = there.filter((word) => !labels.includes(word));
    const unwanted = names.filter((word) => word.startsWith("!") && labels.includes(word.slice(1)));
    expect({ missing, unwanted, offered: labels.slice(0, 30) }).toMatchObject({ missing: [], unwanted: [] });
    if (only) expect([...labels].sort()).toEqual([...there].sort());
    if (wanted.startsWith("^")) expect(labels[0]).toBe(there[0]);
  });
});

describe("types", () => {
  it.each(tables.types.map(({ marked, wanted }) => [marked, wanted]))("%s is %s", (marked, wanted) => {
    const lines = marked.split("\n");
    const text = [...lines.slice(0, -1), `it_is = ${lines.at(-1)}`, "it_is"].join("\n");
    expect(language.hover(text, text.length)?.text.split("\n")[1]).toBe(`it_is: ${wanted}`);
  });
});

describe("problems", () => {
  it.each(tables.problems.map(({ marked, wanted }) => [marked, wanted]))("in %s: %s", (marked, wanted) => {
    const [code = "", fixed] = wanted.split(" (+) ");
    const from = marked.indexOf("«");
    const text = marked.replace("«", "").replace("»", "");
    const to = marked.indexOf("»") - 1;
    const found = language.problems(text);
    if (from < 0) {
      expect(found.filter(({ severity, code: one }) => severity !== "information" || one !== "whole-table")).toEqual(
        [],
      );
      return;
    }
    const here = found.find((problem) => problem.code === code);
    expect({ found, here }).toMatchObject({ here: { code, from, to } });
    if (fixed === undefined) return;
    let after = text;
    for (const edit of [...(here?.fixes?.[0]?.edits ?? [])].sort((a, b) => b.from - a.from)) {
      after = after.slice(0, edit.from) + edit.text + after.slice(edit.to);
    }
    expect(after).toBe(fixed);
  });
});

it("has more than three hundred rows", () => {
  expect(Object.values(tables).flat().length).toBeGreaterThan(300);
});
