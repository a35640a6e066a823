import { afterEach, describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";

vi.mock("vscode", () => import("./vscode"));

import { loadPage } from "../../../src/host/panel/html";
import { Store } from "../../../src/host/store";
import { l10n, workspace } from "./vscode";

const extension = "/extension" as unknown as vscode.Uri;
const results = { script: "webview.js", title: "Results", images: true };

afterEach(() => {
  l10n.bundle = undefined;
  workspace.fs.files = new Map();
});

async function html(page: Parameters<typeof loadPage>[1] = results, script = "begin()"): Promise<string> {
  workspace.fs.files.set(`/extension/dist/${page.script}`, script);
  const webview = { html: "", cspSource: "https://panel.example", asWebviewUri: (uri: string) => uri };
  await loadPage({ webview: webview as unknown as vscode.Webview, extension, store: new Store() }, page);
  return webview.html;
}

/** The texts of the page's script elements, where HTML ends them. */
function scripts(text: string): (string | undefined)[] {
  return [...text.matchAll(/<script[^>]*>(.*?)<\/script/gis)].map((found) => found[1]);
}

describe("a page", () => {
  it("lets nothing run or style but by its nonce, a new one each time", async () => {
    const [first, second] = [await html(), await html()];
    const nonce = /'nonce-([0-9a-f]{32})'/.exec(first)?.[1] ?? "";
    expect(first).toContain(
      `content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; font-src https://panel.example; img-src blob:"`,
    );
    expect(first).toContain(`<meta property="csp-nonce" content="${nonce}">`);
    expect(first).toContain(`<script nonce="${nonce}">begin()</script>`);
    expect(first).not.toMatch(/unsafe|style="/);
    expect(second).not.toContain(nonce);
  });

  it("starts a worker from its own files only, where a page has one", async () => {
    const text = await html({ script: "diagram.js", title: "Model Diagram", worker: "elk-worker.js" });
    expect(text).toContain('; connect-src https://panel.example; worker-src blob:"');
    expect(text).toContain(
      '<body data-toolkit="/extension/dist/toolkit.js" data-worker="/extension/dist/elk-worker.js">',
    );
    expect(await html()).not.toMatch(/worker|connect-src/);
  });

  it("carries the messages and what it shows at first, and no text of them ends their element", async () => {
    l10n.bundle = { Apply: "</script><script>alert(1)</script>" };
    const first = { title: "<!--<script>" };
    const [messages, view, script] = scripts(await html({ ...results, first: async () => first }));
    expect(JSON.parse(messages ?? "")).toEqual(l10n.bundle);
    expect(JSON.parse(view ?? "")).toEqual(first);
    expect(messages).not.toContain("<");
    expect(view).not.toContain("<");
    expect(script).toBe("begin()");
  });

  it("carries its script whole, whatever texts that has", async () => {
    const texts = ["</script>", "<!-- <script> -->", "<SCRIPT src=x>", "a < b", "</SCRIPT >"];
    const [, script = ""] = scripts(await html(results, `[${texts.map((text) => JSON.stringify(text)).join(", ")}]`));
    // As a browser reads the element's text: nothing in it may begin a comment or end the element.
    expect(script).not.toMatch(/<!--|<\/?script/i);
    expect(new Function(`return ${script}`)()).toEqual(texts);
  });

  it("is not loaded into a webview that was closed meanwhile", async () => {
    const store = new Store();
    const webview = { html: "as it was", cspSource: "", asWebviewUri: (uri: string) => uri };
    const loading = loadPage({ webview: webview as unknown as vscode.Webview, extension, store }, results);
    store.dispose();
    await loading;
    expect(webview.html).toBe("as it was");
  });
});
