import { describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";

vi.mock("vscode", () => import("./vscode"));

import { pageHtml, panelHtml } from "../../../src/host/panel/html";
import { l10n } from "./vscode";

const webview = { cspSource: "https://panel.example", asWebviewUri: (uri: string) => uri } as unknown as vscode.Webview;
const html = (): string => panelHtml(webview, "/extension" as unknown as vscode.Uri);

describe("the panel's page", () => {
  it("lets nothing run or style but by its nonce, a new one each time", () => {
    const [first, second] = [html(), html()];
    const nonce = /'nonce-([0-9a-f]{32})'/.exec(first)?.[1] ?? "";
    expect(first).toContain(
      `content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; font-src https://panel.example; img-src blob:"`,
    );
    expect(first).toContain(`<meta property="csp-nonce" content="${nonce}">`);
    expect(first).not.toMatch(/unsafe|style="/);
    expect(second).not.toContain(nonce);
  });

  it("starts a worker from its own files only, where a page has one", () => {
    const page = { script: "diagram.js", title: "Model Diagram", worker: "elk-worker.js" };
    const text = pageHtml(webview, "/extension" as unknown as vscode.Uri, page);
    expect(text).toContain('; connect-src https://panel.example; worker-src blob:"');
    expect(text).toContain('<body data-worker="/extension/dist/elk-worker.js">');
    expect(html()).not.toMatch(/worker|connect-src/);
  });

  it("carries the messages, and no text of them ends their element", () => {
    l10n.bundle = { Apply: "</script><script>alert(1)</script>" };
    expect(html()).toContain('{"Apply":"\\u003c/script>\\u003cscript>alert(1)\\u003c/script>"}');
    l10n.bundle = undefined;
  });
});
