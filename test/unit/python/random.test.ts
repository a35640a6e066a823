import { describe, expect, it } from "vitest";
import { Interpreter } from "../../../src/python/interpreter";
import { PyBuiltin, type Value } from "../../../src/python/objects";
import { randomModule } from "../../../src/python/randomModule";
import { environment, run } from "./python";

/** Calls a function of the module with numbers drawn from `draws`, again and again. */
async function draw(name: string, draws: readonly number[], ...positional: Value[]): Promise<Value> {
  let at = 0;
  const found = randomModule(() => draws[at++ % draws.length] ?? 0).attribute(name);
  if (!(found instanceof PyBuiltin)) throw new Error(`no ${name}`);
  return found.call({ positional, keywords: new Map() }, new Interpreter(environment()));
}

describe("random", () => {
  it("draws from the run's own numbers", async () => {
    expect(await draw("random", [0.25])).toBe(0.25);
    expect(await draw("randint", [0], 1n, 6n)).toBe(1n);
    expect(await draw("randint", [0.999], 1n, 6n)).toBe(6n);
    expect(await draw("randrange", [0.999], 10n)).toBe(9n);
    expect(await draw("randrange", [0.999], 10n, 0n, -3n)).toBe(1n);
    expect(await draw("uniform", [0.5], 1n, 2n)).toBe(1.5);
    expect(await draw("choice", [0.7], ["a", "b", "c"])).toBe("c");
    expect(await draw("choices", [0.1, 0.9], ["a", "b"])).toEqual(["a"]);
    expect(await draw("sample", [0.3, 0.6], [1n, 2n, 3n], 3n)).toHaveLength(3);
    expect(await draw("randint", [0.5], 0n, 10n ** 30n)).toBeTypeOf("bigint");
  });

  it("replays: the same numbers give the same draws", async () => {
    const script =
      "import random\nrandom.seed(1)\nl = [1, 2, 3, 4]\nrandom.shuffle(l)\n(l, random.sample(range(100), 3), random.choice('abc'))";
    expect((await run(script)).answer).toBe((await run(script)).answer);
  });

  it.each([
    ["random.choice([])", "IndexError: Cannot choose from an empty sequence"],
    ["random.randint(5, 1)", "ValueError: empty range for randrange() (5, 2, -3)"],
    ["random.sample([1], 2)", "ValueError: Sample larger than population or is negative"],
    ["random.sample({1, 2}, 1)", "TypeError: Population must be a sequence.  For dicts or sets, use sorted(d)."],
    ["random.choices([1, 2], weights=[1])", "ValueError: The number of weights does not match the population"],
    ["random.shuffle((1, 2))", "TypeError: 'tuple' object does not support item assignment"],
  ])("refuses %s", async (expression, answer) => {
    expect((await run(`import random\n${expression}`)).answer).toBe(answer);
  });
});
