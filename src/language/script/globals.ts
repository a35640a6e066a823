import type { Names, Type } from "../types";

interface Binding {
  readonly index: number;
  readonly type: Type;
}

/**
 * The names of a script's top level, each with all its bindings in the order of the statements. `limit` says before
 * which statement one looks. What is looked up is noted while someone listens.
 */
export class Globals implements Names {
  limit = 0;
  #bindings = new Map<string, Binding[]>();
  #reads: Map<string, Type | undefined> | undefined;

  get(name: string): Type | undefined {
    const found = this.#find(name);
    if (this.#reads && !this.#reads.has(name)) this.#reads.set(name, found);
    return found;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *entries(): Iterable<readonly [string, Type]> {
    for (const name of this.#bindings.keys()) {
      const type = this.#find(name);
      if (type) yield [name, type];
    }
  }

  bind(index: number, name: string, type: Type): void {
    const known = this.#bindings.get(name);
    if (known) known.push({ index, type });
    else this.#bindings.set(name, [{ index, type }]);
  }

  clear(): void {
    this.#bindings = new Map();
  }

  /** Forgets what statements from `index` on bound. */
  cut(index: number): void {
    for (const [name, list] of this.#bindings) {
      while (list.length > 0 && (list.at(-1)?.index ?? 0) >= index) list.pop();
      if (list.length === 0) this.#bindings.delete(name);
    }
  }

  /** Does the work and says what was looked up in it. */
  listen<T>(work: () => T): { readonly result: T; readonly reads: ReadonlyMap<string, Type | undefined> } {
    const outer = this.#reads;
    const reads = new Map<string, Type | undefined>();
    this.#reads = reads;
    try {
      return { result: work(), reads };
    } finally {
      this.#reads = outer;
    }
  }

  /** Whether all these names still stand for the same, seen from the limit. */
  agrees(reads: ReadonlyMap<string, Type | undefined>): boolean {
    for (const [name, type] of reads) if (this.#find(name) !== type) return false;
    return true;
  }

  #find(name: string): Type | undefined {
    const list = this.#bindings.get(name);
    if (list === undefined) return undefined;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.index ?? 0) < this.limit) low = middle + 1;
      else high = middle;
    }
    return list[low - 1]?.type;
  }
}
