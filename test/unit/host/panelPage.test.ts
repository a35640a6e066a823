import { beforeEach, describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode"));

import type * as vscode from "vscode";
import { ColumnMemory } from "../../../src/host/panel/columns";
import { type PageParts, PanelPage } from "../../../src/host/panel/panelPage";
import type { Surface } from "../../../src/host/panel/surface";
import type { PanelView } from "../../../src/protocol/webview";
import { memento } from "./memento";
import { EventEmitter, workspace } from "./vscode";

const busy: PanelView = { kind: "busy", source: "Album.objects.all()" };
const error: PanelView = { kind: "error", message: "The database is locked." };

beforeEach(() => {
  workspace.fs.files = new Map([["/extension/dist/webview.js", "begin()"]]);
});

function open(view: PanelView) {
  const posted: unknown[] = [];
  const received = new EventEmitter<unknown>();
  const webview = {
    html: "",
    cspSource: "",
    asWebviewUri: (uri: unknown) => String(uri),
    postMessage: async (message: unknown) => posted.push(message),
    onDidReceiveMessage: received.event,
  };
  const surface = { webview: webview as unknown as vscode.Webview, isVisible: true } as Surface;
  const parts = { extension: "/extension", handlers: {}, columns: new ColumnMemory(memento()) };
  const page = new PanelPage(surface, parts as unknown as PageParts, view);
  const loaded = () => vi.waitFor(() => expect(webview.html).not.toBe(""));
  const first = () => JSON.parse(/id="first"[^>]*>(.*?)<\/script>/.exec(webview.html)?.[1] ?? "null") as unknown;
  /** The page asks for what is shown. */
  const ready = async (number: number | null): Promise<unknown> => {
    received.fire({ call: 1, name: "ready", argument: { number } });
    await vi.waitFor(() => expect(posted.some((message) => (message as { answer?: number }).answer === 1)).toBe(true));
    return (posted.at(-1) as { readonly value: unknown }).value;
  };
  return { page, webview, posted, loaded, first, ready };
}

describe("a page of results", () => {
  it("is loaded with what a quick statement came to, and needs to be told nothing more", async () => {
    const { page, posted, loaded, first, ready } = open(busy);
    page.update(error);
    await loaded();
    expect(first()).toEqual({ number: 1, view: error });
    expect(posted).toEqual([]);
    expect(await ready(1)).toBeNull();
  });

  it("is not kept waiting by a slow one, which is shown when it is done", async () => {
    const { page, posted, loaded, first } = open(busy);
    await loaded();
    expect(first()).toEqual({ number: 0, view: busy });
    page.update(error);
    expect(posted).toEqual([{ call: 1, name: "show", argument: error }]);
  });

  it("is told what is shown where it has something older, or nothing", async () => {
    const { page, loaded, ready } = open({ kind: "empty" });
    await loaded();
    page.update(error);
    expect(await ready(0)).toEqual(error);
  });

  it("is left alone when it is closed before it is loaded", async () => {
    const { page, webview } = open(error);
    page.leave();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(webview.html).toBe("");
  });
});
