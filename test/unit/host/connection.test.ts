import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { EngineConnection } from "../../../src/host/engine/connection";
import type { EngineStop } from "../../../src/host/engine/engineClient";
import { silentLog } from "./log";
import { FakeProcess } from "./process";

function setUp() {
  const processes: FakeProcess[] = [];
  const lost: { stop: EngineStop; failure: unknown }[] = [];
  const platform = {
    startEngine: () => {
      const process = new FakeProcess();
      processes.push(process);
      return process;
    },
    startLanguage: () => Promise.reject(new Error("not here")),
  };
  const target = vi.fn(async () => ({
    folder: {} as never,
    passwordName: "",
    request: { workspace: "/w", storage: "/s" },
  }));
  const connection = new EngineConnection(platform, silentLog(), {
    target,
    onEngineLost: (stop, failure) => lost.push({ stop, failure }),
  });
  const states: string[] = [];
  connection.onDidChange(({ kind }) => states.push(kind));
  return { connection, processes, lost, target, states };
}

describe("Connection", () => {
  it("opens once, when it is first needed", async () => {
    const { connection, processes, states } = setUp();
    await Promise.all([connection.ensureOpen(), connection.call("history", undefined)]);
    expect(processes.length).toBe(1);
    expect(states).toEqual(["opening", "open"]);
  });

  it("starts a dead engine again, and says so once", async () => {
    const { connection, processes, lost } = setUp();
    await connection.ensureOpen();
    const run = connection.call("run", { source: "hang" }, undefined, "hang");
    const failed = expect(run).rejects.toMatchObject({ code: "EngineStopped" });
    await vi.waitFor(() => expect(processes[0]?.engine.calls).toEqual(["hang"]));
    processes[0]?.die("signal SIGSEGV");
    await failed;
    await vi.waitFor(() => expect(lost.length).toBe(1));
    expect(lost[0]).toMatchObject({ stop: { inFlight: ["hang"] }, failure: undefined });
    expect(connection.state.kind).toBe("open");
    expect(processes.length).toBe(2);
  });

  it("gives up on an engine that dies a third time", async () => {
    const { connection, processes, lost } = setUp();
    await connection.ensureOpen();
    for (const round of [1, 2, 3]) {
      processes.at(-1)?.die("exit code 1");
      await vi.waitFor(() => expect(lost.length).toBe(round));
    }
    expect(lost[2]?.failure).toMatchObject({ code: "Host" });
    expect(connection.state.kind).toBe("failed");
    expect(processes.length).toBe(3);
  });

  it("fails where there is nothing to open, and opens when there is", async () => {
    const { connection, target, states } = setUp();
    target.mockRejectedValueOnce(new Error("no folder"));
    await expect(connection.ensureOpen()).rejects.toThrow("no folder");
    expect(states).toEqual(["opening", "failed"]);
    await connection.ensureOpen();
    expect(connection.state.kind).toBe("open");
  });

  it("drops an opening that a later one took over", async () => {
    const { connection, processes } = setUp();
    const first = expect(connection.reopen()).rejects.toMatchObject({ code: "Disposed" });
    await connection.reopen();
    await first;
    expect(connection.state.kind).toBe("open");
    expect(processes.filter(({ killed }) => !killed).length).toBe(1);
  });

  it("lets a call go that is cancelled while the database opens", async () => {
    const { connection, processes } = setUp();
    const controller = new AbortController();
    const run = expect(connection.call("history", undefined, controller.signal)).rejects.toMatchObject({
      code: "Cancelled",
    });
    controller.abort();
    connection.cancelOpening();
    await run;
    expect(connection.state.kind).toBe("closed");
    expect(processes.every(({ killed }) => killed)).toBe(true);
  });

  it("ends its engine when it is closed", async () => {
    const { connection, processes, lost } = setUp();
    await connection.ensureOpen();
    connection.close();
    expect(processes[0]?.killed).toBe(true);
    expect(connection.state.kind).toBe("closed");
    expect(lost).toEqual([]);
  });
});
