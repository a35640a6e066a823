import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Changes, isWorthReading } from "../../../src/host/engine/changes";

describe("what is worth reading", () => {
  it.each([
    ["music/models.py", false, true],
    ["shop/.env", false, true],
    [".env.local", false, true],
    ["src/entity/User.ts", false, true],
    ["README.md", true, false],
    ["music", false, false],
    // A folder that came or went stands for the files in it.
    ["music", true, true],
    [".git/index", true, false],
    ["music/__pycache__/models.cpython-312.pyc", true, false],
    ["node_modules/typeorm/index.ts", false, false],
  ])("%s (came or went: %s): %s", (path, cameOrWent, worth) => {
    expect(isWorthReading(path, cameOrWent)).toBe(worth);
  });
});

describe("Changes", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("gathers what comes together, and names each file once", async () => {
    const read = vi.fn(async () => undefined);
    const changes = new Changes(read);
    for (const path of ["a.py", "b.py", "a.py"]) changes.add(path);
    changes.add();
    await vi.runAllTimersAsync();
    expect(read.mock.calls).toEqual([[["a.py", "b.py"]]]);
  });

  it("reads one at a time, and what came meanwhile afterwards", async () => {
    const done: (() => void)[] = [];
    const read = vi.fn((_paths: readonly string[]) => new Promise<void>((resolve) => done.push(resolve)));
    const changes = new Changes(read);
    changes.add("a.py");
    await vi.runAllTimersAsync();
    changes.add("b.py");
    changes.add("c.py");
    await vi.runAllTimersAsync();
    expect(read).toHaveBeenCalledTimes(1);
    done[0]?.();
    await vi.runAllTimersAsync();
    expect(read.mock.calls[1]).toEqual([["b.py", "c.py"]]);
  });

  it("is not kept waiting by a program that keeps on writing", async () => {
    const read = vi.fn(async () => undefined);
    const changes = new Changes(read);
    for (let round = 0; round < 20; round++) {
      changes.add(`${round}.py`);
      await vi.advanceTimersByTimeAsync(30);
    }
    expect(read.mock.calls.length).toBeGreaterThan(3);
  });

  it("reads nothing more once it is disposed", async () => {
    const read = vi.fn(async () => undefined);
    const changes = new Changes(read);
    changes.add("a.py");
    changes.dispose();
    await vi.runAllTimersAsync();
    expect(read).not.toHaveBeenCalled();
  });
});
