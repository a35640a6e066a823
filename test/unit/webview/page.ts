import type { Page } from "playwright-core";
import type { Handlers } from "../../../src/protocol/channel";
import type {
  ChosenInGrid,
  FirstView,
  Outdated,
  PanelApi,
  PanelHostApi,
  PanelView,
} from "../../../src/protocol/webview";
import { origin, type ServedWebview, serve } from "./served";
import type { themes } from "./themes";

/** The results page, talking to a host that a test stands in for. */
export class PanelPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly #served: ServedWebview<PanelHostApi, PanelApi>;

  private constructor(served: ServedWebview<PanelHostApi, PanelApi>) {
    this.#served = served;
    this.page = served.page;
    this.complaints = served.complaints;
  }

  static async open(
    handlers: Partial<Handlers<PanelHostApi>>,
    theme: keyof typeof themes = "dark",
    files: Readonly<Record<string, () => Promise<string>>> = {},
    first?: FirstView,
  ): Promise<PanelPage> {
    const served = await serve<PanelHostApi, PanelApi>({
      entry: "webview/main.ts",
      title: "Results",
      viewport: { width: 820, height: 620 },
      theme,
      policy: "img-src blob:",
      attributes: `data-chart="${origin}/chart.js"`,
      files,
      first,
      handlers: { ...quietHost, ...handlers },
    });
    await served.page.locator("qe-panel").waitFor();
    return new PanelPage(served);
  }

  async show(view: PanelView): Promise<void> {
    await this.#served.channel.call("show", view);
    await this.page.waitForTimeout(80);
  }

  async outdated(how: Outdated): Promise<void> {
    await this.#served.channel.call("outdated", how);
    await this.page.waitForTimeout(80);
  }

  /** What the page says of the rows that are chosen in it. */
  chosen(): Promise<ChosenInGrid | null> {
    return this.#served.channel.call("chosen", undefined);
  }

  close(): Promise<void> {
    return this.#served.close();
  }
}

const quietHost: Handlers<PanelHostApi> = {
  ready: () => ({ kind: "empty" }),
  page: ({ id, start }) => ({ id, start, rows: [], rowCount: 0 }),
  total: () => ({ rows: null }),
  cell: () => ({ text: "" }),
  effects: () => ({ rows: [], count: 0 }),
  undoEntry: () => undefined,
  copyScript: () => undefined,
  refresh: () => undefined,
  labels: () => [],
  find: () => ({ found: null, next: null }),
  copyRows: () => ({ rows: 0 }),
  exportRows: () => undefined,
  follow: () => undefined,
  objectTree: () => undefined,
  saveChart: () => undefined,
  composeEdits: () => ({ source: "", faults: [], signals: "" }),
  previewEdits: () => undefined,
  searchRelated: () => [],
  pickBytes: () => null,
  back: () => undefined,
  runLine: () => undefined,
  refine: () => ({}),
  keepColumns: () => undefined,
  apply: () => undefined,
  discard: () => undefined,
  undo: () => undefined,
  cancel: () => undefined,
  copy: () => undefined,
  reveal: () => undefined,
};
