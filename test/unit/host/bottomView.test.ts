import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import type * as vscode from "vscode";
import { BottomView } from "../../../src/host/panel/bottomView";
import type { PageParts } from "../../../src/host/panel/panelPage";
import { ResultsPanel } from "../../../src/host/panel/resultsPanel";
import type { PanelView } from "../../../src/protocol/webview";
import { EventEmitter } from "./vscode";

const preview = { kind: "preview", preview: { statements: [], effects: [] }, database: {} } as unknown as PanelView;
const rows = { kind: "results", source: "Album.objects.all()", statements: [], database: {} } as unknown as PanelView;

function setUp() {
  const view = {
    webview: {
      html: "",
      cspSource: "",
      asWebviewUri: (uri: unknown) => String(uri),
      postMessage: async () => true,
      onDidReceiveMessage: new EventEmitter<unknown>().event,
    },
    visible: true,
    title: "",
    show: vi.fn(),
    onDidDispose: new EventEmitter<void>().event,
  };
  const bottom = new BottomView(() => first.panel);
  const make = (name: string) => {
    const given = vi.fn();
    const closed = vi.fn();
    const parts = {
      extension: "/extension",
      handlers: {},
      columns: { in: (statements: unknown) => statements },
      location: () => "panel" as const,
      bottom,
      title: () => name,
      onGivenWay: given,
    };
    const panel = new ResultsPanel(parts as unknown as PageParts as ConstructorParameters<typeof ResultsPanel>[0]);
    panel.onDidClose(closed);
    return { panel, given, closed };
  };
  const first = make("first");
  const second = make("second");
  bottom.resolveWebviewView(view as unknown as vscode.WebviewView);
  return { view, first, second };
}

describe("the view at the bottom", () => {
  it("lets go of rows when another database shows something there", () => {
    const { view, first, second } = setUp();
    first.panel.show(rows);
    expect(view.title).toBe("first");
    second.panel.show(rows);
    expect(view.title).toBe("second");
    expect(first.panel.isOpen).toBe(false);
    expect(first.closed).toHaveBeenCalledTimes(1);
    expect(first.given).not.toHaveBeenCalled();
  });

  it("keeps a preview that gives way to another database, says so, and shows it again", () => {
    const { view, first, second } = setUp();
    first.panel.show(preview);
    second.panel.show(rows);
    expect(first.given).toHaveBeenCalledTimes(1);
    expect(first.closed).not.toHaveBeenCalled();
    expect(first.panel.isOpen).toBe(true);
    expect(first.panel.isVisible).toBe(false);
    expect(first.panel.view).toBe(preview);
    expect(first.panel.focus()).toBe(true);
    expect(view.title).toBe("first");
    expect(first.panel.isVisible).toBe(true);
    expect(first.panel.view).toEqual(preview);
    expect(second.closed).toHaveBeenCalledTimes(1);
  });

  it("forgets a waiting preview that something came of", () => {
    const { view, first, second } = setUp();
    first.panel.show(preview);
    second.panel.show(rows);
    first.panel.update({ kind: "outcome", message: "Discarded. Nothing was written.", canUndo: false });
    expect(first.panel.isOpen).toBe(false);
    expect(first.panel.focus()).toBe(false);
    expect(view.title).toBe("second");
  });
});
