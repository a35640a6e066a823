import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cancelGrace, EngineClient, type EngineStop, readGrace } from "../../../src/host/engine/engineClient";
import { FakeProcess } from "./process";

function connect(process = new FakeProcess()) {
  const stops: EngineStop[] = [];
  const client = new EngineClient(
    process,
    { progress: () => undefined, models: () => undefined, dataChanged: () => undefined, log: () => undefined },
    (stop) => stops.push(stop),
  );
  return { client, process, stops };
}

describe("EngineClient", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("calls the engine", async () => {
    const { client } = connect();
    expect(await client.call("count", { models: ["music.Album"] })).toEqual({ "music.Album": 3 });
  });

  it("leaves an engine alone that stops when asked", async () => {
    const { client, process, stops } = connect();
    const controller = new AbortController();
    const run = client.call("run", { source: "wait" }, controller.signal);
    controller.abort();
    await expect(run).rejects.toMatchObject({ code: "Cancelled" });
    await vi.advanceTimersByTimeAsync(cancelGrace * 2);
    expect(process.killed).toBe(false);
    expect(stops).toEqual([]);
  });

  it("kills an engine that does not", async () => {
    const { client, process, stops } = connect();
    const controller = new AbortController();
    const run = client.call("run", { source: "hang" }, controller.signal, "hang");
    const outcome = expect(run).rejects.toMatchObject({ code: "Cancelled" });
    controller.abort();
    await vi.advanceTimersByTimeAsync(readGrace - 1);
    expect(process.killed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await outcome;
    expect(process.killed).toBe(true);
    expect(stops).toEqual([{ reason: "cancel", cause: "", inFlight: ["hang"] }]);
  });

  it("is in no hurry where what the engine holds is nowhere else, or something may just be written", async () => {
    for (const name of ["run", "apply"] as const) {
      const { client, process } = connect();
      client.isIrreplaceable = name === "run";
      const controller = new AbortController();
      const argument = name === "run" ? { source: "hang" } : { preview: "hang" };
      const call = client.call(name, argument as never, controller.signal).catch(() => undefined);
      controller.abort();
      await vi.advanceTimersByTimeAsync(readGrace * 2);
      expect(process.killed).toBe(false);
      await vi.advanceTimersByTimeAsync(cancelGrace);
      await call;
      expect(process.killed).toBe(name === "run");
    }
  });

  it("fails what was under way when the engine dies, and says what that was", async () => {
    const { client, process, stops } = connect();
    const run = client.call("run", { source: "hang" }, undefined, "Album.objects.all()");
    process.die("signal SIGSEGV");
    await expect(run).rejects.toMatchObject({ code: "EngineStopped" });
    expect(stops).toEqual([{ reason: "died", cause: "signal SIGSEGV", inFlight: ["Album.objects.all()"] }]);
  });

  it("never starts what was cancelled before", async () => {
    const { client, process } = connect();
    const call = client.call("run", { source: "x" }, AbortSignal.abort());
    await expect(call).rejects.toMatchObject({ code: "Cancelled" });
    expect(process.engine.calls).toEqual([]);
  });

  it("says nothing of an end that its owner asked for", async () => {
    const { client, process, stops } = connect();
    const run = client.call("run", { source: "hang" });
    client.dispose();
    await expect(run).rejects.toMatchObject({ code: "Disposed" });
    expect(process.killed).toBe(true);
    expect(stops).toEqual([]);
  });
});
