/** Anything that opens something and can close it again. */
export interface Closable {
  dispose(): unknown;
}

/**
 * Owns what its owner opened. Adding to a disposed store disposes at once, and one failing
 * `dispose` does not keep the others from theirs.
 */
export class Store implements Closable {
  readonly #items = new Set<Closable>();
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  add<T extends Closable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Disposes one item before the rest. */
  remove(item: Closable): void {
    if (this.#items.delete(item)) item.dispose();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    // The last opened may lean on those before it.
    for (const item of [...this.#items].reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#items.clear();
    if (errors.length > 0) throw new AggregateError(errors, "Some parts could not be closed.");
  }
}
