import { existsSync } from "node:fs";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { Channel, type Handlers } from "../../../src/protocol/channel";
import type { PanelApi, PanelHostApi, PanelView } from "../../../src/protocol/webview";
import { themes } from "./themes";

export const executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** False on machines without a browser: the page cannot be tried there. */
export const hasBrowser = executable !== undefined;

export const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-sync",
];
const origin = "http://panel.test";

let bundled: Promise<string> | undefined;

function bundle(): Promise<string> {
  bundled ??= build({
    entryPoints: ["webview/main.ts"],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    loader: { ".css": "text" },
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
  return bundled;
}

/** The results page under its own content security policy, talking to a host that a test stands in for. */
export class PanelPage {
  readonly page: Page;
  /** What the policy forbade, and what the page threw. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  #channel: Channel<PanelHostApi, PanelApi> | undefined;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
  }

  static async open(
    handlers: Partial<Handlers<PanelHostApi>>,
    theme: keyof typeof themes = "dark",
  ): Promise<PanelPage> {
    const browser = await chromium.launch({
      ...(executable === undefined ? {} : { executablePath: executable }),
      args: flags,
    });
    const page = await browser.newPage({ viewport: { width: 820, height: 620 } });
    const panel = new PanelPage(browser, page);
    page.on("pageerror", (error) => panel.complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && panel.complaints.push(message.text()));
    await panel.#serve(handlers, theme);
    return panel;
  }

  async show(view: PanelView): Promise<void> {
    await this.#channel?.call("show", view);
    await this.page.waitForTimeout(80);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  async #serve(handlers: Partial<Handlers<PanelHostApi>>, theme: keyof typeof themes): Promise<void> {
    let receive: (message: unknown) => void = () => undefined;
    await this.page.exposeFunction("toHost", (message: unknown) => receive(message));
    await this.page.addInitScript(
      `globalThis.acquireVsCodeApi = () => ({
        postMessage: (message) => toHost(message),
        getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
        setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
      })`,
    );
    await this.page.route(`${origin}/**`, async (route) => {
      if (route.request().url().endsWith("/webview.js"))
        await route.fulfill({ contentType: "text/javascript", body: await bundle() });
      else if (route.request().url().endsWith("/favicon.ico")) await route.fulfill({ status: 204 });
      else await route.fulfill({ contentType: "text/html", body: html(theme) });
    });
    this.#channel = new Channel<PanelHostApi, PanelApi>(
      {
        post: (message) => {
          // A page that is closed meanwhile needs no answer.
          this.page.evaluate((data) => window.postMessage(data), message).catch(() => undefined);
        },
        onMessage: (receiver) => {
          receive = receiver;
        },
      },
      { ...quietHost, ...handlers },
    );
    await this.page.goto(origin);
    await this.page.locator("qe-panel").waitFor();
  }
}

const quietHost: Handlers<PanelHostApi> = {
  ready: () => ({ kind: "empty" }),
  page: ({ id, start }) => ({ id, start, rows: [], rowCount: 0 }),
  total: () => ({ rows: null }),
  cell: () => ({ text: "" }),
  apply: () => undefined,
  discard: () => undefined,
  undo: () => undefined,
  cancel: () => undefined,
  copy: () => undefined,
  reveal: () => undefined,
};

function html(theme: keyof typeof themes): string {
  const policy = "default-src 'none'; style-src 'nonce-n'; script-src 'nonce-n'";
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Results</title>
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta property="csp-nonce" content="n">
<style nonce="n">:root { ${themes[theme]} }</style></head>
<body class="vscode-${theme}"><script nonce="n" src="/webview.js"></script></body></html>`;
}
