import { beforeEach, describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import type * as vscode from "vscode";
import { EngineConnection } from "../../../src/host/engine/connection";
import { keptPlace, placeOf } from "../../../src/host/engine/kept";
import type { ResultsPanel } from "../../../src/host/panel/resultsPanel";
import { Reporter } from "../../../src/host/report";
import { Runner } from "../../../src/host/run/runner";
import { type ShownBefore, ShownMemory } from "../../../src/host/run/shownMemory";
import { RemoteError } from "../../../src/protocol/channel";
import type { PanelView } from "../../../src/protocol/webview";
import { FakeEngine } from "./fakeEngine";
import { silentLog } from "./log";
import { memento } from "./memento";
import { FakeProcess } from "./process";
import { EventEmitter, workspace } from "./vscode";

const database = { place: { folder: "file:///w" }, name: "music" };
const read = { source: "Album.objects.all()", results: ["r1"] };
const before: ShownBefore = { kind: "read", source: read.source, read, database };
const tab = { title: "Results" } as vscode.WebviewPanel;

function setUp(open?: () => Promise<never>) {
  const engine = new FakeEngine();
  const log = silentLog();
  const platform = {
    startEngine: () => new FakeProcess(engine),
    startLanguage: () => Promise.reject(new Error("not here")),
  };
  const target = { folder: {} as never, passwordName: "", request: { workspace: "/w", storage: "/s" } };
  const connection = new EngineConnection(platform, log, {
    target: async () => (open === undefined ? target : await open()),
    onEngineLost: () => undefined,
  });
  const views: PanelView[] = [];
  const show = (view: PanelView): void => {
    views.push(view);
  };
  const panel = {
    show,
    update: show,
    restore: () => true,
    onDidClose: new EventEmitter<void>().event,
    get view(): PanelView {
      return views.at(-1) ?? { kind: "empty" };
    },
  } as unknown as ResultsPanel;
  const keep = vi.fn();
  const runner = new Runner({ connection, panel, report: new Reporter(log), keep });
  return { runner, connection, panel, views, keep, engine };
}

describe("a panel after a reload", () => {
  it("reads what it showed again, under the ids that it had, where its database is in use", async () => {
    const { runner, panel, keep, engine } = setUp();
    runner.restore(tab, { before, isConnecting: true });
    await vi.waitFor(() => expect(panel.view.kind).toBe("results"));
    expect(engine.calls).toEqual([read.source]);
    expect(keep).toHaveBeenCalledWith({ kind: "read", source: read.source, read: expect.objectContaining(read) });
  });

  it("asks nothing of another database before the person wants it", async () => {
    const { runner, connection, panel } = setUp();
    runner.restore(tab, { before, isConnecting: false });
    expect(panel.view).toEqual({ kind: "unconnected", name: "music", source: read.source });
    expect(connection.state.kind).toBe("closed");
    await runner.refresh();
    expect(panel.view.kind).toBe("results");
  });

  it("reads again when its database is opened otherwise", async () => {
    const { runner, connection, panel } = setUp();
    runner.restore(tab, { before, isConnecting: false });
    await connection.ensureOpen();
    await vi.waitFor(() => expect(panel.view.kind).toBe("results"));
  });

  it("says why its database could not be opened, and can be asked again", async () => {
    const fails = vi.fn(() =>
      Promise.reject(new RemoteError({ code: "ConnectionFailed", message: "Nothing answers." })),
    );
    const { runner, panel } = setUp(fails);
    runner.restore(tab, { before, isConnecting: false });
    await runner.refresh();
    expect(panel.view).toMatchObject({ kind: "unconnected", name: "music", message: "Nothing answers." });
    await runner.refresh();
    expect(fails).toHaveBeenCalledTimes(2);
  });

  it("says that a preview is gone, connected or not", () => {
    const { runner, panel, connection } = setUp();
    runner.restore(tab, { before: { ...before, kind: "preview" }, isConnecting: false });
    expect(panel.view).toMatchObject({ kind: "outcome", canUndo: false, hasRows: true });
    expect(connection.state.kind).toBe("closed");
  });
});

describe("what panels showed", () => {
  const other = {
    ...before,
    database: { ...database, place: { folder: "file:///w", database: "postgresql://h/music" } },
  };

  it("is remembered for each database, the last one first", async () => {
    const memory = new ShownMemory(memento());
    await memory.keep(before);
    await memory.keep(other);
    await memory.keep({ ...before, source: "Song.objects.all()" });
    expect(memory.all.map(({ source, database: { place } }) => [source, place.database])).toEqual([
      ["Song.objects.all()", undefined],
      [read.source, "postgresql://h/music"],
    ]);
  });

  it("is not run again by itself where it is long", async () => {
    const memory = new ShownMemory(memento());
    await memory.keep({ ...before, read: { source: "x".repeat(300_000) } });
    expect(memory.all[0]?.read).toBeUndefined();
  });

  it("is nothing where something else was kept", async () => {
    const kept = memento();
    await kept.update("panels", { kind: "read" });
    expect(new ShownMemory(kept).all).toEqual([]);
  });
});

describe("a place that is remembered", () => {
  const uri = { toString: () => "file:///w" } as vscode.Uri;
  beforeEach(() => {
    Object.assign(workspace, { workspaceFolders: [{ uri }] });
  });

  it("is the same again, while its folder is open", () => {
    const place = { project: { folder: uri, root: "site" }, database: "postgresql://h/music" };
    expect(placeOf(keptPlace(place))).toEqual(place);
    expect(placeOf({ folder: "file:///elsewhere" })).toBeUndefined();
  });
});
