import { afterEach, describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { inOrder, nameOf, othersThan } from "../../../src/host/compare/candidates";
import { PreviousRuns } from "../../../src/host/compare/previous";
import type { Connection } from "../../../src/host/engine/connection";
import type { RunEvent } from "../../../src/host/run/events";
import type { Runner } from "../../../src/host/run/runner";
import type { RowTotal } from "../../../src/protocol/results";
import { EventEmitter } from "./vscode";

afterEach(() => vi.useRealTimers());

function setUp() {
  vi.useFakeTimers();
  const ran = new EventEmitter<RunEvent>();
  const counted = new EventEmitter<{ id: string; total: RowTotal }>();
  const restarted = new EventEmitter<void>();
  const calls: string[] = [];
  const connection = {
    state: { kind: "open" },
    onDidRestart: restarted.event,
    onDidChange: new EventEmitter<{ kind: string }>().event,
    call: async (name: string, { id }: { id: string }) => {
      calls.push(`${name} ${id}`);
      return name === "hold" ? { id: `held ${id}`, rows: 3 } : undefined;
    },
  } as unknown as Connection;
  const runner = { onDidRun: ran.event, onDidCount: counted.event } as unknown as Runner;
  let minute = 0;
  const previous = new PreviousRuns(connection, runner, () => new Date(Date.UTC(2026, 0, 1, 10, minute++)));
  const run = async (id: string, rowCount: number | null, source = "Album.objects.all()"): Promise<void> => {
    const result = { id, columns: [], rowCount };
    const parts = { line: 1, endLine: 1, sql: [], effects: [], signals: [], notRun: [], milliseconds: 1 };
    ran.fire({
      kind: "answered",
      request: { source },
      answer: { kind: "read", statements: [{ ...parts, source, result }] },
    });
    await vi.runAllTimersAsync();
  };
  return { previous, run, calls, counted, restarted };
}

describe("the runs of a statement", () => {
  it("are compared by the rows that they had", async () => {
    const { previous, run } = setUp();
    await run("r1", 3);
    expect(previous.of("Album.objects.all()").before).toBeUndefined();
    await run("r2", 3);
    expect(previous.of(" Album.objects.all()\n")).toMatchObject({
      before: { id: "held r1", time: "2026-01-01T10:00:00.000Z" },
      after: { id: "held r2", time: "2026-01-01T10:01:00.000Z" },
    });
  });

  it("are the last two, and the rows of those before are let go of", async () => {
    const { previous, run, calls } = setUp();
    for (const id of ["r1", "r2", "r3"]) await run(id, 3);
    expect(previous.of("Album.objects.all()").before).toMatchObject({ id: "held r2" });
    expect(calls).toContain("release held r1");
  });

  it("of many rows are not kept", async () => {
    const { previous, run, calls } = setUp();
    await run("r1", 100_000);
    await run("r2", 100_000);
    expect(previous.of("Album.objects.all()").before).toBe("tooMany");
    expect(calls).toEqual([]);
  });

  it("are kept once their rows are counted", async () => {
    const { previous, run, counted } = setUp();
    await run("r1", null);
    counted.fire({ id: "r1", total: { rows: 900 } });
    await vi.runAllTimersAsync();
    await run("r2", null);
    expect(previous.of("Album.objects.all()")).toMatchObject({ before: { id: "held r1" }, after: { id: "r2" } });
  });

  it("are gone with the engine", async () => {
    const { previous, run, restarted } = setUp();
    await run("r1", 3);
    restarted.fire();
    await run("r2", 3);
    expect(previous.of("Album.objects.all()").before).toBeUndefined();
  });

  it("of twenty statements are remembered", async () => {
    const { previous, run, calls } = setUp();
    for (let i = 0; i <= 20; i++) await run(`r${i}`, 1, `Album.objects.get(pk=${i})`);
    expect(previous.of("Album.objects.get(pk=0)").after).toBeUndefined();
    expect(previous.of("Album.objects.get(pk=1)").after).toBeDefined();
    expect(calls).toContain("release held r0");
  });
});

describe("what is compared", () => {
  const candidate = (id: string, time: string, model?: string) => ({ id, name: id, source: id, time, model, rows: 1 });

  it("goes from the earlier to the later", () => {
    const [early, late] = [candidate("a", "1"), candidate("b", "2")];
    expect(inOrder(late, early)).toEqual([early, late]);
    expect(inOrder(early, late)).toEqual([early, late]);
  });

  it("is offered with the same model's first, the latest first, and never with itself", () => {
    const own = candidate("own", "5", "music.Album");
    const all = [candidate("a", "1", "music.Song"), own, candidate("b", "2", "music.Album"), candidate("c", "3")];
    expect(othersThan(own, all).map(({ id }) => id)).toEqual(["b", "c", "a"]);
  });

  it("is named by its first line", () => {
    expect(nameOf("\nAlbum.objects.all()\n.count()")).toBe("Album.objects.all()");
    expect(nameOf("x".repeat(99)).length).toBe(40);
  });
});
