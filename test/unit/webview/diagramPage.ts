import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import type { Handlers } from "../../../src/protocol/channel";
import type { DiagramApi, DiagramHostApi, DiagramView } from "../../../src/protocol/diagram";
import { origin, type ServedWebview, serve } from "./served";
import type { themes } from "./themes";

/** The diagram's page, talking to a host that a test stands in for. */
export class DiagramPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly #served: ServedWebview<DiagramHostApi, DiagramApi>;

  private constructor(served: ServedWebview<DiagramHostApi, DiagramApi>) {
    this.#served = served;
    this.page = served.page;
    this.complaints = served.complaints;
  }

  static async open(
    view: DiagramView | null,
    handlers: Partial<Handlers<DiagramHostApi>> = {},
    theme: keyof typeof themes = "dark",
  ): Promise<DiagramPage> {
    const served = await serve<DiagramHostApi, DiagramApi>({
      entry: "webview/diagram/main.ts",
      title: "Model Diagram",
      viewport: { width: 1200, height: 760 },
      theme,
      handlers: { ...quietHost, ready: () => view, ...handlers },
      policy: `connect-src ${origin}; worker-src blob:`,
      attributes: `data-worker="${origin}/elk-worker.js"`,
      files: { "/elk-worker.js": () => readFile("node_modules/elkjs/lib/elk-worker.min.js", "utf8") },
    });
    await served.page.locator("qe-diagram").waitFor();
    return new DiagramPage(served);
  }

  async show(view: DiagramView): Promise<void> {
    await this.#served.channel.call("show", view);
  }

  async around(model: string): Promise<void> {
    await this.#served.channel.call("around", { model });
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

  close(): Promise<void> {
    return this.#served.close();
  }
}

const quietHost: Handlers<DiagramHostApi> = {
  ready: () => null,
  openRows: () => undefined,
  openCode: () => undefined,
  save: () => undefined,
  copy: () => undefined,
};
