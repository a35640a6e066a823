import { existsSync } from "node:fs";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";
import { Channel, type Contract, type Handlers } from "../../../src/protocol/channel";
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

/** The origin that the pages are served from; nothing of it leaves the browser. */
export const origin = "http://webview.test";

/** One of our webviews as the host would make it. */
export interface Webview<Host> {
  /** The page's script: `webview/form/main.ts`. */
  readonly entry: string;
  readonly title: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly theme: keyof typeof themes;
  readonly handlers: Handlers<Host>;
  /** What the policy allows beside the page's own script and style. */
  readonly policy?: string;
  /** What comes with the page, as JSON. */
  readonly first?: unknown;
  /** Attributes of the page's body. */
  readonly attributes?: string;
  /** Further files, by path. */
  readonly files?: Readonly<Record<string, () => Promise<string>>>;
}

/** A webview's page in a real browser, under its own content security policy, before handlers that stand in for the host. */
export interface ServedWebview<Host extends Contract<Host>, Own extends Contract<Own>> {
  readonly page: Page;
  /** What the policy forbade, and what the page threw. */
  readonly complaints: readonly string[];
  readonly channel: Channel<Host, Own>;
  close(): Promise<void>;
}

const bundles = new Map<string, Promise<string>>();

function bundle(entry: string): Promise<string> {
  const made =
    bundles.get(entry) ??
    build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      target: "es2022",
      loader: { ".css": "text" },
    }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
  bundles.set(entry, made);
  return made;
}

/** Opens a webview in a browser of its own. The caller closes it. */
export async function serve<Host extends Contract<Host>, Own extends Contract<Own>>(
  webview: Webview<Host>,
): Promise<ServedWebview<Host, Own>> {
  const browser = await chromium.launch({ ...(executable && { executablePath: executable }), args: flags });
  const page = await browser.newPage({ viewport: webview.viewport });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  let receive: (message: unknown) => void = () => undefined;
  await page.exposeFunction("toHost", (message: unknown) => receive(message));
  await page.addInitScript(
    `globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => toHost(message),
      getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
      setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
    })`,
  );
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const own = { "/main.js": webview.entry, "/toolkit.js": "webview/toolkit.ts" }[pathname];
    const file = own === undefined ? webview.files?.[pathname] : () => bundle(own);
    if (file) await route.fulfill({ contentType: "text/javascript", body: await file() });
    else if (pathname === "/favicon.ico") await route.fulfill({ status: 204 });
    else await route.fulfill({ contentType: "text/html", body: html(webview) });
  });
  const channel = new Channel<Host, Own>(
    {
      post: (message) => {
        // A page that is closed meanwhile needs no answer.
        page.evaluate((data) => window.postMessage(data), message).catch(() => undefined);
      },
      onMessage: (receiver) => {
        receive = receiver;
      },
    },
    webview.handlers,
  );
  await page.goto(origin);
  return { page, complaints, channel, close: () => browser.close() };
}

function html<Host>({ title, theme, policy = "", attributes = "", first }: Webview<Host>): string {
  const data = first === undefined ? "" : JSON.stringify(first).replaceAll("<", "\\u003c");
  const whole = `default-src 'none'; style-src 'nonce-n'; script-src 'nonce-n'; ${policy}`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta http-equiv="Content-Security-Policy" content="${whole}"><meta property="csp-nonce" content="n">
<style nonce="n">:root { ${themes[theme]} }</style></head>
<body class="vscode-${theme}" data-toolkit="/toolkit.js" ${attributes}>${data && `<script type="application/json" id="first" nonce="n">${data}</script>`}<script nonce="n" src="/main.js"></script></body></html>`;
}
