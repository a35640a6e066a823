import type { FrameLocator, Locator, Page } from "playwright-core";

/** The extension's results panel, found by its accessible names as a person with a screen reader finds it. */
export class Panel {
  readonly #frame: FrameLocator;

  /** `frame` tells the panel's page from others that are shown beside it. */
  constructor(page: Page, frame = "iframe.webview.ready") {
    this.#frame = page.frameLocator(frame).frameLocator("#active-frame");
  }

  get grid(): Locator {
    return this.#frame.getByRole("grid", { name: "Results" });
  }

  /** The text of a statement above its rows. */
  get line(): Locator {
    return this.#frame.getByRole("textbox", { name: "Queryset" });
  }

  textbox(name: string): Locator {
    return this.#frame.getByRole("textbox", { name });
  }

  /** A button of the grid. */
  toolButton(name: string): Locator {
    return this.#frame.getByRole("button", { name, exact: true });
  }

  /** What is open beside the grid. */
  aside(name: string): Locator {
    return this.#frame.getByRole("complementary", { name });
  }

  dialog(name: string): Locator {
    return this.#frame.getByRole("dialog", { name });
  }

  get preview(): Locator {
    return this.#frame.getByRole("region", { name: "Preview" });
  }

  /** What an entry of the history wrote. */
  get applied(): Locator {
    return this.#frame.getByRole("region", { name: "History Entry" });
  }

  get status(): Locator {
    return this.#frame.getByRole("status");
  }

  /** One table of a preview: `Update music.Album (2 rows)`. */
  table(name: string | RegExp): Locator {
    return this.preview.getByRole("table", { name });
  }

  button(name: "Apply" | "Discard" | "Undo" | "Cancel" | "Count" | "Refresh" | "Preview Again"): Locator {
    return this.#frame.getByRole("button", { name, exact: true });
  }

  text(text: string | RegExp): Locator {
    return this.#frame.getByText(text);
  }
}
