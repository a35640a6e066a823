import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guardRegularExpressions } from "../../../src/engine/regexGuard";
import { Interpreter } from "../../../src/python/interpreter";
import { parseModule } from "../../../src/python/parse";
import { translate } from "../../../src/python/regex";
import { useGuard } from "../../../src/python/regexGuard";
import { riskOf } from "../../../src/python/regexRisk";
import { Scope } from "../../../src/python/scope";
import { environment, run } from "./python";

const FEW = { steps: 20_000, depth: 50 };

describe("a script that runs away", () => {
  it.each([
    ["a loop without end", "while True: pass"],
    ["a loop over loops", "for i in range(10 ** 9):\n    for j in range(10 ** 9): pass"],
    [
      "a generator without end",
      "class I:\n    def __iter__(self): return self\n    def __next__(self): return 1\nlist(I())",
    ],
    ["a handler that goes on", "while True:\n    try:\n        while True: pass\n    except Exception: pass"],
    ["a finally that goes on", "while True:\n    try:\n        while True: pass\n    finally:\n        x = 1"],
  ])("is stopped in %s", async (_name, script) => {
    expect((await run(script, FEW)).answer).toBe(
      "LimitExceeded: The statement was stopped after 20,000 steps. Is there a loop that never ends?",
    );
  });

  it("may catch its own recursion, as in Python", async () => {
    expect((await run("def f(n): return f(n + 1)\nf(0)")).answer).toBe(
      "RecursionError: maximum recursion depth exceeded",
    );
    expect(
      (await run("def f(n): return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError:\n    x = 'caught'\nx")).answer,
    ).toBe("'caught'");
  });

  it.each([
    "'a' * 10 ** 9",
    "[0] * 10 ** 9",
    "(0,) * 10 ** 9",
    "b'a' * 10 ** 9",
    "x = 'a' * 10 ** 7\nx + x + x",
    "10 ** 10 ** 9",
    "1 << 10 ** 12",
    "'a'.ljust(10 ** 9)",
    "'a'.zfill(10 ** 9)[10 ** 8]",
    "'{:1000000000}'.format(1)",
    "f'{1:1000000000}'",
    "'%1000000000d' % 1",
    "('a' * 10 ** 5).replace('a', 'b' * 10 ** 5)",
    "list(range(10 ** 12))",
    "[0 for _ in range(10 ** 12)]",
    "bytes(10 ** 10)",
    "import math\nmath.factorial(10 ** 9)",
  ])("cannot build what no memory holds: %s", async (script) => {
    const { answer } = await run(script, { steps: 3_000_000, depth: 50 });
    expect(answer).toMatch(/^(LimitExceeded|MemoryError|OverflowError|IndexError)/);
  });

  it("stops when it is asked to, in a loop, in a comprehension and in a handler", async () => {
    for (const script of [
      "while True: pass",
      "[x for x in range(10 ** 12) if x < 0]",
      "while True:\n    try:\n        x = 1\n    finally:\n        y = 2",
      "def f(n):\n    return f(n - 1) + f(n - 1) if n else 1\nf(40)",
      "sum(range(10 ** 12))",
      "import itertools\nlist(itertools.islice(itertools.count(), 10 ** 9, 10 ** 9 + 1))",
      "def g():\n    while True: yield 1\nsum(g())",
    ]) {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 50);
      const started = performance.now();
      expect((await run(script, { steps: 10 ** 12, depth: 50 }, stop.signal)).answer).toBe("Interrupted: Interrupted");
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });

  it("gives each statement the whole limit", async () => {
    const interpreter = new Interpreter(environment(), { steps: 2000, depth: 50 });
    const scope = new Scope("module", null);
    const [endless, plain] = parseModule("while True: pass\nsum(range(1000))").body;
    if (!endless || !plain) throw new Error("two statements");
    await expect(interpreter.runStatement(endless, scope)).rejects.toThrow("stopped after 2,000 steps");
    expect(await interpreter.runStatement(plain, scope)).toBe(499_500n);
  });

  it("is told of what it writes too deep to read", () => {
    for (const text of [
      "(".repeat(10_000),
      `${"not ".repeat(10_000)}1`,
      Array(10_000).fill("1").join("+"),
      `a${".b".repeat(10_000)}`,
    ])
      expect(parseModule(text).diagnostics).not.toEqual([]);
  });
});

describe("a pattern that does not end", () => {
  beforeAll(guardRegularExpressions);
  afterAll(() => useGuard(null));

  it.each([
    "re.match(r'(a+)+$', 'a' * 40 + 'b')",
    "re.search(r'(x+x+)+y', 'x' * 60)",
    "re.sub(r'(a|a)*b', '', 'a' * 50)",
    "re.findall(r'.*.*.*x', 'a' * 5000)",
  ])("is stopped: %s", async (expression) => {
    expect((await run(`import re\n${expression}`)).answer).toMatch(/^LimitExceeded: The pattern took too long: /);
  });

  it("is told from ordinary ones by its structure", () => {
    const exponential = (pattern: string): boolean => riskOf(translate(pattern).source).exponential;
    for (const pattern of ["(a+)+$", "(a|ab)*c", "(.*)*x", "(\\s*\\w+\\s*)*", "(?:a{1,30}){1,30}b"])
      expect(exponential(pattern), pattern).toBe(true);
    for (const pattern of [
      "^[a-z]+(-[a-z]+)*$",
      "(?:\\d+,)*\\d+",
      "^\\w+@\\w+\\.com$",
      "(?:ab|cd)+",
      "(?i)beat(les|ing)",
    ])
      expect(exponential(pattern), pattern).toBe(false);
  });
});
