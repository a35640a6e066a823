import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";
import { Channel, type Handlers } from "../../../src/protocol/channel";
import type { DiagramApi, DiagramHostApi, DiagramView } from "../../../src/protocol/diagram";
import { executable, flags } from "./page";
import { themes } from "./themes";

const origin = "http://diagram.test";
let bundled: Promise<string> | undefined;

function bundle(): Promise<string> {
  bundled ??= build({
    entryPoints: ["webview/diagram/main.ts"],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    loader: { ".css": "text" },
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
  return bundled;
}

/** The diagram's page under its own content security policy, talking to a host that a test stands in for. */
export class DiagramPage {
  readonly page: Page;
  /** What the policy forbade, and what the page threw. */
  readonly complaints: string[] = [];
  readonly #close: () => Promise<void>;
  #channel: Channel<DiagramHostApi, DiagramApi> | undefined;

  private constructor(page: Page, close: () => Promise<void>) {
    this.page = page;
    this.#close = close;
  }

  static async open(
    view: DiagramView | null,
    handlers: Partial<Handlers<DiagramHostApi>> = {},
    theme: keyof typeof themes = "dark",
  ): Promise<DiagramPage> {
    const browser = await chromium.launch({ ...(executable && { executablePath: executable }), args: flags });
    const page = await browser.newPage({ viewport: { width: 1200, height: 760 } });
    const diagram = new DiagramPage(page, () => browser.close());
    page.on("pageerror", (error) => diagram.complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && diagram.complaints.push(message.text()));
    await diagram.#serve({ ...quietHost, ready: () => view, ...handlers }, theme);
    return diagram;
  }

  async show(view: DiagramView): Promise<void> {
    await this.#channel?.call("show", view);
  }

  async around(model: string): Promise<void> {
    await this.#channel?.call("around", { model });
  }

  /** Waits until everything is arranged, and gives how long it took from the page's start, in milliseconds. */
  async arranged(count: number): Promise<void> {
    await this.page
      .getByRole("status")
      .filter({ hasText: `${count} model` })
      .waitFor();
    await this.page
      .locator("g.box")
      .nth(Math.max(0, count - 1))
      .waitFor({ state: "attached" });
    // The picture is fitted with the next frame.
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  async close(): Promise<void> {
    await this.#close();
  }

  async #serve(handlers: Handlers<DiagramHostApi>, theme: keyof typeof themes): Promise<void> {
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
      const { pathname } = new URL(route.request().url());
      if (pathname === "/diagram.js") await route.fulfill({ contentType: "text/javascript", body: await bundle() });
      else if (pathname === "/elk-worker.js") {
        const body = await readFile("node_modules/elkjs/lib/elk-worker.min.js", "utf8");
        await route.fulfill({ contentType: "text/javascript", body });
      } else if (pathname === "/favicon.ico") await route.fulfill({ status: 204 });
      else await route.fulfill({ contentType: "text/html", body: html(theme) });
    });
    this.#channel = new Channel<DiagramHostApi, DiagramApi>(
      {
        post: (message) => {
          // A page that is closed meanwhile needs no answer.
          this.page.evaluate((data) => window.postMessage(data), message).catch(() => undefined);
        },
        onMessage: (receiver) => {
          receive = receiver;
        },
      },
      handlers,
    );
    await this.page.goto(origin);
    await this.page.locator("qe-diagram").waitFor();
  }
}

const quietHost: Handlers<DiagramHostApi> = {
  ready: () => null,
  openRows: () => undefined,
  openCode: () => undefined,
  save: () => undefined,
  copy: () => undefined,
};

/** The page as the host makes it, with the same policy. */
function html(theme: keyof typeof themes): string {
  const policy = `default-src 'none'; style-src 'nonce-n'; script-src 'nonce-n'; connect-src ${origin}; worker-src blob:`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Model Diagram</title>
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta property="csp-nonce" content="n">
<style nonce="n">:root { ${themes[theme]} }</style></head>
<body class="vscode-${theme}" data-worker="${origin}/elk-worker.js"><script nonce="n" src="/diagram.js"></script></body></html>`;
}
