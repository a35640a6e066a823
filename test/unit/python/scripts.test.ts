import { describe, expect, it } from "vitest";
import { parseModule } from "../../../src/python/parse";
import { run } from "./python";
import { language } from "./tables/language";
import { scripts } from "./tables/scripts";
import { syntax } from "./tables/syntax";

describe("scripts", () => {
  it.each([
    ["of old", scripts],
    ["of generators, classes and modules", language],
  ])("%s end, print and fail as CPython's", async (_name, scripts) => {
    const wrong: { script: string; python: string; ours: string; printed: readonly string[] }[] = [];
    for (const [script, python, lines = []] of scripts) {
      const { answer, printed } = await run(script);
      if (answer !== python || printed.join("\n") !== lines.join("\n")) {
        wrong.push({ script, python, ours: answer, printed });
      }
    }
    expect(wrong).toEqual([]);
  });

  it(`that are no Python are told so in CPython's words (${syntax.length})`, async () => {
    const wrong: { script: string; python: string; ours: string }[] = [];
    for (const [script, python] of syntax) {
      const fault = parseModule(script).diagnostics[0];
      const ours = `${fault?.code === "indent" ? "IndentationError" : "SyntaxError"}: ${fault?.message}`;
      if (ours !== python) wrong.push({ script, python, ours });
    }
    expect(wrong).toEqual([]);
  });

  it("find nothing that reaches out of them", async () => {
    for (const name of ["exec", "eval", "compile", "open", "input", "globals", "locals", "__import__", "breakpoint"]) {
      expect((await run(`${name}('1')`)).answer).toContain(`Unsupported: ${name}() is not run here: `);
    }
    for (const module of ["os", "sys", "subprocess", "socket", "pathlib", "importlib"]) {
      expect((await run(`import ${module}`)).answer).toBe(`ModuleNotFoundError: No module named '${module}'`);
    }
    for (const path of [
      "(lambda: 0).__globals__",
      "(lambda: 0).__code__",
      "len.__self__",
      "'a'.constructor",
      "[].__proto__",
      "{}.hasOwnProperty",
    ]) {
      expect((await run(path)).answer, path).toContain("AttributeError");
    }
  });

  it("say what lies outside the subset, and where", async () => {
    const outside = async (script: string): Promise<string | null> => {
      const { answer, at } = await run(script);
      expect(answer).toMatch(/^Unsupported: .* outside the Python subset that is run here$/);
      return at;
    };
    expect(await outside("type Names = list[str]")).toBe("type Names = list[str]");
    expect(await outside("x = 3 + 2j")).toBe("2j");
    expect(await outside("'\\N{BULLET}'")).toBe("'\\N{BULLET}'");
  });

  it.each([
    ["1 + nope", "nope"],
    ["x = [1]\ny = x[5] + 1", "x[5]"],
    ["'a'.nope + 1", "nope"],
    ["(1 + (2 / 0)) * 3", "2 / 0"],
    ["def f(x):\n    return 1 / x\nf(0)", "1 / x"],
    ["for i in 5: pass", "for i in 5: pass"],
    ["raise ValueError('x')", "raise ValueError('x')"],
  ])("point at what went wrong in %j", async (script, at) => {
    expect((await run(script)).at).toBe(at);
  });
});
