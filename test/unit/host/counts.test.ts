import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { Counts } from "../../../src/host/models/counts";

const labels = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `app.Model${from + index}`);

/** Counts over an engine that answers when it is told to. */
function setUp() {
  const asked: { readonly models: readonly string[]; readonly signal: AbortSignal; answer(): void }[] = [];
  const call = (_name: string, { models }: { models: readonly string[] }, signal: AbortSignal) =>
    new Promise((resolve) => {
      const counts = Object.fromEntries(models.map((label) => [label, { rows: label.length }]));
      asked.push({ models, signal, answer: () => resolve(counts) });
    });
  const counts = new Counts({ call } as never, { words: vi.fn() } as never);
  const changed: (readonly string[])[] = [];
  counts.onDidChange((each) => changed.push(each));
  return { asked, counts, changed };
}

describe("row counts in the view", () => {
  it("are asked for in batches, one after the other, each model once", async () => {
    const { asked, counts, changed } = setUp();
    void counts.ask(labels(0, 30));
    void counts.ask(labels(10, 50));
    expect(asked.map(({ models }) => models.length)).toEqual([20]);
    for (let at = 0; at < 3; at++) {
      await vi.waitFor(() => expect(asked.length).toBe(at + 1));
      asked[at]?.answer();
    }
    await vi.waitFor(() => expect(changed.flat()).toEqual(labels(0, 50)));
    expect(asked.map(({ models }) => models.length)).toEqual([20, 20, 10]);
    expect(counts.get("app.Model7")).toEqual({ rows: 10 });
  });

  it("are given up when rows change, and old ones stay in view until the new are known", async () => {
    const { asked, counts, changed } = setUp();
    void counts.ask(labels(0, 5));
    asked[0]?.answer();
    await vi.waitFor(() => expect(changed.length).toBe(1));
    counts.reset(true);
    void counts.ask(labels(0, 30));
    expect(counts.get("app.Model1")).toEqual({ rows: 10 });
    counts.reset(true);
    expect(asked[1]?.signal.aborted).toBe(true);
    asked[1]?.answer();
    await new Promise((resolve) => setTimeout(resolve, 5));
    // What was not asked for yet is not asked for any more.
    expect(asked.length).toBe(2);
    expect(changed.length).toBe(1);
  });
});
