import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import { EngineConnection } from "../../../src/host/engine/connection";
import type { ResultsPanel } from "../../../src/host/panel/resultsPanel";
import { Reporter } from "../../../src/host/report";
import { Runner } from "../../../src/host/run/runner";
import type { Outdated, PanelView } from "../../../src/protocol/webview";
import { FakeEngine } from "./fakeEngine";
import { silentLog } from "./log";
import { FakeProcess } from "./process";
import { EventEmitter, window } from "./vscode";

const update = 'Album.objects.update(genre="Pop")';

function setUp() {
  const engine = new FakeEngine();
  const platform = {
    startEngine: () => new FakeProcess(engine),
    startLanguage: () => Promise.reject(new Error("not here")),
  };
  const log = silentLog();
  const connection = new EngineConnection(platform, log, {
    target: async () => ({ folder: {} as never, passwordName: "", request: { workspace: "/w", storage: "/s" } }),
    onEngineLost: () => undefined,
  });
  const views: PanelView[] = [];
  const automatic = { on: false };
  const closed = new EventEmitter<void>();
  const show = (view: PanelView): void => {
    views.push(view);
  };
  const outdated: Outdated[] = [];
  const panel = {
    show,
    update: show,
    outdate: (how: Outdated) => outdated.push(how),
    onDidClose: closed.event,
    get view(): PanelView {
      return views.at(-1) ?? { kind: "empty" };
    },
  } as unknown as ResultsPanel;
  const runner = new Runner({ connection, panel, report: new Reporter(log), refreshes: () => automatic.on });
  return { runner, connection, panel, views, closed, engine, outdated, automatic };
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

describe("a script's statements, one after another", () => {
  const origin = { path: "/w/a.queryset" } as never;
  const script = (...sources: readonly string[]) => ({
    statements: sources.map((source, i) => ({ source, line: i + 1 })),
    whole: { source: sources.join("\n"), line: 1 },
    origin,
  });
  const heard = (runner: Runner): string[] => {
    const events: string[] = [];
    runner.onDidRun((event) => events.push(`${event.kind} ${event.request.source}`));
    return events;
  };

  it("are all shown where they only read", async () => {
    const { runner, panel, engine } = setUp();
    const events = heard(runner);
    await runner.runAll(script("Album.objects.all()", "Album.objects.count()"));
    expect(panel.view).toMatchObject({ kind: "results", statements: [{ line: 1 }, { line: 2 }] });
    expect(events).toEqual([
      "started Album.objects.all()",
      "answered Album.objects.all()",
      "started Album.objects.count()",
      "answered Album.objects.count()",
    ]);
    await runner.refresh();
    expect(engine.calls.length).toBe(4);
  });

  it("end with the first that writes, whose preview is shown", async () => {
    const { runner, panel, engine } = setUp();
    await runner.runAll(script("Album.objects.all()", update, "Album.objects.count()"));
    expect(panel.view).toMatchObject({ kind: "preview", preview: { source: update } });
    expect(engine.calls).toEqual(["read Album.objects.all()", `read ${update}`, update]);
  });

  it("end with the first that fails", async () => {
    const { runner, panel, engine } = setUp();
    await runner.runAll(script("Album.objects.all()", "Album.objects.filter(titel=1)", "Album.objects.count()"));
    expect(panel.view).toMatchObject({ kind: "results", statements: [{ line: 1 }, { error: { type: "FieldError" } }] });
    expect(engine.calls.length).toBe(2);
  });

  it("are told of when their preview is applied, discarded, or gone", async () => {
    const { runner } = setUp();
    const events = heard(runner);
    await runner.run({ source: update }, { origin });
    await runner.apply();
    await runner.run({ source: update }, { origin });
    runner.discard();
    await runner.run({ source: update }, { origin });
    await runner.run({ source: "Album.objects.all()" });
    expect(events.filter((event) => /^(applied|discarded)/.test(event))).toEqual([
      `applied ${update}`,
      `discarded ${update}`,
      `discarded ${update}`,
    ]);
  });

  it("are read without being shown, and never when they write", async () => {
    const { runner, views, engine } = setUp();
    expect(await runner.read({ request: { source: "Album.objects.all()" }, origin })).toMatchObject({ kind: "read" });
    expect(await runner.read({ request: { source: update }, origin })).toBeNull();
    expect(views).toEqual([]);
    expect(engine.calls).toEqual(["read Album.objects.all()", `read ${update}`]);
  });
});

describe("what is read again elsewhere", () => {
  const request = { source: "Album.objects.all()" };

  it("takes the place of what the panel shows", async () => {
    const { runner, panel, engine } = setUp();
    await runner.run(request);
    expect(runner.shownRun?.request).toBe(request);
    const later = { source: "Album.objects.filter(genre='Pop')" };
    const answer = await runner.read({ request: later });
    if (answer) runner.show({ request: later }, answer);
    expect(panel.view).toMatchObject({ kind: "results", source: later.source });
    await runner.refresh();
    expect(engine.calls.at(-1)).toBe(later.source);
  });

  it("leaves a preview alone, and an error", async () => {
    const { runner, panel } = setUp();
    const answer = await runner.read({ request });
    if (!answer) throw new Error("It reads.");
    for (const [source, kind] of [
      [update, "preview"],
      ["bug", "error"],
    ] as const) {
      await runner.run({ source });
      expect(runner.shownRun).toBeUndefined();
      runner.show({ request }, answer);
      expect(panel.view.kind).toBe(kind);
    }
  });
});

describe("what a preview asks to be confirmed", () => {
  const many = "This changes every row of music.Album: 3 rows.";

  it("is asked for where a command applies it, and nothing is applied without it", async () => {
    const { runner, panel, engine } = setUp();
    engine.guards = { type: "music.Album", many: [many] };
    await runner.run({ source: update });
    window.showInputBox.mockResolvedValueOnce(undefined);
    await runner.apply();
    expect(panel.view.kind).toBe("preview");
    window.showInputBox.mockResolvedValueOnce("Album");
    await runner.apply();
    expect(panel.view).toMatchObject({ kind: "outcome", canUndo: true });
    const options = window.showInputBox.mock.lastCall?.[0];
    expect(options?.prompt).toBe(`${many} db.sqlite3 is a production database. Type Album to apply this to it.`);
    expect(["album", "", "Album", "music.Album"].map((text) => options?.validateInput(text) === null)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it("is a yes to the number of rows where nothing has to be typed", async () => {
    const { runner, panel, engine } = setUp();
    engine.guards = { many: [many] };
    await runner.run({ source: update });
    await runner.apply();
    expect(panel.view.kind).toBe("preview");
    window.showWarningMessage.mockResolvedValueOnce("Apply");
    await runner.apply();
    expect(window.showWarningMessage).toHaveBeenLastCalledWith(many, { modal: true }, "Apply");
    expect(panel.view.kind).toBe("outcome");
  });

  it("is not asked for a second time where the page said it, and a page that says nothing applies nothing", async () => {
    const { runner, panel, engine } = setUp();
    window.showInputBox.mockClear();
    engine.guards = { type: "music.Album" };
    await runner.run({ source: update });
    await runner.apply("p1", {});
    expect(panel.view).toMatchObject({ kind: "preview", conflict: "Not confirmed." });
    await runner.apply("p1", { typed: "Album" });
    expect(panel.view.kind).toBe("outcome");
    expect(window.showInputBox).not.toHaveBeenCalled();
  });
});

describe("data that another program changed", () => {
  it("is offered anew, under the same ids", async () => {
    const { runner, engine, outdated, views } = setUp();
    await runner.run({ source: "Album.objects.all()" });
    await engine.changeData();
    await vi.waitFor(() => expect(outdated).toEqual(["offer"]));
    await runner.refresh();
    expect(engine.calls).toEqual(["Album.objects.all()", "Album.objects.all()"]);
    expect(views.at(-1)?.kind).toBe("results");
  });

  it("is read again by itself where that is set", async () => {
    const { runner, engine, outdated, automatic } = setUp();
    automatic.on = true;
    await runner.run({ source: "Album.objects.all()" });
    await engine.changeData();
    await vi.waitFor(() => expect(outdated).toEqual(["automatic"]));
  });

  it("makes a preview old, unless it still is what would happen", async () => {
    const { runner, engine, outdated } = setUp();
    await runner.run({ source: update });
    await engine.changeData();
    engine.current = false;
    await engine.changeData();
    await vi.waitFor(() => expect(outdated).toEqual(["offer"]));
    await runner.refresh();
    expect(engine.calls).toEqual([update, update]);
  });

  it("is no matter of an outcome", async () => {
    const { runner, engine, outdated, panel } = setUp();
    await runner.run({ source: update });
    await runner.apply();
    await engine.changeData();
    await runner.refresh();
    expect(panel.view.kind).toBe("outcome");
    expect(outdated).toEqual([]);
  });
});

it("shows what an apply of the history wrote", async () => {
  const { runner, panel, engine } = setUp();
  await runner.run({ source: update });
  await runner.apply();
  await runner.showEntry("h2");
  expect(panel.view).toMatchObject({ kind: "entry", view: { entry: { id: "h2", source: update } } });
  expect(engine.calls).toEqual([update]);
});
