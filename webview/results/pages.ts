import type { Cell, Page } from "../../src/protocol/results";
import type { Host } from "../port";

export const pageSize = 100;
const keptPages = 20;

/** The rows of one result, fetched a page at a time; the pages used last are kept. */
export class Pages {
  readonly #host: Host;
  readonly #id: string;
  readonly #onChange: (page: Page | undefined) => void;
  readonly #pages = new Map<number, Page>();
  readonly #asked = new Set<number>();
  #error: string | undefined;

  constructor(host: Host, id: string, onChange: (page: Page | undefined) => void) {
    this.#host = host;
    this.#id = id;
    this.#onChange = onChange;
  }

  /** Why rows are missing, where a page could not be had. */
  get error(): string | undefined {
    return this.#error;
  }

  row(index: number): readonly Cell[] | undefined {
    const page = this.#pages.get(Math.floor(index / pageSize));
    return page?.rows[index % pageSize];
  }

  /** Fetches what is missing of these rows. */
  need(rows: readonly number[]): void {
    for (const page of new Set(rows.map((row) => Math.floor(row / pageSize)))) {
      const known = this.#pages.get(page);
      if (known === undefined) void this.#fetch(page);
      else {
        // Moving it to the end keeps it longest.
        this.#pages.delete(page);
        this.#pages.set(page, known);
      }
    }
  }

  async #fetch(index: number): Promise<void> {
    if (this.#asked.has(index)) return;
    this.#asked.add(index);
    try {
      const page = await this.#host.call("page", { id: this.#id, start: index * pageSize, count: pageSize });
      this.#pages.set(index, page);
      this.#asked.delete(index);
      for (const old of this.#pages.keys()) {
        if (this.#pages.size <= keptPages) break;
        this.#pages.delete(old);
      }
      this.#error = undefined;
      this.#onChange(page);
    } catch (error) {
      // The page stays asked for: asking again at every scroll would not help.
      this.#error = error instanceof Error ? error.message : String(error);
      this.#onChange(undefined);
    }
  }
}
