export const pageSize = 100;
const keptPages = 20;
/** Pages that are fetched at a time: of those that a fast scroll runs over, only the last are wanted. */
const mostAtOnce = 3;

interface Rows<Row> {
  readonly rows: readonly Row[];
}

/** Rows that are fetched a page at a time when they come into sight; the pages used last are kept. */
export class Pages<Row, Page extends Rows<Row> = Rows<Row>> {
  readonly #read: (start: number, count: number) => Promise<Page>;
  readonly #onChange: (page: Page | undefined) => void;
  readonly #pages = new Map<number, Page>();
  readonly #asked = new Set<number>();
  /** Pages in sight that are not there. */
  #wanted: number[] = [];
  #reading = 0;
  #error: string | undefined;

  /** `first` are rows that are there already. */
  constructor(
    read: (start: number, count: number) => Promise<Page>,
    onChange: (page: Page | undefined) => void,
    first?: Page,
  ) {
    this.#read = read;
    this.#onChange = onChange;
    if (first !== undefined) this.#pages.set(0, first);
  }

  /** Why rows are missing, where a page could not be had. */
  get error(): string | undefined {
    return this.#error;
  }

  row(index: number): Row | undefined {
    const page = this.#pages.get(Math.floor(index / pageSize));
    return page?.rows[index % pageSize];
  }

  /** Fetches what is missing of these rows. What was missing before and is out of sight again is let go of. */
  need(rows: readonly number[]): void {
    this.#wanted = [];
    for (const page of new Set(rows.map((row) => Math.floor(row / pageSize)))) {
      const known = this.#pages.get(page);
      if (known === undefined) this.#wanted.push(page);
      else {
        // Moving it to the end keeps it longest.
        this.#pages.delete(page);
        this.#pages.set(page, known);
      }
    }
    this.#next();
  }

  #next(): void {
    for (const page of this.#wanted) {
      if (this.#reading >= mostAtOnce) return;
      if (!this.#asked.has(page)) void this.#fetch(page);
    }
  }

  async #fetch(index: number): Promise<void> {
    this.#asked.add(index);
    this.#reading++;
    try {
      const page = await this.#read(index * pageSize, pageSize);
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
    } finally {
      this.#reading--;
      this.#wanted = this.#wanted.filter((page) => page !== index);
      this.#next();
    }
  }
}
