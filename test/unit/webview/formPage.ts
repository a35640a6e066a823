import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import type { App } from "../../../src/host/app";
import type { Asked } from "../../../src/host/forms/form";
import { formHandlers } from "../../../src/host/forms/handlers";
import { Channel, type Handlers } from "../../../src/protocol/channel";
import type { RunAnswer } from "../../../src/protocol/engine";
import type { FormApi, FormHostApi } from "../../../src/protocol/form";
import type { ModelInfo } from "../../../src/protocol/models";
import { executable, flags } from "./page";
import { themes } from "./themes";

const origin = "http://form.test";

let bundled: Promise<string> | undefined;

function bundle(): Promise<string> {
  bundled ??= build({
    entryPoints: ["webview/form/main.ts"],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    loader: { ".css": "text" },
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
  return bundled;
}

interface Options {
  readonly models: readonly ModelInfo[];
  /** What the engine answers to a run. */
  readonly run?: (source: string) => RunAnswer;
  readonly theme?: keyof typeof themes;
  readonly handlers?: Partial<Handlers<FormHostApi>>;
}

/** A form's page under its own content security policy, before the host's real handlers and an engine of the test's. */
export class FormPage {
  readonly page: Page;
  /** What the policy forbade, and what the page threw. */
  readonly complaints: string[] = [];
  /** The statements that were previewed. */
  readonly ran: string[] = [];
  readonly #browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
  }

  static async open(asked: Asked, options: Options): Promise<FormPage> {
    const browser = await chromium.launch({
      ...(executable === undefined ? {} : { executablePath: executable }),
      args: flags,
    });
    const page = await browser.newPage({ viewport: { width: 820, height: 720 } });
    const form = new FormPage(browser, page);
    page.on("pageerror", (error) => form.complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && form.complaints.push(message.text()));
    await form.#serve(asked, options);
    return form;
  }

  /** The statement as the page shows it. */
  statement(): Promise<string> {
    return this.page.getByRole("region", { name: "Statement" }).innerText();
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  async #serve(asked: Asked, options: Options): Promise<void> {
    let receive: (message: unknown) => void = () => undefined;
    await this.page.exposeFunction("toHost", (message: unknown) => receive(message));
    await this.page.addInitScript(
      `globalThis.acquireVsCodeApi = () => ({
        postMessage: (message) => toHost(message),
        getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
        setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
      })`,
    );
    const theme = options.theme ?? "dark";
    await this.page.route(`${origin}/**`, async (route) => {
      if (route.request().url().endsWith("/form.js"))
        await route.fulfill({ contentType: "text/javascript", body: await bundle() });
      else if (route.request().url().endsWith("/favicon.ico")) await route.fulfill({ status: 204 });
      else await route.fulfill({ contentType: "text/html", body: html(theme) });
    });
    const handlers = { ...formHandlers(this.#app(options), () => asked), ...options.handlers };
    new Channel<FormHostApi, FormApi>(
      {
        post: (message) => {
          this.page.evaluate((data) => window.postMessage(data), message).catch(() => undefined);
        },
        onMessage: (receiver) => {
          receive = receiver;
        },
      },
      handlers,
    );
    await this.page.goto(origin);
    await this.page.getByRole("heading", { level: 1 }).waitFor();
  }

  #app({ models, run }: Options): App {
    const answer = (source: string): RunAnswer => run?.(source) ?? { kind: "read", statements: [] };
    const app = {
      connection: {
        state: { kind: "open", result: { project: { models } } },
        call: async (_name: string, { source }: { readonly source: string }) => answer(source),
      },
      runner: {
        run: async ({ source }: { readonly source: string }) => {
          this.ran.push(source);
          return answer(source);
        },
      },
    };
    return app as unknown as App;
  }
}

function html(theme: keyof typeof themes): string {
  const policy = "default-src 'none'; style-src 'nonce-n'; script-src 'nonce-n'";
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Form</title>
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta property="csp-nonce" content="n">
<style nonce="n">:root { ${themes[theme]} }</style></head>
<body class="vscode-${theme}"><script nonce="n" src="/form.js"></script></body></html>`;
}
