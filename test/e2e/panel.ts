import type { FrameLocator, Locator, Page } from "playwright-core";

/** The extension's results panel, found by its accessible names as a person with a screen reader finds it. */
export class Panel {
  readonly #frame: FrameLocator;

  constructor(page: Page) {
    this.#frame = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  }

  get grid(): Locator {
    return this.#frame.getByRole("grid", { name: "Results" });
  }

  get preview(): Locator {
    return this.#frame.getByRole("region", { name: "Preview" });
  }

  get status(): Locator {
    return this.#frame.getByRole("status");
  }

  /** One table of a preview: `Update music.Album (2 rows)`. */
  table(name: string | RegExp): Locator {
    return this.preview.getByRole("table", { name });
  }

  button(name: "Apply" | "Discard" | "Undo" | "Cancel" | "Count"): Locator {
    return this.#frame.getByRole("button", { name, exact: true });
  }

  text(text: string | RegExp): Locator {
    return this.#frame.getByText(text);
  }
}
