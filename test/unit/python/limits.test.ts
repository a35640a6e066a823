import { describe, expect, it } from "vitest";
import { run } from "./python";

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
    ]) {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 50);
      const started = performance.now();
      expect((await run(script, { steps: 10 ** 12, depth: 50 }, stop.signal)).answer).toBe("Interrupted: Interrupted");
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});
