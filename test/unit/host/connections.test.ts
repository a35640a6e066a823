import { afterEach, describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { Connections } from "../../../src/host/engine/connections";
import type { Choice, Place } from "../../../src/host/engine/target";
import type { ResultsPanel } from "../../../src/host/panel/resultsPanel";
import { Reporter } from "../../../src/host/report";
import { Runner } from "../../../src/host/run/runner";
import { type Results, Runners } from "../../../src/host/run/runners";
import type { PanelView } from "../../../src/protocol/webview";
import { silentLog } from "./log";
import { FakeProcess } from "./process";
import { commands, EventEmitter } from "./vscode";

const folder = { toString: () => "file:///w", scheme: "file", path: "/w" } as never;
const update = 'Album.objects.update(genre="Pop")';

class FakePanel {
  readonly views: PanelView[] = [];
  readonly #closed = new EventEmitter<void>();
  readonly onDidClose = this.#closed.event;
  isActive = false;
  isDisposed = false;

  get isOpen(): boolean {
    return this.views.length > 0;
  }

  get view(): PanelView {
    return this.views.at(-1) ?? { kind: "empty" };
  }

  show(view: PanelView): void {
    this.views.push(view);
  }

  update(view: PanelView): void {
    this.views.push(view);
  }

  outdate(): void {}

  retitle(): void {}

  dispose(): void {
    this.isDisposed = true;
  }
}

function setUp() {
  const processes: FakeProcess[] = [];
  const chosen: { database: string | undefined } = { database: undefined };
  const choice = {
    passwords: {},
    place: async (): Promise<Place> => ({ project: { folder, root: "" }, database: chosen.database }),
    target: async ({ database }: Place) => ({
      folder,
      passwordName: "",
      request: { workspace: "/w", storage: "/s", ...(database !== undefined && { database }) },
    }),
  };
  const log = silentLog();
  const connections = new Connections({
    platform: {
      startEngine: () => {
        const process = new FakeProcess();
        processes.push(process);
        return process;
      },
      startLanguage: () => Promise.reject(new Error("not here")),
    },
    log,
    choice: choice as unknown as Choice,
    onEngineLost: () => undefined,
  });
  const panels: FakePanel[] = [];
  const runners = new Runners(connections, (connection) => {
    const panel = new FakePanel();
    panels.push(panel);
    const own = panel as unknown as ResultsPanel;
    const runner = new Runner({ connection, panel: own, report: new Reporter(log) });
    return { connection, panel: own, runner, pageParts: () => ({}) as never };
  });
  /** Chooses a database and takes it into use. */
  const use = (database: string | undefined) => {
    chosen.database = database;
    return connections.follow();
  };
  /** The addresses whose engines run. */
  const running = (): string[] => processes.filter(({ killed }) => !killed).flatMap(({ engine }) => engine.opened);
  return { connections, runners, processes, panels, use, running };
}

describe("Connections", () => {
  afterEach(() => vi.useRealTimers());

  it("opens a database in an engine of its own, and comes back to it at once", async () => {
    const { connections, use, running, processes } = setUp();
    await connections.ensureOpen();
    await use("other.sqlite3");
    expect(running()).toEqual(["db.sqlite3", "other.sqlite3"]);
    const states: string[] = [];
    connections.onDidChange((state) => states.push(state.kind === "open" ? state.result.url : state.kind));
    await use(undefined);
    expect(states[0]).toBe("db.sqlite3");
    expect(states).not.toContain("opening");
    expect(processes.length).toBe(2);
  });

  it("tells of the database in use alone", async () => {
    const { connections, use, processes } = setUp();
    await connections.ensureOpen();
    await use("other.sqlite3");
    const told = vi.fn();
    connections.onDidChangeData(told);
    await processes[0]?.engine.changeData();
    expect(told).not.toHaveBeenCalled();
    await processes[1]?.engine.changeData();
    expect(told).toHaveBeenCalledTimes(1);
  });

  it("lets a preview be applied to the database it is of, whichever is in use", async () => {
    const { connections, runners, use, processes, panels } = setUp();
    await connections.ensureOpen();
    const first = runners.current.runner;
    await first.run({ source: update });
    await use("other.sqlite3");
    expect(runners.current.runner).not.toBe(first);
    await first.apply();
    expect(panels[0]?.view).toMatchObject({ kind: "outcome", message: "2 rows updated" });
    await connections.call("run", { source: "Album.objects.all()" });
    expect(processes.map(({ engine }) => engine.calls)).toEqual([[update], ["Album.objects.all()"]]);
  });

  it("applies by command what the panel in use shows, else what the database in use has", async () => {
    const { connections, runners, use, panels } = setUp();
    await connections.ensureOpen();
    const first = runners.current.runner;
    await first.run({ source: update });
    await use("other.sqlite3");
    const second = runners.current.runner;
    const previewing = ({ runner }: Results): boolean => runner.hasPreview;
    expect(runners.meant(previewing).runner).toBe(second);
    const [panel] = panels;
    if (panel === undefined) throw new Error("no panel");
    panel.isActive = true;
    expect(runners.meant(previewing).runner).toBe(first);
    expect(vi.mocked(commands.executeCommand).mock.calls).toContainEqual([
      "setContext",
      "querysetExplorer.hasPreview",
      true,
    ]);
    await first.apply();
    expect(runners.meant(previewing).runner).toBe(second);
  });

  it("keeps four engines at most, and opens the one that ended again when its panel asks", async () => {
    const { connections, runners, use, running, processes } = setUp();
    await connections.ensureOpen();
    const first = runners.current.runner;
    await first.run({ source: "Album.objects.all()" });
    for (const name of ["b", "c", "d", "e"]) await use(name);
    expect(running()).toEqual(["b", "c", "d", "e"]);
    const page = await first.shown.page({ id: "r1", start: 0, count: 10 }, new AbortController().signal);
    expect(page.rows.length).toBe(3);
    expect(processes.at(-1)?.engine.opened).toEqual(["db.sqlite3"]);
    const { state } = connections;
    expect(state.kind === "open" && state.result.url).toBe("e");
  });

  it("ends no engine that holds a preview, or a scratch database", async () => {
    const { connections, runners, use, running } = setUp();
    await connections.ensureOpen();
    await runners.current.runner.run({ source: update });
    await use("scratch");
    for (const name of ["c", "d", "e", "f"]) await use(name);
    expect(running()).toEqual(["db.sqlite3", "scratch", "e", "f"]);
  });

  it("ends no engine that holds what a feature has of it, and lets go of it with the database", async () => {
    const { connections, runners, use, running } = setUp();
    const disposed: string[] = [];
    runners.each(({ connection }) => ({
      isHolding: () => connection === connections.opened[0]?.connection,
      dispose: () => disposed.push(connection.known?.result.url ?? ""),
    }));
    await connections.ensureOpen();
    runners.of(connections.current);
    for (const name of ["b", "c", "d", "e"]) await use(name);
    expect(running()).toEqual(["db.sqlite3", "c", "d", "e"]);
    const [first] = connections.opened;
    if (first === undefined) throw new Error("nothing is open");
    connections.forget(first);
    expect(disposed).toEqual(["db.sqlite3"]);
  });

  it("ends an engine that is idle, but never that of the database in use", async () => {
    vi.useFakeTimers();
    const { connections, use, running } = setUp();
    await connections.ensureOpen();
    await use("other.sqlite3");
    await vi.advanceTimersByTimeAsync(12 * 60_000);
    expect(running()).toEqual(["other.sqlite3"]);
    await use(undefined);
    expect(running()).toEqual(["other.sqlite3", "db.sqlite3"]);
  });

  it("forgets a database with its engine and its panel", async () => {
    const { connections, runners, use, running, panels } = setUp();
    await connections.ensureOpen();
    await runners.current.runner.run({ source: "Album.objects.all()" });
    await use("other.sqlite3");
    const [first] = connections.opened;
    if (first === undefined) throw new Error("nothing is open");
    connections.forget(first);
    expect(running()).toEqual(["other.sqlite3"]);
    expect(panels[0]?.isDisposed).toBe(true);
    expect(connections.opened.length).toBe(1);
    await expect(first.connection.call("history", undefined)).rejects.toMatchObject({ message: /was closed/ });
    expect(running()).toEqual(["other.sqlite3"]);
  });

  it("remembers a database without opening it, until its panel asks", async () => {
    const { connections, runners, use, running } = setUp();
    const place = (database: string | undefined) => ({ project: { folder, root: undefined }, database });
    expect(await connections.remembered(place(undefined), "the project's own")).toBe(connections.current);
    const other = await connections.remembered(place("other.sqlite3"), "other");
    expect(await connections.remembered(place("other.sqlite3"), "other")).toBe(other);
    expect(connections.nameOf(other)).toBe("other");
    await connections.ensureOpen();
    expect(running()).toEqual(["db.sqlite3"]);
    await runners.of(other).runner.run({ source: "Album.objects.all()" });
    expect(running()).toEqual(["db.sqlite3", "other.sqlite3"]);
    await use("other.sqlite3");
    expect(connections.current).toBe(other);
  });

  it("reads changed code again for every open database", async () => {
    const { connections, use, processes } = setUp();
    await connections.ensureOpen();
    await use("other.sqlite3");
    await connections.refresh(["music/models.py"]);
    expect(processes.map(({ engine }) => engine.refreshed)).toEqual([[["music/models.py"]], [["music/models.py"]]]);
  });

  it("leaves nothing running when it is disposed", async () => {
    const { connections, runners, use, running } = setUp();
    await connections.ensureOpen();
    await runners.current.runner.run({ source: update });
    await use("other.sqlite3");
    runners.dispose();
    connections.dispose();
    expect(running()).toEqual([]);
  });
});
