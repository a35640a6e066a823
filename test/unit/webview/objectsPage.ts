import type { Page } from "playwright-core";
import type { Handlers } from "../../../src/protocol/channel";
import type { TreeApi, TreeHostApi, TreeRoots } from "../../../src/protocol/objects";
import { type ServedWebview, serve } from "./served";
import type { themes } from "./themes";

/** The object tree's page, talking to a host that a test stands in for. */
export class ObjectsPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly #served: ServedWebview<TreeHostApi, TreeApi>;

  private constructor(served: ServedWebview<TreeHostApi, TreeApi>) {
    this.#served = served;
    this.page = served.page;
    this.complaints = served.complaints;
  }

  static async open(
    view: TreeRoots | null,
    handlers: Partial<Handlers<TreeHostApi>> = {},
    theme: keyof typeof themes = "dark",
  ): Promise<ObjectsPage> {
    const served = await serve<TreeHostApi, TreeApi>({
      entry: "webview/objects/main.ts",
      title: "Object Tree",
      viewport: { width: 900, height: 560 },
      theme,
      handlers: { ...quietHost, ready: () => view, ...handlers },
    });
    await served.page.locator("qe-objects").waitFor();
    return new ObjectsPage(served);
  }

  async show(view: TreeRoots | null): Promise<void> {
    await this.#served.channel.call("show", view);
  }

  async changed(how: "here" | "elsewhere"): Promise<void> {
    await this.#served.channel.call("changed", how);
  }

  /** What the tree shows, a line for each item, by their accessible names. */
  async lines(): Promise<string[]> {
    return this.page
      .getByRole("treeitem")
      .evaluateAll((items) =>
        items.map((item) => "  ".repeat(Number(item.ariaLevel) - 1) + (item.getAttribute("aria-label") ?? "")),
      );
  }

  /** The name of the item that has the focus. */
  focused(): Promise<string | null | undefined> {
    return this.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  }

  close(): Promise<void> {
    return this.#served.close();
  }
}

const quietHost: Handlers<TreeHostApi> = {
  ready: () => null,
  object: ({ model, key }) => ({ model, key, text: "", fields: [], relations: [] }),
  related: () => ({ rows: [], more: false }),
  relatedCount: () => ({ rows: 0 }),
  openRows: () => undefined,
  remove: () => undefined,
  openDatabase: () => undefined,
  title: () => undefined,
  copy: () => undefined,
};
