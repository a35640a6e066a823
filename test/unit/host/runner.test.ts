import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { Connection } from "../../../src/host/engine/connection";
import type { ResultsPanel } from "../../../src/host/panel/resultsPanel";
import { Reporter } from "../../../src/host/report";
import { Runner } from "../../../src/host/run/runner";
import type { PanelView } from "../../../src/protocol/webview";
import { silentLog } from "./log";
import { FakeProcess } from "./process";
import { EventEmitter, window } from "./vscode";

const update = 'Album.objects.update(genre="Pop")';

function setUp() {
  const platform = { startEngine: () => new FakeProcess(), startLanguage: () => Promise.reject(new Error("not here")) };
  const log = silentLog();
  const connection = new Connection(platform, log, {
    target: async () => ({ folder: {} as never, request: { workspace: "/w", storage: "/s" } }),
    onEngineLost: () => undefined,
  });
  const views: PanelView[] = [];
  const closed = new EventEmitter<void>();
  const show = (view: PanelView): void => {
    views.push(view);
  };
  const panel = {
    show,
    update: show,
    onDidClose: closed.event,
    get view(): PanelView {
      return views.at(-1) ?? { kind: "empty" };
    },
  } as unknown as ResultsPanel;
  const runner = new Runner({ connection, panel, report: new Reporter(log) });
  return { runner, connection, panel, views, closed };
}

describe("Runner", () => {
  it("shows what a statement reads", async () => {
    const { runner, views } = setUp();
    await runner.run({ source: "Album.objects.all()" });
    expect(views.map(({ kind }) => kind)).toEqual(["busy", "results"]);
  });

  it("previews a write, applies it once, and previews its undo", async () => {
    const { runner, panel } = setUp();
    const wrote = vi.fn();
    runner.onDidWrite(wrote);
    await runner.run({ source: update });
    expect(panel.view.kind).toBe("preview");
    expect(wrote).not.toHaveBeenCalled();
    await runner.apply();
    expect(panel.view).toMatchObject({ kind: "outcome", message: "2 rows updated", canUndo: true });
    expect(wrote).toHaveBeenCalledTimes(1);
    await expect(runner.apply()).rejects.toMatchObject({ code: "Host" });
    await runner.undoShown();
    expect(panel.view.kind).toBe("preview");
  });

  it("applies no preview but the one that is shown", async () => {
    const { runner, panel } = setUp();
    await runner.run({ source: update });
    await expect(runner.apply("p0")).rejects.toMatchObject({ code: "Host" });
    expect(panel.view.kind).toBe("preview");
  });

  it("discards a preview", async () => {
    const { runner, panel } = setUp();
    await runner.run({ source: update });
    runner.discard();
    expect(panel.view).toMatchObject({ kind: "outcome", canUndo: false });
    await expect(runner.apply()).rejects.toMatchObject({ code: "Host" });
  });

  it("shows an error with what to do next", async () => {
    const { runner, panel } = setUp();
    await runner.run({ source: "Album.objects.filter(titel=1)" });
    expect(panel.view).toMatchObject({
      kind: "error",
      message: "Cannot resolve keyword 'titel'. Did you mean `title`?",
    });
  });

  it("tells a bug once, with the way to the log", async () => {
    const { runner, panel } = setUp();
    window.showErrorMessage.mockClear();
    await runner.run({ source: "bug" });
    expect(panel.view.kind).toBe("error");
    expect(window.showErrorMessage).toHaveBeenCalledTimes(1);
    expect(window.showErrorMessage.mock.calls[0]).toContain("Show Log");
  });

  it("cancels, and goes back to a preview that was there", async () => {
    const { runner, panel } = setUp();
    await runner.run({ source: update });
    const run = runner.run({ source: "wait" });
    await vi.waitFor(() => expect(panel.view.kind).toBe("busy"));
    runner.cancel();
    await run;
    expect(panel.view.kind).toBe("preview");
  });

  it("runs one thing at a time", async () => {
    const { runner, views } = setUp();
    window.showInformationMessage.mockClear();
    const first = runner.run({ source: "wait" });
    await runner.run({ source: "Album.objects.all()" });
    expect(window.showInformationMessage).toHaveBeenCalledTimes(1);
    runner.cancel();
    await first;
    expect(views.map(({ kind }) => kind)).toEqual(["busy", "outcome"]);
  });

  it("lets go of a preview when the engine that made it does", async () => {
    const { runner, connection, panel } = setUp();
    await runner.run({ source: update });
    await connection.reopen();
    expect(panel.view).toMatchObject({ kind: "outcome", canUndo: false });
    await expect(runner.apply()).rejects.toMatchObject({ code: "Host" });
  });

  it("forgets a preview whose panel is closed", async () => {
    const { runner, closed } = setUp();
    await runner.run({ source: update });
    closed.fire();
    await expect(runner.apply()).rejects.toMatchObject({ code: "Host" });
  });
});
