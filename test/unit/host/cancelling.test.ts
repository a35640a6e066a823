import { fork } from "node:child_process";
import { afterEach, describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { EngineConnection } from "../../../src/host/engine/connection";
import type { EngineStop } from "../../../src/host/engine/engineClient";
import type { EngineProcess } from "../../../src/host/platform";
import { Shown } from "../../../src/host/run/shown";
import { bundled } from "../engine/bundle";
import { dump, type MusicWorkspace, musicWorkspace, statementsOf } from "../engine/music";
import { silentLog } from "./log";

const built = bundled({ engine: "src/engine/main.ts" });

/** Two tables whose rows, each with each, nobody could wait for. */
const BIG = ["big_a", "big_b"]
  .map(
    (name) => `CREATE TABLE ${name} (n integer PRIMARY KEY);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) INSERT INTO ${name} SELECT i FROM n;`,
  )
  .join("\n");
const JOIN = 'Album.objects.extra(tables=["big_a", "big_b"], where=["big_a.n + big_b.n < 0"])';
const ENDLESS = 'Album.objects.extra(tables=["big_a", "big_b"])';

const connections: EngineConnection[] = [];

afterEach(() => {
  for (const connection of connections.splice(0)) connection.dispose();
});

function connect(workspace: MusicWorkspace): { connection: EngineConnection; stops: EngineStop[]; states: string[] } {
  const stops: EngineStop[] = [];
  const platform = {
    startEngine: () => forked(built.path("engine")),
    startLanguage: () => Promise.reject(new Error("not here")),
  };
  const request = { workspace: workspace.folder, storage: workspace.storage };
  const connection = new EngineConnection(platform, silentLog(), {
    target: async () => ({ folder: {} as never, passwordName: "", request }),
    onEngineLost: (stop) => stops.push(stop),
  });
  connections.push(connection);
  const states: string[] = [];
  connection.onDidChange(({ kind }) => states.push(kind));
  return { connection, stops, states };
}

function forked(path: string): EngineProcess {
  const child = fork(path, { serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
  return {
    port: {
      post: (message) => void (child.connected && child.send(message as object, () => undefined)),
      onMessage: (receiver) => void child.on("message", receiver),
    },
    kill: () => void child.kill("SIGKILL"),
    onExit: (listener) => void child.once("exit", (code, signal) => listener(String(signal ?? code))),
    onOutput: () => undefined,
  };
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));

describe("cancelling a read that does not hear", () => {
  it("ends it, keeps the models, and the next statement works", async () => {
    const workspace = musicWorkspace({ sql: BIG });
    const before = dump(workspace.database);
    const { connection, stops, states } = connect(workspace);
    const { project } = await connection.ensureOpen();
    const controller = new AbortController();
    const run = connection.call("run", { source: JOIN }, controller.signal, "join");
    const cancelled = expect(run).rejects.toMatchObject({ code: "Cancelled" });
    await soon();
    controller.abort();
    await cancelled;
    expect(connection.state.kind).toBe("open");
    const next = await connection.call("run", { source: "Album.objects.count()" });
    expect(statementsOf(next)[0]?.value).toBe(5n);
    expect(connection.state).toMatchObject({ result: { project: { models: { length: project.models.length } } } });
    expect(states).toEqual(["opening", "open", "open"]);
    await vi.waitFor(() => expect(stops.map(({ reason }) => reason)).toEqual(["cancel"]));
    expect(dump(workspace.database)).toEqual(before);
  });

  it("ends a write's rehearsal, of which nothing stays", async () => {
    const workspace = musicWorkspace({ sql: BIG });
    const before = dump(workspace.database);
    const { connection } = connect(workspace);
    await connection.ensureOpen();
    const controller = new AbortController();
    const run = connection.call("run", { source: `Album.objects.update(genre="x")\nlen(${JOIN})` }, controller.signal);
    const cancelled = expect(run).rejects.toMatchObject({ code: "Cancelled" });
    await soon();
    controller.abort();
    await cancelled;
    await connection.call("run", { source: "Album.objects.count()" });
    expect(dump(workspace.database)).toEqual(before);
  });

  it("ends a count, and the result it was for goes on under its id", async () => {
    const { connection } = connect(musicWorkspace({ sql: BIG }));
    const shown = new Shown(connection, () => undefined);
    const request = { source: ENDLESS };
    const answer = await connection.call("run", request);
    shown.keep(request, answer);
    const handle = statementsOf(answer)[0]?.result;
    const id = handle?.id ?? "";
    expect(handle?.rowCount).toBe(null);
    const never = new AbortController().signal;
    expect(await shown.total({ id, exact: false }, never)).toEqual({ rows: null, moreThan: 100_000 });
    const counting = shown.total({ id, exact: true }, never);
    const cancelled = expect(counting).rejects.toMatchObject({ code: "Cancelled" });
    await soon();
    expect(shown.isCounting).toBe(true);
    shown.cancel();
    await cancelled;
    expect(shown.isCounting).toBe(false);
    const page = await shown.page({ id, start: 400, count: 100 }, never);
    expect(page).toMatchObject({ id, start: 400, rowCount: null, rows: { length: 100 } });
  });
});
