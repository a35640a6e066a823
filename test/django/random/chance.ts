import type { GeneratorValue } from "fast-check";
import fc from "fast-check";

/** Draws of a test case, made by fast-check from the run's seed. */
export class Chance {
  constructor(readonly draw: GeneratorValue) {}

  int(min: number, max: number): number {
    return this.draw(fc.integer, { min, max });
  }

  /** True once in `n` times. */
  oneIn(n: number): boolean {
    return this.int(1, n) === 1;
  }

  /** One of the list. Throws for an empty one. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error("nothing to pick from");
    return list[this.int(0, list.length - 1)] as T;
  }

  /** Between `min` and `max` of the list, in its order, none twice. */
  some<T>(list: readonly T[], min: number, max: number): T[] {
    const wanted = Math.min(list.length, this.int(min, max));
    const left = [...list];
    while (left.length > wanted) left.splice(this.int(0, left.length - 1), 1);
    return left;
  }

  /** `n` things made one after another. */
  times<T>(n: number, make: (i: number) => T): T[] {
    return Array.from({ length: n }, (_, i) => make(i));
  }
}
